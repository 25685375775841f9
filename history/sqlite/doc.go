// Package sqlite keeps the audit history in a SQLite database, and implements
// deletion.Recorder and query.Finder.
//
// The table event is append-only, and triggers hold it so; the table record is
// derived from it in the same transaction. The database is in WAL mode with
// synchronous=FULL, so that a committed event survives a loss of power.
//
// Package place guards the files; its documentation names them. A file is the database
// in its place; reading and writing are the two ways in which it is open, copying makes
// backups and archives of what is read, and lists are where records are looked up. A
// logReader is everything that package verify wants to see. A [Store] is all of them
// together.
//
// Before and after each write the files are compared with those that were opened,
// and SQLite's memory is dropped, so that what is built on lies on the disk. After
// it, the -wal is read as the next start will read it. Before each intent, owners
// and modes are looked at. A history that can't be written is opened for reading,
// with its warnings.
package sqlite
