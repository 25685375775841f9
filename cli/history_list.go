package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/query"
	"deletecall/safetext"
)

const listPage = 500

type listOptions struct {
	limit  int
	asJSON bool
	query  queryText
	order  orderFlags
}

func (p Program) historyListCommand(settings *settings) *cobra.Command {
	var options listOptions
	command := &cobra.Command{
		Use:   "list [QUERY...]",
		Short: "List matching records",
		Long: `list prints the records that match a query, newest first unless --sort says otherwise.

` + queryHelp(),
		RunE: func(command *cobra.Command, words []string) error {
			options.query.words = words
			order, err := options.checked()
			if err != nil {
				return err
			}
			return p.unlessNone(p.withQuery(command.Context(), settings, &options.query, func(session *app.Session, history store.History, query query.Query) error {
				err := p.list(command.Context(), history, session.Zone, query, order, options)
				if err != nil && !errors.As(err, new(*changedRecordsError)) {
					return err
				}
				return errors.Join(err, evidence(command.Context(), session, history))
			}))
		},
	}
	options.query.flag(command)
	// A terminal is not flooded unasked; what is left out is said below the list.
	command.Flags().IntVarP(&options.limit, "limit", "n", 50, "most records to print; 0 for all")
	options.order.flags(command)
	command.Flags().BoolVar(&options.asJSON, "json", false, "print one JSON object a line")
	return command
}

// checked refuses what was mistyped before the history is opened: where there is none yet, the
// list is empty, and a script would not notice its mistake.
func (o listOptions) checked() (query.Order, error) {
	if o.limit < 0 {
		return query.Order{}, &usageError{fmt.Sprintf("--limit %d is negative\nUse 0 for all, or a number of records", o.limit)}
	}
	return o.order.order()
}

// list prints the records, each held against the hash tree. Those that do not match it are
// marked, and a *changedRecordsError in the end. The count comes from the same query, so "n of N"
// is true of what was listed (promise 9).
func (p Program) list(ctx context.Context, history store.History, zone *time.Location, query query.Query, order query.Order, options listOptions) error {
	matching, total, err := history.Count(ctx, query) // looks for gaps, so it comes first
	if err != nil {
		return err
	}
	write, finish := p.recordWriter(zone, options.asJSON)
	var changed []int64
	shown, more, err := eachRecord(ctx, history, query, order, options.limit, func(record deletion.Record, matches bool) error {
		if !matches {
			changed = append(changed, record.Intent.Number)
			record = store.ChangedRecord(record.Intent.Number)
		}
		return write(record)
	})
	if err != nil {
		return err
	}
	if err := finish(); err != nil {
		return err
	}
	summary := safetext.OfAll(matching, total, "record", "records")
	if text := query.String(); text != "" {
		summary += " match " + strconv.Quote(text)
	}
	if more {
		summary += fmt.Sprintf("; %s, %s; --limit 0 shows all", safetext.Count(shown, "is shown", "are shown"), order)
	}
	p.say("%s; times in %s", summary, deletion.ZoneName(zone, p.Now()))
	if len(changed) > 0 {
		return &changedRecordsError{changed}
	}
	return nil
}

// eachRecord hands the first records of an order to write, page by page, and returns
// how many there were and whether the limit left some out.
//
// A page continues from the last record shown, never from an offset: SQLite counts an offset's
// rows one by one, and a record added meanwhile would shift it.
func eachRecord(ctx context.Context, history store.History, filter query.Query, order query.Order, limit int,
	write func(record deletion.Record, matches bool) error,
) (shown int, more bool, err error) {
	request := query.PageRequest{Limit: listPage, Order: order}
	for {
		if limit > 0 {
			// The last page is shorter: no record is read and checked in vain.
			request.Limit = min(listPage, limit-shown)
		}
		page, err := history.Find(ctx, filter, request)
		if err != nil {
			return shown, false, err
		}
		// Before any record of the page is printed: what leaves is checked (promise 11).
		changed, err := history.Changed(ctx, page.Records)
		if err != nil {
			return shown, false, err
		}
		for _, record := range page.Records {
			if err := write(record, !slices.Contains(changed, record.Intent.Number)); err != nil {
				return shown, false, err
			}
			shown++
			request.After = record.Intent.Number
		}
		// A page without records can't be continued: it would be asked for again for ever.
		if !page.Next || len(page.Records) == 0 {
			return shown, false, nil
		}
		if limit > 0 && shown >= limit {
			return shown, true, nil
		}
	}
}

