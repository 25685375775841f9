package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/hint"
	"deletecall/history"
	"deletecall/history/export"
	"deletecall/history/store"
	"deletecall/process"
	"deletecall/query"
	"deletecall/safetext"
)

type exportOptions struct {
	format string
	out    string
	force  bool
	raw    bool
	query  queryText
	order  orderFlags
}

func (p Program) historyExportCommand(settings *settings) *cobra.Command {
	var options exportOptions
	command := &cobra.Command{
		Use:   "export [QUERY...]",
		Short: "Export matching records as " + exportFormats(),
		Long: `export writes exactly the records that match the query, newest first unless --sort says otherwise, to a file or
to standard output. An existing file is kept unless --force is given; a file appears whole or not at all. The
export is recorded in the history.

CSV guards against spreadsheets: an apostrophe before =, +, - and @ keeps them from computing a text. --raw leaves
it out, for programs. Never open such a file in a spreadsheet.`,
		RunE: func(command *cobra.Command, words []string) error {
			options.query.words = words
			if err := checkForce(command, options.out); err != nil {
				return err
			}
			return p.export(command.Context(), settings, options)
		},
	}
	options.query.flag(command)
	options.order.flags(command)
	command.Flags().StringVar(&options.format, "format", string(export.Formats()[0]), hint.OneOf(export.Formats()...))
	command.Flags().StringVar(&options.out, "out", "-", "write to this `FILE`; - is standard output")
	command.Flags().BoolVar(&options.force, "force", false, "replace an existing file")
	command.Flags().BoolVar(&options.raw, "raw", false, "CSV for programs: without the guard against formulas")
	return command
}

// exportFormats names the formats for a help text, from the table that has them all.
func exportFormats() string {
	var names []string
	for _, format := range export.Formats() {
		names = append(names, format.Name())
	}
	return hint.OneOf(names...)
}

// export refuses what does not go together before it opens the history: a mistyped command must not
// leave an event that says records were handed over.
func (p Program) export(ctx context.Context, settings *settings, options exportOptions) error {
	options.out = cmp.Or(options.out, "-")
	format, err := export.ParseFormat(options.format)
	if err != nil {
		return &usageError{err.Error()}
	}
	order, err := options.order.order()
	if err != nil {
		return err
	}
	if options.raw && format != export.CSV {
		return &usageError{"--raw goes with --format csv only\nThe other formats have no guard to leave out."}
	}
	if !format.IsText() && options.out == "-" && process.IsTerminal(p.Out) {
		return &usageError{"an " + format.Name() + " file can't be shown on a terminal\nName a file with --out"}
	}
	// The two calls are meant: the first sets it now, the second puts it back.
	defer process.CollectLessOften()()
	ctx, stop := p.untilEnding(ctx)
	defer stop()
	now := "nothing was exported"
	var written int64
	err = p.withQuery(ctx, settings, &options.query, func(session *app.Session, store store.History, query query.Query) error {
		about, err := p.aboutExport(ctx, session, store, query)
		if err != nil {
			return err
		}
		// The tree is checked before the first record leaves. A history that was changed is
		// exported all the same, since the records are what an investigation needs; the
		// distrust is joined to the result and ends the command with 9.
		exporting := exporting{program: p, store: store, session: session, about: about, format: format, options: options, order: order,
			distrust: session.CheckTree(ctx, store, app.MayBeOlder(store))}
		if errors.Is(exporting.distrust, context.Canceled) {
			return &interruptedError{now: now}
		}
		var changed []int64
		written, changed, err = exporting.write(ctx, query)
		switch {
		case errors.Is(err, context.Canceled):
			err = &interruptedError{now: exporting.afterInterruption(written)}
		case err == nil:
			now = safetext.Count(written, "record", "records") + " exported"
			err = unread(ctx, store)
		case options.out == "-":
			now = "the export is incomplete"
		}
		// After everything is written: one changed record must not keep the others from an
		// auditor. It is reported after an interruption, too: whoever interrupts an export has
		// still met a history that was changed.
		if len(changed) > 0 {
			err = errors.Join(&changedRecordsError{changed}, err)
		}
		return errors.Join(exporting.distrust, err)
	})
	if written > 0 {
		now = unlessFit(now, err)
	}
	return p.conclude(err, now)
}

