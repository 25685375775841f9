package sqlite

import (
	"strings"

	"deletecall/query"
)

// condition is a part of a WHERE clause with its arguments.
type condition struct {
	text string
	args []any
}

// where turns a query into SQL. Values are always arguments.
func where(query query.Query) condition {
	var all []condition
	for _, term := range query.Terms() {
		alternatives := make([]condition, 0, len(term.Alternatives))
		for _, alternative := range term.Alternatives {
			alternatives = append(alternatives, fits(term.Field, alternative))
		}
		joined := join(alternatives, " OR ", "0")
		if term.Negated {
			// What a record does not have does not fit, so its negation does.
			joined.text = "coalesce(" + joined.text + ", 0) = 0"
		}
		all = append(all, joined)
	}
	return join(all, " AND ", "1")
}

func fits(field query.Field, value query.Alternative) condition {
	switch field {
	case query.ByOutcome, query.ByType, query.ByStatus:
		return condition{string(field) + " = ?", []any{value.Text}}
	case query.ByCode, query.ByNumber:
		return condition{string(field) + " BETWEEN ? AND ?", []any{value.From, value.To}}
	case query.BySince, query.ByUntil, query.ByDay:
		return condition{"confirmed BETWEEN ? AND ?", []any{value.From, value.To}}
	case query.BySettlement:
		settled := 0
		if value.Text == "settled" {
			settled = 1
		}
		return condition{"(outcome = 'unknown' AND settled = ?)", []any{settled}}
	}
	var parts []condition // none for a field that this store does not know, which fits nothing
	for _, c := range columnsFor(field) {
		parts = append(parts, contains(c.name, value))
	}
	if field == query.AnyText {
		parts = append(parts, contains("CAST(number AS TEXT)", value))
	}
	parts = append(parts, hasPhone(value)...)
	return join(append(parts, beginsUUID(value)...), " OR ", "0")
}

// hasPhone fits the records whose identifier has the digits of a phone number; there is no
// condition where the value is none.
func hasPhone(value query.Alternative) (either []condition) {
	if value.Phone == "" {
		return nil
	}
	digits := query.Alternative{Text: value.Phone}
	either = append(either, contains("digits", digits))
	if value.Text != value.Phone { // else it is among the columns
		either = append(either, contains("identifier", digits))
	}
	return either
}

// beginsUUID fits the records whose UUID begins as the value does; there is no
// condition where the value is no such beginning.
func beginsUUID(value query.Alternative) []condition {
	low, high, ok := query.UUIDRange(value.UUID)
	if !ok {
		return nil
	}
	return []condition{{"uuid BETWEEN ? AND ?", []any{low[:], high[:]}}}
}

func contains(column string, value query.Alternative) condition {
	if value.Whole {
		return condition{column + " = ?", []any{value.Text}}
	}
	return condition{"instr(" + column + ", ?) > 0", []any{value.Text}}
}

func join(conditions []condition, operator, none string) condition {
	if len(conditions) == 0 {
		return condition{text: none}
	}
	var joined condition
	texts := make([]string, len(conditions))
	for i, part := range conditions {
		texts[i] = part.text
		joined.args = append(joined.args, part.args...)
	}
	joined.text = "(" + strings.Join(texts, operator) + ")"
	return joined
}
