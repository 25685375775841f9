package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// answerTime is how long a server takes that is no neighbour.
const answerTime = 100 * time.Millisecond

// calls is a server whose every extension has a call, and whose searches find many.
type calls struct {
	total int           // of a search
	takes time.Duration // each answer
}

// serve serves them on loopback.
func (c calls) serve() (endpoint string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{ReadHeaderTimeout: patience, Handler: c}
	go func() { _ = server.Serve(listener) }()
	stop = func() { _ = server.Shutdown(context.Background()) }
	return "http://" + listener.Addr().String() + "/verba/api", stop, nil
}

func (c calls) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	time.Sleep(c.takes)
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	switch r.Form.Get("action") {
	case "GetCallInformation":
		_, _ = io.WriteString(w, `<VerbaApi><Response code="0" type="GetCallInformation">`+callOf(r.Form.Get("extension"), 0)+`</Response></VerbaApi>`)
	case "SearchCalls":
		first, _ := strconv.Atoi(r.Form.Get("pagefirst"))
		length, _ := strconv.Atoi(r.Form.Get("pagelen"))
		var page bytes.Buffer
		fmt.Fprintf(&page, `<verbacdrlist rowcount="%d">`, c.total)
		for n := first; n < min(first+length, c.total); n++ {
			page.WriteString(callOf("8856", n))
		}
		page.WriteString("</verbacdrlist>")
		_, _ = w.Write(page.Bytes())
	default:
		_, _ = io.WriteString(w, success)
	}
}

// callOf is the nth newest call of an extension.
func callOf(extension string, n int) string {
	begin := time.Now().UTC().Add(-time.Duration(n+10) * time.Minute)
	return fmt.Sprintf(`<verbacdr state="1"><ccdr_id>call-%s-%d</ccdr_id><source_caller_id>%s</source_caller_id><source_name>Ada Bench</source_name>`+
		`<destination_caller_id>+36145612%05d</destination_caller_id><start_time>%s</start_time><end_time>%s</end_time></verbacdr>`,
		extension, n, extension, n, begin.Format(time.DateTime), begin.Add(time.Minute).Format(time.DateTime))
}
