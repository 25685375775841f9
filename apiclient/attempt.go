package apiclient

import "deletecall/deletion"

// maxMessage bounds the server's message that is kept, in bytes. The whole of it
// is in the answer.
const maxMessage = 8 << 10

// maxContentType bounds the Content-Type that is kept, in bytes.
const maxContentType = 200

func (ex exchange) contentType() string { return ex.header.Get("Content-Type") }

// attempt is the record of an exchange, without secrets, and whether the server
// had repeated one.
func (ex exchange) attempt(result outcome, v veil) (deletion.Attempt, bool) {
	answer := deletion.Answer{Length: int64(len(ex.body)), SHA256: ex.sha256}
	answer.ContentType, _ = v.keep(ex.contentType(), maxContentType)
	echoed := false
	if len(ex.body) > 0 && !ex.packed.opaque {
		var body string
		body, echoed = v.keep(string(ex.body), deletion.MaxAnswerKept)
		answer.Body = []byte(body)
		text, _ := decode(ex.body, ex.contentType())
		answer.Text, _ = v.keep(readableText(text, ex.contentType()), deletion.MaxAnswerKept)
	}
	message, _ := v.keep(result.message, maxMessage)
	return deletion.Attempt{
		Started: ex.started, Duration: ex.duration, HTTPStatus: ex.status,
		Code: result.code, Message: message, Answer: answer,
	}, echoed
}
