package uitest

import (
	"slices"
	"strconv"
	"strings"

	"deletecall/deletion"
	"deletecall/query"
)

// fits reports whether a record fits a query. It is written without the store's
// help, so that the console is tried on another reading of the same language.
func fits(filter query.Query, record deletion.Record) bool {
	return !slices.ContainsFunc(filter.Terms(), func(term query.Term) bool {
		fits := slices.ContainsFunc(term.Alternatives, func(one query.Alternative) bool {
			return fitsAlternative(term.Field, one, record)
		})
		return fits == term.Negated
	})
}

func fitsAlternative(field query.Field, one query.Alternative, record deletion.Record) bool {
	i, o := record.Intent, record.Outcome
	has := func(texts ...string) bool {
		return slices.ContainsFunc(texts, func(text string) bool {
			return strings.Contains(query.Fold(text), one.Text) && (!one.Whole || query.Fold(text) == one.Text)
		})
	}
	begins := func(id string) bool {
		return one.UUID != "" && strings.HasPrefix(strings.ReplaceAll(id, "-", ""), one.UUID)
	}
	within := func(number int64) bool { return one.From <= number && number <= one.To }
	switch field {
	case query.AnyText:
		return begins(i.ID) || has(i.Identifier, i.Operator.Name, i.Reason, o.Message, i.Server, strconv.FormatInt(i.Number, 10))
	case query.ByOutcome:
		return string(o.Kind) == one.Text
	case query.ByType:
		return string(i.IdentifierType) == one.Text
	case query.ByStatus:
		return string(i.Status) == one.Text
	case query.ByID:
		return has(i.Identifier) || begins(i.ID)
	case query.ByUUID:
		return begins(i.ID)
	case query.ByOperator:
		return has(i.Operator.Name)
	case query.ByLogin:
		return has(i.Operator.Login)
	case query.ByHost:
		return has(i.Operator.Host)
	case query.ByServer:
		return has(i.Server)
	case query.ByReason:
		return has(i.Reason)
	case query.ByMessage:
		return has(o.Message)
	case query.ByCode:
		return o.Code != nil && within(int64(*o.Code))
	case query.ByNumber:
		return within(i.Number)
	case query.BySince, query.ByUntil, query.ByDay:
		return within(i.Confirmed.UnixMicro())
	case query.BySettlement:
		return o.Kind == deletion.Unknown && (record.Settlement != nil) == (one.Text == "settled")
	}
	return false
}
