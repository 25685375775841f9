package apiclient

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"deletecall/deletion"
)

// FuzzDocument looks for texts that are believed and should not be. What it
// holds against the reader is another one: the usual struct, which believes too
// much, but never less.
func FuzzDocument(f *testing.F) {
	for _, text := range []string{successDocument, refusalDocument, doc, doc + doc, doc + " ", doc + "x", response(0, "a<b/>&amp;<![CDATA[c]]>"),
		`<VerbaApi><Response code="00" type="DeleteCall"/></VerbaApi>`, `<!DOCTYPE a>` + doc, `<?xml version="1.0"?>` + doc + `<!-- x -->`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		found, err := readDocument(text, deleteCall)
		var wrong *documentError
		if err != nil {
			if !errors.As(err, &wrong) || wrong.problem == "" {
				t.Fatalf("the error is %v", err)
			}
			return
		}
		if code, err := usualCode(string(text)); err != nil || code != found.code {
			t.Errorf("%q was read as code %d, and by others as %d, %v", text, found.code, code, err)
		}
		if _, err := readDocument(append(text, 'x'), deleteCall); err == nil {
			t.Errorf("%q is a document with a letter after it as well", text)
		}
	})
}

// usualCode reads the code as is usually done.
func usualCode(text string) (int, error) {
	var usual struct {
		XMLName  xml.Name `xml:"VerbaApi"`
		Response []struct {
			Code int    `xml:"code,attr"`
			Type string `xml:"type,attr"`
		}
	}
	decoder := xml.NewDecoder(strings.NewReader(text))
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	if err := decoder.Decode(&usual); err != nil {
		return 0, err
	}
	if len(usual.Response) != 1 || usual.Response[0].Type != deleteCall {
		return 0, errors.New("it is not the one Response to a DeleteCall")
	}
	return usual.Response[0].Code, nil
}

// FuzzCharset looks for bodies that are not decoded to UTF-8 or refused by name.
func FuzzCharset(f *testing.F) {
	for _, seed := range []struct{ body, contentType string }{
		{doc, "text/xml"}, {"\xEF\xBB\xBF" + doc, ""}, {"\xff\xfe<\x00", ""}, {"\x00<\x00a", ""}, {"<\x00\x00", ""}, {"\xff\xfe\x00\xd8", ""},
		{`<?xml version="1.0" encoding="windows-1250"?>` + "\xa3", ""}, {"\xa4", "text/xml; charset=iso-8859-15"},
		{doc, "text/xml; charset=klingon"}, {`<?xml encoding=`, ""}, {`<?xml encoding=""?>`, ";;;"},
		{utf16Text(unicode.BigEndian, unicode.UseBOM, successDocument), "text/xml; charset=utf-8"},
	} {
		f.Add([]byte(seed.body), seed.contentType)
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		text, err := decode(body, contentType)
		var charset *charsetError
		var wrong *documentError
		switch {
		case errors.As(err, &charset):
			if charset.name == "" || string(text) != string(body) {
				t.Errorf("%q as %q: the error names %q", body, contentType, charset.name)
			}
		case err != nil && !errors.As(err, &wrong):
			t.Errorf("%q as %q: %v", body, contentType, err)
		case err == nil && !utf8.Valid(text) && utf8.Valid(body):
			t.Errorf("%q as %q became %q", body, contentType, text)
		case len(text) > 4*len(body):
			t.Errorf("%d bytes became %d", len(body), len(text))
		}
	})
}

// FuzzAnswer sends whatever it is given as the answer, over a connection in
// memory, and looks for outcomes that are not true or hold the key.
func FuzzAnswer(f *testing.F) {
	for _, row := range []string{head200 + "Content-Length: 59\r\n\r\n" + doc, head200 + "\r\n" + doc, chunkedHead + chunked(doc),
		"HTTP/1.1 100 Continue\r\n\r\n" + head200 + "\r\n" + doc, "HTTP/1.1 302 x\r\nLocation: /a?" + sampleKey + "\r\n\r\n",
		"HTTP/1.1 101 x\r\nUpgrade: y\r\nConnection: upgrade\r\n\r\n", head200 + "Content-Type: text/html\r\n\r\n<p>" + sampleKey,
		"HTTP/1.1 500 " + sampleKey + "\r\n\r\n" + refusalDocument, sampleKey + "\r\n\r\n", head200 + "Content-Encoding: gzip\r\n\r\n\x1f\x8b", ""} {
		f.Add([]byte(row))
	}
	tr := atEndpoint("http://verba.invalid/verba/api")
	tr.server.TimeLimit = 10 * time.Second
	f.Fuzz(func(t *testing.T, answer []byte) {
		near, ended := answering(answer)
		tr.config.DialContext = func(context.Context, string, string) (net.Conn, error) { return near, nil }
		tr.server.Method = deletion.GET // in memory a request has to be read to its end
		outcome := tr.send(t)
		<-ended
		wantClean(t, outcome)
		if outcome.Kind == deletion.NotSent || outcome.Cause == deletion.CauseTime {
			t.Errorf("the outcome is %s (%s): %s", outcome.Kind, outcome.Cause, outcome.Detail)
		}
		if outcome.Kind != deletion.Accepted || outcome.Answer.Length > deletion.MaxAnswerKept {
			return
		}
		if code, err := usualCode(outcome.Answer.Text); err != nil || code != 0 || outcome.HTTPStatus/100 != 2 {
			t.Errorf("%q was believed, and others read code %d, %v", answer, code, err)
		}
	})
}
