package list

import "strings"

// Condition is a part of a WHERE clause, with a ? for each of its arguments.
type Condition struct {
	Text string
	Args []any
}

// If is a condition with its arguments.
func If(text string, args ...any) Condition { return Condition{text, args} }

// All fits what fits each of the conditions.
func All(conditions ...Condition) Condition { return join(conditions, " AND ", "TRUE") }

// Either fits what fits one of the conditions; nothing where there are none.
func Either(conditions ...Condition) Condition { return join(conditions, " OR ", "FALSE") }

func join(conditions []Condition, operator, none string) Condition {
	if len(conditions) == 0 {
		return If(none)
	}
	var joined Condition
	texts := make([]string, len(conditions))
	for i, part := range conditions {
		texts[i] = part.Text
		joined.Args = append(joined.Args, part.Args...)
	}
	joined.Text = "(" + strings.Join(texts, operator) + ")"
	return joined
}
