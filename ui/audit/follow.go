package audit

import (
	"context"
	"reflect"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
)

// followEvery is how long the list stays before it is read again.
const followEvery = 2 * time.Second

// follow is the mode that shows what others do meanwhile.
type follow struct {
	on    bool
	shown bool // the history is on the screen
	clock int  // of the ticks: those of an earlier clock mean nothing
}

type (
	followMsg struct{ clock int }
	// newsMsg brings the newest page, if it differs from the one that is shown.
	newsMsg struct {
		clock, generation int
		changed           bool
		page              deletion.Page
		matching, total   int64
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

func (m Model) toggleFollow() (Model, tea.Cmd, Action) {
	m.follow.on = !m.follow.on
	m, command := m.restart()
	return m, command, nil
}

// restart begins a new clock, where there is something to follow.
func (m Model) restart() (Model, tea.Cmd) {
	m.follow.clock++
	return m, m.tick()
}

func (m Model) tick() tea.Cmd {
	if !m.follow.on || !m.follow.shown {
		return nil
	}
	clock := m.follow.clock
	return tea.Tick(followEvery, func(time.Time) tea.Msg { return followMsg{clock} })
}

// calm reports whether the first records are shown and nobody is busy with
// something else: the rows must not move under their eyes.
func (m Model) calm() bool {
	atTop := m.list.selected == 0 && !m.list.previous
	return atTop && m.list.read && !m.list.asked && m.detail == nil && m.panel == nil && !m.filtering
}

func (m Model) takeTick(msg followMsg) (Model, tea.Cmd) {
	switch {
	case msg.clock != m.follow.clock:
		return m, nil
	case !m.calm():
		return m, m.tick()
	}
	return m, m.readNews()
}

// readNews reads the first page again. It is compared in the command, and what
// has to be counted is counted only when something has changed.
func (m Model) readNews() tea.Cmd {
	news := newsMsg{clock: m.follow.clock, generation: m.generation}
	finder, query, held, counted, total := m.options.Finder, m.query, m.list.records, m.list.counted, m.list.total
	request, next := deletion.PageRequest{Limit: m.pageLimit(), Order: m.order}, m.list.next
	return func() tea.Msg {
		ctx := context.Background()
		if news.page, news.err = finder.Find(ctx, query, request); news.err != nil {
			return news
		}
		first := min(len(held), len(news.page.Records))
		more := next || len(held) > first
		same := reflect.DeepEqual(held[:first], news.page.Records) && more == news.page.Next
		if same && counted {
			_, news.total, news.err = finder.Count(ctx, deletion.Query{})
			same = news.total == total
		}
		if news.err == nil && !(same && counted) {
			news.changed = true
			news.matching, news.total, news.err = finder.Count(ctx, query)
		}
		return news
	}
}

// takeNews shows what is new, and waits again. Where nothing is, nothing is drawn.
func (m Model) takeNews(msg newsMsg) (Model, tea.Cmd) {
	if msg.clock != m.follow.clock {
		return m, nil
	}
	if msg.generation == m.generation && m.calm() {
		m.failure = msg.err
		if msg.err == nil && msg.changed {
			m.list.begin(msg.page, false)
			m.list.counted, m.list.matching, m.list.total = true, msg.matching, msg.total
		}
	}
	return m, m.tick()
}
