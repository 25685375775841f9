package history

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/query"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// tally is what was counted of the records that fit the filter, ready to be
// drawn: it is made in the command that counts.
type tally struct {
	step    query.Step
	total   int64
	kinds   []kindCount // those that there are
	periods []period    // the newest first
	most    int64       // of the periods' totals
	rest    int         // the cells that the longest text of [others] takes
	unseen  int64       // records outside of the periods that were counted
	names   map[query.Field][]query.NameCount
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

func (k kindCount) fill() string { return theme.Fill(string(k.kind)) }

type period struct {
	label string
	total int64
	kinds []kindCount
}

// counting is the state of the question for a tally.
type counting struct {
	generation int // of the newest question
	cancel     context.CancelFunc
	busy       bool
	tally      *tally // of the last answer; nil before the first
	failure    error
}

// tallyMsg answers a question for a tally.
type tallyMsg struct {
	generation int
	tally      *tally
	err        error
}

// showsTally reports whether the open panel shows a tally.
func (m Model) showsTally() bool {
	switch m.panel.(type) {
	case chart, counts:
		return true
	}
	return false
}

// openCounting opens a panel that shows a tally, if the history can count.
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
	m.counting.cancel, m.counting.busy = cancel, true
	generation, finder, query, step, zone := m.counting.generation, m.options.Finder, m.query, m.step, m.zone
	return m, func() tea.Msg {
		statistics, err := finder.Statistics(ctx, query, step, zone)
		if err != nil {
			return tallyMsg{generation: generation, err: err}
		}
		return tallyMsg{generation: generation, tally: newTally(statistics, step)}
	}
}

// stopCounting gives up the question that is still open.
func (m Model) stopCounting() Model {
	m.counting.generation++
	m.counting.busy = false
	if m.counting.cancel != nil {
		m.counting.cancel()
	}
	return m
}

// close goes back to the table.
func (m Model) close() Model {
	m.panel = nil
	// Nobody waits for the answer any more, and the scan takes a processor.
	return m.stopCounting()
}

func (m Model) takeTally(msg tallyMsg) Model {
	if msg.generation != m.counting.generation {
		return m // overtaken
	}
	m.counting.busy, m.counting.failure = false, msg.err
	if msg.err == nil {
		m.counting.tally = msg.tally
	}
	return m
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

// kindCounts brings the counts into the order in which outcomes are shown.
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
