package history

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/query"
)

// restTime is how long nobody moves in the list before what depends on the selection is drawn
// again. It is longer than the pause of any key that repeats (Linux's console: 92 ms).
const restTime = 150 * time.Millisecond

// rest is what waits until nobody moves in the list: the record beside it, of which all is drawn
// again, some 1,500 bytes; the keys for that record; and the counts of the timeline.
type rest struct {
	clock   int   // of the ticks: those of an earlier clock mean nothing
	awaited place // for which the clock runs
	number  int64 // of the record that was selected at the last rest; 0 for that of a new list
}

// place is what has to stay the same for a while.
type place struct {
	number int64 // of the selected record
	lists  int
}

// restMsg ends a pause, unless somebody has moved since.
type restMsg struct{ clock int }

// CatchUp begins what the screen shows besides the list and does not know yet. The console calls
// it after every message.
func (m Model) CatchUp() (Model, tea.Cmd) {
	if m.follow.shown && m.detail == nil && !m.filtering && m.list.zone != m.zone && hasTimes(m.query) {
		return m.Refresh() // the days of its filter begin at other hours
	}
	record, _ := m.list.selectedRecord()
	beside, _ := m.rested()
	if beside.Intent.Number == record.Intent.Number {
		m.rest.number = record.Intent.Number // of a new list, too: there is nothing to wait for
	}
	now := place{record.Intent.Number, m.counting.lists}
	late := beside.Intent.Number != record.Intent.Number || m.lacksTimeline()
	if !late || !m.follow.shown || now == m.rest.awaited {
		return m, nil
	}
	m.rest.awaited = now
	m.rest.clock++
	clock := m.rest.clock
	return m, tea.Tick(restTime, func(time.Time) tea.Msg { return restMsg{clock} })
}

func hasTimes(filter query.Query) bool {
	return slices.ContainsFunc(filter.Terms(), func(term query.Term) bool {
		return term.Field == query.BySince || term.Field == query.ByUntil || term.Field == query.ByDay
	})
}

func (m Model) takeRest(msg restMsg) (Model, tea.Cmd) {
	if msg.clock != m.rest.clock {
		return m, nil // somebody moved on
	}
	record, _ := m.list.selectedRecord()
	m.rest.number, m.rest.awaited = record.Intent.Number, place{}
	if m.lacksTimeline() {
		return m.recount()
	}
	return m, nil
}

// rested is the record that was selected when the selection rested last.
func (m Model) rested() (deletion.Record, bool) {
	for _, record := range m.list.records {
		if record.Intent.Number == m.rest.number {
			return record, true
		}
	}
	return m.list.selectedRecord()
}
