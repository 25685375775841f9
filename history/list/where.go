package list

import (
	"deletecall/deletion"
	"deletecall/query"
)

// Dialect is in what the SQL of one store differs from that of another.
type Dialect struct {
	Position string              // the function that says where in a text another one begins; 0 for nowhere
	Stored   func(string) string // a text as the columns have it; nil where it is as it was
	// Sieve adds to conditions on columns that are indexed what an index of words can answer: each
	// record that fits them has the text among its words. Nil without such an index.
	Sieve func(indexed Condition, text string) Condition
}

// Where turns a query into SQL. Values are always arguments.
func (d Dialect) Where(filter query.Query) Condition {
	var all []Condition
	for _, term := range filter.Terms() {
		all = append(all, d.Term(term))
	}
	return All(all...)
}

// Term turns a term of a query into SQL.
func (d Dialect) Term(term query.Term) Condition {
	alternatives := make([]Condition, 0, len(term.Alternatives))
	for _, alternative := range term.Alternatives {
		if d.Stored != nil {
			alternative.Text = d.Stored(alternative.Text)
		}
		alternatives = append(alternatives, d.fits(term.Field, alternative))
	}
	fits := Either(alternatives...)
	if term.Negated {
		// What a record does not have does not fit, so its negation does.
		fits.Text = "NOT coalesce(" + fits.Text + ", FALSE)"
	}
	return fits
}

func (d Dialect) fits(field query.Field, value query.Alternative) Condition {
	switch field {
	case query.ByOutcome, query.ByCause, query.ByType, query.ByStatus:
		return If(string(field)+" = ?", value.Text)
	case query.ByCode, query.ByNumber:
		return If(string(field)+" BETWEEN ? AND ?", value.From, value.To)
	case query.BySince, query.ByUntil, query.ByDay:
		return If("confirmed BETWEEN ? AND ?", value.From, value.To)
	case query.ByAfter:
		if value.Text == string(deletion.NotChecked) {
			return If("(after = ? OR after = '' AND outcome = 'accepted')", value.Text)
		}
		return If("after = ?", value.Text)
	case query.BySettlement:
		settled := int64(0)
		if value.Text == "settled" {
			settled = 1
		}
		return If("(outcome = 'unknown' AND settled = ?)", settled)
	}
	return d.hasText(field, value)
}

// hasText fits the records that have a value in one of the columns of a field; none where this
// table has no column for it.
func (d Dialect) hasText(field query.Field, value query.Alternative) Condition {
	var indexed, either []Condition
	for _, c := range For(field) {
		if c.IsIndexed {
			indexed = append(indexed, d.contains(c.Name, value))
		} else {
			either = append(either, d.contains(c.Name, value))
		}
	}
	if field == query.AnyText {
		indexed = append(indexed, d.contains("CAST(number AS text)", value))
	}
	either = append(either, d.sieved(indexed, value.Text)...)
	either = append(either, d.sieved(d.hasPhone(field, value), value.Phone)...)
	return Either(append(either, BeginsUUID(value)...)...)
}

func (d Dialect) sieved(indexed []Condition, text string) []Condition {
	if d.Sieve == nil || len(indexed) == 0 || text == "" {
		return indexed
	}
	return []Condition{d.Sieve(Either(indexed...), text)}
}

// hasPhone fits the records whose identifier, or whose parties, have the digits of a phone
// number; there is no condition where the value is none.
func (d Dialect) hasPhone(field query.Field, value query.Alternative) (either []Condition) {
	if value.Phone == "" {
		return nil
	}
	digits := query.Alternative{Text: value.Phone}
	if field != query.ByID {
		either = append(either, d.contains("parties", digits))
	}
	if field == query.ByParty {
		return either
	}
	either = append(either, d.contains("digits", digits))
	if value.Text != value.Phone { // else it is among the columns
		either = append(either, d.contains("identifier", digits))
	}
	return either
}

func (d Dialect) contains(column string, value query.Alternative) Condition {
	if value.Whole {
		return If(column+" = ?", value.Text)
	}
	return If(d.Position+"("+column+", ?) > 0", value.Text)
}

// BeginsUUID fits the records whose UUID begins as the value does; there is no condition where
// the value is no such beginning.
func BeginsUUID(value query.Alternative) []Condition {
	low, high, ok := query.UUIDRange(value.UUID)
	if !ok {
		return nil
	}
	return []Condition{If("uuid BETWEEN ? AND ?", low[:], high[:])}
}
