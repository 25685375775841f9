package query

import (
	"cmp"
	"slices"
	"strings"
)

// Found returns the parts of a text of this field that the query looks for, as pairs of
// offsets in bytes, in their order and apart: why a record fits. Terms that are negated look
// for nothing. A text whose length changes with its letter case has no parts.
func (q Query) Found(field Field, text string) (parts [][2]int) {
	folded := ""
	for _, term := range q.terms {
		if term.Negated || term.Field != field && (term.Field != AnyText || !inAnyText(field)) {
			continue
		}
		if folded == "" {
			if folded = Fold(text); len(folded) != len(text) {
				return nil
			}
		}
		for _, one := range term.Alternatives {
			for _, looked := range []string{one.Text, one.Phone} {
				parts = append(parts, places(folded, looked)...)
			}
		}
	}
	return merged(parts)
}

// inAnyText reports whether a term without a field looks at this one.
func inAnyText(field Field) bool {
	switch field {
	case ByID, ByParty, ByOperator, ByReason, ByMessage, ByServer, ByNumber:
		return true
	}
	return false
}

func places(text, looked string) (parts [][2]int) {
	for from := 0; looked != ""; {
		at := strings.Index(text[from:], looked)
		if at < 0 {
			break
		}
		from += at + len(looked)
		parts = append(parts, [2]int{from - len(looked), from})
	}
	return parts
}

func merged(parts [][2]int) (apart [][2]int) {
	slices.SortFunc(parts, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	for _, part := range parts {
		if last := len(apart) - 1; last >= 0 && part[0] <= apart[last][1] {
			apart[last][1] = max(apart[last][1], part[1])
			continue
		}
		apart = append(apart, part)
	}
	return apart
}