// changedRecordsError says that an export or a list met records that do not match the history
// any more. It marks their places.
type changedRecordsError struct{ numbers []int64 }

func (e *changedRecordsError) Error() string {
	const most = 10
	numbers := make([]string, 0, most)
	for _, number := range e.numbers[:min(most, len(e.numbers))] {
		numbers = append(numbers, strconv.FormatInt(number, 10))
	}
	return fmt.Sprintf("%s not match the history; each of these places is marked: %s\nto see what was changed, run: deletecall history verify",
		safetext.Count(len(e.numbers), "record does", "records do"), strings.Join(numbers, ", "))
}

type exporting struct {
	program  Program
	store    store.History
	session  *app.Session
	about    export.About
	format   export.Format
	options  exportOptions
	order    query.Order
	distrust error                   // why the history is not what it was; the export is made all the same
	progress func(done, total int64) // nil for a bar on standard error
}

// write writes the records, and writes down that they are handed over before
// anybody has them: before the first byte goes to standard output, and before a
// file has its name.
func (e exporting) write(ctx context.Context, query query.Query) (written int64, changed []int64, err error) {
	toFile := e.options.out != "-"
	// The count is the one expected, since bytes on standard output can't be taken back and
	// the event has to come before them. A file's event can carry the true one.
	if !toFile {
		if err := e.writeDown(ctx, query, e.about.Count); err != nil {
			return 0, nil, err
		}
	}
	records := recordsIn(ctx, e.store, query, e.order, func(number int64) { changed = append(changed, number) })
	err = e.program.writeOut(ctx, e.options.out, e.options.force, func(w io.Writer) (err error) {
		draw := e.progress
		if draw == nil {
			bar := e.program.progressBar(toFile || !process.IsTerminal(e.program.Out)) // records on a terminal are to be read
			defer bar.clear()
			draw = bar.draw
		}
		written, err = export.Write(ctx, w, records, export.Options{Format: e.format, Zone: e.session.Zone, Raw: e.options.raw, About: e.about},
			func(written int64) { draw(written, e.about.Count) })
		// Within writeOut, which gives the file its name only afterwards: when recording
		// fails, there is no file.
		if err == nil && toFile {
			err = e.writeDown(ctx, query, written)
		}
		return err
	})
	return written, changed, err
}

func (e exporting) writeDown(ctx context.Context, query query.Query, count int64) error {
	// An event appended now would continue a history whose events were changed.
	if _, ok := errors.AsType[*app.DistrustError](e.distrust); ok {
		e.program.say("warning: this is not recorded in the history, because the history was changed")
		return nil
	}
	return e.program.writeDown(ctx, e.session, e.store, history.Act{
		What: string(e.format), Query: query.String(), Count: count, To: exportTarget(e.options.out), At: e.about.Exported})
}

func (e exporting) afterInterruption(written int64) string {
	if e.options.out != "-" {
		return "no file was written"
	}
	return fmt.Sprintf("of %s, %s may have been written", safetext.Count(e.about.Count, "record", "records"), safetext.Number(written))
}

func (p Program) aboutExport(ctx context.Context, session *app.Session, history store.History, query query.Query) (export.About, error) {
	// Counted by the same query, right before: readers compare it with the rows to see whether
	// an export is complete.
	matching, _, err := history.Count(ctx, query)
	if err != nil {
		return export.About{}, err
	}
	about := export.About{
		Filter: query.String(), Operator: session.Operator().Name, Exported: p.Now(),
		Version: Version(), History: filepath.Base(session.HistoryName()), Count: matching,
	}
	size, root, err := history.TreeHead(ctx)
	if err != nil && store.IsDamage(err) {
		return about, nil // without a tree head; what can't be read is said at the end
	}
	about.TreeHead = fmt.Sprintf("%d %s", size, root)
	if err != nil {
		return about, err
	}
	newest, _, err := history.NewestCheckpoint(ctx)
	if store.IsDamage(err) {
		err = nil
	}
	about.Checkpoint = string(newest.Note)
	return about, err
}
