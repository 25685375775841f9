// Package sqlite keeps the audit history in a SQLite database, and implements
// deletion.Recorder and deletion.Finder.
//
// The table event is append-only, and triggers hold it so; the table record is
// derived from it in the same transaction. The database is in WAL mode with
// synchronous=FULL, so that a committed event survives a loss of power.
//
// Beside the database FILE lie
//   - FILE-wal and FILE-shm, which belong to SQLite and to the database;
//   - FILE-instances, a folder with a lock file for each process that sends;
//   - FILE-reserve, space for outcomes on a full disk;
//   - FILE-witness, the marker: it remembers which history it was, up to which number
//     it had records, and where it is kept, so that one that was emptied, exchanged or
//     replaced by an older one takes no intent, and a copy neither, before a person
//     restores it on purpose; another marker is kept with the configuration, see
//     [Options];
//   - FILE-search, an index of the words in the records, which can be removed at any
//     time, see search;
//   - FILE-outcomes, after a failure: outcomes that the database could not take.
//
// Before and after each write the files are compared with those that were opened,
// and SQLite's memory is dropped, so that what is built on lies on the disk. After
// it, the -wal is read as the next start will read it. Before each intent, owners
// and modes are looked at. A history that can't be written is opened for reading,
// with its warnings.
package sqlite
