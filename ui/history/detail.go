package history

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/onrecord"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

type detail struct {
	number  int64
	record  deletion.Record
	read    bool
	failure error
	scroll  widget.Scroll
}

type recordMsg struct {
	number int64
	record deletion.Record
	err    error
}

// readRecord reads the record whole and checked: a page of the list comes without the body of the
// answer.
func (m Model) readRecord(number int64) tea.Cmd {
	finder := m.options.Finder
	return func() tea.Msg {
		// Not cancelled: it is one record by its key. Update drops the answer for another number.
		record, err := finder.Record(context.Background(), number)
		return recordMsg{number, record, err}
	}
}

func (m Model) pressDetail(action keymap.Action) (Model, tea.Cmd, Action) {
	switch action {
	case keymap.Back:
		m.detail = nil
	case keymap.DetailNext:
		return m.neighbour(1)
	case keymap.DetailPrevious:
		return m.neighbour(-1)
	case keymap.TimeZone:
		m = m.InOtherZone()
	default:
		if by := widget.By(action, max(1, m.height-1)); by != 0 {
			return m.scrollDetail(by), nil, nil
		}
		return m, nil, m.detailAction(action)
	}
	return m, nil, nil
}

// detailAction acts on the record that is shown, and not on the list's row of it, which may be
// older.
func (m Model) detailAction(action keymap.Action) Action {
	// A record that does not match its event is neither copied nor settled (what leaves is checked).
	if !m.detail.read || m.detail.failure != nil {
		return nil
	}
	record := m.detail.record
	switch action {
	case keymap.RecordWrite:
		return m.write(&record)
	case keymap.RecordAgain:
		return Again{record}
	}
	return onrecord.For(action, record)
}

func (m Model) neighbour(by int) (Model, tea.Cmd, Action) {
	former := m.list.selected
	// The list moves along, so that going back shows the record that was read last.
	m, more, _ := m.move(by)
	record, ok := m.list.selectedRecord()
	switch {
	case ok && m.list.selected != former:
	// Not the end: the next page is on its way, or was asked for by this key.
	case by > 0 && m.list.next, by < 0 && m.list.previous:
		return m, more, widget.Notice("The next records are still being read. Try again.")
	default:
		return m, more, widget.Notice("No more records in this direction.")
	}
	m, read := m.Show(record.Intent.Number)
	return m, tea.Batch(more, read), nil
}

func (m Model) scrollDetail(by int) Model {
	// A copy, since models are values: an earlier one must not scroll along.
	changed := *m.detail
	lines := len(m.detailLines(theme.Plain()))
	changed.scroll.Move(by, lines, widget.Room(lines, m.height))
	m.detail = &changed
	return m
}

// maxAnswerLines bounds what is wrapped at each key; the raw view has the whole answer.
const maxAnswerLines = 400

func (m Model) detailLines(styles theme.Styles) []string {
	width := max(1, m.width-2)
	switch {
	case m.detail.failure != nil:
		return widget.Styled(styles.Danger, failureLines(m.detail.failure, width))
	case !m.detail.read:
		return []string{styles.Subtle.Render("Reading…")}
	}
	lines := recordLines(m.detail.record, m, width, styles)
	// The answer comes last: it is foreign, may be long, and must not push the facts away.
	if text := m.detail.record.Outcome.Answer.Text; text != "" {
		lines = append(lines, "", styles.Strong.Render("Answer"))
		lines = append(lines, widget.Block(text, width, maxAnswerLines)...)
	}
	return lines
}

func failureLines(failure error, width int) (lines []string) {
	for line := range strings.SplitSeq(failure.Error(), "\n") {
		lines = append(lines, widget.Wrap(widget.Clean(line), width)...)
	}
	return lines
}

// factFields are the fields of the facts in which what the filter looks for is underlined; their
// values are drawn without a style of their own.
var factFields = map[string]query.Field{
	"Message": query.ByMessage, "Identifier": query.ByID, "Reason": query.ByReason, "Operator": query.ByOperator, "Server": query.ByServer,
}

func recordLines(record deletion.Record, m Model, width int, styles theme.Styles) []string {
	// On a narrow screen the values need the room more than the names.
	names := 18
	if width < 60 {
		names = 16
	}
	var lines []string
	for i, fact := range record.Facts(m.zone) {
		style := styles.Text
		// The second fact is the result, see deletion.Record.Facts.
		if i == 1 { // what is now true
			style = styles.Outcome(record.Outcome.Kind)
		}
		if field, known := factFields[fact.Name]; known {
			style = style.Transform(func(value string) string { return found(m.query, field, value, styles) })
		}
		lines = append(lines, widget.NameAndValue(fact.Name, fact.Value, names, width, styles, style)...)
	}
	return lines
}
