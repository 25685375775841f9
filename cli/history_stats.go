package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history/store"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/ui/theme"
)

func (p Program) historyStatsCommand(settings *settings) *cobra.Command {
	var by string
	var filter queryText
	var asJSON bool
	command := &cobra.Command{
		Use:   "stats [QUERY...]",
		Short: "Count matching records over time, by outcome, operator, server and type",
		Long: `stats counts what the list of records says. It does not hold each record against its events, as list and
export do: to know that none was changed, run "deletecall history verify".

` + queryHelp(),
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

// stats says at the end whether its numbers can be relied on: they come from the list, and a list that does not
// match its events ends with the code of damage.
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
		if err := writeStatistics(p.Out, p.look(), statistics, step); err != nil {
			return err
		}
		p.say("%s; times in %s", safetext.Count(statistics.Total, "record", "records"), deletion.ZoneName(session.Zone, p.Now()))
		return evidence(ctx, session, history)
	})
}

// The longest bar in cells: where nothing limits it, and for which the names above the columns give way.
const (
	barCells      = 40
	leastBarCells = 8
)

// statisticsColumns are the columns before the bars: a period, all records, and those of each outcome.
type statisticsColumns struct {
	period, count int // in cells
	name          func(deletion.OutcomeKind) string
	total         func(deletion.OutcomeKind) string // in the list of all periods together
}

// cells are those of all columns, and of the gap before the bars.
func (c statisticsColumns) cells(kinds []deletion.OutcomeKind) int {
	return c.period + (1+c.count)*(1+len(kinds)) + 2
}

// narrow has the signs of the outcomes above the columns, and explains them below.
func (c statisticsColumns) narrow(statistics query.Statistics, step query.Step) statisticsColumns {
	c.period, c.count = len(step), max(4, len(strconv.FormatInt(statistics.Total, 10)))
	for _, period := range statistics.Periods {
		c.period = max(c.period, len(step.Label(period.Begin)))
	}
	c.name = theme.Sign
	c.total = func(kind deletion.OutcomeKind) string { return theme.Sign(kind) + " " + kind.Label() }
	return c
}

// writeStatistics takes servers and operators from the records, so that it counts also those that the
// configuration no longer has.
func writeStatistics(out io.Writer, look look, statistics query.Statistics, step query.Step) error {
	kinds := kindsOf(statistics)
	columns := statisticsColumns{period: 10, count: 8, name: deletion.OutcomeKind.Label, total: deletion.OutcomeKind.Label}
	if look.width > 0 && look.width < columns.cells(kinds)+leastBarCells {
		columns = columns.narrow(statistics, step)
	}
	headings := fmt.Sprintf("%-*s %*s", columns.period, step, columns.count, "all")
	for _, kind := range kinds {
		headings += fmt.Sprintf(" %*s", columns.count, columns.name(kind))
	}
	fmt.Fprintln(out, look.paint(headings, heading))
	bars := barsOf(statistics, look, columns.cells(kinds))
	for _, period := range statistics.Periods {
		line := fmt.Sprintf("%-*s %*d", columns.period, step.Label(period.Begin), columns.count, period.Total())
		for _, kind := range kinds {
			line += fmt.Sprintf(" %*d", columns.count, period.Outcomes[kind])
		}
		if _, err := fmt.Fprintln(out, strings.TrimRight(line+"  "+bars.draw(period, kinds), " ")); err != nil {
			return err
		}
	}
	fmt.Fprintln(out)
	for _, kind := range kinds {
		fmt.Fprintf(out, "%s %8d\n", look.paint(fmt.Sprintf("%-10s", columns.total(kind)), colourOf(kind.Label())), statistics.Outcomes[kind])
		// Below the unknown ones, of which they are a part: they wait for a person.
		if kind == deletion.Unknown {
			fmt.Fprintf(out, "%-10s %8d\n", " unsettled", statistics.Unsettled)
		}
	}
	for _, list := range []struct {
		heading string
		names   []query.NameCount
	}{{"Operators", statistics.Operators}, {"Servers", statistics.Servers}, {"Types", statistics.Types}} {
		fmt.Fprintf(out, "\n%s\n", look.paint(list.heading, heading))
		for _, name := range list.names {
			if _, err := fmt.Fprintf(out, "%8d  %s\n", name.Count, safetext.Line(name.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// bars are drawn beside the periods.
type bars struct {
	look  look
	cells int64 // of the longest one
	most  int64 // records that it stands for
}

// barsOf makes the bars fit next to the columns, which are so many cells wide.
func barsOf(statistics query.Statistics, look look, columns int) bars {
	b := bars{look, barCells, 1} // it is divided by 1 at least: a history without a match has no period
	if look.width > 0 {
		b.cells = int64(min(barCells, max(0, look.width-columns)))
	}
	for _, period := range statistics.Periods {
		b.most = max(b.most, period.Total())
	}
	return b
}

func (b bars) draw(period query.PeriodCount, kinds []deletion.OutcomeKind) string {
	var bar strings.Builder
	var count, drawn int64
	for _, kind := range kinds {
		count += period.Outcomes[kind]
		// The ends are rounded and not the parts, which therefore add up to the whole bar.
		end := count * b.cells / b.most
		bar.WriteString(b.look.paint(strings.Repeat("━", int(end-drawn)), colourOf(kind.Label())))
		drawn = end
	}
	return bar.String()
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

// statisticsJSON has lists and not objects for operators, servers and types: the first ones have the most.
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
