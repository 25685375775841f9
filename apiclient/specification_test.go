package apiclient

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"deletecall/deletion"
)

// However the network cuts an answer up, and however a server ends its lines, the
// samples of the specification say the same.
func TestTheSpecificationsSamplesAreReadHoweverTheyArrive(t *testing.T) {
	for name, sample := range map[string]struct {
		text string
		kind deletion.OutcomeKind
	}{"success": {successDocument, deletion.Accepted}, "error": {refusalDocument, deletion.Refused}} {
		for ends, text := range map[string]string{
			"LF":            sample.text,
			"CRLF":          strings.ReplaceAll(sample.text, "\n", "\r\n"),
			"a last LF":     sample.text + "\n",
			"no blank line": strings.ReplaceAll(sample.text, "\n\n", "\n"),
			"no line":       strings.ReplaceAll(sample.text, "\n", ""),
		} {
			for way, write := range map[string]func(p *peer, text string){
				"at once":       func(p *peer, text string) { p.answer(200, text) },
				"byte by byte":  byteByByte,
				"in chunks":     func(p *peer, text string) { p.send(chunkedHead + chunked(text)) },
				"until it ends": func(p *peer, text string) { p.send(head200 + "Connection: close\r\n\r\n" + text) },
			} {
				t.Run(name+" with "+ends+" "+way, func(t *testing.T) {
					t.Parallel()
					s := serve(t, func(p *peer) { p.request(); write(p, text) })
					outcome := against(s, "http").send(t)
					wantOutcome(t, outcome, sample.kind, deletion.CauseAnswered)
					wantClean(t, outcome)
					wantReceived(t, s, 1)
					if string(outcome.Answer.Body) != text {
						t.Errorf("kept %q", outcome.Answer.Body)
					}
				})
			}
		}
	}
}

func byteByByte(p *peer, text string) {
	whole := "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + text
	for i := range len(whole) {
		p.send(whole[i : i+1])
	}
}

// chunked writes a text in chunks of three bytes.
func chunked(text string) string {
	var b strings.Builder
	for ; len(text) > 3; text = text[3:] {
		b.WriteString("3\r\n" + text[:3] + "\r\n")
	}
	return b.String() + string(rune('0'+len(text))) + "\r\n" + text + "\r\n0\r\n\r\n"
}

func TestSuccessIsBelievedInEveryCharacterSetThatIsRead(t *testing.T) {
	const message = "Anruf gelöscht"
	text := func(encoding string) string {
		return `<?xml version="1.0" encoding="` + encoding + `"?>` + response(0, message)
	}
	encoded := func(table *charmap.Charmap, s string) string {
		out, err := table.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for name, body := range map[string]string{
		"UTF-8":              text("UTF-8"),
		"UTF8":               text("UTF8"),
		"ISO-8859-1":         encoded(charmap.ISO8859_1, text("ISO-8859-1")),
		"windows-1250":       encoded(charmap.Windows1250, text("windows-1250")),
		"windows-1252":       encoded(charmap.Windows1252, text("windows-1252")),
		"UTF-16LE, mark":     utf16Text(unicode.LittleEndian, unicode.UseBOM, text("UTF-16")),
		"UTF-16BE, mark":     utf16Text(unicode.BigEndian, unicode.UseBOM, text("UTF-16")),
		"UTF-16LE, no mark":  utf16Text(unicode.LittleEndian, unicode.IgnoreBOM, text("UTF-16")),
		"UTF-16BE, no mark":  utf16Text(unicode.BigEndian, unicode.IgnoreBOM, text("UTF-16BE")),
		"UTF-16, no heading": utf16Text(unicode.BigEndian, unicode.UseBOM, response(0, message)),
		"UTF-16, two planes": utf16Text(unicode.LittleEndian, unicode.UseBOM, response(0, message+" \U0001F600")),
	} {
		t.Run(name, func(t *testing.T) {
			outcome := answerTo(t, deletion.XML, 200, body)
			wantOutcome(t, outcome, deletion.Accepted, deletion.CauseAnswered)
			if !strings.HasPrefix(outcome.Message, message) || !strings.Contains(outcome.Answer.Text, message) {
				t.Errorf("the message is %q", outcome.Message)
			}
		})
	}
}

func TestUTF16ThatIsNotWellFormedProvesNothing(t *testing.T) {
	whole := utf16Text(unicode.LittleEndian, unicode.UseBOM, response(0, "x"))
	for name, body := range map[string]string{
		"a byte is missing":         whole[:len(whole)-1],
		"a byte too many":           whole + "\x00",
		"a second mark after it":    whole + "\xff\xfe",
		"half a pair":               strings.Replace(whole, "x\x00", "\x00\xd8", 1),
		"the other half":            strings.Replace(whole, "x\x00", "\x00\xdc", 1),
		"the mark of another order": "\xfe\xff" + whole[2:],
		"a mark and UTF-8":          "\xff\xfe" + doc,
	} {
		t.Run(name, func(t *testing.T) {
			outcome := answerTo(t, deletion.XML, 200, body)
			if outcome.Kind != deletion.Unknown {
				t.Errorf("the outcome is %s: %s", outcome.Kind, outcome.Detail)
			}
		})
	}
}

func TestAMessageBesideTheResponseIsKept(t *testing.T) {
	outcome := answerTo(t, deletion.XML, 200, `<VerbaApi><Response code="0" type="DeleteCall"/><ErrorMessage>kept on tape</ErrorMessage><Remote>false</Remote></VerbaApi>`)
	wantOutcome(t, outcome, deletion.Accepted, deletion.CauseAnswered)
	if outcome.Message != "kept on tape" {
		t.Errorf("the message is %q", outcome.Message)
	}
}

func TestWhatContradictsItselfIsUnknown(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
	}{
		"success with 400":             {400, doc},
		"success with 401":             {401, doc},
		"success with 404":             {404, doc},
		"success with 500":             {500, doc},
		"success with 503":             {503, doc},
		"success with 304's neighbour": {300, doc},
		"success, then a refusal":      {200, `<VerbaApi><Response code="0" type="DeleteCall"/><Response code="-50" type="DeleteCall"/></VerbaApi>`},
		"a refusal, then success":      {200, `<VerbaApi><Response code="-50" type="DeleteCall"/><Response code="0" type="DeleteCall"/></VerbaApi>`},
		"two documents":                {200, doc + refusalDocument[strings.Index(refusalDocument, "<VerbaApi"):]},
		"another action":               {200, strings.Replace(doc, "DeleteCall", "GetCallID", 1)},
		"another action's refusal":     {200, strings.Replace(refusalDocument, "DeleteCall", "SearchCalls", 1)},
		"text after it":                {200, doc + "error"},
		"a page after it":              {200, doc + "<html/>"},
	} {
		t.Run(name, func(t *testing.T) {
			outcome := answerTo(t, deletion.XML, test.status, test.body)
			wantOutcome(t, outcome, deletion.Unknown, deletion.CauseContradiction)
		})
	}
}
