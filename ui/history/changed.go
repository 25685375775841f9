package history

import (
	"context"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/safetext"
	"deletecall/ui/theme"
)

// checkedMsg says which records of a page do not match the history.
type checkedMsg struct {
	generation int
	numbers    []int64 // those that were checked
	changed    []int64
	err        error
}

// check asks which records of the list were changed around the program. It is a question of its own:
// the page does not wait for it.
func (m Model) check(records []deletion.Record) tea.Cmd {
	generation, finder := m.generation, m.options.Finder
	return func() tea.Msg {
		answer := checkedMsg{generation: generation}
		for _, record := range records {
			answer.numbers = append(answer.numbers, record.Intent.Number)
		}
		answer.changed, answer.err = finder.Changed(context.Background(), records)
		return answer
	}
}

func (m Model) takeChecked(msg checkedMsg) Model {
	if msg.generation == m.generation {
		m.unchecked = msg.err
	}
	if msg.err != nil {
		return m
	}
	// A copy: earlier models show the former one.
	m.changed = slices.DeleteFunc(slices.Clone(m.changed), func(number int64) bool { return slices.Contains(msg.numbers, number) })
	m.changed = append(m.changed, msg.changed...)
	return m
}

func (m Model) isChanged(record deletion.Record) bool {
	return slices.Contains(m.changed, record.Intent.Number)
}

// stoodIn reports a record that can't be read: what the list shows in its place is none.
func stoodIn(record deletion.Record) bool { return record.Intent.Confirmed.IsZero() }

// unusable says why nothing is done with a record of the list, and empty where it may be: what leaves is checked, and
// nobody fills in a form from what somebody else has put there.
func (m Model) unusable(record deletion.Record) string {
	number := strconv.FormatInt(record.Intent.Number, 10)
	switch {
	case m.isChanged(record):
		return "Record " + number + " was changed around the program."
	case stoodIn(record):
		return "Record " + number + " can't be read."
	}
	return ""
}

// openForMore is what to do about an unusable record.
func (m Model) openForMore() string {
	return "Open it to see what is wrong: " + m.options.Keys.Binding(keymap.HistoryOpen).Help().Key
}

// outcomeStyle is that of a record's outcome; a changed one has none to rely on.
func (m Model) outcomeStyle(record deletion.Record, styles theme.Styles) lipgloss.Style {
	if m.isChanged(record) {
		return styles.Danger
	}
	return styles.Outcome(record.Outcome.Kind)
}

// changedListed are the records of the list that were changed, in its order.
func (m Model) changedListed() (numbers []int64) {
	for _, record := range m.list.records {
		if m.isChanged(record) {
			numbers = append(numbers, record.Intent.Number)
		}
	}
	return numbers
}

// changedText says that some were changed, in a few words; empty where none was.
func (m Model) changedText() string {
	switch numbers := m.changedListed(); len(numbers) {
	case 0:
		return ""
	case 1:
		return "! Record " + strconv.FormatInt(numbers[0], 10) + " was changed"
	default:
		return "! " + safetext.Count(len(numbers), "record was changed", "records were changed")
	}
}

// changedWhole says what to do about it, too.
func (m Model) changedWhole() string {
	if said := m.changedText(); said != "" {
		return hint.Sentences(said + " around the program\nto see what was changed, run: deletecall history verify")
	}
	return ""
}
