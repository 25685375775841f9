package history

import (
	"strings"
	"unicode/utf8"
)

// parseForm reads an event in the spelling of [Event.Encode] in a fifth of the
// time of encoding/json: verifying and exporting read millions of them. What is
// spelled otherwise (another order, blanks, an escape, a member that it does not
// know) is not ok, which says nothing about the event: encoding/json reads it then.
func parseForm(data string) (form eventForm, ok bool) {
	if !isPlain(data) {
		return form, false
	}
	s := spelling{rest: data}
	s.begin()
	form.Version = s.small(`"v":`)
	form.Kind = Kind(s.text(`"kind":`))
	form.Number = s.number(`"number":`)
	form.ID = s.text(`"id":`)
	form.Private = s.text(`"private":`)
	if s.member(`"intent":`) {
		form.Intent = s.intent()
	}
	if s.member(`"outcome":`) {
		form.Outcome = s.outcome()
	}
	if s.member(`"settlement":`) {
		form.Settlement = s.settlement()
	}
	if s.member(`"after":`) {
		form.After = s.after()
	}
	if s.member(`"act":`) {
		form.Act = s.act()
	}
	if s.member(`"hold":`) {
		form.Hold = s.hold()
	}
	s.end()
	return form, !s.failed && s.rest == ""
}

// isPlain reports whether a JSON string among the data means just its bytes.
func isPlain(data string) bool {
	return strings.IndexByte(data, '\\') < 0 && !hasControl(data) && utf8.ValidString(data)
}

// hasControl reports whether a byte is below the blank. It looks at eight at a
// time (Bit Twiddling Hacks, "hasless").
func hasControl(data string) bool {
	const blanks, highest = 0x2020202020202020, 0x8080808080808080
	for ; len(data) >= 8; data = data[8:] {
		eight := uint64(data[0]) | uint64(data[1])<<8 | uint64(data[2])<<16 | uint64(data[3])<<24 |
			uint64(data[4])<<32 | uint64(data[5])<<40 | uint64(data[6])<<48 | uint64(data[7])<<56 // one load
		if (eight-blanks)&^eight&highest != 0 {
			return true
		}
	}
	for i := range len(data) {
		if data[i] < ' ' {
			return true
		}
	}
	return false
}

// spelling reads members in their order. One that is missing has its zero value,
// as in encoding/json.
type spelling struct {
	rest       string
	needsComma bool // a member of the same object was read
	failed     bool
}

func (s *spelling) expect(token string) {
	rest, found := strings.CutPrefix(s.rest, token)
	s.rest, s.failed = rest, s.failed || !found
}

func (s *spelling) begin() {
	s.expect("{")
	s.needsComma = false
}

func (s *spelling) end() {
	s.expect("}")
	s.needsComma = true
}

// member reads the name of a member, if it comes next.
func (s *spelling) member(name string) bool {
	rest, comma := strings.CutPrefix(s.rest, ",")
	if comma != s.needsComma {
		return false
	}
	rest, found := strings.CutPrefix(rest, name)
	if found {
		s.rest, s.needsComma = rest, true
	}
	return found
}

func (s *spelling) text(name string) string {
	if !s.member(name) {
		return ""
	}
	s.expect(`"`)
	text, rest, found := strings.Cut(s.rest, `"`)
	s.rest, s.failed = rest, s.failed || !found
	return text
}

func (s *spelling) number(name string) int64 {
	if !s.member(name) {
		return 0
	}
	const mostDigits = 18 // of which each number fits
	rest, negative := strings.CutPrefix(s.rest, "-")
	n, digits := int64(0), 0
	for digits < len(rest) && digits <= mostDigits && '0' <= rest[digits] && rest[digits] <= '9' {
		n = n*10 + int64(rest[digits]-'0')
		digits++
	}
	if digits == 0 || digits > mostDigits || rest[0] == '0' && (digits > 1 || negative) {
		s.failed = true
	}
	s.rest = rest[digits:]
	if negative {
		return -n
	}
	return n
}

func (s *spelling) small(name string) int {
	n := s.number(name)
	s.failed = s.failed || int64(int(n)) != n
	return int(n)
}

func (s *spelling) intent() *intentForm {
	s.begin()
	form := &intentForm{
		IdentifierType: s.text(`"identifier_type":`), Status: s.text(`"status":`),
		Server: s.text(`"server":`), Endpoint: s.text(`"endpoint":`), Method: s.text(`"method":`),
		ResponseType: s.text(`"response_type":`), KeyFingerprint: s.text(`"key_fingerprint":`),
	}
	form.Again = s.number(`"again":`)
	form.Shown, form.ShownReason, form.ShownAt = s.text(`"shown":`), s.text(`"shown_reason":`), s.text(`"shown_at":`)
	form.Pinned = s.member(`"pinned":true`)
	form.Program = s.text(`"program":`)
	form.Confirmed, form.Deadline = s.text(`"confirmed":`), s.text(`"deadline":`)
	s.end()
	return form
}

func (s *spelling) outcome() *outcomeForm {
	s.begin()
	form := &outcomeForm{
		Kind: s.text(`"kind":`), Cause: s.text(`"cause":`), Answered: s.text(`"answered":`),
	}
	if s.member(`"attempts":`) {
		s.expect("[")
		form.Attempts = append(form.Attempts, s.attempt())
		for !s.failed && strings.HasPrefix(s.rest, ",") {
			s.expect(",")
			form.Attempts = append(form.Attempts, s.attempt())
		}
		s.expect("]")
	}
	s.end()
	return form
}

func (s *spelling) attempt() attemptForm {
	s.begin()
	form := attemptForm{Started: s.text(`"started":`), Duration: s.number(`"duration_us":`), HTTPStatus: s.small(`"http_status":`)}
	before := s.rest
	if code := s.small(`"code":`); s.rest != before {
		form.Code = &code
	}
	form.ContentType = s.text(`"content_type":`)
	form.Length = s.number(`"length":`)
	form.Body = s.small(`"body":`)
	form.Text = s.small(`"text":`)
	s.end()
	return form
}

func (s *spelling) settlement() *settlementForm {
	s.begin()
	form := &settlementForm{Finding: s.text(`"finding":`), Settled: s.text(`"settled":`)}
	s.end()
	return form
}

func (s *spelling) after() *afterForm {
	s.begin()
	form := &afterForm{Finding: s.text(`"finding":`), Reason: s.text(`"reason":`), Checked: s.text(`"checked":`)}
	s.end()
	return form
}

func (s *spelling) hold() *holdForm {
	s.begin()
	form := &holdForm{Hold: s.number(`"hold":`), IdentifierType: s.text(`"identifier_type":`), Tag: s.text(`"tag":`), At: s.text(`"at":`)}
	s.end()
	return form
}

// act leaves an expiry, of which there are few, to encoding/json.
func (s *spelling) act() *actForm {
	s.begin()
	form := &actForm{What: s.text(`"what":`), Server: s.text(`"server":`), Detail: s.text(`"detail":`), Count: s.number(`"count":`), At: s.text(`"at":`)}
	s.end()
	return form
}
