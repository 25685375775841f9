// Package history is the browser of the history: a table, newest first, a filter
// that works while it is typed, and everything that is recorded of one deletion.
//
// It reads the history in commands, page by page, and drops answers that a
// newer question has overtaken.
package history

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/onrecord"
	"deletecall/ui/widget"
)

// Action is what the browser asks of the console.
type Action = widget.Action

// The actions of the browser.
type (
	Again struct{ Record deletion.Record } // fill in the form with it
	// Write writes a file of one record, where there is one, or of all that match, as they are sorted.
	Write struct {
		Record   *deletion.Record
		Query    query.Query
		Order    query.Order
		Matching string // how many that are, and their order where it is not the usual one, for a person
	}
)

func (Again) IsAction() {}
func (Write) IsAction() {}

// Options are what a browser is made from.
type Options struct {
	Keys   keymap.Map
	Finder query.Finder
	Zone   *time.Location
	Now    func() time.Time // used in commands only
	// Filters are queries by their names, to choose from.
	Filters map[string]string
	// Operator is the person who looks: their records are "mine".
	Operator string
	// MayCheck reports whether a look-up of the call of a record is worth offering.
	MayCheck func(deletion.Record) bool
	// Log reads what was done with the history itself, the oldest first.
	Log func(context.Context) ([]query.LogEntry, error)
}

// Model is the browser.
type Model struct {
	options       Options
	zone          *time.Location
	askedAt       time.Time // when the newest page was asked for; by then is the zone's name, where no record has it
	width, height int

	filter    widget.Input
	filtering bool
	before    string // the filter's text before it was edited
	query     query.Query
	problem   string // what is wrong with the filter as it is typed
	existing  existing
	unsettled int64 // of the whole history

	list   list
	order  query.Order
	detail *detail
	panel  panel // nil, or what is over the table

	columns  []column
	widths   widths
	shift    int // columns that are scrolled out at the left
	step     query.Step
	counting counting
	rest     rest
	follow   follow

	generation int // of the question that the list answers
	changes    int // how often the history was, or may have been, changed by others
	cancel     context.CancelFunc
	failure    error
	changed    []int64 // the numbers of records that do not match the history
	unchecked  error   // why it is not known which do not
}

// New returns a browser that has read nothing yet.
func New(options Options) Model {
	return Model{
		// cancel is never nil, so that ask needs no case for the first question.
		options: options, zone: options.Zone, filter: widget.NewInput(""), cancel: func() {},
		columns: columns(), step: query.ByDays,
	}
}

// Resize returns the browser for a place of so many cells.
func (m Model) Resize(width, height int) Model {
	m.width, m.height = width, height
	m.list.height = m.rows()
	// After every message, since the root lays out again then: the selection stays in the window.
	m.list.follow()
	return m
}

// Typing reports whether a line of text has the focus.
func (m Model) Typing() bool {
	if m.detail == nil && m.panel != nil {
		return m.panel.typing()
	}
	return m.filtering
}

// Changes counts how often the follow mode found something new, or somebody asked for
// it: what else is known of the history is then out of date, too.
func (m Model) Changes() int { return m.changes }

// Screen says which keys are in force.
func (m Model) Screen() keymap.Screen {
	switch {
	case m.detail != nil:
		return keymap.Detail
	case m.panel != nil:
		return m.panel.screen()
	case m.filtering:
		return keymap.HistoryFilter
	}
	return keymap.History
}

// Refresh reads the list again, from its first record.
func (m Model) Refresh() (Model, tea.Cmd) {
	text := m.filter.Value()
	if m.filtering {
		text = withoutOpenField(text)
	}
	return m.ask(text)
}

// RefreshAtTop reads the list again for what others do meanwhile, unless
// somebody is reading further down: the rows must not move under their eyes.
func (m Model) RefreshAtTop() (Model, tea.Cmd) {
	var detail tea.Cmd
	if m.detail != nil {
		detail = m.readRecord(m.detail.number) // its outcome may be the one that came
	}
	if m.list.selected > 0 || m.list.previous {
		return m, detail
	}
	m, list := m.Refresh()
	return m, tea.Batch(list, detail)
}

// Retry reads the list again where it could not be read.
func (m Model) Retry() (Model, tea.Cmd) {
	if m.failure == nil && m.unchecked == nil {
		return m, nil
	}
	m.failure = nil
	m, again := m.RefreshAtTop()
	// Further down the rows stay where they are, but for those that are not of the filter that is written: what failed
	// was to begin the list.
	if !m.list.counted && !m.list.asked {
		m, list := m.Refresh()
		return m, tea.Batch(list, again)
	}
	return m, again
}

