package history

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// counts is the panel that shows how many of the matching records have which
// outcome, type, server and operator. A chosen value becomes a condition of the filter, and takes
// the place of the one on the same field: the other values of that field stay in the list.
type counts struct {
	selection widget.Selection
	chosen    valueCount // stays chosen when the counts change around it
}

type valueCount struct {
	field query.Field
	value string // foreign
	count int64
}

// is compares without the count, which changes while others record.
func (f valueCount) is(other valueCount) bool {
	return f.field == other.field && f.value == other.value
}

func (counts) screen() keymap.Screen { return keymap.Counts }
func (counts) typing() bool          { return false }

func (f counts) update(m Model, msg tea.Msg) (Model, tea.Cmd, Action) {
	action := m.pressed(msg)
	all := m.valueCounts()
	f = f.at(all)
	switch action {
	case keymap.Back:
		return m.close(), nil, nil
	case keymap.CountChoose:
		if len(all) > 0 {
			return m.choose(all[f.selection.At])
		}
	}
	if len(all) > 0 {
		f.selection = f.selection.Move(widget.By(action, widget.PageRows), len(all), m.rows())
		f.chosen = all[f.selection.At]
		m.panel = f
	}
	return m, nil, nil
}

func (f counts) at(all []valueCount) counts {
	if i := slices.IndexFunc(all, f.chosen.is); i >= 0 {
		f.selection.At = i
	}
	f.selection.At = max(0, min(f.selection.At, len(all)-1))
	return f
}

func (m Model) choose(chosen valueCount) (Model, tea.Cmd, Action) {
	query := m.written()
	value := chosen.value
	switch {
	// The same key takes the condition back, so that a filter can be tried without typing.
	case active(query, chosen):
		value = ""
	// A recorded value may hold characters that nobody can type, or be empty; a condition with
	// it could not be changed in the filter line afterwards.
	case value == "" || safetext.Check("filter", value) != nil:
		return m, nil, widget.Notice("This value can't be used in a filter.")
	}
	text := query.With(chosen.field, value)
	// server:test also finds test2; the whole value is quoted only where that makes a difference,
	// because a plain one is easier to change by hand.
	if value != "" && m.isPartOfAnother(chosen) {
		text = query.WithWhole(chosen.field, value)
	}
	m.filter.SetValue(text)
	m, command := m.ask(text)
	return m, command, nil
}

// isPartOfAnother reports whether the value is contained in another one, whose
// records a filter for any part of the text would find, too.
func (m Model) isPartOfAnother(chosen valueCount) bool {
	if chosen.field == query.ByType {
		return false // the query language knows its values, and takes a whole one for itself
	}
	return slices.ContainsFunc(m.counting.tally.namesOf(chosen.field), func(other query.NameCount) bool {
		name, value := query.Fold(other.Name), query.Fold(chosen.value)
		return name != value && strings.Contains(name, value)
	})
}

// written is the filter as its line has it, even before its records were read; where that text is wrong, the
// last filter that could be read. Its times are not right, which is no matter for its text.
func (m Model) written() query.Query {
	if query, err := query.Parse(m.filter.Value(), time.Time{}); err == nil {
		return query
	}
	return m.query
}

func active(filter query.Query, f valueCount) bool {
	return slices.ContainsFunc(filter.Terms(), func(term query.Term) bool {
		// Both spellings: a condition is folded, while a known value keeps the domain's name.
		return term.Field == f.field && !term.Negated && slices.ContainsFunc(term.Alternatives, func(one query.Alternative) bool {
			return one.Text == f.value || one.Text == query.Fold(f.value)
		})
	})
}

func countedFields() []query.Field {
	return []query.Field{query.ByOutcome, query.ByType, query.ByServer, query.ByOperator}
}

// valueCounts are those of the last tally, and the values that the filter asks for although
// no record has them: otherwise they could not be removed from it here.
func (m Model) valueCounts() []valueCount {
	if m.counting.tally == nil {
		return nil
	}
	filter := m.written()
	var all []valueCount
	for _, field := range countedFields() {
		begin := len(all)
		for _, name := range m.counting.tally.namesOf(field) {
			all = append(all, valueCount{field, name.Name, name.Count})
		}
		for _, value := range wanted(filter, field) {
			one := valueCount{field: field, value: value}
			same := func(other valueCount) bool { return other.value == value || query.Fold(other.value) == value }
			if !slices.ContainsFunc(all[begin:], same) {
				all = append(all, one)
			}
		}
	}
	return all
}

// namesOf prefers the counts without the condition on the field itself: with it, only the chosen
// value would be left to choose.
func (t *tally) namesOf(field query.Field) []query.NameCount {
	if others := t.others[field]; others != nil {
		return others
	}
	if field != query.ByOutcome {
		return t.names[field]
	}
	var names []query.NameCount
	for _, one := range t.kinds {
		if one.kind != "" {
			names = append(names, query.NameCount{Name: string(one.kind), Count: one.count})
		}
	}
	return names
}

func wanted(query query.Query, field query.Field) []string {
	var values []string
	for _, term := range query.Terms() {
		if term.Field == field && !term.Negated {
			for _, one := range term.Alternatives {
				values = append(values, one.Text)
			}
		}
	}
	return values
}

// view shows the counts below the filter line: instead of the table, or beside it.
func (f counts) view(m Model, styles theme.Styles) widget.Frame {
	frame := m.head(styles)
	if m.width < besideWidth {
		frame.Lines = append(frame.Lines, widget.Indent(f.lines(m, m.width-2, styles), 1)...)
		return frame
	}
	width := m.width * 3 / 5
	side := f.lines(m, m.width-width-3, styles)
	frame.Lines = append(frame.Lines, widget.Beside(m.withTimeline(m.table(width, styles), width, styles), side, width, styles.Rule.Render("│ "), m.height-m.headLines()+1)...)
	return frame
}

// lines shows the former counts until the new ones are here, and says in the title that it counts.
func (f counts) lines(m Model, width int, styles theme.Styles) []string {
	title := styles.Strong.Render("Counts")
	switch {
	case m.counting.failure != nil:
		return widget.Styled(styles.Danger, widget.Wrap("! "+widget.Clean(hint.Sentences(m.counting.failure.Error())), max(1, width)))
	case m.counting.busy:
		title += styles.Subtle.Render("  " + m.counting.soFar())
	}
	all := m.valueCounts()
	if len(all) == 0 {
		return []string{title}
	}
	f = f.at(all)
	query := m.written()
	digits := len(safetext.Number(m.counting.tally.total))
	rows := make([]string, len(all))
	for i, one := range all {
		mark, label := " ", ""
		if active(query, one) {
			mark = "●"
		}
		if i == 0 || all[i-1].field != one.field {
			label = string(one.field)
		}
		rows[i] = fmt.Sprintf("%-8s %*s %s %s", label, digits, safetext.Number(one.count), mark, one.label())
	}
	title = f.selection.Headed(title, len(rows), max(1, width), m.rows(), styles)
	return append([]string{title}, f.selection.Window(rows, max(1, width), m.rows(), styles)...)
}

// label is clean. An operator can be missing, since personal data can be removed on purpose.
func (f valueCount) label() string {
	switch {
	case f.value == "":
		return "(none)"
	case f.field == query.ByOutcome:
		kind := deletion.OutcomeKind(f.value)
		return theme.Sign(kind) + " " + widget.Clean(kind.Label())
	}
	return widget.Clean(f.value)
}
