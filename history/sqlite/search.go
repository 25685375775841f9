package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"sync"
)

// search is an index of the words in the records, in a database of its own: it
// is derived, can be removed at any time, and costs the way from intent to
// outcome nothing. It is filled in steps up to a watermark; records above it are
// found by scanning. Without FTS5 in this build there is none, and every filter
// scans.
//
// The index holds trigrams only (sqlite.org/fts5.html, "The Trigram Tokenizer",
// detail=none): what it finds are candidates, each checked on its record. All
// trigrams stand in a table of their own as well: a word of one or two letters is
// looked for by those that begin with it.
//
// A record that it does not find would be hidden, so it is used only while it is
// known to be what this program wrote over this very history: see [seal].
type search struct {
	path string
	id   string // of the history

	mu             sync.Mutex // guards what is known of the connections
	writer, reader indexConnection
}

// searchVersion changes when what is indexed does; an index of another version is
// built again.
const searchVersion = 4

var searchSchema = fmt.Sprintf(`
	DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS trigram; DROP TABLE IF EXISTS seal; DROP TABLE IF EXISTS watermark;
	CREATE VIRTUAL TABLE words USING fts5 (text, content='', detail='none', columnsize=0, tokenize='trigram case_sensitive 1');
	CREATE TABLE trigram (text TEXT PRIMARY KEY) WITHOUT ROWID;
	CREATE TABLE seal (history TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, digest BLOB NOT NULL);
	PRAGMA user_version = %d`, searchVersion)

const openSearchOp = "open the search index"

// openSearch opens the index beside the history, and makes its file when it is
// missing. Whether it fits is not looked at yet.
func openSearch(history *Store) (*search, error) {
	s := &search{path: history.place.Search(), id: history.ID()}
	err := history.place.MakeSearch()
	if err != nil {
		return nil, err
	}
	// What is sealed lies on the disk with all that it was sealed over: NORMAL syncs
	// the -wal before it goes into the database.
	if s.writer.db, err = sql.Open(driverName, searchDSN(s.path, "mode=rw&_journal_mode=WAL&_synchronous=NORMAL&_txlock=immediate")); err == nil {
		s.reader.db, err = sql.Open(driverName, searchDSN(s.path, "mode=rw&_query_only=1"))
	}
	if err != nil {
		return nil, problem(openSearchOp, s.path, errors.Join(err, s.close()))
	}
	// One connection each: it is a connection that sees whether others have written.
	s.writer.db.SetMaxOpenConns(1)
	s.reader.db.SetMaxOpenConns(1)
	return s, nil
}

func searchDSN(path, more string) string {
	file := url.URL{Scheme: "file", Path: path}
	return file.String() + "?_cache_size=-512&_busy_timeout=50&" + more
}

func (s *search) close() error {
	var problems []error
	for _, db := range []*sql.DB{s.reader.db, s.writer.db} {
		if db != nil {
			problems = append(problems, db.Close())
		}
	}
	return errors.Join(problems...)
}

// searchIndex opens the index when it is first needed; nil means that there is
// none and every filter scans. Only [Store.Index] makes one: an index that a command
// began and did not fill would fit nothing.
func (s *Store) searchIndex(ctx context.Context, mayMake bool) *search {
	s.searchMu.Lock()
	defer s.searchMu.Unlock()
	if s.searchOpened || s.unwritable != nil || !mayMake && !s.place.HasSearch() {
		return s.search
	}
	s.searchOpened = true
	var modules int
	err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'`).Scan(&modules)
	if err == nil && modules > 0 {
		s.search, _ = openSearch(s) // without it every filter scans; Warnings says so
	}
	return s.search
}

// renewSearch removes an index that not even SQLite can read, and begins another
// one. Another process that has it open goes on with files that have no name.
func (s *Store) renewSearch(old *search) (renewed *search, err error) {
	s.searchMu.Lock()
	defer s.searchMu.Unlock()
	_ = old.close() // it could not be read
	if err := s.place.RemoveSearch(); err != nil {
		return nil, err
	}
	s.search, err = openSearch(s)
	return s.search, err
}

// begin returns a transaction on the index, and up to which record it goes. An index
// that does not fit the history is an error. The caller ends the transaction.
func (s *search) begin(ctx context.Context, history queryer) (tx *sql.Tx, watermark int64, err error) {
	tx, err = s.reader.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	sealed, err := s.reader.look(ctx, tx, s.id, history)
	if err != nil {
		_ = tx.Rollback() // it only read
		return nil, 0, err
	}
	return tx, sealed.number, nil
}
