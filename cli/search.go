package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"deletecall/lookup"
	"deletecall/process"
	"deletecall/safetext"
)

// searchOptions are the flags. Times stay text until the configuration says in which zone they are.
type searchOptions struct {
	from, to   string
	day, about string
	search     lookup.Search
	limit      int
	asJSON     bool
}

func (p Program) searchCommand(settings *settings) *cobra.Command {
	var options searchOptions
	command := &cobra.Command{
		Use:   "search",
		Short: "List the server's calls of a span of time",
		Long: `search asks the server for calls by time span, by a part of a number or a name on either side, finished or
ongoing, and lists them page by page. It deletes nothing and records nothing.

--day and --about take what a person remembers: --day 2026-07-01 --about 10 is that day from 9 to 11. Without
--day it is today, without --about the whole day.

--from and --to take times instead: 2026-07-01, today or yesterday (the whole day), "2026-07-01 09:41", 09:41
(today), an age such as 2h or 7d, or RFC 3339. Without --to the span ends now; without --from it begins 24 hours
before its end. All times are in the configured time zone.`,
		Example: `  deletecall search --from 2026-07-01 --to 2026-07-01 --number 8856
  deletecall search --day yesterday --about 10 --number 8856 --name Kő
  deletecall search --from 2h --name Kő --json`,
		Args: noArguments,
		RunE: func(command *cobra.Command, _ []string) error {
			// There are two ways to say when. Mixed, one of them would be ignored without a word.
			if options.day != "" || options.about != "" {
				if err := refuseFlags(command, "with --day or --about", "from", "to"); err != nil {
					return err
				}
			}
			return p.search(command.Context(), settings, options)
		},
	}
	flags := command.Flags()
	flags.StringVar(&options.from, "from", "", "`TIME` at which the span begins (default: 24 hours before its end)")
	flags.StringVar(&options.to, "to", "", "`TIME` at which the span ends (default: now)")
	flags.StringVar(&options.day, "day", "", "`DAY` of the calls, or a span of days: "+lookup.DayForms)
	flags.StringVar(&options.about, "about", "", "`TIME` of that day: "+lookup.AboutForms)
	flags.StringVar(&options.search.Number, "number", "", "a part of a number on either side")
	flags.StringVar(&options.search.Name, "name", "", "a part of a name on either side")
	flags.BoolVar(&options.search.Ongoing, "ongoing", false, "calls that are ongoing, instead of finished ones")
	flags.BoolVar(&options.search.Secondary, "secondary", false, "second recordings of calls that are recorded twice")
	flags.IntVarP(&options.limit, "limit", "n", 50, "most calls to print; 0 for all")
	flags.BoolVar(&options.asJSON, "json", false, "print one JSON object a line")
	serverFlags(command, settings)
	return command
}

// search reads the span and checks the question before it asks any server: a mistyped date would find nothing,
// which looks like an answer.
func (p Program) search(ctx context.Context, settings *settings, options searchOptions) error {
	if options.limit < 0 {
		return &usageError{fmt.Sprintf("--limit %d is negative\nUse 0 for all, or a number of calls", options.limit)}
	}
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	// In the configured zone: "today" is the day of the person who types it.
	if now := p.Now().In(session.Zone); options.day != "" || options.about != "" {
		options.search, err = options.search.Around(options.day, options.about, now)
	} else {
		options.search, err = options.search.Span(options.from, options.to, now)
	}
	if err == nil {
		err = options.search.CheckTyped()
	}
	if err != nil {
		return &usageError{err.Error()}
	}
	server, err := session.FirstServer()
	if err != nil {
		return err
	}
	ctx, stop := p.untilEnding(ctx)
	defer stop()
	workflow := session.Workflow(nil, nil)
	if err := p.typeCredentials(ctx, workflow, server); err != nil {
		return err
	}
	return p.printPages(options, func(from lookup.Cursor) lookup.Page {
		return workflow.SearchCalls(ctx, server, options.search, from)
	})
}

// printPages prints each page as soon as it is there, and keeps none of them.
func (p Program) printPages(options searchOptions, next func(lookup.Cursor) lookup.Page) error {
	write := p.callWriter(options.asJSON, options.search)
	shown, total, unasked := 0, -1, 0
	var first lookup.Call
	for from := (lookup.Cursor{}); ; {
		page := next(from)
		if page.Gap {
			p.say("%s", lookup.MayMiss)
		}
		// A page may leave the count out: then that of an earlier page stays.
		if page.Total >= 0 {
			total = page.Total
		}
		for i, call := range page.Calls {
			if options.limit > 0 && shown == options.limit {
				page.Calls, page.Next = page.Calls[:i], lookup.Cursor{}
				return p.searchEnd(searched{shown, total, unasked, true, first, options.asJSON}, page)
			}
			if err := write(call); err != nil {
				return err
			}
			if options.search.Unasked(call) != "" {
				unasked++
			}
			// Kept for the last line, which names the zone of the times above it.
			if shown++; shown == 1 {
				first = call
			}
		}
		from = page.Next
		if from.IsZero() || options.limit > 0 && shown >= options.limit {
			return p.searchEnd(searched{shown, total, unasked, !from.IsZero(), first, options.asJSON}, page)
		}
	}
}

