package lookup

import (
	"strings"
	"time"
	"unicode"

	"deletecall/safetext"
)

// unaskedTolerance is how far a call may be outside of the span without a remark: a server may know minutes only.
const unaskedTolerance = time.Minute

// Unasked says as a clause why a call that a server listed is not one that was asked for, as when the server ignores a
// part of the question. It is empty where nothing speaks against the call; what the server leaves out does not.
func (s Search) Unasked(call Call) string {
	end := call.End
	if end.IsZero() && !call.Begin.IsZero() {
		end = call.Begin.Add(call.Length)
	}
	switch {
	case s.Ongoing && call.State == Finished:
		return "it is finished"
	case !s.Ongoing && call.State == Ongoing:
		return "it is ongoing"
	case s.Secondary && call.Secondary == No:
		return "it is no second recording"
	case s.To.IsZero(): // no span is known
	case call.Begin.After(s.To.Add(unaskedTolerance)),
		!end.IsZero() && call.State != Ongoing && end.Before(s.From.Add(-unaskedTolerance)):
		return "it is at another time"
	}
	var numbers, names []string
	for _, party := range call.parties() {
		numbers, names = append(numbers, party.Number), append(names, party.Name)
	}
	switch {
	case !call.MoreLegs && hasNone(append(numbers, call.RecordedParty), s.Number):
		return "none of its numbers has " + safetext.Line(s.Number)
	case !call.MoreLegs && hasNone(append(names, call.RecordedParty), s.Name):
		return "none of its names has " + safetext.Line(s.Name)
	}
	return ""
}

func (c Call) parties() []Party {
	parties := []Party{c.From, c.To}
	for _, leg := range c.Legs {
		parties = append(parties, leg.Party)
	}
	return parties
}

// hasNone reports that some of the texts are there, and that none of them has the part.
func hasNone(texts []string, part string) bool {
	wanted, said := plainLetters(part), false
	for _, text := range texts {
		has := plainLetters(text)
		said = said || len(has) > 0
		if contains(has, wanted) {
			return false
		}
	}
	return said && len(wanted) > 0
}

// plainLetters are the letters and digits of a text in lower case: servers group digits and write accents in their own ways.
func plainLetters(text string) (letters []rune) {
	for _, r := range strings.ToLower(text) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			letters = append(letters, r)
		}
	}
	return letters
}

// contains takes a letter outside of ASCII for any other one: a server may find Kő where Ko was asked for.
func contains(text, part []rune) bool {
	for from := 0; from+len(part) <= len(text); from++ {
		same := true
		for i, r := range part {
			same = same && (r == text[from+i] || r > unicode.MaxASCII || text[from+i] > unicode.MaxASCII)
		}
		if same {
			return true
		}
	}
	return false
}
