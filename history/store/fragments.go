package store

import (
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/query"
)

// A query in the log may name only a part of what expired: id:0000feed found the call
// 57c42daf0000feed. It goes too, since a part can be enough to know whom it is about.

// fewestOfPart is from how many characters on a part of a value says something of it. Fewer are
// in very many values.
const fewestOfPart = 4

// fewestOfName is the same for a word in the name of a file, which more often is something
// else, such as a date. It has a digit then.
const fewestOfName = 9

// values are the texts that one transaction removes, with what no text has after each.
type values struct{ strings.Builder }

const betweenValues = "\x00"

// add adds a value that names the call, who spoke, or why it was deleted. A server's words name
// them only by quoting, and those of the operators are in other records and acts too.
func (v *values) add(d history.Disclosure) {
	if d.Name == "call" {
		return // times and words of the server; no query looks there
	}
	switch d.Kind() {
	case deletion.IdentifierData, deletion.CallData, deletion.ReasonData:
		v.Write(d.Value)
		v.WriteString(betweenValues)
	}
}

// parts finds parts of what was removed in the fields of an act.
type parts struct{ text, numbers string }

// parts is prepared when it is first asked for: most acts have neither a query nor a path.
func (v *values) parts() func() parts {
	return sync.OnceValue(func() parts {
		folded := folded(v.String())
		return parts{folded, strings.Join(query.Numbers(folded), " ")}
	})
}

// hasPart reports whether a field of an act has a part of what was removed.
func hasPart(act proof.StoredEvent, d history.Disclosure, of func() parts) bool {
	switch d.Name {
	case "query":
		return slices.ContainsFunc(searchedFor(string(d.Value)), of().has) && isQueryOf(act)
	case "to":
		text := of().text
		return slices.ContainsFunc(strings.FieldsFunc(folded(string(d.Value)), isNoneOfWord), func(word string) bool {
			return len([]rune(word)) >= fewestOfName && strings.ContainsFunc(word, unicode.IsDigit) && strings.Contains(text, word)
		})
	}
	return false
}

// isQueryOf is false for the acts with a phrase of our own in the place of a query.
func isQueryOf(act proof.StoredEvent) bool {
	event, err := history.Decode(act.Data, act.Private)
	return err != nil || event.Act == nil || !event.Act.HasPhrase()
}

func isNoneOfWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// searchedFor are the texts that a query looks for in what may name somebody.
func searchedFor(text string) (all []string) {
	parsed, err := query.Parse(text, time.Unix(0, 0))
	if err != nil { // as of another version
		return strings.FieldsFunc(folded(text), isNoneOfWord)
	}
	for _, term := range parsed.Terms() {
		switch term.Field {
		case query.AnyText, query.ByID, query.ByParty, query.ByReason, query.ByMessage:
			for _, one := range term.Alternatives {
				all = append(all, folded(one.Text))
			}
		}
	}
	return all
}

// has reports whether a text is a part of what was removed. Numbers are the same when they have
// seven digits in a row in common: +36 30 123 4 is 06 30 123 4 at home.
func (p parts) has(text string) bool {
	if len([]rune(text)) < fewestOfPart {
		return false
	}
	if strings.Contains(p.text, text) {
		return true
	}
	for _, number := range query.Numbers(text) {
		for at := 0; at+lastDigits <= len(number); at++ {
			if strings.Contains(p.numbers, number[at:at+lastDigits]) {
				return true
			}
		}
		if strings.Contains(p.numbers, number) {
			return true
		}
	}
	return false
}
