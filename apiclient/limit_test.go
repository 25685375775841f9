package apiclient

import (
	"context"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deletecall/deletion"
)

// silent are servers, or proxies, that never come to an end, each somewhere else.
var silent = map[string]func(net.Conn){
	"never reads":              func(net.Conn) {},
	"reads and never answers":  reads(""),
	"stops in the status line": reads("HTTP/1.1 2"),
	"stops in the header":      reads("HTTP/1.1 200 OK\r\nContent-Type: te"),
	"stops in the body":        reads(head200 + "\r\n<VerbaApi>"),
	"stops before the end":     reads(head200 + "Content-Length: 100000\r\n\r\n" + doc),
	"drips a header": func(conn net.Conn) {
		reads("HTTP/1.1 200 OK\r\n")(conn)
		drips(conn, "X: y\r\n")
	},
	"drips a body": func(conn net.Conn) {
		reads(head200 + "\r\n")(conn)
		drips(conn, " ")
	},
}

// reads reads the request as it comes, and sends something once.
func reads(answer string) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = conn.Read(make([]byte, 16<<10))
		go func() { _, _ = io.Copy(io.Discard, conn) }()
		_, _ = io.WriteString(conn, answer)
	}
}

// drips sends something every second.
func drips(conn net.Conn, text string) {
	for {
		time.Sleep(time.Second) // of virtual time
		if _, err := io.WriteString(conn, text); err != nil {
			return
		}
	}
}

func TestNoDeletionTakesLongerThanItsLimit(t *testing.T) {
	for name, does := range silent {
		for how, make := range map[string]func() *trial{
			"over HTTP":       func() *trial { return atEndpoint("http://verba.invalid/verba/api") },
			"over TLS":        func() *trial { return atEndpoint("https://verba.invalid/verba/api") },
			"with a login":    func() *trial { tr := atEndpoint("http://verba.invalid/verba/api"); withPassword(tr); return tr },
			"through a proxy": func() *trial { tr := atEndpoint("https://verba.invalid/verba/api"); byProxy(tr); return tr },
		} {
			t.Run(name+" "+how, func(t *testing.T) { expectItsLimit(t, make(), does) })
		}
	}
}

func withPassword(tr *trial) {
	tr.config.Credentials = held{key: sampleKey, user: "alice", password: samplePassword}
}

func byProxy(tr *trial) {
	tr.config.Proxy = &url.URL{Scheme: "http", Host: "proxy.invalid:3128"}
}

// expectItsLimit sends to a server that never comes to an end, in virtual time.
func expectItsLimit(t *testing.T, tr *trial, does func(net.Conn)) {
	synctest.Test(t, func(t *testing.T) {
		var ends []net.Conn
		tr.config.DialContext = func(context.Context, string, string) (net.Conn, error) {
			near, far := net.Pipe()
			ends = append(ends, far)
			go does(far)
			return near, nil
		}
		began := time.Now()
		outcome := tr.send(t)
		if took := time.Since(began); took > longLimit {
			t.Errorf("it took %s of virtual time", took)
		}
		if outcome.Kind != deletion.Unknown && outcome.Kind != deletion.NotSent || strings.Contains(outcome.Detail, "fault") {
			t.Errorf("the outcome is %s: %s", outcome.Kind, outcome.Detail)
		}
		for _, end := range ends {
			_ = end.Close()
		}
		time.Sleep(time.Minute) // whoever still drips sees that
	})
}
