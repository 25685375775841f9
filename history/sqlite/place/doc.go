// Package place guards the files that a history in a database consists of: where they
// are, whose they are, that they stay what they were while they are open, and what is
// kept next to the database. It knows no SQL and nothing of what the database holds.
//
// Next to the database FILE are
//   - FILE-wal and FILE-shm, which belong to SQLite and to the database;
//   - FILE-instances, a folder with a lock file for each process that sends;
//   - FILE-reserve, space for outcomes on a full disk;
//   - FILE-marker, the marker: it remembers which history it was, up to which number
//     it had records, and where it is kept, so that one that was emptied, exchanged or
//     replaced by an older one takes no intent, and a copy neither, before a person
//     restores it on purpose; another marker is kept with the configuration, see
//     [Options];
//   - FILE-search, an index of the words in the records, which can be removed at any
//     time;
//   - FILE-outcomes, after a failure: outcomes that the database could not take.
package place