type searched struct {
	shown   int
	total   int // as the server counts; -1 when it did not say
	unasked int // of those that are shown, see [lookup.Search.Unasked]
	more    bool
	first   lookup.Call
	json    bool
}

func (p Program) searchEnd(end searched, last lookup.Page) error {
	if end.unasked > 0 {
		p.say("warning: %s what was asked for: the server ignores a part of the search", safetext.Count(end.unasked, "call is not", "calls are not"))
	}
	if last.Result.Verdict != lookup.Found {
		if end.shown > 0 {
			p.say("%s shown; the search ended early, and there may be more", safetext.Count(end.shown, "call is", "calls are"))
		}
		failed := &lookUpError{last.Result, last.Result.Advice()}
		if end.json { // after the calls, or in their place
			p.printJSONError(failed)
		}
		return failed
	}
	summary := safetext.Count(end.shown, "call", "calls")
	if end.total >= 0 {
		summary = safetext.OfAll(end.shown, end.total, "call", "calls")
	}
	if end.more {
		summary += "; --limit 0 shows all"
	}
	switch {
	case end.shown > 0:
		summary += "; times in " + end.first.Times()
	case last.Zone.Mark() != "":
		summary += "; the server was asked for times in " + last.Zone.String(last.Result.Began)
	}
	if len(last.Calls) == 0 && end.shown > 0 && last.Result.Detail != "" {
		summary += ". " + strings.TrimSuffix(last.Result.Detail, ".")
	}
	p.say("%s", summary)
	return nil
}

// The columns of a row, in cells. They don't follow the content, so that every page looks the same and is
// printed as soon as it is there.
const (
	beginColumn  = 19
	lengthColumn = 8
	sideColumn   = 22
	leastSide    = 12
	idColumn     = 36
	sidesRow     = beginColumn + lengthColumn + 2*sideColumn + 3*2
	wideRow      = beginColumn + lengthColumn + 2*sideColumn + idColumn + 4*2 // without the marks
)

// callWriter writes calls as lines of JSON or as rows of a table. On a narrow terminal the call ID has a line of its
// own, and below 80 cells so have the sides and the marks.
func (p Program) callWriter(asJSON bool, asked lookup.Search) (write func(lookup.Call) error) {
	if asJSON {
		encoder := json.NewEncoder(p.Out)
		return func(call lookup.Call) error {
			return encoder.Encode(lookup.Listed{Call: call, Unasked: asked.Unasked(call)})
		}
	}
	beforeSides, beforeID, beforeMarks, side := "  ", "  ", "  ", sideColumn
	// Only on a terminal: in a pipe a call is one line however wide, so that grep finds all of it.
	if width, _, isTerminal := process.TerminalSize(p.Out); isTerminal && width < wideRow {
		const next = "\n  "
		beforeID = next
		if width < sidesRow {
			beforeSides, beforeMarks, side = next, next, min(sideColumn, max(leastSide, (width-4)/2))
		}
	}
	row := func(begin, length, from, to, id, marks string) error {
		call := padded(begin, beginColumn) + "  " + padded(length, lengthColumn) + beforeSides + padded(from, side) + "  " + padded(to, side) +
			beforeID + filled(id, idColumn) + beforeMarks + marks
		for line := range strings.SplitSeq(strings.TrimRight(call, " \n"), "\n") {
			if _, err := fmt.Fprintln(p.Out, strings.TrimRight(line, " ")); err != nil {
				return err
			}
		}
		return nil
	}
	// The headings come with the first row: where nothing is found, standard output stays empty.
	headed := false
	return func(call lookup.Call) error {
		if !headed {
			headed = true
			if err := row("BEGIN", "LENGTH", "FROM", "TO", "CALL ID", "MARKS"); err != nil {
				return err
			}
		}
		return row(call.Clock(call.Begin), call.LengthOrState(), call.From.String(), call.To.String(), call.ID, strings.Join(marks(call, asked), ", "))
	}
}

// marks are what stands out about a call of a list; first, that it was not asked for.
func marks(call lookup.Call, asked lookup.Search) []string {
	if why := asked.Unasked(call); why != "" {
		return append([]string{"not asked for: " + why}, call.Marks()...)
	}
	return call.Marks()
}

func padded(text string, cells int) string {
	return filled(safetext.Bounded(text, cells), cells)
}

// filled is a text that is not cut, since it is to be copied.
func filled(text string, cells int) string {
	return text + strings.Repeat(" ", max(0, cells-safetext.Width(text)))
}
