package history

import (
	"maps"
	"slices"
	"strings"
	"time"

	"deletecall/query"
)

// Habits are how a person likes to see the history. The filter is none of them: a list that
// begins with some of the records could be taken for all.
type Habits struct {
	// Columns are their headings from left to right, with a dash before those that are hidden.
	Columns []string `json:"columns,omitempty"`
	// Widths are those that were chosen, in cells, by heading.
	Widths   map[string]int   `json:"widths,omitempty"`
	Sort     query.OrderField `json:"sort,omitempty"`
	Reversed bool             `json:"reversed,omitempty"`
	Chart    query.Step       `json:"chart,omitempty"`
	UTC      bool             `json:"utc,omitempty"`
}

// Equal reports whether both are the same.
func (h Habits) Equal(other Habits) bool {
	return slices.Equal(h.Columns, other.Columns) && maps.Equal(h.Widths, other.Widths) && h.Sort == other.Sort && h.Reversed == other.Reversed && h.Chart == other.Chart && h.UTC == other.UTC
}

// Habits are those that the browser has now.
func (m Model) Habits() Habits {
	h := Habits{Widths: m.widths, Sort: m.order.By, Reversed: m.order.Reversed, Chart: m.step, UTC: m.zone == time.UTC && m.options.Zone != time.UTC}
	if arranged(m.columns) {
		for _, c := range m.columns {
			name := c.name
			if c.hidden {
				name = "-" + name
			}
			h.Columns = append(h.Columns, name)
		}
	}
	return h
}

// WithHabits returns the browser with them. What this version does not know is left as it is.
func (m Model) WithHabits(h Habits) Model {
	if slices.Contains(query.OrderFields(), h.Sort) {
		m.order = query.Order{By: h.Sort, Reversed: h.Reversed}
	}
	if slices.Contains(query.Steps(), h.Chart) {
		m.step = h.Chart
	}
	if h.UTC {
		m.zone = time.UTC
	}
	m.columns, m.widths = arrange(m.columns, h.Columns), known(m.columns, h.Widths)
	return m
}

// arrange brings the columns into an order; those that it does not name follow. The number stays
// the first.
func arrange(all []column, names []string) []column {
	arranged := all[:1:1]
	rest := slices.Clone(all[1:])
	for _, name := range names {
		heading, hidden := strings.CutPrefix(name, "-")
		if at := slices.IndexFunc(rest, func(c column) bool { return c.name == heading }); at >= 0 {
			one := rest[at]
			one.hidden = hidden
			arranged, rest = append(arranged, one), slices.Delete(rest, at, at+1)
		}
	}
	return append(arranged, rest...)
}
