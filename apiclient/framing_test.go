package apiclient

import (
	"strings"

	"deletecall/deletion"
)

const chunkedHead = head200 + "Transfer-Encoding: chunked\r\n\r\n"

// framing are answers whose end is stated wrongly, or never comes.
func framing() []misbehaviour {
	const wholeAnswer = head200 + "Content-Length: 59\r\n\r\n" + doc
	const chunk = "3b\r\n" + doc + "\r\n"
	return []misbehaviour{
		{name: "sends a chunk of negative size", does: afterRequest(chunkedHead + "-3b\r\n" + doc + "\r\n0\r\n\r\n"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends a chunk of a size beyond numbers", does: afterRequest(chunkedHead + "fffffffffffffffff\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends a chunk longer than it says", does: afterRequest(chunkedHead + "3a\r\n" + doc + "\r\n0\r\n\r\n"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends chunks for ever", does: func(p *peer) { p.request(); p.send(chunkedHead + chunk); p.flood("1\r\n \r\n", 1<<30) }, kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends a chunk's extension for ever", does: func(p *peer) { p.request(); p.send(chunkedHead + "3b;"); p.flood("x", 1<<30) }, kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends a trailer for ever", does: func(p *peer) { p.request(); p.send(chunkedHead + chunk + "0\r\n"); p.flood("X: y\r\n", 1<<30) }, kind: maybe, cause: deletion.CauseUnreadable},
		{name: "resets after the last chunk's size", does: func(p *peer) { p.request(); p.send(chunkedHead + chunk + "0\r\n"); p.reset() }, kind: maybe, cause: deletion.CauseUnreadable},
		{name: "says both a length and chunks", does: afterRequest(head200 + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n"), kind: success, cause: deletion.CauseAnswered},
		{name: "says a length beyond numbers", does: afterRequest(head200 + "Content-Length: 99999999999999999999\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "says a length of ten gigabytes and closes", does: afterRequest(head200 + "Content-Length: 10000000000\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "sends twenty thousand headers", does: afterRequest(head200 + strings.Repeat("X: y\r\n", 20_000) + "\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "continues, and then says nothing", does: thenHangs("HTTP/1.1 100 Continue\r\n\r\n"), kind: maybe, cause: deletion.CauseTime},
		{name: "continues, and then closes", does: afterRequest("HTTP/1.1 100 Continue\r\n\r\n"), kind: maybe, cause: deletion.CauseConnection},
		{name: "hints early that it succeeded, and then refuses", does: afterRequest("HTTP/1.1 103 Early Hints\r\nX: code=0\r\n\r\n" + head200 + "Content-Length: 59\r\n\r\n" + strings.Replace(doc, `"0"`, `"2"`, 1)), kind: deletion.Refused, cause: deletion.CauseAnswered},
		{name: "says no content with 204, and sends some", does: answers(204, doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "says reset content with 205", does: answers(205, doc), kind: maybe, cause: deletion.CauseContradiction},
		{name: "answers as HTTP/1.0", does: afterRequest("HTTP/1.0 200 OK\r\n\r\n" + doc), kind: success, cause: deletion.CauseAnswered},
		{name: "answers as HTTP/0.9 with a page", does: afterRequest("<html><body>It works!</body></html>"), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "answers as HTTP/2", does: afterRequest("HTTP/2 200\r\nContent-Length: 59\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "answers as HTTP/3.0", does: afterRequest("HTTP/3.0 200 OK\r\nContent-Length: 59\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "answers with a status that is no number", does: afterRequest("HTTP/1.1 2OO OK\r\nContent-Length: 59\r\n\r\n" + doc), kind: maybe, cause: deletion.CauseUnreadable},
		{name: "answers with the request", does: func(p *peer) { r, _ := p.request(); p.send(r.raw) }, kind: maybe, cause: deletion.CauseUnreadable},
		{name: "upgrades to HTTP/2", does: thenHangs("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "speaks HTTP/2 at once, and closes", does: func(p *peer) { p.send("\x00\x00\x00\x04\x00\x00\x00\x00\x00"); p.request() }, kind: maybe, cause: "", unread: true, early: true},
		{name: "wants an upgrade", does: answers(426, "", "Upgrade: TLS/1.2", "Connection: Upgrade"), kind: maybe, cause: deletion.CauseHTTPStatus},
		{name: "closes after the answer", does: answers(200, doc), kind: success, cause: deletion.CauseAnswered},
		{name: "resets after the answer that was read", does: func(p *peer) { p.request(); p.answer(200, doc); p.hang(); p.reset() }, kind: success, cause: deletion.CauseAnswered},
		{name: "keeps the connection after the answer", does: func(p *peer) { p.request(); p.answer(200, doc, "Connection: keep-alive"); p.hang() }, kind: success, cause: deletion.CauseAnswered},
		{name: "ends the answer with line breaks", does: afterRequest(wholeAnswer + "\r\n\r\n"), kind: success, cause: deletion.CauseAnswered},
		{name: "sends garbage after the answer", does: afterRequest(wholeAnswer + "garbage"), kind: maybe, cause: deletion.CauseContradiction},
		{name: "sends garbage after the last chunk", does: afterRequest(chunkedHead + chunk + "0\r\n\r\n" + "garbage"), kind: maybe, cause: deletion.CauseContradiction},
		{name: "sends a refusal, then success", does: afterRequest(strings.Replace(wholeAnswer, `"0"`, `"2"`, 1) + wholeAnswer), kind: maybe, cause: deletion.CauseContradiction},
	}
}
