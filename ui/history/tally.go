package history

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// tally is what was counted of the records that fit the filter, ready to be
// drawn: it is made in the command that counts.
type tally struct {
	filter  string // that they fit
	step    query.Step
	newest  int64 // of how many of the newest records these are the numbers; 0 for all
	total   int64
	kinds   []kindCount // those that occur
	periods []period    // the newest first
	most    int64       // of the periods' totals
	rest    int         // the cells that the longest text of [others] takes
	unseen  int64       // records outside of the periods that were counted
	names   map[query.Field][]query.NameCount
	// others are the values of the fields that the filter has a condition on, counted without
	// that condition: what could be chosen in place of it.
	others map[query.Field][]query.NameCount
}

// kindCount is how many records have an outcome. What this version does not
// know is one kind, without a name.
type kindCount struct {
	kind  deletion.OutcomeKind
	count int64
}

func (k kindCount) label() string {
	if k.kind == "" {
		return "other"
	}
	return k.kind.Label()
}

func (k kindCount) fill() string { return theme.Fill(k.kind) }

// period is one day, week or month; label is how [query.Step] writes it.
type period struct {
	label string
	total int64
	kinds []kindCount
}

type counting struct {
	generation int // of the newest question
	cancel     context.CancelFunc
	busy       bool
	tally      *tally // of the last answer; nil before the first
	failure    error
	// lists is another number for other records, and for other days; of is which was counted last.
	lists, of int
}

type tallyMsg struct {
	generation int
	tally      *tally
	err        error
	more       tea.Cmd // what is counted next; nil when this is all
}

func (m Model) showsTally() bool {
	switch m.panel.(type) {
	case chart, counts:
		return true
	}
	return false
}

func (m Model) openCounting(p panel) (Model, tea.Cmd, Action) {
	m.panel = p
	// Dropped now: until the answer is here the panel says that it counts, and shows no numbers
	// of another filter.
	m.counting.tally, m.counting.failure = nil, nil // those of another filter
	m, command := m.recount()
	return m, command, nil
}

// recount counts what fits the filter of the list. What an earlier question
// still counts is given up.
func (m Model) recount() (Model, tea.Cmd) {
	m = m.stopCounting()
	ctx, cancel := context.WithCancel(context.Background())
	m.counting.cancel, m.counting.busy, m.counting.of = cancel, true, m.counting.lists
	generation, options, filter, text, step, zone := m.counting.generation, m.options, m.query, m.query.String(), m.step, m.zone
	_, switches := m.panel.(counts)
	count := func(filter query.Query, newest int64, more func(tally) tea.Cmd) tea.Cmd {
		return func() tea.Msg {
			statistics, err := options.Finder.Statistics(ctx, filter, step, zone)
			if err != nil {
				return tallyMsg{generation: generation, err: err}
			}
			counted := newTally(statistics, step)
			counted.filter, counted.newest = text, newest
			return tallyMsg{generation: generation, tally: counted, more: more(*counted)}
		}
	}
	whole := count(filter, 0, func(counted tally) tea.Cmd {
		if !switches || !hasChoice(filter) {
			return nil
		}
		return func() tea.Msg {
			err := counted.countOthers(ctx, options, filter, zone)
			return tallyMsg{generation: generation, tally: &counted, err: err}
		}
	})
	if newest, ok := m.newestOf(filter); ok {
		return m, count(newest, countedFirst, func(tally) tea.Cmd { return whole })
	}
	return m, whole
}

const (
	// manyRecords is from how many on the newest records are counted before all of them: where
	// no index helps with a filter, all take seconds.
	manyRecords  = 100_000
	countedFirst = 20_000
)

// newestOf is a filter for those of the newest records that fit another one, where a panel
// shows numbers and there are many to count.
func (m Model) newestOf(filter query.Query) (newest query.Query, ok bool) {
	// All records are counted by an index.
	if !m.showsTally() || m.list.total < manyRecords || filter.IsZero() || len(wanted(filter, query.ByNumber)) > 0 {
		return filter, false
	}
	newest, err := query.Parse(filter.With(query.ByNumber, fmt.Sprintf("%d..", m.list.total-countedFirst+1)), m.options.Now().In(m.zone))
	return newest, err == nil
}

func hasChoice(filter query.Query) bool {
	return slices.ContainsFunc(countedFields(), func(field query.Field) bool { return len(wanted(filter, field)) > 0 })
}

func (t *tally) countOthers(ctx context.Context, options Options, filter query.Query, zone *time.Location) error {
	t.others = map[query.Field][]query.NameCount{}
	for _, field := range countedFields() {
		text := filter.With(field, "")
		if len(wanted(filter, field)) == 0 {
			continue
		}
		wider, err := query.Parse(text, options.Now().In(zone))
		if err != nil {
			return err
		}
		statistics, err := options.Finder.Statistics(ctx, wider, query.ByMonths, zone)
		if err != nil {
			return err
		}
		t.others[field] = newTally(statistics, query.ByMonths).namesOf(field)
	}
	return nil
}

func (m Model) stopCounting() Model {
	m.counting.generation++
	m.counting.busy = false
	if m.counting.cancel != nil {
		m.counting.cancel()
	}
	return m
}

func (m Model) close() Model {
	m.panel = nil
	if m.showsTimeline() {
		return m // which waits for the answer, too
	}
	// Nobody waits for the answer any more, and the scan takes a processor.
	return m.stopCounting()
}

// takeTally shows what is counted so far, and begins what is counted next: the newest records
// first, then all.
func (m Model) takeTally(msg tallyMsg) (Model, tea.Cmd) {
	if msg.generation != m.counting.generation {
		return m, nil // overtaken
	}
	m.counting.busy, m.counting.failure = msg.more != nil, msg.err
	if msg.err == nil {
		m.counting.tally = msg.tally
	}
	return m, msg.more
}

// soFar says in a title which records the numbers are of so far; empty when that is all.
func (c counting) soFar() string {
	switch {
	case !c.busy:
		return ""
	case c.tally != nil && c.tally.newest > 0:
		return "newest " + safetext.Number(c.tally.newest) + " · counting…"
	}
	return "counting…"
}

// newTally also measures the texts, which would otherwise happen with every frame.
func newTally(statistics query.Statistics, step query.Step) *tally {
	t := &tally{step: step, total: statistics.Total, unseen: statistics.Total, kinds: kindCounts(statistics.Outcomes)}
	for _, one := range statistics.Periods {
		p := period{label: step.Label(one.Begin), total: one.Total(), kinds: kindCounts(one.Outcomes)}
		t.most = max(t.most, p.total)
		t.rest = max(t.rest, widget.Width(others(p.kinds, theme.Plain())))
		t.unseen -= p.total
		t.periods = append(t.periods, p)
	}
	slices.Reverse(t.periods)
	t.names = map[query.Field][]query.NameCount{
		query.ByType: statistics.Types, query.ByServer: statistics.Servers, query.ByOperator: statistics.Operators,
	}
	return t
}

func kindCounts(counts map[deletion.OutcomeKind]int64) []kindCount {
	var known []kindCount
	var total, listed int64
	for _, count := range counts {
		total += count
	}
	for _, kind := range deletion.OutcomeKinds() {
		if count := counts[kind]; count > 0 {
			known = append(known, kindCount{kind, count})
			listed += count
		}
	}
	// Written by a newer version: left out, the parts would not add up to the total.
	if total > listed {
		known = append(known, kindCount{"", total - listed})
	}
	return known
}
