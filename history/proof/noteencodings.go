package proof

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
	"sync"
)

const (
	byteOrderMark = "\ufeff"
	// maxMailHead is how far into a file it is looked at for a header that says how a mail is encoded.
	maxMailHead = 64 << 10
	// mostParts bounds how deep the parts of a mail may be nested.
	mostParts = 8
)

var encodedMail = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?im)^content-transfer-encoding:[ \t]*(quoted-printable|base64)`)
})

// decodedText is the text of a file: that of a mail whose program has encoded it, since the dash before a
// signature is not ASCII, or else the file as it is, without a byte order mark.
func decodedText(file io.Reader) io.Reader {
	text := bufio.NewReaderSize(file, maxMailHead)
	if mark, _ := text.Peek(len(byteOrderMark)); string(mark) == byteOrderMark {
		_, _ = text.Discard(len(mark))
	}
	head, _ := text.Peek(maxMailHead)
	if !encodedMail().Match(head) {
		return text
	}
	if bytes.HasPrefix(head, []byte("From ")) { // the line of a mailbox before its first mail
		_, head, _ = bytes.Cut(head, []byte("\n"))
	}
	// Tried on a copy: of what is no mail, nothing may be lost.
	if _, err := mail.ReadMessage(bytes.NewReader(head)); err != nil {
		return text
	}
	if begin, _ := text.Peek(len("From ")); string(begin) == "From " {
		_, _ = text.ReadSlice('\n')
	}
	message, err := mail.ReadMessage(text)
	if err != nil {
		return text
	}
	return mailPart(message.Header.Get, message.Body, mostParts)
}

// mailPart is the text of a mail, or of a part of one; empty where it is no text.
func mailPart(header func(string) string, body io.Reader, depth int) io.Reader {
	kind, parameters, _ := mime.ParseMediaType(header("Content-Type"))
	switch {
	case strings.HasPrefix(kind, "multipart/") && depth > 0:
		return &mailParts{from: multipart.NewReader(body, parameters["boundary"]), depth: depth - 1}
	case kind == "text/html", kind != "" && !strings.HasPrefix(kind, "text/"): // the same again, or a file
		return strings.NewReader("")
	}
	switch strings.ToLower(strings.TrimSpace(header("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	}
	return body
}

// mailParts are the texts of a mail with several parts, one after the other.
type mailParts struct {
	from  *multipart.Reader
	depth int
	part  io.Reader // that is being read; nil before the first one
}

// Read reads on, with a line's end after each part.
func (m *mailParts) Read(p []byte) (n int, err error) {
	for {
		if m.part != nil {
			if n, err = m.part.Read(p); n > 0 || err != io.EOF {
				return n, err
			}
		}
		part, err := m.from.NextRawPart()
		if err != nil {
			return 0, err
		}
		m.part = io.MultiReader(mailPart(part.Header.Get, part, m.depth), strings.NewReader("\n"))
	}
}

// message is what a line says that a log wrote as JSON: journald's MESSAGE, and its like. Not "message": a line of
// our OCSF export has one, and a checkpoint beside it.
func message(line string) string {
	if !strings.HasPrefix(line, "{") {
		return line
	}
	var logged map[string]any
	if json.Unmarshal([]byte(line), &logged) != nil {
		return line
	}
	for _, name := range []string{"MESSAGE", "msg", "log"} {
		if text, ok := logged[name].(string); ok {
			if text = strings.TrimRight(text, "\r\n"); !strings.Contains(text, "\n") {
				return writer(logged) + text
			}
		}
	}
	return line
}

// writer is the program of a line of journald, as a system log has it before what it says: it tells the lines of
// one from those of others between them.
func writer(logged map[string]any) string {
	name, hasName := logged["SYSLOG_IDENTIFIER"].(string)
	process, _ := logged["_PID"].(string)
	if !hasName {
		return ""
	}
	return name + "[" + process + "]: "
}
