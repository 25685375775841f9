package uitest

import (
	"slices"
	"strconv"
	"strings"

	"deletecall/deletion"
)

// fits reports whether a record fits a query. It is written without the store's
// help, so that the console is tried on another reading of the same language.
func fits(query deletion.Query, record deletion.Record) bool {
	return !slices.ContainsFunc(query.Terms(), func(term deletion.Term) bool {
		fits := slices.ContainsFunc(term.Alternatives, func(one deletion.Alternative) bool {
			return fitsAlternative(term.Field, one, record)
		})
		return fits == term.Negated
	})
}

func fitsAlternative(field deletion.QueryField, one deletion.Alternative, record deletion.Record) bool {
	i, o := record.Intent, record.Outcome
	has := func(texts ...string) bool {
		return slices.ContainsFunc(texts, func(text string) bool {
			return strings.Contains(deletion.Fold(text), one.Text) && (!one.Whole || deletion.Fold(text) == one.Text)
		})
	}
	begins := func(id string) bool {
		return one.UUID != "" && strings.HasPrefix(strings.ReplaceAll(id, "-", ""), one.UUID)
	}
	within := func(number int64) bool { return one.From <= number && number <= one.To }
	switch field {
	case deletion.AnyText:
		return begins(i.ID) || has(i.Identifier, i.Operator.Name, i.Reason, o.Message, i.Server, strconv.FormatInt(i.Number, 10))
	case deletion.ByOutcome:
		return string(o.Kind) == one.Text
	case deletion.ByType:
		return string(i.IdentifierType) == one.Text
	case deletion.ByStatus:
		return string(i.Status) == one.Text
	case deletion.ByID:
		return has(i.Identifier) || begins(i.ID)
	case deletion.ByUUID:
		return begins(i.ID)
	case deletion.ByOperator:
		return has(i.Operator.Name)
	case deletion.ByLogin:
		return has(i.Operator.Login)
	case deletion.ByHost:
		return has(i.Operator.Host)
	case deletion.ByServer:
		return has(i.Server)
	case deletion.ByReason:
		return has(i.Reason)
	case deletion.ByMessage:
		return has(o.Message)
	case deletion.ByCode:
		return o.Code != nil && within(int64(*o.Code))
	case deletion.ByNumber:
		return within(i.Number)
	case deletion.BySince, deletion.ByUntil, deletion.ByDay:
		return within(i.Confirmed.UnixMicro())
	case deletion.BySettlement:
		return o.Kind == deletion.Unknown && (record.Resolution != nil) == (one.Text == "settled")
	}
	return false
}
