package export

import (
	"fmt"
	"strings"

	"deletecall/hint"
	"deletecall/safetext"
)

// Format is a form in which records are written.
type Format string

// The formats.
const (
	CSV       Format = "csv"    // a table, RFC 4180
	JSONLines Format = "jsonl"  // the JSON of a record, one a line
	XLSX      Format = "xlsx"   // a workbook with a cover sheet, ISO/IEC 29500
	Syslog    Format = "syslog" // RFC 5424, one event a line
	OCSF      Format = "ocsf"   // JSON of the Open Cybersecurity Schema Framework, one event a line
)

type row struct {
	format  Format
	name    string // as a person reads it
	text    bool   // lines that a terminal can show
	encoder func(*sink, Options) encoder
}

// table holds the formats in the order in which a person is offered them.
func table() []row {
	return []row{
		{CSV, "CSV", true, newCSV},
		{JSONLines, "JSON Lines", true, newJSONLines},
		{XLSX, "XLSX", false, func(out *sink, options Options) encoder { return newXLSX(out, options) }},
		{Syslog, "syslog", true, newSyslog},
		{OCSF, "OCSF", true, newOCSF},
	}
}

func (f Format) row() row {
	for _, row := range table() {
		if row.format == f {
			return row
		}
	}
	return row{format: f, name: string(f)}
}

// Formats returns the formats, the default first.
func Formats() []Format {
	var all []Format
	for _, row := range table() {
		all = append(all, row.format)
	}
	return all
}

// Name is the format as a person reads it.
func (f Format) Name() string { return f.row().name }

// IsText reports whether a terminal can show the format.
func (f Format) IsText() bool { return f.row().text }

// ParseFormat reads the name of a format. The error of any other name lists the formats.
func ParseFormat(name string) (Format, error) {
	for _, format := range Formats() {
		if strings.EqualFold(strings.TrimSpace(name), string(format)) {
			return format, nil
		}
	}
	return "", unknownFormat(name)
}

func unknownFormat(name string) error {
	return fmt.Errorf("unknown format %q\n%s", safetext.Excerpt(name, 60), hint.Choose(name, Formats()...))
}

const (
	reading = "reading the history"
	writing = "writing"
)

// IncompleteError says that an export stopped before its end.
type IncompleteError struct {
	Written int64  // records that were written before
	Doing   string // what failed; empty when it was cancelled
	Err     error
}

func (e *IncompleteError) Error() string {
	what := "the export was cancelled"
	if e.Doing != "" {
		what = "the export stopped, " + e.Doing + " failed"
	}
	return fmt.Sprintf("%s after %s: %s", what, safetext.Count(e.Written, "record", "records"), safetext.Block(e.Err.Error(), 20)) // with its hint
}

func (e *IncompleteError) Unwrap() error { return e.Err }
