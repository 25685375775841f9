package history

import (
	"context"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/query"
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

// check asks which records of a page were changed around the program. It is a question of its own:
// the page does not wait for it.
func (m Model) check(page query.Page) tea.Cmd {
	generation, finder := m.generation, m.options.Finder
	return func() tea.Msg {
		answer := checkedMsg{generation: generation}
		for _, record := range page.Records {
			answer.numbers = append(answer.numbers, record.Intent.Number)
		}
		answer.changed, answer.err = finder.Changed(context.Background(), page.Records)
		return answer
	}
}

func (m Model) takeChecked(msg checkedMsg) Model {
	if msg.err != nil {
		if msg.generation == m.generation {
			m.failure = msg.err
		}
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
