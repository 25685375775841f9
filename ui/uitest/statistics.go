package uitest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/query"
)

// Statistics counts the records that fit, the slow and obvious way.
func (h *History) Statistics(_ context.Context, filter query.Query, step query.Step, zone *time.Location) (query.Statistics, error) {
	if h.SlowStatistics != nil {
		time.Sleep(h.SlowStatistics(filter, step))
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.called(); err != nil {
		return query.Statistics{}, err
	}
	all := h.matching(filter)
	statistics := query.Statistics{Total: int64(len(all)), Outcomes: outcomes(all)}
	statistics.Operators = names(all, func(r deletion.Record) string { return r.Intent.Operator.Name })
	statistics.Servers = names(all, func(r deletion.Record) string { return r.Intent.Server })
	statistics.Types = names(all, func(r deletion.Record) string { return string(r.Intent.IdentifierType) })
	if len(all) == 0 {
		return statistics, nil
	}
	// The list is ordered by number, and clocks may have gone back.
	slices.SortFunc(all, func(a, b deletion.Record) int { return a.Intent.Confirmed.Compare(b.Intent.Confirmed) })
	last := all[len(all)-1].Intent.Confirmed
	// Every period between the first and the last, empty ones too, as query.Statistics asks.
	for begin := step.Begin(all[0].Intent.Confirmed.In(zone)); !begin.After(last); begin = step.Next(begin) {
		var within []deletion.Record
		for _, record := range all {
			if at := record.Intent.Confirmed; !at.Before(begin) && at.Before(step.Next(begin)) {
				within = append(within, record)
			}
		}
		statistics.Periods = append(statistics.Periods, query.PeriodCount{Begin: begin, Outcomes: outcomes(within)})
	}
	return statistics, nil
}

func outcomes(records []deletion.Record) map[deletion.OutcomeKind]int64 {
	counts := map[deletion.OutcomeKind]int64{}
	for _, record := range records {
		counts[record.Outcome.Kind]++
	}
	return counts
}

func names(records []deletion.Record, of func(deletion.Record) string) []query.NameCount {
	counts := map[string]int64{}
	for _, record := range records {
		counts[of(record)]++
	}
	var all []query.NameCount
	for name, count := range counts {
		all = append(all, query.NameCount{Name: name, Count: count})
	}
	slices.SortFunc(all, func(a, b query.NameCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Name, b.Name))
	})
	return all[:min(len(all), 10)]
}
