package history

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/query"
	"deletecall/ui/widget"
)

// keptRecords bounds the records that are held at a time, however long the
// history is.
const keptRecords = 600

// list is a part of the matching records, and a window over it.
type list struct {
	records        []deletion.Record // in the order of the list
	previous, next bool              // there are more at either end
	asked          bool              // a page beside them is on its way
	read           bool              // something was read at all
	zone           *time.Location    // in which its filter is read

	selected int
	scroll   widget.Scroll
	height   int

	counted         bool
	matching, total int64
}

func (l *list) follow() { l.scroll.Follow(l.selected, len(l.records), max(1, l.height)) }

// selectedRecord is false for an empty list, on which keys for a record do nothing.
func (l *list) selectedRecord() (deletion.Record, bool) {
	if l.selected < 0 || l.selected >= len(l.records) {
		return deletion.Record{}, false
	}
	return l.records[l.selected], true
}

func (l *list) move(by int) {
	l.selected = max(0, min(l.selected+by, len(l.records)-1))
	l.follow()
}

func (l *list) begin(page query.Page, last bool) {
	l.records, l.previous, l.next, l.read, l.asked = page.Records, page.Previous, page.Next, true, false
	l.selected, l.scroll.Offset = 0, 0
	if last {
		l.selected = max(0, len(page.Records)-1)
	}
	l.follow()
}

// add joins a page that was read for one end, and lets go of records at the
// other one. The selection stays on its record.
func (l *list) add(page query.Page, atEnd bool) {
	l.asked = false
	if atEnd {
		// The capacity is cut, so that append copies: a command may be comparing the old records
		// (readNews), and earlier models show them.
		l.records = append(l.records[:len(l.records):len(l.records)], page.Records...)
		l.next = page.Next
		if extra := len(l.records) - keptRecords; extra > 0 {
			l.records, l.previous = l.records[extra:], true
			l.selected -= extra
			l.scroll.Offset -= extra
		}
	} else {
		l.records = append(page.Records[:len(page.Records):len(page.Records)], l.records...)
		l.previous = page.Previous
		l.selected += len(page.Records)
		l.scroll.Offset += len(page.Records)
		if len(l.records) > keptRecords {
			l.records, l.next = l.records[:keptRecords], true
		}
	}
	l.selected = max(0, min(l.selected, len(l.records)-1))
	l.follow()
}

type (
	pageMsg struct {
		generation int
		text       string
		now        time.Time // when it was asked
		query      query.Query
		request    query.PageRequest
		page       query.Page
		err        error
	}
	countMsg struct {
		generation      int
		matching, total int64
		err             error
	}
)

// ask begins a new list for a filter. What an earlier question still reads is
// given up.
// It cancels for every key in the filter: SQLite drops a running query within
// 0.1 ms, while its scan for an absent word takes 0.7 s at a million records.
func (m Model) ask(text string) (Model, tea.Cmd) {
	m.cancel()
	m = m.dropTimeline()
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	m.generation++
	m.list.counted, m.list.asked, m.list.zone = false, true, m.zone
	return m, m.find(ctx, text, query.PageRequest{Limit: m.pageLimit()})
}

// find reads a page in a command; the filter's times are relative to that moment.
func (m Model) find(ctx context.Context, text string, request query.PageRequest) tea.Cmd {
	generation, options, zone := m.generation, m.options, m.list.zone
	request.Order = m.order
	return func() tea.Msg {
		answer := pageMsg{generation: generation, text: text, request: request}
		answer.now = options.Now().In(zone)
		if answer.query, answer.err = query.Parse(text, answer.now); answer.err != nil {
			return answer
		}
		answer.page, answer.err = options.Finder.Find(ctx, answer.query, request)
		return answer
	}
}

// count is a question of its own, since it takes up to 0.8 s with a million records: the page does
// not wait for it.
func (m Model) count(ctx context.Context, query query.Query) tea.Cmd {
	generation, finder := m.generation, m.options.Finder
	return func() tea.Msg {
		matching, total, err := finder.Count(ctx, query)
		return countMsg{generation, matching, total, err}
	}
}

func (m Model) takePage(msg pageMsg) (Model, tea.Cmd, Action) {
	if msg.generation != m.generation {
		return m, nil, nil // overtaken
	}
	m.list.asked, m.askedAt = false, msg.now
	if wrong, ok := errors.AsType[*query.Error](msg.err); ok {
		m.problem = wrong.Hint() // the list stays that of the last filter that could be read
		return m, nil, nil
	}
	m.problem, m.failure = "", msg.err
	if msg.err != nil {
		return m, nil, nil
	}
	m.query = msg.query
	switch {
	case msg.request.After > 0:
		m.list.add(msg.page, true)
		return m, m.check(msg.page.Records), nil
	case msg.request.Before > 0:
		m.list.add(msg.page, false)
		return m, m.check(msg.page.Records), nil
	}
	m.list.begin(msg.page, msg.request.Last)
	m.rest.number = 0
	// At its first record the list shows what is new, so nothing counts as new any more.
	if !msg.request.Last {
		m.follow.fresh = 0
	}
	var count, tally tea.Cmd
	// Also after a jump, whose new generation has made a running count late.
	if !m.list.counted {
		m.counting.lists++
		m, count = m.countRecords()
	}
	// After it: a tally of the list before would be counted a second time for the timeline.
	if m.showsTally() {
		m, tally = m.recount()
	}
	return m, tea.Batch(m.check(msg.page.Records), count, tally), nil
}

// countRecords counts for the status line. The page is read by then; from now on
// it is the count that may be given up.
func (m Model) countRecords() (Model, tea.Cmd) {
	m.cancel()
	ctx, cancel := context.WithCancel(context.Background())
	m.cancel = cancel
	return m, m.count(ctx, m.query)
}

// move shifts the selection, and reads on before it comes to an end of what is held.
func (m Model) move(by int) (Model, tea.Cmd, Action) {
	l := &m.list
	l.move(by)
	// A window ahead, so that a page key rarely stops at the end of what is held while more follows.
	near := max(widget.PageRows, l.height)
	var request query.PageRequest
	switch {
	case l.asked || len(l.records) == 0:
		return m, nil, nil
	// Asked for once: until the page is here, l.asked keeps other keys from asking for it too.
	case by > 0 && l.next && l.selected+near >= len(l.records):
		// By number, not by offset: a page is as fast at any depth (OFFSET 900,000 takes 132 ms), and
		// records that others add meanwhile shift nothing.
		request = query.PageRequest{Limit: m.pageLimit(), After: l.records[len(l.records)-1].Intent.Number}
	case by < 0 && l.previous && l.selected < near:
		request = query.PageRequest{Limit: m.pageLimit(), Before: l.records[0].Intent.Number}
	default:
		return m, nil, nil
	}
	l.asked = true
	return m, m.find(context.Background(), m.query.String(), request), nil
}

// jump goes to the first or the last record. Within the records that are held
// it needs no reading.
func (m Model) jump(request query.PageRequest) (Model, tea.Cmd, Action) {
	l := &m.list
	if !request.Last && !l.previous && m.follow.fresh <= 0 {
		l.move(-len(l.records))
		return m, nil, nil
	}
	if request.Last && !l.next {
		l.move(len(l.records))
		return m, nil, nil
	}
	m.generation++ // a page beside the old place would be in the wrong place
	l.asked = true
	// The first page of another filter may be given up with it.
	return m, m.find(context.Background(), m.written().String(), request), nil
}

// pageLimit is how many records are read at a time: enough for the window and the
// next one.
func (m Model) pageLimit() int { return max(60, 2*m.rows()) }
