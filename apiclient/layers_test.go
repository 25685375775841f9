package apiclient

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"deletecall/deletion"
)

// Each layer that could send a request again is off by itself, so that the others
// are not needed. Over a connection that is never used twice none of them shows.
func TestEveryLayerThatCouldSendAgainIsOff(t *testing.T) {
	client := atEndpoint("https://verba.invalid/").client(t)
	once := &onlyConn{}
	transport := client.transport(once)
	if !transport.DisableKeepAlives || !transport.DisableCompression || transport.ForceAttemptHTTP2 || transport.Proxy != nil {
		t.Errorf("the transport is %+v", transport)
	}
	if transport.Protocols.HTTP2() || transport.Protocols.UnencryptedHTTP2() || !transport.Protocols.HTTP1() {
		t.Errorf("the transport speaks %v", transport.Protocols)
	}
	if _, err := transport.DialTLSContext(t.Context(), "tcp", "a"); err != nil {
		t.Error(err)
	}
	if _, err := transport.DialContext(t.Context(), "tcp", "a"); !errors.Is(err, errSecondConnection) {
		t.Errorf("a second connection was handed out: %v", err)
	}
	request := client.request(t.Context(), call{method: deletion.POST})
	if request.GetBody != nil || !request.Close || request.Header.Get("Idempotency-Key") != "" {
		t.Errorf("the request is %+v", request)
	}
}

// lastWords is a connection that ends as its time ends: right after an answer
// that its end would make whole.
type lastWords struct {
	net.Conn
	answer io.Reader
	asked  chan struct{}
	end    func()
}

func (l *lastWords) Write(b []byte) (int, error) { close(l.asked); return len(b), nil }

func (l *lastWords) Read(b []byte) (int, error) {
	<-l.asked
	n, err := l.answer.Read(b)
	if err == io.EOF {
		l.end()
	}
	return n, err
}

func TestAnAnswerThatOnlyTheEndOfTheTimeMadeWholeIsNotBelieved(t *testing.T) {
	for range 20 { // net/http may notice the end itself
		synctest.Test(t, func(t *testing.T) {
			near, far := net.Pipe()
			tr := atEndpoint("http://verba.invalid/")
			tr.server.Method = deletion.GET
			tr.config.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
				limit, _ := ctx.Deadline()
				past := func() { time.Sleep(time.Until(limit) + time.Millisecond) } // of virtual time
				return &lastWords{near, strings.NewReader(head200 + "\r\n" + doc), make(chan struct{}), past}, nil
			}
			wantOutcome(t, tr.send(t), deletion.Unknown, deletion.CauseTime)
			_ = far.Close()
		})
	}
}

func TestWhatATLSConnectionBringsBeforeTheRequestIsLookedAt(t *testing.T) {
	for name, test := range map[string]struct {
		does  func(*peer)
		wants tls.ClientAuthType
		cause deletion.Cause // empty where the request may be sent
	}{
		"nothing but session tickets":    {does: func(*peer) {}, cause: deletion.CauseConnect}, // and the end
		"an answer":                      {does: func(p *peer) { p.answer(200, successDocument) }, cause: deletion.CauseConnect},
		"a refusal of the certificate":   {does: (*peer).hang, wants: tls.RequireAnyClientCert, cause: deletion.CauseTLS},
		"session tickets, then patience": {does: nil},
	} {
		t.Run(name, func(t *testing.T) {
			shaken := make(chan struct{})
			does := test.does
			if does == nil {
				does = func(p *peer) { close(shaken); p.hang() }
			}
			s := serveWith(t, &tls.Config{MinVersion: tls.VersionTLS13, ClientAuth: test.wants,
				Certificates: []tls.Certificate{testCertificate(t, certificateFor("127.0.0.1"))}}, does)
			client := against(s, "https").client(t)
			conn, err := client.connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if test.does == nil {
				<-shaken
			} else {
				s.finish()
			}
			err = client.checkSilent(t.Context(), conn)
			var failed *ConnectError
			if test.cause == "" && err != nil || test.cause != "" && (!errors.As(err, &failed) || failed.Cause != test.cause) {
				t.Errorf("it was found to bring %v", err)
			}
		})
	}
}

func TestATokenThatARefusedLoginNamesIsKeptBack(t *testing.T) {
	const named = "5ca1ab1e-dead-4bad-c0de-ba5eba11f00d"
	s := serve(t, answers(200, `<VerbaApi><Response code="-40" type="RequestToken" token="`+named+`">not `+named+`</Response></VerbaApi>`))
	outcome := withLogin(s, "http").send(t)
	wantOutcome(t, outcome, deletion.NotSent, deletion.CauseLoginRefused)
	if strings.Contains(outcome.Detail, named) {
		t.Errorf("the detail is %q", outcome.Detail)
	}
}

func TestAfterManyEchoesTheHalfOfOneIsNotLeftEither(t *testing.T) {
	client := atEndpoint("http://verba.invalid/").client(t)
	client.proxy = &url.URL{User: url.UserPassword("bob", sampleKey)}
	// Dots are shorter than what they replace, so what was looked at last comes
	// inside the limit.
	echo := everyByteEncoded(sampleKey) + " "
	looked := deletion.MaxAnswerKept + lookBehind
	text := strings.Repeat(echo, looked/len(echo)-1)
	text += strings.Repeat("é", (looked-18-len(text))/2) + sampleKey + sampleKey
	clean, echoed := client.veil().keep(text, deletion.MaxAnswerKept)
	if !echoed || strings.Contains(clean, sampleKey[:8]) || !utf8.ValidString(clean) || !bytes.HasPrefix([]byte(clean), []byte("•")) {
		t.Errorf("kept %d bytes that end with %q", len(clean), clean[max(0, len(clean)-40):])
	}
}