// Show opens one record, over the list.
func (m Model) Show(number int64) (Model, tea.Cmd) {
	m = m.close()
	m.detail = &detail{number: number}
	return m, m.readRecord(number)
}

// ToList closes what is over the list, and ends the typing: from every screen the key that shows the
// history leads to the list, where a hint that names it goes on.
func (m Model) ToList() Model {
	m = m.close()
	m.detail, m.filtering = nil, false
	m.filter.Blur()
	return m
}

// WithFilter returns the browser with another filter, and reads its list. It ends the typing:
// whoever takes a saved filter or a view wants its records.
func (m Model) WithFilter(text string) (Model, tea.Cmd) {
	m.filter.SetValue(text)
	m.filtering, m.detail = false, nil
	m.filter.Blur()
	return m.ask(text)
}

// Update takes keys, pastes and what was read.
func (m Model) Update(msg tea.Msg) (Model, tea.Cmd, Action) {
	switch msg := msg.(type) {
	case pageMsg:
		return m.takePage(msg)
	case checkedMsg:
		return m.takeChecked(msg), nil, nil
	case countMsg:
		// A count that failed leaves "counting…": the error of a broken history comes with the page.
		if msg.generation == m.generation {
			m.list.counted, m.list.matching, m.list.total = msg.err == nil, msg.matching, msg.total
		}
		return m, nil, nil
	case recordMsg:
		// Another record may be open by now, since reading one is not cancelled.
		if m.detail != nil && m.detail.number == msg.number {
			m.detail.record, m.detail.failure, m.detail.read = msg.record, msg.err, true
		}
		return m, nil, nil
	case tea.PasteMsg:
		switch {
		case m.detail == nil && m.panel != nil:
			return m.panel.update(m, msg)
		case m.filtering:
			return m.edit(msg)
		}
	case tea.KeyPressMsg:
		return m.press(msg)
	}
	return m.take(msg)
}

func (m Model) take(msg tea.Msg) (Model, tea.Cmd, Action) {
	var command tea.Cmd
	switch msg := msg.(type) {
	case tallyMsg:
		m, command = m.takeTally(msg)
	case valuesMsg:
		m.existing = existing(msg)
	case savedMsg:
		m = m.takeSaved(msg)
	case logMsg:
		m = m.takeLog(msg)
	case foundMsg:
		return m.takeFound(msg)
	case followMsg:
		m, command = m.takeTick(msg)
	case newsMsg:
		m, command = m.takeNews(msg)
	case restMsg:
		m, command = m.takeRest(msg)
	}
	return m, command, nil
}

// Reload reads the list again, and the record that is open. It is for a record that was changed:
// the one on the screen has to show it.
func (m Model) Reload() (Model, tea.Cmd) {
	m, list := m.Refresh()
	if m.detail == nil {
		return m, list
	}
	return m, tea.Batch(list, m.readRecord(m.detail.number))
}

// Useless are the actions that would do nothing at the moment.
func (m Model) Useless() []keymap.Action {
	record, ok := m.rested()
	if m.detail != nil {
		record, ok = m.detail.record, m.detail.read
	}
	useless := []keymap.Action{keymap.ShowHistory}
	if p, ok := m.panel.(logPanel); ok {
		return append(useless, p.uselessKeys()...)
	}
	if m.panel != nil {
		useless = append(useless, keymap.ButtonNext)
	}
	if p, ok := m.panel.(columnPanel); ok && !p.isFixed() {
		useless = append(useless, keymap.ColumnAutomatic)
	}
	if ok && m.detail == nil && m.unusable(record) != "" {
		record, useless = deletion.Record{}, append(useless, keymap.RecordCopy, keymap.RecordCopyField, keymap.RecordAgain)
	}
	useless = append(useless, onrecord.Useless(record, ok && m.options.MayCheck != nil && m.options.MayCheck(record))...)
	if !ok {
		useless = append(useless, keymap.HistoryOpen, keymap.RecordCopy, keymap.RecordCopyField, keymap.TimeZone, keymap.RecordAgain)
	}
	if m.filter.Value() == "" {
		useless = append(useless, keymap.HistoryClear)
	}
	return useless
}
