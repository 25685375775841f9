package simulator

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"strconv"
)

// The simulator's own codes of calls that nobody can delete: those of real systems are not published.
const (
	CodeHeld     = -90 // under legal hold
	CodeRetained = -92 // within the retention period
)

// The result codes, as far as they are published; those from -51 on are this simulator's own.
const (
	codeSuccess           = 0
	codeInvalidParameters = -20
	codeInvalidAction     = -30
	codeBadCredentials    = -40
	codeBadAPIKey         = -41
	codeLoginRequired     = -42
	codeTokenExpired      = -43
	codeNotFound          = -50
	codeCallNotFound      = 2 // of look-ups
	codeMoreThanOne       = -51
	codeNoRight           = -55
	codeDoNotDelete       = -91
)

// answer is what the API says to one request, before it is written in one of the three formats.
type answer struct {
	code    int
	action  string
	message string // only beside an error
	token   string // only of RequestToken
	session string // only of RequestToken
	// document, when set, is the whole answer as XML, of look-ups.
	document []byte
}

func refusal(code int, format string, args ...any) answer {
	return answer{code: code, message: fmt.Sprintf(format, args...)}
}

// encode writes the answer in a format: XML, HTML or TEXT.
func (a answer) encode(responseType string) (contentType string, body []byte) {
	switch responseType {
	case "HTML":
		return "text/html; charset=UTF-8", a.html()
	case "TEXT":
		return "text/plain; charset=UTF-8", a.text()
	default:
		return "text/xml; charset=UTF-8", a.xml()
	}
}

func (a answer) xml() []byte {
	if a.document != nil {
		return a.document
	}
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<VerbaApi>\n")
	fmt.Fprintf(&b, `<Response code="%d" type="%s"`, a.code, xmlText(a.action))
	if a.token != "" {
		fmt.Fprintf(&b, ` token="%s"`, xmlText(a.token))
	}
	if a.message == "" {
		b.WriteString(" />\n")
	} else {
		fmt.Fprintf(&b, ">\n<ErrorMessage>%s</ErrorMessage>\n</Response>\n", xmlText(a.message))
	}
	if a.session != "" {
		// Elements that one published client sees beside the Response, and that no client needs.
		fmt.Fprintf(&b, "<SessionId>%s</SessionId>\n<SessionParameterName>jsessionid</SessionParameterName>\n"+
			"<SessionCookieName>JSESSIONID</SessionCookieName>\n<Remote>false</Remote>\n", xmlText(a.session))
	}
	b.WriteString("</VerbaApi>\n")
	return b.Bytes()
}

func (a answer) html() []byte {
	var b bytes.Buffer
	b.WriteString("<html>\n<head><title>Verba API</title></head>\n<body>\n<table border=\"1\">\n")
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "<tr><td>%s</td><td>%s</td></tr>\n", name, html.EscapeString(value))
		}
	}
	row("Request", a.action)
	row("Code", strconv.Itoa(a.code))
	row("Error message", a.message)
	row("Token", a.token)
	b.WriteString("</table>\n</body>\n</html>\n")
	return b.Bytes()
}

func (a answer) text() []byte {
	switch {
	case a.code != codeSuccess:
		return fmt.Appendf(nil, "%s failed, code %d: %s\n", a.action, a.code, a.message)
	case a.token != "":
		return fmt.Appendf(nil, "%s succeeded, token %s\n", a.action, a.token)
	default:
		return fmt.Appendf(nil, "%s succeeded\n", a.action)
	}
}

func xmlText(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) // a Buffer takes every write
	return b.String()
}

func (a answer) write(w http.ResponseWriter, responseType string) {
	contentType, body := a.encode(responseType)
	header := w.Header()
	header.Set("Content-Type", contentType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-store")
	if a.session != "" {
		header.Set("Set-Cookie", sessionCookie+"="+a.session+"; Path=/verba; HttpOnly")
	}
	w.Write(body) // a client that went away needs no answer
}
