package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/export"
	"deletecall/history/sqlite"
)

type exportOptions struct {
	format string
	out    string
	force  bool
	query  string
}

func (p Program) historyExportCommand(settings *settings) *cobra.Command {
	var options exportOptions
	command := &cobra.Command{
		Use:   "export [QUERY...]",
		Short: "Write the records that fit a query for somebody else: CSV, JSON Lines, XLSX, syslog or OCSF",
		Long: `export writes exactly the records that fit the query, newest first, to a file or to standard output. An
existing file is left alone unless --force is given; a file appears whole or not at all. The export is written
down in the history.`,
		RunE: func(command *cobra.Command, words []string) error {
			options.query = joinQuery(words)
			return p.export(command.Context(), settings, options)
		},
	}
	command.Flags().StringVar(&options.format, "format", "csv", "csv, jsonl, xlsx, syslog or ocsf")
	command.Flags().StringVar(&options.out, "out", "-", "`FILE` to write to; - for standard output")
	command.Flags().BoolVar(&options.force, "force", false, "replace an existing file")
	return command
}

func (p Program) export(ctx context.Context, settings *settings, options exportOptions) error {
	format, err := export.ParseFormat(options.format)
	if err != nil {
		return &usageError{err.Error()}
	}
	if format == export.XLSX && options.out == "-" && isTerminal(p.Out) {
		return &usageError{"an XLSX file can't be shown on a terminal; name a file with --out"}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer onEnding(func(os.Signal) { cancel() })()
	return p.withStore(ctx, settings, func(configuration configuration, store *sqlite.Store) error {
		query, err := deletion.ParseQuery(options.query, p.Now().In(configuration.Zone))
		if err != nil {
			return err
		}
		about, err := p.aboutExport(ctx, configuration, store, query)
		if err != nil {
			return err
		}
		var written int64
		err = p.writeOut(ctx, options.out, options.force, func(w io.Writer) (err error) {
			written, err = export.Write(ctx, w, allRecords(ctx, store, query),
				export.Options{Format: format, Zone: configuration.Zone, About: about}, p.exportProgress(about.Count))
			return err
		})
		if errors.Is(err, context.Canceled) {
			return &interruptedError{}
		}
		if err != nil {
			return err
		}
		p.say("%s exported", counted(int(written), "record", "records"))
		return store.RecordExport(ctx, history.Export{
			Format: string(format), Query: query.String(), Count: written, To: exportTarget(options.out),
			Operator: p.operator(configuration.Operator), At: p.Now(),
		})
	})
}

func exportTarget(out string) string {
	if out == "-" {
		return "standard output"
	}
	if path, err := filepath.Abs(out); err == nil {
		return path
	}
	return out
}

// aboutExport is what the export says of itself.
func (p Program) aboutExport(ctx context.Context, configuration configuration, history *sqlite.Store, query deletion.Query) (export.About, error) {
	matching, _, err := history.Count(ctx, query)
	if err != nil {
		return export.About{}, err
	}
	about := export.About{
		Filter: query.String(), Operator: p.operator(configuration.Operator).Name, Exported: p.Now(),
		Version: Version(), History: filepath.Base(configuration.Paths.History), Count: matching,
	}
	size, root, err := history.TreeHead(ctx)
	about.TreeHead = fmt.Sprintf("%d %s", size, root)
	return about, err
}

// allRecords yields every record that fits, newest first, page by page: nothing
// is held but one page.
func allRecords(ctx context.Context, history deletion.Finder, query deletion.Query) iter.Seq2[deletion.Record, error] {
	return func(yield func(deletion.Record, error) bool) {
		stopped := errors.New("stopped")
		_, _, err := eachRecord(ctx, history, query, deletion.Order{}, 0, func(record deletion.Record) error {
			if !yield(record, nil) {
				return stopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, stopped) {
			yield(deletion.Record{}, err)
		}
	}
}

// exportProgress draws how far a long export is, where somebody looks.
func (p Program) exportProgress(total int64) func(int64) {
	if !isTerminal(p.Err) || total == 0 {
		return nil
	}
	const pause = 200 * time.Millisecond
	var last time.Time
	return func(written int64) {
		now := time.Now()
		if now.Sub(last) < pause && written < total {
			return
		}
		last = now
		const cells = 30
		filled := int(written * cells / total)
		fmt.Fprintf(p.Err, "\r%-*s %d of %d", cells, bars(filled), written, total)
		if written >= total {
			fmt.Fprint(p.Err, "\r\x1b[K")
		}
	}
}

func bars(count int) string {
	line := make([]rune, count)
	for i := range line {
		line[i] = '━'
	}
	return string(line)
}
