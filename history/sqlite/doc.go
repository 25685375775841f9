// Package sqlite keeps the audit history in a SQLite database, and implements
// deletion.Recorder and deletion.Finder.
//
// The table event is append-only, and triggers hold it so; the table record is
// derived from it in the same transaction. The database is in WAL mode with
// synchronous=FULL, so that a committed event survives a loss of power.
//
// Beside the database FILE lie FILE-instances (a lock file for each process that
// sends), FILE-reserve (space for outcomes on a full disk) and, after a failure,
// FILE-outcomes (outcomes that the database could not take).
package sqlite
