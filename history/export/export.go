package export

import (
	"context"
	"io"
	"iter"
	"time"

	"deletecall/deletion"
)

// Options say how records are written. The zero Zone is UTC.
type Options struct {
	Format Format
	Zone   *time.Location // of the times that people read: CSV, XLSX, syslog
	Raw    bool           // CSV for programs: no apostrophe before what a spreadsheet would compute (see [Defuse])
	About  About
}

// About says what an export is. XLSX shows it on its cover sheet; of the others,
// OCSF names program and history in each line. All of it is treated as foreign.
type About struct {
	Filter   string    // the query, as it was written; empty for all records
	Operator string    // who exports
	Exported time.Time // when
	Version  string    // of the program
	History  string    // the history's file; only the last part of its path is written
	TreeHead string    // of the history's hash tree; empty when there is none
	// Checkpoint is the note of the newest signed checkpoint; empty when there is none.
	Checkpoint string
	Count      int64 // how many records the filter found; 0 when they were not counted
}

type encoder interface {
	begin() error
	record(r *deletion.Record) error
	end(written int64) error
}

// progressStep is how many records lie between two reports of progress.
const progressStep = 1024

// Write writes the records in the order in which they come. It keeps no more
// than one record and a few buffers in memory. Progress, which may be nil, is
// called now and then, and at the end, with how many are written.
//
// It returns how many records were written. An error that stopped it, of
// the sequence, of w or of ctx, is an *[IncompleteError]; what w has got by then
// is not a whole export. See [ToFile].
func Write(ctx context.Context, w io.Writer, records iter.Seq2[deletion.Record, error], options Options,
	progress func(written int64)) (written int64, err error) {
	if options.Zone == nil {
		options.Zone = time.UTC
	}
	if progress == nil {
		progress = func(int64) {}
	}
	format := options.Format.row()
	if format.encoder == nil {
		return 0, unknownFormat(string(options.Format))
	}
	out := newSink(w)
	encode := format.encoder(out, options)
	stopped := func(doing string, err error) (int64, error) {
		return written, &IncompleteError{Written: written, Doing: doing, Err: err}
	}
	if ctx.Err() != nil {
		return stopped("", context.Cause(ctx))
	}
	if err := encode.begin(); err != nil {
		return stopped(writing, err)
	}
	var current deletion.Record // one place for all of them: a record is large
	for record, err := range records {
		switch {
		case ctx.Err() != nil:
			return stopped("", context.Cause(ctx))
		case err != nil:
			return stopped(reading, err)
		}
		current = record
		if err := encode.record(&current); err != nil {
			return stopped(writing, err)
		}
		if written++; written%progressStep == 0 {
			progress(written)
		}
	}
	if ctx.Err() != nil {
		return stopped("", context.Cause(ctx))
	}
	if err := encode.end(written); err != nil {
		return stopped(writing, err)
	}
	if err := out.flush(); err != nil {
		return stopped(writing, err)
	}
	progress(written)
	return written, nil
}
