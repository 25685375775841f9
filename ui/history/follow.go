package history

import (
	"context"
	"reflect"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/query"
	"deletecall/safetext"
)

const (
	// followEvery is how long the list stays before it is read again. It begins after an
	// answer, not beside it: questions must not pile up. With the time that reading takes, what
	// others do is there within a second.
	followEvery = 750 * time.Millisecond
	// followShare is how many times as long as reading took the list stays at least: counting
	// the matches of a million records takes up to 0.8 s, and whoever follows leaves the
	// history to others most of the time.
	followShare = 4
	// followMost bounds that: a server that was stuck for a minute had no work with it.
	followMost = 5 * time.Second
	// looksBetween is how often the list is read until the root looks at the history, too: it may have been
	// moved away, so that nothing is recorded there any more and nothing new can come.
	looksBetween = 16
)

type follow struct {
	on    bool
	shown bool // the history is on the screen
	clock int  // of the ticks: those of an earlier clock mean nothing
	// fresh is how many records have come since the first page was read.
	fresh int64
	took  time.Duration // the last reading
	looks int           // how often the list was read again
}

type (
	followMsg struct{ clock int }
	// newsMsg brings what is new since the list was read: the first page and the
	// counts, or the counts alone.
	newsMsg struct {
		clock, generation int
		changed           bool
		onlyCounts        bool
		page              query.Page
		matching, total   int64
		took              time.Duration
		err               error
	}
)

// Shown tells the browser whether it is on the screen: it follows only then.
func (m Model) Shown(shown bool) (Model, tea.Cmd) {
	if m.follow.shown == shown {
		return m, nil
	}
	m.follow.shown = shown
	return m.restart()
}

// Follows reports whether the list is read again and again.
func (m Model) Follows() bool { return m.follow.on && m.follow.shown }

// toggleFollow needs no case for switching off: the clock that restart then begins has no tick.
func (m Model) toggleFollow() (Model, tea.Cmd, Action) {
	m.follow.on = !m.follow.on
	m, command := m.restart()
	return m, command, nil
}

// restart begins a new clock, where there is something to follow.
// Without a new number the tick of the former clock would go on next to it, and the list
// would be read twice as often after each switch.
func (m Model) restart() (Model, tea.Cmd) {
	m.follow.clock++
	return m, m.tick()
}

// tick waits for longer where reading takes long: following must not be what keeps the history
// busy.
func (m Model) tick() tea.Cmd {
	if !m.Follows() {
		return nil
	}
	clock := m.follow.clock
	return tea.Tick(max(followEvery, min(followShare*m.follow.took, followMost)), func(time.Time) tea.Msg { return followMsg{clock} })
}

// paused reports whether somebody reads further down or is busy with something
// else: the rows must not move under their eyes.
func (m Model) paused() bool {
	atTop := m.list.selected == 0 && !m.list.previous
	return !atTop || m.detail != nil || m.panel != nil || m.filtering
}

// calm reports whether the rows may change.
// A page on its way was asked for next to records that news would replace.
func (m Model) calm() bool { return m.list.read && !m.list.asked && !m.paused() }

func (m Model) statusShown() bool {
	_, asksNumber := m.panel.(goTo)
	return m.detail == nil && (m.panel == nil || asksNumber)
}

func (m Model) followed() string {
	switch {
	case !m.follow.on:
		return ""
	case !m.paused():
		return " · following"
	case m.follow.fresh <= 0:
		return " · paused"
	}
	text := " · paused, " + safetext.Number(m.follow.fresh) + " new"
	if top := m.options.Keys.Binding(keymap.MoveTop); top.Enabled() && !m.Typing() {
		text += ": " + top.Help().Key
	}
	return text
}

// For a tick of the present clock takeTick returns exactly one command that leads to the
// next: with none the mode stops unseen, with two it doubles.
func (m Model) takeTick(msg followMsg) (Model, tea.Cmd) {
	switch {
	case msg.clock != m.follow.clock:
		return m, nil
	case m.calm():
		return m, m.readNews()
	case m.statusShown() && m.list.read && m.list.counted:
		return m, m.readCounts()
	}
	return m, m.tick()
}

func (m Model) readCounts() tea.Cmd {
	news := newsMsg{clock: m.follow.clock, generation: m.generation, onlyCounts: true}
	finder, filter, total := m.options.Finder, m.query, m.list.total
	return timed(m.options.Now, func() newsMsg {
		ctx := context.Background()
		_, news.total, news.err = finder.Count(ctx, query.Query{})
		if news.changed = news.err == nil && news.total != total; news.changed {
			news.matching, news.total, news.err = finder.Count(ctx, filter)
		}
		return news
	})
}

// timed measures in the command, so that waiting for its turn in the event loop does not count.
func timed(now func() time.Time, read func() newsMsg) tea.Cmd {
	return func() tea.Msg {
		started := now()
		news := read()
		news.took = now().Sub(started)
		return news
	}
}

// readNews reads the first page again. It is compared in the command, and what
// has to be counted is counted only when something has changed.
func (m Model) readNews() tea.Cmd {
	news := newsMsg{clock: m.follow.clock, generation: m.generation}
	finder, filter, held, counted, total := m.options.Finder, m.query, m.list.records, m.list.counted, m.list.total
	request, next := query.PageRequest{Limit: m.pageLimit(), Order: m.order}, m.list.next
	return timed(m.options.Now, func() newsMsg {
		ctx := context.Background()
		if news.page, news.err = finder.Find(ctx, filter, request); news.err != nil {
			return news
		}
		first := min(len(held), len(news.page.Records))
		more := next || len(held) > first
		same := reflect.DeepEqual(held[:first], news.page.Records) && more == news.page.Next
		if same && counted {
			_, news.total, news.err = finder.Count(ctx, query.Query{})
			same = news.total == total
		}
		if news.err == nil && !(same && counted) {
			news.changed = true
			news.matching, news.total, news.err = finder.Count(ctx, filter)
		}
		return news
	})
}

// takeNews shows what is new, and waits again. Where nothing is, nothing is drawn.
func (m Model) takeNews(msg newsMsg) (Model, tea.Cmd) {
	if msg.clock != m.follow.clock {
		return m, nil
	}
	m.follow.took = msg.took
	if m.follow.looks++; m.follow.looks%looksBetween == 0 {
		m.changes++
	}
	if msg.err != nil {
		m.follow.took = 0 // a server that did not answer had no work with it, and may be back
	}
	// Asked again: somebody may have moved while the news was read.
	if msg.generation == m.generation && (msg.onlyCounts || m.calm()) {
		m.failure = msg.err
		if msg.err == nil && msg.changed {
			m = m.withNews(msg)
			return m, tea.Batch(m.check(msg.page.Records), m.tick())
		}
		if msg.err == nil && m.unchecked != nil {
			return m, tea.Batch(m.check(m.list.records), m.tick())
		}
	}
	return m, m.tick()
}

// withNews begins the list again, or only counts on where the rows have to stay.
func (m Model) withNews(msg newsMsg) Model {
	m.changes++
	m.counting.lists++
	if msg.onlyCounts {
		m.follow.fresh += msg.matching - m.list.matching
	} else {
		m.list.begin(msg.page, false)
		m.rest.number = 0
		m.follow.fresh = 0
	}
	m.list.counted, m.list.matching, m.list.total = true, msg.matching, msg.total
	return m
}
