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
	return !slices.ContainsFunc(q.terms, func(term Term) bool { return term.fits(record) == term.Negated })
}

// fits reports whether one of the alternatives matches. A record that lacks what the
// term looks at, as a code, matches none of them, and so all that is negated.
func (t Term) fits(record deletion.Record) bool {
	return slices.ContainsFunc(t.Alternatives, func(one Alternative) bool { return one.fits(t.Field, record) })
}

func (a Alternative) fits(field Field, record deletion.Record) bool {
	i, o := record.Intent, record.Outcome
	switch field {
	case AnyText:
		return a.begins(i.ID) || a.in(i.Identifier, i.Operator.Name, i.Reason, o.Message, i.Server, strconv.FormatInt(i.Number, 10))
	case ByID:
		return a.begins(i.ID) || a.in(i.Identifier)
	case ByUUID:
		return a.begins(i.ID)
	case ByOperator:
		return a.in(i.Operator.Name)
	case ByLogin:
		return a.in(i.Operator.Login)
	case ByUID:
		return a.in(i.Operator.UID)
	case ByLoginUID:
		return a.in(i.Operator.LoginUID)
	case BySudoUser:
		return a.in(i.Operator.SudoUser)
	case ByHost:
		return a.in(i.Operator.Host)
	case ByTerminal:
		return a.in(i.Operator.Terminal)
	case BySSHClient:
		return a.in(i.Operator.SSHClient)
	case BySSHKey:
		return a.in(i.Operator.SSHKey)
	case ByServer:
		return a.in(i.Server)
	case ByReason:
		return a.in(i.Reason)
	case ByMessage:
		return a.in(o.Message)
	case ByOutcome:
		return a.Text == string(o.Kind)
	case ByType:
		return a.Text == string(i.IdentifierType)
	case ByStatus:
		return a.Text == string(i.Status)
	case BySettlement:
		return o.Kind == deletion.Unknown && (a.Text == settledWord) == (record.Settlement != nil)
	case ByCode:
		return o.Code != nil && a.spans(int64(*o.Code))
	case ByNumber:
		return a.spans(i.Number)
	case BySince, ByUntil, ByDay:
		return a.spans(i.Confirmed.UnixMicro())
	}
	return false
}

// in reports whether the text is any part of one of the texts, or the whole of it.
func (a Alternative) in(texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		text = Fold(text)
		return text == a.Text || !a.Whole && strings.Contains(text, a.Text)
	})
}

// begins reports whether an ID is a UUID, and one that begins with the digits.
func (a Alternative) begins(id string) bool {
	uuid := uuidBeginning(id)
	return a.UUID != "" && len(uuid) == uuidDigits && strings.HasPrefix(uuid, a.UUID)
}

func (a Alternative) spans(number int64) bool { return a.From <= number && number <= a.To }
