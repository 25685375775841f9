package query

import (
	"slices"
	"strconv"
	"strings"

	"deletecall/deletion"
)

// Fits reports whether a record matches the query. It defines what the language means:
// a store that finds anything else has a fault. It needs no body of an answer.
func (q Query) Fits(record deletion.Record) bool {
	return !slices.ContainsFunc(q.terms, func(term Term) bool { return term.fits(&record) == term.Negated })
}

// fits reports whether one of the alternatives matches. A record that lacks what the
// term looks at, as a code, matches none of them, and so all that is negated.
func (t Term) fits(record *deletion.Record) bool {
	return slices.ContainsFunc(t.Alternatives, func(one Alternative) bool { return t.matches(one, record) })
}

// matcher reports whether an alternative matches a record.
type matcher func(Alternative, *deletion.Record) bool

func matchAnyText(a Alternative, r *deletion.Record) bool {
	i := &r.Intent
	return a.begins(i.ID) || a.isPhoneIn(i.Identifier) || matchParty(a, r) || a.in(i.Identifier, i.CallID(), i.Operator.Name, i.Reason, r.Outcome.Message, i.Server, strconv.FormatInt(i.Number, 10))
}

func matchIdentifier(a Alternative, r *deletion.Record) bool {
	return a.begins(r.Intent.ID) || a.isPhoneIn(r.Intent.Identifier) || a.in(r.Intent.Identifier, r.Intent.CallID())
}

func matchParty(a Alternative, r *deletion.Record) bool {
	parties := r.Intent.Shown.Parties()
	return a.in(parties) || a.Phone != "" && strings.Contains(Fold(parties), a.Phone)
}

func matchUUID(a Alternative, r *deletion.Record) bool { return a.begins(r.Intent.ID) }

func matchCode(a Alternative, r *deletion.Record) bool {
	return r.Outcome.Code != nil && a.spans(int64(*r.Outcome.Code))
}

func matchNumber(a Alternative, r *deletion.Record) bool { return a.spans(r.Intent.Number) }

func matchTime(a Alternative, r *deletion.Record) bool {
	return a.spans(r.Intent.Confirmed.UnixMicro())
}

// in reports whether the text is any part of one of the texts, or the whole of it.
func (a Alternative) in(texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		text = Fold(text)
		return text == a.Text || !a.Whole && strings.Contains(text, a.Text)
	})
}

// isPhoneIn reports whether an identifier has the digits of a phone number.
func (a Alternative) isPhoneIn(identifier string) bool {
	return a.Phone != "" && (strings.Contains(Fold(identifier), a.Phone) || strings.Contains(JoinedDigits(identifier), a.Phone))
}

// begins reports whether an ID is a UUID, and one that begins with the digits.
func (a Alternative) begins(id string) bool {
	uuid := uuidBeginning(id)
	return a.UUID != "" && len(uuid) == uuidDigits && strings.HasPrefix(uuid, a.UUID)
}

func (a Alternative) spans(number int64) bool { return a.From <= number && number <= a.To }
