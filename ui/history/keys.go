package history

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/ui/onrecord"
	"deletecall/ui/widget"
)

func (m Model) press(press tea.KeyPressMsg) (Model, tea.Cmd, Action) {
	if m.detail == nil && m.panel != nil {
		return m.panel.update(m, press)
	}
	action, known := m.options.Keys.Action(m.Screen(), press, m.Typing())
	switch {
	case m.detail != nil:
		return m.pressDetail(action)
	// A key that is bound to nothing here is text.
	case m.filtering && !known:
		return m.edit(press)
	case m.filtering:
		return m.pressFilter(action)
	}
	if action == keymap.HistoryView {
		return m.showView(press.String())
	}
	return m.pressList(action)
}

func (m Model) pressList(action keymap.Action) (Model, tea.Cmd, Action) {
	switch action {
	case keymap.MoveUp, keymap.MoveDown, keymap.MovePageUp, keymap.MovePageDown:
		// Ten rows at every size: the same keys choose the same record (promise 14).
		return m.move(widget.By(action, widget.PageRows))
	case keymap.MoveTop:
		return m.jump(query.PageRequest{Limit: m.pageLimit()})
	case keymap.MoveBottom:
		return m.jump(query.PageRequest{Limit: m.pageLimit(), Last: true})
	case keymap.MoveLeft:
		m.shift = max(0, m.shift-1)
	// Two columns stay at least: the number, and one to tell records apart.
	case keymap.MoveRight:
		m.shift = min(max(0, len(shown(m.columns))-2), m.shift+1)
	case keymap.HistoryFind:
		// The values that were read before may be out of date: others record too.
		m.filtering, m.before, m.existing = true, m.filter.Value(), existing{}
		m.filter.Focus()
	case keymap.HistoryClear:
		if m.filter.Value() != "" {
			m, cmd := m.WithFilter("")
			return m, cmd, nil
		}
	case keymap.HistoryOutcome:
		filter := m.written()
		m, cmd := m.WithFilter(filter.With(query.ByOutcome, nextOutcome(filter.Value(query.ByOutcome))))
		return m, cmd, nil
	case keymap.HistoryUnsettled:
		// In place of the filter, not added to it: the banner counts those of the whole history.
		m, cmd := m.WithFilter(unsettledFilter)
		return m, cmd, nil
	// Counted as a change, so that the console looks at the state of the history as well.
	case keymap.HistoryRefresh:
		m.changes++
		m, cmd := m.Refresh()
		return m, cmd, nil
	case keymap.HistorySort:
		return m.sort(nextOrder(m.order))
	// The field stays: whoever reverses wants the other end of the same list.
	case keymap.HistoryReverse:
		return m.sort(query.Order{By: m.order.By, Reversed: !m.order.Reversed})
	case keymap.TimeZone:
		m = m.InOtherZone()
	case keymap.HistoryFollow:
		return m.toggleFollow()
	case keymap.HistoryChart, keymap.HistoryCounts, keymap.HistoryLog, keymap.HistoryGoTo, keymap.HistorySaved, keymap.HistoryColumns:
		return m.open(action)
	default:
		return m.pressRecord(action)
	}
	return m, nil, nil
}

func (m Model) pressRecord(action keymap.Action) (Model, tea.Cmd, Action) {
	record, ok := m.list.selectedRecord()
	switch {
	case action == keymap.RecordWrite && ok && m.unusable(record) == "":
		return m, nil, m.write(&record)
	// Without a record of which something may be written, there is still the list, which can be exported.
	case action == keymap.RecordWrite:
		return m, nil, m.write(nil)
	case !ok:
		return m, nil, nil
	}
	if action == keymap.HistoryOpen {
		m, cmd := m.Show(record.Intent.Number)
		return m, cmd, nil
	}
	var asked Action = onrecord.For(action, record)
	if action == keymap.RecordAgain {
		asked = Again{record}
	}
	if wrong := m.unusable(record); wrong != "" && asked != nil {
		asked = widget.Notice(wrong + " " + m.openForMore())
	}
	return m, nil, asked
}

// write is about the records as they are listed: a filter that is being typed wrongly is none. While those of
// another one are still being read, it is about them, and not about the rows of the filter before.
func (m Model) write(record *deletion.Record) Action {
	filter := m.query
	if text := m.filter.Value(); m.list.asked && text != filter.String() {
		if written, err := query.Parse(text, m.options.Now().In(m.zone)); err == nil {
			filter = written
		}
	}
	matching := "all records"
	switch {
	case m.list.counted:
		matching = safetext.Count(m.list.matching, "record", "records")
	case filter.String() != "":
		matching = "the records that match"
	}
	if m.order != (query.Order{}) {
		matching += ", " + m.order.String()
	}
	return Write{Record: record, Query: filter, Order: m.order, Matching: matching}
}

// nextOutcome goes round: each outcome alone, then all of them.
func nextOutcome(current string) string {
	kinds := deletion.OutcomeKinds()
	for i, kind := range kinds {
		if string(kind) == current {
			if i+1 < len(kinds) {
				return string(kinds[i+1])
			}
			return ""
		}
	}
	return string(kinds[0])
}

// Zone is the one in which times are shown.
func (m Model) Zone() *time.Location { return m.zone }

// InOtherZone returns the browser in UTC, or back in the configured zone. It compares pointers: any zone but
// time.UTC itself counts as the configured one.
func (m Model) InOtherZone() Model {
	if m.zone == time.UTC {
		m.zone = m.options.Zone
	} else {
		m.zone = time.UTC
	}
	m.counting.lists++ // its days begin at other hours
	return m
}
