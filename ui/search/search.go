// Package search is the screen that finds calls on the server: on a day, at about a time, by a
// part of a number or a name, finished or ongoing. It reads the server's list page by page, and
// deletes nothing: a call that is chosen is reviewed by its call ID like any other deletion.
package search

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/ui/card"
	"deletecall/ui/widget"
)

// Action is what the screen asks of the console.
type Action = widget.Action

// The actions of the screen.
type (
	Leave struct{} // go back to the form
	// Review asks for the confirmation of one call of a server.
	Review struct {
		Server deletion.Server
		Found  lookup.Result
	}
	// Queue asks for the confirmation of several calls of a server, one after the other.
	Queue struct {
		Server deletion.Server
		Found  []lookup.Result
	}
	Copy      struct{ Text string } // foreign
	OtherZone struct{}              // show times in UTC, or in the configured zone again
)

func (Leave) IsAction()     {}
func (Review) IsAction()    {}
func (Queue) IsAction()     {}
func (Copy) IsAction()      {}
func (OtherZone) IsAction() {}

// Options are what the screen is made from.
type Options struct {
	Keys keymap.Map
	// Ask brings one page, and keeps to the server's time limit. The context ends when nobody waits
	// for it any more.
	Ask  func(context.Context, deletion.Server, lookup.Search, lookup.Cursor) lookup.Page
	Now  func() time.Time // used in commands only
	Zone *time.Location   // in which days and times are shown and written at first; UTC when nil
}

// Model is the screen.
type Model struct {
	options       Options
	server        deletion.Server
	width, height int

	fields  *fields // never changed: the console is copied with every message, and these are long
	writing bool    // the fields have the keys, and not the list
	list    list
	zone    *time.Location // in which times are shown and written

	generation int // of the search that is shown; answers to earlier ones are late
	cancel     context.CancelFunc
}

// New returns the screen for a server, with nothing found yet.
func New(options Options, server deletion.Server) Model {
	if options.Zone == nil {
		options.Zone = time.UTC
	}
	return Model{options: options, server: server, zone: options.Zone, writing: true, cancel: func() {}}.with(newFields())
}

// WithServer returns the screen for another server. What the former one answered is dropped: its
// calls must never be deleted on this one.
func (m Model) WithServer(server deletion.Server) Model {
	if server.Name == m.server.Name && server.Endpoint == m.server.Endpoint {
		m.server = server
		return m
	}
	m.cancel()
	m.generation++
	m.server, m.list, m.writing = server, list{}, true
	return m
}

// WithOutcome returns the screen with what came of the deletion of a call.
func (m Model) WithOutcome(record deletion.Record) Model {
	if record.Intent.Server == m.server.Name {
		m.list = m.list.withOutcome(record)
	}
	return m
}

// In returns the screen with its times in a zone. The span that was searched stays.
func (m Model) In(zone *time.Location) Model {
	m.zone = zone
	return m
}

// Resize returns the screen for a place of so many cells.
func (m Model) Resize(width, height int) Model {
	m.width, m.height = width, height
	m.list.follow(m.rows())
	return m
}

// Screen says which keys are in force.
func (m Model) Screen() keymap.Screen {
	if m.writing {
		return keymap.CallSearch
	}
	return keymap.Calls
}

// Typing reports whether a text field has the focus.
func (m Model) Typing() bool { return m.writing && m.fields.typing() }

// Useless are the actions that would do nothing at the moment.
func (m Model) Useless() []keymap.Action {
	useless := []keymap.Action{keymap.ShowSearch}
	if m.Typing() {
		useless = append(useless, keymap.FormOptionNext)
	}
	if len(m.list.calls) == 0 {
		useless = append(useless, keymap.CallsOpen, keymap.CallsMark, keymap.RecordCopy, keymap.TimeZone)
	}
	if len(m.list.marked) == 0 {
		useless = append(useless, keymap.CallsReview)
	}
	return useless
}

// Update takes keys, pastes and what was read.
func (m Model) Update(msg tea.Msg) (Model, tea.Cmd, Action) {
	switch msg := msg.(type) {
	case pageMsg:
		return m.take(msg), nil, nil
	case restMsg:
		return m.rest(msg), nil, nil
	case tea.PasteMsg:
		if m.writing {
			return m.with(m.fields.write(msg)), nil, nil
		}
	case tea.KeyPressMsg:
		return m.press(msg)
	}
	return m, nil, nil
}

func (m Model) press(press tea.KeyPressMsg) (Model, tea.Cmd, Action) {
	action, known := m.options.Keys.Action(m.Screen(), press, m.Typing())
	switch {
	case m.writing && !known:
		return m.with(m.fields.write(press)), nil, nil
	case m.writing:
		return m.pressField(action)
	case press.IsRepeat && (action == keymap.CallsOpen || action == keymap.CallsReview):
		return m, nil, nil // the key that began the search may still be held down
	}
	return m.pressList(action)
}

// pressField goes back to the list before it leaves the screen: what was found is still there.
func (m Model) pressField(action keymap.Action) (Model, tea.Cmd, Action) {
	switch action {
	case keymap.CallsRun:
		return m.run()
	case keymap.CallsLeave:
		if len(m.list.calls) == 0 {
			return m, nil, Leave{}
		}
		m.writing = false
	default:
		return m.with(m.fields.act(action)), nil, nil
	}
	return m, nil, nil
}

// with takes changed fields, behind a new pointer: an earlier copy of the screen has the former
// ones.
func (m Model) with(changed fields) Model {
	m.fields = &changed
	return m
}

// pressList leaves the selection where it is for every key that opens something: coming back, a
// person is on the same call.
func (m Model) pressList(action keymap.Action) (Model, tea.Cmd, Action) {
	call, ok := m.list.chosen()
	switch {
	// The key first stops what runs, and leaves only where nothing does.
	case action == keymap.Back && m.list.asking:
		return m.stop(), nil, widget.Notice("Stopped: the server is no longer asked.")
	case action == keymap.Back && len(m.list.calls) > 0:
		return m, nil, Leave{}
	case action == keymap.Back, action == keymap.CallsEdit:
		m.writing = true
	case action == keymap.HistoryRefresh:
		return m.run()
	case action == keymap.TimeZone:
		return m, nil, OtherZone{}
	case action == keymap.CallsReview && len(m.list.marked) > 0:
		return m, nil, Queue{m.server, m.list.markedCalls()}
	case !ok:
	case action == keymap.CallsOpen, action == keymap.CallsReview:
		if call.ID == "" {
			return m, nil, withoutID
		}
		return m, nil, Review{m.server, m.list.found(call)}
	case action == keymap.CallsMark:
		if call.ID == "" {
			return m, nil, withoutID
		}
		m.list = m.list.toggle(call.ID)
		// On to the next call: several are marked with one key each.
		m, command := m.move(1)
		return m, command, nil
	case action == keymap.RecordCopy:
		return m, nil, Copy{card.Text(call)}
	default:
		m, command := m.move(widget.By(action, widget.PageRows))
		return m, command, nil
	}
	return m, nil, nil
}

// withoutID says why a call can't be deleted from here.
var withoutID = widget.Notice("The server did not name the ID of this call. Delete it by another identifier, in the form.")
