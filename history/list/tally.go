package list

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/query"
)

// mostNames is how many operators, servers and types are counted by name.
const mostNames = 10

// Grain is the length, in microseconds, into which a database counts: every zone's days
// begin at a multiple of a quarter of an hour.
const Grain = 15 * 60 * 1_000_000

// Tally is what a store has counted of some records.
type Tally struct {
	Step                      query.Step
	Zone                      *time.Location
	Operators, Servers, Types map[string]int64 // how many records each name has
	total, unsettled          int64
	outcomes                  map[deletion.OutcomeKind]int64
	periods                   map[time.Time]*query.PeriodCount
	// latest is the period of the last moment, and from and until are the moments around it,
	// in microseconds: most moments lie in the period of the one before them.
	latest      *query.PeriodCount
	from, until int64
}

// NewTally returns one that has counted nothing.
func NewTally(step query.Step, zone *time.Location) *Tally {
	return &Tally{Step: step, Zone: zone, outcomes: map[deletion.OutcomeKind]int64{}, periods: map[time.Time]*query.PeriodCount{},
		Operators: map[string]int64{}, Servers: map[string]int64{}, Types: map[string]int64{}}
}

// period is the one in which a moment lies, in microseconds of Unix time.
func (t *Tally) period(at int64) *query.PeriodCount {
	if t.latest != nil && t.from <= at && at < t.until {
		return t.latest
	}
	begin := t.Step.Begin(time.UnixMicro(at).In(t.Zone))
	period, ok := t.periods[begin]
	if !ok {
		period = &query.PeriodCount{Begin: begin, Outcomes: map[deletion.OutcomeKind]int64{}}
		t.periods[begin] = period
	}
	t.latest, t.from, t.until = period, begin.UnixMicro(), t.Step.Next(begin).UnixMicro()
	return period
}

// Add counts records with an outcome that were confirmed in the period of a moment, in
// microseconds of Unix time.
func (t *Tally) Add(at int64, kind deletion.OutcomeKind, count int64) {
	t.period(at).Outcomes[kind] += count
	t.outcomes[kind] += count
	t.total += count
}

// AddUnsettled counts some of them as unsettled.
func (t *Tally) AddUnsettled(at, count int64) {
	t.period(at).Unsettled += count
	t.unsettled += count
}

// Statistics are what was counted.
func (t *Tally) Statistics() query.Statistics {
	return query.Statistics{Total: t.total, Outcomes: t.outcomes, Unsettled: t.unsettled, Periods: withoutGaps(t.periods, t.Step),
		Operators: topNames(t.Operators), Servers: topNames(t.Servers), Types: topNames(t.Types)}
}

// MostPeriods bounds the periods between the first and the last: a record with
// a time far away must not make millions of empty ones.
const MostPeriods = 20_000

func withoutGaps(periods map[time.Time]*query.PeriodCount, step query.Step) []query.PeriodCount {
	var first, last time.Time
	for begin := range periods {
		if first.IsZero() || begin.Before(first) {
			first = begin
		}
		if begin.After(last) {
			last = begin
		}
	}
	var all []query.PeriodCount
	for begin := first; len(periods) > 0 && !begin.After(last) && len(all) < MostPeriods; begin = step.Next(begin) {
		period, ok := periods[begin]
		if !ok {
			period = &query.PeriodCount{Begin: begin, Outcomes: map[deletion.OutcomeKind]int64{}}
		}
		all = append(all, *period)
	}
	return all
}

// topNames are the names with the most records.
func topNames(counts map[string]int64) []query.NameCount {
	names := make([]query.NameCount, 0, len(counts))
	for name, count := range counts {
		if count > 0 {
			names = append(names, query.NameCount{Name: name, Count: count})
		}
	}
	slices.SortFunc(names, func(a, b query.NameCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Name, b.Name))
	})
	return names[:min(len(names), mostNames)]
}
