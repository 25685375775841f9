package store

import (
	"bytes"
	"encoding/base64"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/query"
)

// quotation finds an identifier where another text quotes it: in any letter case, with other
// punctuation, in the escapes of XML, HTML and URLs, in base64 (RFC 4648), in the digits of
// another script, and a phone number however it is grouped, with or without the codes before
// its last digits: +36 30 123 4567 is 06 30 123 4567 at home.
type quotation struct {
	words   string   // between blanks
	numbers []string // the last digits of each
	exact   string   // of an identifier without a letter or a digit
}

// lastDigits are those of a phone number that are the same however it is dialled: area and
// country codes come before them. Some other number may have them too, and a text more is
// removed then; one left would name the person.
const lastDigits = 7

func quotationOf(identifier string) quotation {
	folded := folded(identifier)
	words := spaced(folded)
	if words == " " {
		return quotation{exact: folded}
	}
	numbers := query.Numbers(folded)
	for i, number := range numbers {
		numbers[i] = number[max(0, len(number)-lastDigits):]
	}
	return quotation{words: words, numbers: numbers}
}

// quotationsOf are those of what a record names its call by.
func quotationsOf(intent deletion.Intent) (all []quotation) {
	shown := intent.Shown
	for _, identifier := range []string{intent.Identifier, shown.CallID, shown.NativeID, shown.PlatformCallID, shown.MeetingID} {
		if identifier != "" {
			all = append(all, quotationOf(identifier))
		}
	}
	return all
}

// readable is a text prepared to find quotations in it.
type readable struct{ text, words, numbers string }

func readableOf(text string) readable {
	text = folded(text + decoded(text))
	if plain := unescaped(text); plain != text {
		text += "\n" + folded(plain)
	}
	return readable{text: text, words: spaced(text), numbers: strings.Join(query.Numbers(text), " ")}
}

func (q quotation) in(text readable) bool {
	if q.exact != "" {
		return strings.Contains(text.text, q.exact)
	}
	if q.words != "" && strings.Contains(text.words, q.words) {
		return true
	}
	for _, number := range q.numbers {
		if strings.Contains(text.numbers, number) {
			return true
		}
	}
	return false
}

// quotingFields are the names of the private fields that quote one of the identifiers. The
// hash of an answer that does is one of them: all numbers could be tried with it.
func quotingFields(private history.Private, quoted []quotation) (names []string, err error) {
	disclosures, err := private.Disclosures()
	for _, d := range disclosures {
		if !anyIn(quoted, string(d.Value)) {
			continue
		}
		names = append(names, d.Name)
		if after, isAnswer := strings.CutPrefix(d.Name, history.RawAnswer); isAnswer {
			names = append(names, history.AnswerHash+after)
		}
	}
	return names, err
}

func anyIn(quoted []quotation, text string) bool {
	if len(quoted) == 0 || text == "" {
		return false
	}
	in := readableOf(text)
	return slices.ContainsFunc(quoted, func(q quotation) bool { return q.in(in) })
}

// Quoting are the names of the private fields of a record that quote its identifier.
func Quoting(events []proof.StoredEvent) (all []string, err error) {
	record, _, _ := derive(events)
	quoted := quotationsOf(record.Intent)
	for _, event := range events {
		names, err := quotingFields(event.Private, quoted)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			name, _, _ = strings.Cut(name, "/")
			all = append(all, name)
		}
	}
	return all, nil
}

// spaced has the words of a text with one blank before and after each. A number is a word of
// its own: "ext8856" quotes 8856, and 188567 does not.
func spaced(text string) string {
	var b strings.Builder
	b.Grow(len(text) + 2)
	b.WriteByte(' ')
	last := ' '
	for _, r := range text {
		isWord := unicode.IsLetter(r) || unicode.IsDigit(r)
		if last != ' ' && (!isWord || unicode.IsDigit(r) != unicode.IsDigit(last)) {
			b.WriteByte(' ')
			last = ' '
		}
		if isWord {
			b.WriteRune(r)
			last = r
		}
	}
	if last != ' ' {
		b.WriteByte(' ')
	}
	return b.String()
}

// folded is a text in which letter case and the script of digits make no difference.
func folded(text string) string { return strings.Map(plainDigit, query.Fold(text)) }

// plainDigit is a decimal digit of any script as one of ASCII. The ten of a script follow one
// another from 0 on (Unicode Standard, section 4.6).
func plainDigit(r rune) rune {
	if r < unicode.MaxASCII || !unicode.IsDigit(r) {
		return r
	}
	for _, of := range unicode.Nd.R16 {
		if r <= rune(of.Hi) {
			return '0' + (r-rune(of.Lo))%10
		}
	}
	for _, of := range unicode.Nd.R32 {
		if r <= rune(of.Hi) {
			return '0' + (r-rune(of.Lo))%10
		}
	}
	return r
}

// fewestEncoded is the length of base64 from which a word may be one: of 4 bytes, without
// padding.
const fewestEncoded = 6

// decoded are the texts that the words of a text are in base64, a line each and one before
// them. A word may be a part of a path, in which / is no digit of base64.
func decoded(text string) string {
	var b strings.Builder
	decode := func(word string) {
		if len(word) < fewestEncoded {
			return
		}
		plain, err := base64.RawStdEncoding.DecodeString(standardDigits.Replace(word))
		if err == nil && utf8.Valid(plain) && !bytes.ContainsFunc(plain, unicode.IsControl) {
			b.WriteByte('\n')
			b.Write(plain)
		}
	}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !isASCIIWord(r) && !strings.ContainsRune("+/-_", r) }) {
		decode(word)
		if strings.ContainsAny(word, "+/-_") {
			for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return !isASCIIWord(r) }) {
				decode(part)
			}
		}
	}
	return b.String()
}

// standardDigits makes those of the URL alphabet those of the standard one.
var standardDigits = strings.NewReplacer("-", "+", "_", "/")

func isASCIIWord(r rune) bool {
	return '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}

var percentEscape = regexp.MustCompile(`%[0-9a-f]{2}`)

// unescaped is a folded text without the escapes of XML, HTML and URLs; an answer may quote
// what was quoted before.
func unescaped(text string) string {
	for range 3 {
		plain := html.UnescapeString(text)
		if strings.Contains(plain, "%") {
			plain = percentEscape.ReplaceAllStringFunc(plain, func(escape string) string {
				value, _ := strconv.ParseUint(escape[1:], 16, 8)
				return string([]byte{byte(value)})
			})
		}
		if plain == text {
			break
		}
		text = query.Fold(plain)
	}
	return text
}
