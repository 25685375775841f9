package history

import (
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// view is a filter on a key. Those with a field switch one condition of the filter, so that
// two of them combine: mine and yesterday. The others replace the filter.
type view struct {
	name  string // foreign for a saved filter
	field query.Field
	value string
	whole bool   // the value is the whole text of the field
	query string // of a saved filter
}

// views are the built-in ones, and after them the saved filters, by the keys from the first.
func (m Model) views() []view {
	all := []view{
		{name: "All"},
		{name: "Mine", field: query.ByOperator, value: m.options.Operator, whole: true},
		{name: "Today", field: query.ByDay, value: "today"},
		{name: "Yesterday", field: query.ByDay, value: "yesterday"},
		{name: "Refused", field: query.ByOutcome, value: string(deletion.Refused)},
		{name: "Unsettled", field: query.BySettlement, value: unsettledWord},
	}
	for _, name := range slices.Sorted(maps.Keys(m.options.Filters)) {
		all = append(all, view{name: name, query: m.options.Filters[name]})
	}
	return all[:min(len(all), len(m.viewKeys()))]
}

func (m Model) viewKeys() []string { return m.options.Keys.Keys(keymap.HistoryView) }

func (m Model) showView(key string) (Model, tea.Cmd, Action) {
	at, all := slices.Index(m.viewKeys(), key), m.views()
	if at < 0 || at >= len(all) {
		return m, nil, widget.Notice("No saved filter has this key. Filters are saved under [filters] in the configuration.")
	}
	m, command := m.WithFilter(all[at].apply(m.written()))
	return m, command, nil
}

func (v view) apply(filter query.Query) string {
	switch {
	case v.field == "":
		return v.query
	case v.on(filter):
		return filter.With(v.field, "")
	}
	// An outcome that is refused is never unsettled: together they would find nothing.
	switch v.field {
	case query.ByOutcome:
		filter = without(filter, query.BySettlement)
	case query.BySettlement:
		filter = without(filter, query.ByOutcome)
	}
	if v.whole {
		return filter.WithWhole(v.field, v.value)
	}
	return filter.With(v.field, v.value)
}

// without is the filter without its conditions on the field. Its times are not right, as
// those of [Model.written].
func without(filter query.Query, field query.Field) query.Query {
	if shorter, err := query.Parse(filter.With(field, ""), time.Time{}); err == nil {
		return shorter
	}
	return filter
}

func (v view) on(filter query.Query) bool {
	switch {
	case v.field == "":
		return strings.TrimSpace(filter.String()) == strings.TrimSpace(v.query)
	case v.whole:
		return filter.Value(v.field) == "="+v.field.Quote(v.value)
	}
	return filter.Value(v.field) == v.value
}

// chips is the line of the views above the list, those that the filter has in another style
// and with a mark. Where they don't all fit, the last ones are left out.
func (m Model) chips(width int, styles theme.Styles) string {
	line, used, filter := "", 0, m.written()
	for i, one := range m.views() {
		text := widget.Clean(one.name)
		if one.field != "" || one.query == "" { // not a foreign name, which may be long
			text = one.name
		}
		text = safetext.Bounded(text, mostChip)
		if one.field == query.BySettlement && m.unsettled > 0 {
			text += " (" + safetext.Number(m.unsettled) + ")"
		}
		key, style := keymap.Label(m.viewKeys()[i]), styles.Subtle
		if one.on(filter) {
			text, style = "●"+text, styles.Accent
		}
		cells := widget.Width(key) + 1 + widget.Width(text)
		if used+cells > width {
			return strings.TrimRight(line, " ")
		}
		line += style.Render(key+" "+text) + "  "
		used += cells + 2
	}
	return strings.TrimRight(line, " ")
}

const (
	mostChip = 16 // cells of a view's name
	// chipsHeight and chipsWidth are the sizes from which the views are shown above the list: on a small
	// screen the records need the line.
	chipsHeight, chipsWidth = 14, 60
)

func (m Model) showsChips() bool { return m.height >= chipsHeight && m.width >= chipsWidth }

// WithUnsettled returns the browser that names so many unsettled records.
func (m Model) WithUnsettled(count int64) Model {
	m.unsettled = count
	return m
}
