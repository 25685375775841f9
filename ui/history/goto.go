package history

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

type goTo struct {
	number widget.Input
	hint   string
	wanted int64 // the number that is looked for; 0 for none
}

type foundMsg struct {
	number int64
	query  query.Query
	page   query.Page // begins with the record
	err    error
}

// newGoTo begins empty: the number of the selected record is in sight already.
func newGoTo() goTo {
	g := goTo{number: widget.NewInput("")}
	g.number.Focus()
	return g
}

func (goTo) screen() keymap.Screen { return keymap.Dialog }
func (goTo) typing() bool          { return true }

// update leaves the list alone until the record is found, so cancelling changes nothing.
func (g goTo) update(m Model, msg tea.Msg) (Model, tea.Cmd, Action) {
	switch m.pressed(msg) {
	case keymap.DialogCancel:
		return m.close(), nil, nil
	case keymap.DialogAccept:
		return g.accept(m)
	case "":
		// Another number is being typed: an answer for the old one must not close the panel.
		var err error
		g.number, err = g.number.Update(msg)
		g.hint, g.wanted = widget.RefusedPaste(err), 0
	}
	m.panel = g
	return m, nil, nil
}

// accept begins to look, and keeps the panel open: until the record is found, the list below
// it is still the old one.
func (g goTo) accept(m Model) (Model, tea.Cmd, Action) {
	// People copy numbers as #12 from tickets.
	text := strings.TrimPrefix(strings.TrimSpace(g.number.Value()), "#")
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 1 {
		g.hint, g.wanted = "Type the number of a record, such as 12.", 0
		m.panel = g
		return m, nil, nil
	}
	g.hint, g.wanted = "", number
	m.panel = g
	return m, m.look(number), nil
}

func (m Model) look(number int64) tea.Cmd {
	options, zone, text := m.options, m.zone, m.filter.Value()
	request := query.PageRequest{Limit: m.pageLimit(), Order: m.order, From: number}
	return func() tea.Msg {
		found := foundMsg{number: number}
		ctx := context.Background()
		// Parsed again, since "since:7d" means another moment by now.
		if found.query, found.err = query.Parse(text, options.Now().In(zone)); found.err != nil {
			return found
		}
		found.page, found.err = options.Finder.Find(ctx, found.query, request)
		// Find begins at the place of the record in the order, also where the filter leaves it out.
		if found.err != nil || len(found.page.Records) > 0 && found.page.Records[0].Intent.Number == number {
			return found
		}
		// A number that was never given and one that the filter leaves out need different answers.
		found.err = fmt.Errorf("remove the filter first: record %d does not match %s", number, widget.Clean(text))
		if _, err := options.Finder.Record(ctx, number); err != nil && !errors.As(err, new(*deletion.RecordMismatchError)) { // a record that was changed is there
			found.err = err
		}
		return found
	}
}

// takeFound begins the list with the record, or says why it can't.
func (m Model) takeFound(msg foundMsg) (Model, tea.Cmd, Action) {
	g, open := m.panel.(goTo)
	switch {
	case !open || msg.number != g.wanted:
		return m, nil, nil // it was given up
	case msg.err != nil:
		g.hint, g.wanted = refusal(msg.err), 0
		m.panel = g
		return m, nil, nil
	}
	m = m.close()
	m.generation++ // a page beside the old place would be in the wrong place
	m.query, m.problem, m.failure = msg.query, "", nil
	m.list.begin(msg.page, false)
	m.rest.number = 0
	// The page before the record is on its way below; a key must not ask for it a second time.
	m.list.asked = true
	newer := m.find(context.Background(), m.filter.Value(), query.PageRequest{Limit: m.pageLimit(), Before: msg.number})
	if m.list.counted {
		return m, tea.Batch(m.check(msg.page.Records), newer), nil
	}
	m, count := m.countRecords()
	return m, tea.Batch(m.check(msg.page.Records), newer, count), nil
}

// refusal is shown in the panel's own line, which has no second one for a hint.
func refusal(err error) string {
	if wrong, ok := errors.AsType[*query.Error](err); ok {
		return "The filter can't be read: " + wrong.Hint()
	}
	return hint.Sentences(err.Error())
}

func (g goTo) view(m Model, styles theme.Styles) widget.Frame {
	const label = " Go to record number "
	field, cursor := g.number.View(max(1, m.width-len(label)-1), styles)
	status := m.status(styles)
	switch width := max(1, m.width-2); {
	case g.hint != "":
		status = styles.Warning.Render(widget.Cut(widget.Clean(g.hint), width))
	case g.wanted > 0:
		status = styles.Subtle.Render(widget.Cut("Looking for it…", width))
	}
	frame := widget.Frame{Lines: m.headed(styles.Accent.Render(label)+field, status, styles)}
	if cursor >= 0 {
		frame.Cursor = widget.At(len(label)+cursor, 0)
	}
	frame.Lines = widget.Height(append(frame.Lines, m.body(styles)...), m.height)
	return frame
}
