package apiclient

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/testkit"
)

// misbehaviour is what a server does with a connection, and the truth about it.
type misbehaviour struct {
	name  string
	does  func(*peer)
	kind  deletion.OutcomeKind
	cause deletion.Cause
	// unread is true where the server never reads the request.
	unread bool
	// early is true where the client may notice before it sends anything; which
	// it is depends on who is faster.
	early bool
}

// afterRequest reads the request, and then sends the text as it is and closes.
func afterRequest(text string) func(*peer) {
	return func(p *peer) {
		if _, ok := p.request(); ok {
			p.send(text)
		}
	}
}

// thenHangs sends the text after the request, and then nothing more.
func thenHangs(text string) func(*peer) {
	return func(p *peer) {
		if _, ok := p.request(); ok {
			p.send(text)
			p.hang()
		}
	}
}

const (
	success = deletion.Accepted
	maybe   = deletion.Unknown
	head200 = "HTTP/1.1 200 OK\r\n"
	doc     = `<VerbaApi><Response code="0" type="DeleteCall"/></VerbaApi>` // 59 bytes
)

func connections() []misbehaviour {
	return []misbehaviour{
		{name: "closes at once", does: func(*peer) {}, kind: maybe, cause: deletion.CauseConnection, unread: true, early: true},
		{name: "resets at once", does: (*peer).reset, kind: maybe, cause: deletion.CauseConnection, unread: true, early: true},
		{name: "never reads", does: (*peer).hang, kind: maybe, cause: deletion.CauseTime, unread: true},
		{name: "reads the request and closes", does: afterRequest(""), kind: maybe, cause: deletion.CauseConnection},
		{name: "reads the request and resets", does: func(p *peer) { p.request(); p.reset() }, kind: maybe, cause: deletion.CauseConnection},
		{name: "reads the request and hangs", does: thenHangs(""), kind: maybe, cause: deletion.CauseTime},
		{name: "closes in the status line", does: afterRequest("HTTP/1.1 20"), kind: maybe, cause: deletion.CauseConnection},
		{name: "hangs in the status line", does: thenHangs("HTTP/1.1 20"), kind: maybe, cause: deletion.CauseTime},
		{name: "closes in the header", does: afterRequest(head200 + "Content-Length: 59\r\nContent-"), kind: maybe, cause: deletion.CauseConnection},
		{name: "hangs in the header", does: thenHangs(head200 + "Content-Length: 59\r\n"), kind: maybe, cause: deletion.CauseTime},
		{name: "drips a header for ever", does: func(p *peer) { p.request(); p.send(head200); p.drip("X: y\r\n") }, kind: maybe, cause: deletion.CauseTime},
		{name: "closes in the body", does: afterRequest(head200 + "Content-Length: 59\r\n\r\n<VerbaApi>"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "resets in the body", does: func(p *peer) { p.request(); p.send(head200 + "Content-Length: 59\r\n\r\n<V"); p.reset() }, kind: maybe, cause: deletion.CauseConnection},
		{name: "hangs in the body", does: thenHangs(head200 + "Content-Length: 59\r\n\r\n<VerbaApi>"), kind: maybe, cause: deletion.CauseTime},
		{name: "hangs after a document of unknown length", does: thenHangs(head200 + "\r\n" + doc), kind: maybe, cause: deletion.CauseTime},
		{name: "drips a body for ever", does: func(p *peer) { p.request(); p.send(head200 + "\r\n" + doc); p.drip(" ") }, kind: maybe, cause: deletion.CauseTime},
		{name: "sends a body for ever", does: func(p *peer) { p.request(); p.send(head200 + "\r\n" + doc); p.flood(" ", 1<<30) }, kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends a header for ever", does: func(p *peer) { p.request(); p.send(head200); p.flood("X: y\r\n", 1<<30) }, kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends a header line for ever", does: func(p *peer) { p.request(); p.send(head200 + "X: "); p.flood("y", 1<<30) }, kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends informational answers for ever", does: func(p *peer) { p.request(); p.flood("HTTP/1.1 103 Early Hints\r\n\r\n", 1<<30) }, kind: maybe, cause: deletion.CauseUnreadable},
		{name: "drips informational answers for ever", does: func(p *peer) { p.request(); p.drip("HTTP/1.1 102 Processing\r\n\r\n") }, kind: maybe, cause: deletion.CauseTime},
		{name: "sends two informational answers first", does: afterRequest("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + head200 + "Content-Length: 59\r\n\r\n" + doc), kind: success, cause: deletion.CauseAnswered},
	}
}

func lengths() []misbehaviour {
	return []misbehaviour{
		{name: "closes after a document of unknown length", does: afterRequest(head200 + "\r\n" + doc), kind: success, cause: deletion.CauseAnswered},
		{name: "sends good chunks", does: afterRequest(head200 + "Transfer-Encoding: chunked\r\n\r\n3b\r\n" + doc + "\r\n0\r\n\r\n"), kind: success, cause: deletion.CauseAnswered},
		{name: "closes before the last chunk", does: afterRequest(head200 + "Transfer-Encoding: chunked\r\n\r\n3b\r\n" + doc + "\r\n"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "closes in a chunk", does: afterRequest(head200 + "Transfer-Encoding: chunked\r\n\r\nff\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends a chunk without a size", does: afterRequest(head200 + "Transfer-Encoding: chunked\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "hangs before the last chunk", does: thenHangs(head200 + "Transfer-Encoding: chunked\r\n\r\n3b\r\n" + doc + "\r\n"), kind: maybe, cause: deletion.CauseTime},
		{name: "says too long a length and closes", does: afterRequest(head200 + "Content-Length: 60\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "says too long a length and hangs", does: thenHangs(head200 + "Content-Length: 60\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseTime},
		{name: "says too short a length", does: afterRequest(head200 + "Content-Length: 58\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "says two lengths", does: afterRequest(head200 + "Content-Length: 59\r\nContent-Length: 58\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "says a length that is no number", does: afterRequest(head200 + "Content-Length: -59\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "uses an unknown transfer encoding", does: afterRequest(head200 + "Transfer-Encoding: gzip\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "compresses a bomb unasked", does: answers(200, bomb(), "Content-Encoding: gzip"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "compresses a bomb without saying so", does: answers(200, bomb()), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "packs half the document", does: answers(200, packedBy(gzipped, doc)[:40], "Content-Encoding: gzip"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "packs the document twice", does: answers(200, packedBy(gzipped, packedBy(gzipped, doc)), "Content-Encoding: gzip, gzip"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends something after a packed document", does: answers(200, packedBy(gzipped, doc)+"x", "Content-Encoding: gzip"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "packs two documents", does: answers(200, packedBy(gzipped, doc)+packedBy(gzipped, doc), "Content-Encoding: gzip"), kind: maybe, cause: deletion.CauseContradiction},
		{name: "damages a packed document", does: answers(200, strings.ToUpper(packedBy(gzipped, doc)), "Content-Encoding: gzip"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "deflates a bomb", does: answers(200, packedBy(zlibbed, doc+strings.Repeat(" ", 16<<20)), "Content-Encoding: deflate"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "names a compression that is not read here", does: answers(200, "\x0b\x1d\x80"+doc, "Content-Encoding: br"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "answers a mebibyte of white space after the document", does: answers(200, doc+strings.Repeat(" ", maxAnswer)), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "answers nothing", does: answers(200, ""), kind: maybe, cause: deletion.CauseUnreadable},
	}
}

func protocols() []misbehaviour {
	return []misbehaviour{
		{name: "speaks first", does: func(p *peer) { p.send("220 mail.example.com ESMTP\r\n"); p.request() }, kind: maybe, cause: deletion.CauseUnreadable, unread: true, early: true},
		{name: "speaks HTTP/2", does: afterRequest("\x00\x00\x12\x04\x00\x00\x00\x00\x00" + strings.Repeat("\x00", 18)), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends the document without a header", does: afterRequest(doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends a header that is none", does: afterRequest(head200 + "no colon here\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "switches protocols", does: thenHangs("HTTP/1.1 101 Switching Protocols\r\nUpgrade: verba\r\nConnection: Upgrade\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "sends success, then a refusal", does: afterRequest(head200 + "Content-Length: 59\r\n\r\n" + doc + "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"), kind: maybe, cause: deletion.CauseContradiction},
		{name: "sends two documents", does: answers(200, doc+doc), kind: maybe, cause: deletion.CauseContradiction},
		{name: "says success with 404", does: answers(404, doc), kind: maybe, cause: deletion.CauseContradiction},
		{name: "says success with 500", does: answers(500, doc), kind: maybe, cause: deletion.CauseContradiction},
		{name: "says success with 206", does: answers(206, doc), kind: maybe, cause: deletion.CauseContradiction},
		{name: "says success with 203, changed by a proxy", does: answers(203, doc), kind: maybe, cause: deletion.CauseContradiction},
		{name: "says no content with 204", does: afterRequest("HTTP/1.1 204 No Content\r\n\r\n"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "refuses with 404", does: answers(404, response(-50, "not found")), kind: deletion.Refused, cause: deletion.CauseAnswered},
		{name: "fails with -1", does: answers(200, response(deletion.CodeUnexpected, "java.lang.NullPointerException")), kind: maybe, cause: deletion.CauseServerError},
		{name: "fails with -1 and with 500", does: answers(500, response(deletion.CodeUnexpected, "java.lang.NullPointerException")), kind: maybe, cause: deletion.CauseServerError},
		{name: "refuses with a code that is not published", does: answers(200, response(-90, "on legal hold")), kind: deletion.Refused, cause: deletion.CauseAnswered},
		{name: "refuses with 503 and Retry-After", does: answers(503, response(-77, "busy"), "Retry-After: 0"), kind: deletion.Refused, cause: deletion.CauseAnswered},
		{name: "refuses with 206", does: answers(206, response(-50, "not found")), kind: maybe, cause: deletion.CauseContradiction},
		{name: "asks for a Basic login", does: answers(401, "<html>Sign in", `WWW-Authenticate: Basic realm="x"`), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "asks for a Negotiate login", does: answers(401, "", `WWW-Authenticate: Negotiate`), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "forbids", does: answers(403, "Forbidden"), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "is a proxy that wants a login", does: answers(407, "", `Proxy-Authenticate: Basic realm="x"`), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "waited too long", does: answers(408, ""), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "waited too long, and says so first", does: func(p *peer) { p.answer(408, "", "Connection: close"); p.request() }, kind: maybe, cause: "", unread: true, early: true},
		{name: "is misdirected", does: answers(421, ""), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "finds it too early", does: answers(425, ""), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "finds it too much", does: answers(429, "", "Retry-After: 0"), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "is not available now", does: answers(503, "<html>busy", "Retry-After: 0"), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "has not changed", does: answers(304, ""), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "invents a status", does: answers(999, doc), kind: maybe, cause: deletion.CauseContradiction},
	}
}

func redirects() []misbehaviour {
	var all []misbehaviour
	for _, status := range []int{301, 302, 303, 307, 308} {
		for name, target := range map[string]string{
			"itself": "/verba/api", "a page": "/login?to=%2Fverba", "another host": "http://localhost:1/verba/api", "nowhere": "", "nonsense": "http://[::1"} {
			header := "Location: " + target
			if target == "" {
				header = "X-No-Location: true"
			}
			all = append(all, misbehaviour{name: http.StatusText(status) + " to " + name,
				does: answers(status, doc, header), kind: maybe, cause: deletion.CauseRedirect})
		}
	}
	return all
}

// misbehaviours are all of them.
func misbehaviours() []misbehaviour {
	return slices.Concat(connections(), lengths(), framing(), protocols(), redirects())
}

// transport is a way for a request to travel.
type transport struct {
	scheme string
	method deletion.Method
}

func transports() (all []transport) {
	for _, scheme := range []string{"http", "https"} {
		for _, method := range deletion.Methods() {
			all = append(all, transport{scheme, method})
		}
	}
	return all
}

func TestWhateverAServerDoesItGetsTheRequestOnceAndTheOutcomeIsTrue(t *testing.T) {
	for _, row := range testkit.Some(misbehaviours()) {
		for _, over := range transports() {
			t.Run(row.name+" over "+over.scheme+" "+string(over.method), func(t *testing.T) {
				t.Parallel()
				row.try(t, over.scheme, over.method)
			})
		}
	}
}

func (row misbehaviour) try(t *testing.T, scheme string, method deletion.Method) {
	if row.cause != deletion.CauseTime {
		row.tryWithin(t, scheme, method, longLimit)
		return
	}
	withinLimits(func(limit time.Duration) bool { return row.tryWithin(t, scheme, method, limit) })
}

// tryWithin reports whether the server received the request, if it is to. With a
// short limit it may not have come to that.
func (row misbehaviour) tryWithin(t *testing.T, scheme string, method deletion.Method, limit time.Duration) bool {
	s := serveScheme(t, scheme, row.does)
	tr := against(s, scheme)
	tr.server.Method, tr.server.TimeLimit = method, limit
	outcome := tr.send(t)
	wantClean(t, outcome)
	if s.connections() != 1 {
		t.Errorf("the server was connected to %d times", s.connections())
	}
	if limit < lastLimit && row.cause == deletion.CauseTime && len(s.deleteCalls()) == 0 && !row.unread {
		return false
	}
	if limit < lastLimit && row.cause == deletion.CauseTime && outcome.Cause == deletion.CauseTimeToConnect {
		return false
	}
	if row.early && outcome.Kind == deletion.NotSent {
		if outcome.Cause != deletion.CauseConnect && outcome.Cause != deletion.CauseTLS {
			t.Errorf("it was not sent because of %s", outcome.Cause)
		}
		wantNotSent(t, s)
		return true
	}
	if row.cause == "" {
		row.cause = outcome.Cause
	}
	wantOutcome(t, outcome, row.kind, row.cause)
	if !row.unread {
		wantReceived(t, s, 1)
	}
	return true
}

// bomb is a success document followed by 16 MiB of blanks, compressed.
func bomb() string { return packedBy(gzipped, doc+strings.Repeat(" ", 16<<20)) }
