package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history/store"
	"deletecall/query"
	"deletecall/safetext"
)

func (p Program) historyStatsCommand(settings *settings) *cobra.Command {
	var by string
	var filter queryText
	var asJSON bool
	command := &cobra.Command{
		Use:   "stats [QUERY...]",
		Short: "Count matching records over time, by outcome, operator, server and type",
		RunE: func(command *cobra.Command, words []string) error {
			step, err := query.ParseStep(by)
			if err != nil {
				return err
			}
			filter.words = words
			return p.unlessNone(p.stats(command.Context(), settings, filter, step, asJSON))
		},
	}
	filter.flag(command)
	command.Flags().StringVar(&by, "by", string(query.ByMonths), hint.OneOf(query.Steps()...))
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return command
}

func (p Program) stats(ctx context.Context, settings *settings, text queryText, step query.Step, asJSON bool) error {
	return p.withQuery(ctx, settings, &text, func(session *app.Session, history store.History, query query.Query) error {
		statistics, err := history.Statistics(ctx, query, step, session.Zone)
		if err != nil {
			return err
		}
		if asJSON {
			if err := json.NewEncoder(p.Out).Encode(statisticsJSON(statistics, step)); err != nil {
				return err
			}
			return evidence(ctx, session, history)
		}
		if err := writeStatistics(p.Out, statistics, step); err != nil {
			return err
		}
		p.say("%s; times in %s", counted(int(statistics.Total), "record", "records"), deletion.ZoneName(session.Zone, p.Now()))
		return evidence(ctx, session, history)
	})
}

// barCells is how wide the longest bar is.
const barCells = 40

func writeStatistics(out io.Writer, statistics query.Statistics, step query.Step) error {
	// At least 1: it is divided by, and a history without a match has no period.
	most := int64(1)
	for _, period := range statistics.Periods {
		most = max(most, period.Total())
	}
	kinds := kindsOf(statistics)
	fmt.Fprintf(out, "%-10s %8s", step, "all")
	for _, kind := range kinds {
		fmt.Fprintf(out, " %8s", kind.Label())
	}
	fmt.Fprintln(out)
	for _, period := range statistics.Periods {
		line := fmt.Sprintf("%-10s %8d", step.Label(period.Begin), period.Total())
		for _, kind := range kinds {
			line += fmt.Sprintf(" %8d", period.Outcomes[kind])
		}
		if _, err := fmt.Fprintln(out, line+"  "+strings.Repeat("━", int(period.Total()*barCells/most))); err != nil {
			return err
		}
	}
	fmt.Fprintln(out)
	for _, kind := range kinds {
		fmt.Fprintf(out, "%-10s %8d\n", kind.Label(), statistics.Outcomes[kind])
		if kind == deletion.Unknown {
			fmt.Fprintf(out, "%-10s %8d\n", " unsettled", statistics.Unsettled)
		}
	}
	for _, list := range []struct {
		heading string
		names   []query.NameCount
	}{{"Operators", statistics.Operators}, {"Servers", statistics.Servers}, {"Types", statistics.Types}} {
		fmt.Fprintf(out, "\n%s\n", list.heading)
		for _, name := range list.names {
			if _, err := fmt.Fprintf(out, "%8d  %s\n", name.Count, safetext.Line(name.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// kindsOf are the outcomes that were counted, in the order in which they are shown.
func kindsOf(statistics query.Statistics) []deletion.OutcomeKind {
	return slices.DeleteFunc(deletion.OutcomeKinds(), func(kind deletion.OutcomeKind) bool { return statistics.Outcomes[kind] == 0 })
}

// periodJSON is what scripts read. Begin has the offset of the configured zone, where the
// period's days begin and end.
type periodJSON struct {
	Period   string                         `json:"period"`
	Begin    string                         `json:"begin"`
	Total    int64                          `json:"total"`
	Outcomes map[deletion.OutcomeKind]int64 `json:"outcomes"`
	// Unsettled are those of the unknown ones that nobody has settled.
	Unsettled int64 `json:"unsettled"`
}

type nameJSON struct {
	Name  string `json:"name"`
	Count int64  `json:"count"`
}

// cleanKinds cleans the names of outcomes: somebody may have written others into
// the database.
//
// Two names may become one by that, so the counts are added.
func cleanKinds(counts map[deletion.OutcomeKind]int64) map[deletion.OutcomeKind]int64 {
	cleaned := make(map[deletion.OutcomeKind]int64, len(counts))
	for kind, count := range counts {
		cleaned[deletion.OutcomeKind(safetext.Line(string(kind)))] += count
	}
	return cleaned
}

func statisticsJSON(statistics query.Statistics, step query.Step) any {
	periods := make([]periodJSON, len(statistics.Periods))
	for i, period := range statistics.Periods {
		periods[i] = periodJSON{step.Label(period.Begin), period.Begin.Format(time.RFC3339), period.Total(), cleanKinds(period.Outcomes), period.Unsettled}
	}
	names := func(from []query.NameCount) []nameJSON {
		all := make([]nameJSON, len(from))
		for i, name := range from {
			all[i] = nameJSON{safetext.Line(name.Name), name.Count}
		}
		return all
	}
	return struct {
		Total     int64                          `json:"total"`
		Step      query.Step                     `json:"by"`
		Outcomes  map[deletion.OutcomeKind]int64 `json:"outcomes"`
		Unsettled int64                          `json:"unsettled"`
		Periods   []periodJSON                   `json:"periods"`
		Operators []nameJSON                     `json:"operators"`
		Servers   []nameJSON                     `json:"servers"`
		Types     []nameJSON                     `json:"types"`
	}{statistics.Total, step, cleanKinds(statistics.Outcomes), statistics.Unsettled, periods, names(statistics.Operators), names(statistics.Servers), names(statistics.Types)}
}
