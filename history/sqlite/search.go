package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
)

// search is an index of the words in the records, in a database of its own: it
// is derived, can be removed at any time, and costs the way from intent to
// outcome nothing. It is filled in batches up to a watermark; records above it
// are found by scanning. Without FTS5 in this build there is none, and every
// filter scans.
//
// The index holds trigrams only (sqlite.org/fts5.html, "The Trigram Tokenizer",
// detail=none): what it finds are candidates, each checked on its record. All
// trigrams that there are stand in a table of their own: a word of one or two
// letters is looked for by those that begin with it.
type search struct {
	db *sql.DB
}

const (
	searchBatch = 1000 // records in one transaction
	// searchVersion changes when what is indexed does; an index of another version is made anew.
	searchVersion = 3
)

// openSearch opens the index beside the history, and makes it when it is missing.
func openSearch(ctx context.Context, path, history string) (*search, error) {
	// SQLite would make it readable for others; the journal files follow it.
	created, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := created.Close(); err != nil {
		return nil, err
	}
	file := url.URL{Scheme: "file", Path: path}
	// A lost index is made anew, so it need not be durable.
	db, err := sql.Open(driver, file.String()+"?_journal_mode=WAL&_synchronous=OFF&_cache_size=-512&_busy_timeout=50&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(3)
	s := &search{db: db}
	if err := s.prepare(ctx, history); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// prepare makes the index anew when it is of another version or another history.
func (s *search) prepare(ctx context.Context, history string) error {
	version, err := schemaVersion(ctx, s.db)
	if err != nil {
		return err
	}
	if version == searchVersion {
		var of string
		if err := s.db.QueryRowContext(ctx, `SELECT history FROM watermark`).Scan(&of); err == nil && of == history {
			return nil
		}
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(`DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS trigram; DROP TABLE IF EXISTS watermark;
		CREATE VIRTUAL TABLE words USING fts5 (text, content='', detail='none', columnsize=0, tokenize='trigram case_sensitive 1');
		CREATE TABLE trigram (text TEXT PRIMARY KEY) WITHOUT ROWID;
		CREATE TABLE watermark (number INTEGER NOT NULL, history TEXT NOT NULL);
		PRAGMA user_version = %d`, searchVersion)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO watermark VALUES (0, ?)`, history); err != nil {
		return err
	}
	return tx.Commit()
}

func (s *search) watermark(ctx context.Context) (number int64, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT number FROM watermark`).Scan(&number)
	return number, err
}

func (s *search) close() error { return s.db.Close() }

// searchIndex opens the index when it is first needed; nil means that there is
// none and every filter scans.
func (s *Store) searchIndex(ctx context.Context) *search {
	s.searchOnce.Do(func() {
		var modules int
		err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'`).Scan(&modules)
		if err != nil || modules == 0 || s.unwritable != nil {
			return
		}
		index, err := openSearch(context.WithoutCancel(ctx), s.place.search(), s.ID())
		if err == nil {
			s.search = index
		}
	})
	return s.search
}

// searchText is what the index holds of a record. Two blanks end it, so that every
// letter begins a trigram.
const searchText = `identifier || char(10) || operator || char(10) || login || char(10) || host || char(10) || reason || char(10) || message || char(10) || server || char(10) || number || '  '`

// Index brings the search index up to the newest settled record. It stops at
// the first record that is still open: its message is to come. Others may do the
// same meanwhile; one of them goes on.
func (s *Store) Index(ctx context.Context) error {
	index := s.searchIndex(ctx)
	if index == nil {
		return nil
	}
	for {
		more, err := s.indexBatch(ctx, index)
		if err != nil || !more {
			return s.problem("index the history", err)
		}
	}
}

func (s *Store) indexBatch(ctx context.Context, index *search) (more bool, err error) {
	tx, err := index.db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	var from int64
	if err := tx.QueryRowContext(ctx, `SELECT number FROM watermark`).Scan(&from); err != nil {
		return false, err
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT number, `+searchText+` FROM record
		WHERE number > ? AND number < coalesce((SELECT min(number) FROM record WHERE outcome = 'pending'), 9e18)
		ORDER BY number LIMIT ?`, from, searchBatch)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	insert, err := tx.PrepareContext(ctx, `INSERT INTO words (rowid, text) VALUES (?, ?)`)
	if err != nil {
		return false, err
	}
	defer insert.Close()
	indexed, seen := 0, trigramSet{}
	for rows.Next() {
		var text string
		if err := rows.Scan(&from, &text); err != nil {
			return false, err
		}
		if _, err := insert.ExecContext(ctx, from, text); err != nil {
			return false, err
		}
		seen.add(text)
		indexed++
	}
	if err := rows.Err(); err != nil || indexed == 0 {
		return false, err
	}
	if err := seen.keep(ctx, tx); err != nil {
		return false, err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE watermark SET number = ?`, from); err != nil {
		return false, err
	}
	return indexed == searchBatch, tx.Commit()
}
