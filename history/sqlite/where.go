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

// anyText are the columns in which a word without a field is looked for.
var anyText = []string{"identifier", "operator", "reason", "message", "server", "CAST(number AS TEXT)"}

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
	case query.AnyText:
		parts := make([]condition, len(anyText), len(anyText)+1)
		for i, column := range anyText {
			parts[i] = contains(column, value)
		}
		return join(append(parts, beginsUUID(value)...), " OR ", "0")
	case query.ByOutcome, query.ByType, query.ByStatus:
		column := map[query.Field]string{query.ByOutcome: "outcome", query.ByType: "type", query.ByStatus: "status"}[field]
		return condition{column + " = ?", []any{value.Text}}
	case query.ByID:
		return join(append([]condition{contains("identifier", value)}, beginsUUID(value)...), " OR ", "0")
	case query.ByUUID:
		return join(beginsUUID(value), " OR ", "0")
	case query.ByOperator, query.ByLogin, query.ByUID, query.ByLoginUID, query.BySudoUser, query.ByHost, query.ByTerminal, query.BySSHClient, query.BySSHKey,
		query.ByServer, query.ByReason, query.ByMessage:
		return contains(string(field), value)
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
	return condition{text: "0"} // a field that this store does not know fits nothing
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
