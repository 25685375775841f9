// Package export writes records of the history in the forms that others read:
// tables for people (CSV, XLSX), lines for programs (JSON Lines) and for
// monitoring systems (syslog, OCSF).
//
// Every text of a record is foreign. It passes through package safetext here and
// is then written by the rules of its format, so that neither an escape sequence
// nor a formula reaches whoever opens the export. docs/export-formats.md
// describes the formats for those who read them.
package export
