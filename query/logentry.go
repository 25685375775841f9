package query

import (
	"slices"
	"strings"
	"time"

	"deletecall/deletion"
)

// LogEntry is something that was done with the history itself: an export, a backup, a
// certificate, a restore. Its texts are foreign.
type LogEntry struct {
	Event    int64  // its place among the events of the history, from 1
	What     string // its kind, in a word
	At       time.Time
	Operator deletion.Operator
	Server   string             // of a deletion that was refused; else empty
	Of       string             // which records, as a query; empty for all, unless it was removed
	Reason   string             // of a deletion that was refused; else empty
	Detail   string             // what else is known of it
	Count    int64              // of the records that it concerns
	To       string             // a path, or who else took them
	Missing  deletion.DataKinds // of which something was removed on purpose
}

// About is what an entry is about, in one line: foreign text, not cleaned.
func (e LogEntry) About() string {
	left := ""
	if e.Missing != 0 {
		left = "left out: " + e.Missing.String()
	}
	parts := slices.DeleteFunc([]string{e.Of, e.Server, e.Detail, left}, func(part string) bool { return part == "" })
	return strings.Join(parts, ", ")
}