// recordWriter writes records as lines of JSON or as rows of a table.
//
// The table appears with its last row, since the widest cell decides the columns, and it is in
// memory until then. JSON is written record by record: that is the form for --limit 0.
func (p Program) recordWriter(zone *time.Location, asJSON bool) (write func(deletion.Record) error, finish func() error) {
	if asJSON {
		encoder := json.NewEncoder(p.Out)
		return func(record deletion.Record) error { return encoder.Encode(record) }, func() error { return nil }
	}
	table := p.table(recordColumns()...)
	write = func(record deletion.Record) error {
		table.either(recordCells(record, zone))
		return nil
	}
	return write, table.flush
}

func recordColumns() []column {
	return []column{
		{heading: "NUMBER"}, {heading: "CONFIRMED", leaves: 5}, {heading: "OUTCOME", state: true}, {heading: "CODE", leaves: 2},
		{heading: "IDENTIFIER", least: 14}, {heading: "SERVER", least: 6, leaves: 1}, {heading: "OPERATOR", least: 5, leaves: 4},
		{heading: "CAUSE", spare: true}, {heading: "AFTER", spare: true}, {heading: "REASON", least: 6, leaves: 3},
	}
}

func recordCells(record deletion.Record, zone *time.Location) (whole, narrow []string) {
	intent := record.Intent
	if intent.Confirmed.IsZero() { // a record that was changed, of which nothing is shown
		whole = []string{strconv.FormatInt(intent.Number, 10), "-", outcomeLabel(record), "-", intent.Identifier, "", "", "", "", ""}
		return whole, whole
	}
	whole = []string{strconv.FormatInt(intent.Number, 10), deletion.FormatTime(intent.Confirmed, zone), outcomeLabel(record),
		codeText(record.Outcome.Code), intent.Describe(), intent.Server, intent.Operator.Name, cmp.Or(safetext.Line(string(record.Outcome.Cause.Notable())), "-"), cmp.Or(record.AfterFinding().Label(), "-"), intent.Reason}
	narrow = slices.Clone(whole)
	// An identifier without its type is one of an extension.
	narrow[1] = shortTime(intent.Confirmed, zone)
	narrow[2] = strings.Replace(narrow[2], "unknown, settled:", settledSign, 1)
	narrow[4] = strings.TrimSpace(intent.Identifier + " " + string(intent.Status))
	if intent.IdentifierType != deletion.Extension {
		narrow[4] += " (" + intent.IdentifierType.Label() + ")"
	}
	return whole, narrow
}

// shortTime is without the zone, which the line below a table has.
func shortTime(at time.Time, zone *time.Location) string {
	return at.In(zone).Format("2006-01-02 15:04")
}

// outcomeLabel never replaces unknown by what a person found: the settlement is a later word
// on it, and the outcome itself stays.
func outcomeLabel(record deletion.Record) string {
	label := safetext.Line(record.Outcome.Kind.Label())
	if record.Outcome.Kind == deletion.Unknown && record.Settlement != nil {
		label += ", settled: " + strings.ReplaceAll(safetext.Line(string(record.Settlement.Finding)), "_", " ")
	}
	return label
}

// codeText shows no code as a dash. 0 is a code, that of success, and must not stand for none.
func codeText(code *int) string {
	if code == nil {
		return "-"
	}
	return strconv.Itoa(*code)
}
