package search

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/lookup"
	"deletecall/safetext"
	"deletecall/ui/widget"
)

const (
	// mostCalls bounds what is held, however much the server finds.
	mostCalls = 2000
	// ahead is how many calls before the end of what is held the next page is asked for, at every
	// size likewise.
	ahead = 50
	// restTime is how long nobody moves until all is said of the chosen call: drawn with each step it
	// would take a slow line three times as long. It is longer than the pause of any key that repeats.
	restTime = 150 * time.Millisecond
)

type list struct {
	asking bool // a page is on its way
	search lookup.Search
	zone   lookup.Zone // of the server
	calls  []lookup.Call
	first  lookup.Result // of the first page, without its call
	newest lookup.Result // of the newest page
	total  int           // as the server counts; -1 when it did not say
	next   lookup.Cursor // of the page after; zero when there is none
	cut    bool          // there are more than are held
	gap    bool          // calls may be missing
	// unasked counts those that were not asked for, see [lookup.Search.Unasked].
	unasked int

	marked   []string         // call IDs, in the order of the marking
	ended    map[string]ended // by the call's ID
	selected int
	rested   int // what was selected when nobody had moved for a while: all is said of that one
	clock    int // counts the moves
	scroll   widget.Scroll
}

type ended struct {
	kind deletion.OutcomeKind
	said string // foreign
}

type pageMsg struct {
	generation int
	search     lookup.Search
	first      bool
	page       lookup.Page
	wrong      error
}

type restMsg struct{ generation, clock int }

func (l *list) follow(rows int) { l.scroll.Follow(l.selected, len(l.calls), rows) }

func (l list) chosen() (lookup.Call, bool) {
	if l.selected < 0 || l.selected >= len(l.calls) {
		return lookup.Call{}, false
	}
	return l.calls[l.selected], true
}

// described is the call of which all is said; there is one where calls are listed.
func (l list) described() lookup.Call { return l.calls[min(l.rested, len(l.calls)-1)] }

// found is a call as a look-up would show it. Of a flawed answer it proves nothing.
func (l list) found(call lookup.Call) lookup.Result {
	result := l.first
	result.Call = call
	return result
}

// toggle changes a clone, since an earlier copy of the screen has the same array.
func (l list) toggle(id string) list {
	if at := slices.Index(l.marked, id); at >= 0 {
		l.marked = slices.Delete(slices.Clone(l.marked), at, at+1)
		return l
	}
	l.marked = append(slices.Clip(l.marked), id)
	return l
}

func (l list) markedCalls() (found []lookup.Result) {
	for _, call := range l.calls {
		if slices.Contains(l.marked, call.ID) {
			found = append(found, l.found(call))
		}
	}
	return found
}

// withOutcome keeps what came of the deletion of a call that is listed. It is marked no longer.
func (l list) withOutcome(record deletion.Record) list {
	id := record.Intent.Identifier
	if record.Intent.Pinned {
		id = record.Intent.Shown.CallID
	} else if record.Intent.IdentifierType != deletion.CallID {
		return l
	}
	if !slices.ContainsFunc(l.calls, func(call lookup.Call) bool { return call.ID == id }) {
		return l
	}
	all := map[string]ended{}
	maps.Copy(all, l.ended)
	all[id] = ended{record.Outcome.Kind, fmt.Sprintf("#%d %s", record.Intent.Number, record.Summary())}
	l.ended = all
	l.marked = slices.DeleteFunc(slices.Clone(l.marked), func(marked string) bool { return marked == id })
	return l
}

// run begins a new search. What an earlier one still reads is given up, and its marks are gone.
func (m Model) run() (Model, tea.Cmd, Action) {
	var said Action
	if marks := len(m.list.marked); marks > 0 {
		said = widget.Notice("The marks of the former list are gone (" + safetext.Number(int64(marks)) + ").")
	}
	m.list = list{}
	fields := *m.fields
	fields.problems = nil
	m = m.with(fields)
	m.writing = false
	m.generation++
	m, command := m.ask(lookup.Cursor{}, fields.search)
	return m, command, said
}

func (m Model) ask(from lookup.Cursor, what func(now time.Time) (lookup.Search, error)) (Model, tea.Cmd) {
	m.cancel() // it also frees what belonged to the page before
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel, m.list.asking = cancel, true
	generation, options, server, zone := m.generation, m.options, m.server, m.zone
	return m, func() tea.Msg {
		answer := pageMsg{generation: generation, first: from.IsZero()}
		// The word today means this moment's, and stays what it is for all pages.
		answer.search, answer.wrong = what(options.Now().In(zone))
		if answer.wrong == nil {
			answer.page = options.Ask(ctx, server, answer.search, from)
		}
		return answer
	}
}

func (m Model) stop() Model {
	m.cancel()
	m.generation++
	m.list.asking = false
	if len(m.list.calls) == 0 {
		m.list, m.writing = list{}, true
	}
	return m
}

// move shifts the selection, and reads on before it comes to the end of what is held.
func (m Model) move(by int) (Model, tea.Cmd) {
	l := &m.list
	before := l.selected
	l.selected = max(0, min(l.selected+by, len(l.calls)-1))
	l.follow(m.rows())
	var rest, page tea.Cmd
	if l.selected != before {
		l.clock++
		moved := restMsg{m.generation, l.clock}
		rest = tea.Tick(restTime, func(time.Time) tea.Msg { return moved })
	}
	if search := l.search; by > 0 && !l.asking && !l.next.IsZero() && l.selected+ahead >= len(l.calls) {
		m, page = m.ask(l.next, func(time.Time) (lookup.Search, error) { return search, nil })
	}
	return m, tea.Batch(rest, page)
}

func (m Model) rest(msg restMsg) Model {
	if msg == (restMsg{m.generation, m.list.clock}) {
		m.list.rested = m.list.selected
	}
	return m
}

func (m Model) take(msg pageMsg) Model {
	if msg.generation != m.generation {
		return m // overtaken
	}
	m.list.asking = false
	if msg.wrong != nil {
		m.writing, m.list = true, list{}
		return m.with(m.fields.withProblems(msg.wrong))
	}
	l := &m.list
	l.newest = msg.page.Result
	l.newest.Call = lookup.Call{}
	if msg.first {
		l.search, l.zone, l.total, l.first = msg.search, msg.page.Zone, -1, l.newest
	} else if l.newest.Verdict != lookup.Found {
		return m // a key that moves down asks again
	}
	l.next, l.gap = msg.page.Next, l.gap || msg.page.Gap
	if msg.page.Total >= 0 {
		l.total = msg.page.Total
	}
	l.calls = append(slices.Clip(l.calls), msg.page.Calls...)
	if len(l.calls) > mostCalls || len(l.calls) == mostCalls && !l.next.IsZero() {
		l.calls, l.next, l.cut = slices.Clip(l.calls[:mostCalls]), lookup.Cursor{}, true
	}
	l.unasked = 0
	for _, call := range l.calls {
		if l.search.Unasked(call) != "" {
			l.unasked++
		}
	}
	l.follow(m.rows())
	return m
}
