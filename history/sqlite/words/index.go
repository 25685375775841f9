// Package words is the search index: the words in the records, in a database of its own
// next to the history. It is derived, can be removed at any time, and costs the way from
// intent to outcome nothing. It is filled in steps up to a watermark; records above it
// are found by scanning. Without FTS5 in this build there is none, and every filter
// scans.
//
// The index holds trigrams only (sqlite.org/fts5.html, "The Trigram Tokenizer",
// detail=none): what it finds are candidates, each to be checked on its record. All
// trigrams are in a table of their own as well: a word of one or two letters is looked
// for by those that begin with it.
//
// A record that it does not find would be hidden, so it is used only while it is known
// to be what this program wrote over this very history: see seal.
package words

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"sync"

	"deletecall/history/proof"
	"deletecall/history/sqlite/driver"
	"deletecall/history/sqlite/place"
)

// History lets an index read the history that it is made of.
type History interface {
	// Snapshot hands over the history as it is at one moment after the call.
	Snapshot(ctx context.Context, use func(Snapshot) error) error
}

// Snapshot is a history as it is at one moment.
type Snapshot interface {
	// Tree returns the size of the hash tree, in events, and its root when it had the
	// given size; no root where it has fewer.
	Tree(ctx context.Context, at int64) (size int64, root proof.Hash, err error)
	// Settled is the newest record before the first that has no outcome yet: the
	// message of that one is to come.
	Settled(ctx context.Context) (number int64, err error)
	// Texts hands over the number and the words of the records above one and up to
	// another, in their order, at most limit. Two blanks end a text, so that every letter
	// begins a trigram. When what is in it changes, [Version] does.
	Texts(ctx context.Context, above, upTo, limit int64, use func(number int64, text string) error) error
	// Late are the records whose text changed after it may have been indexed.
	Late(ctx context.Context) (numbers []int64, err error)
}

// Version changes when what is indexed does; an index of another version is built again.
const Version = 9

var schema = fmt.Sprintf(`
	DROP TABLE IF EXISTS words; DROP TABLE IF EXISTS trigram; DROP TABLE IF EXISTS seal; DROP TABLE IF EXISTS watermark;
	CREATE VIRTUAL TABLE words USING fts5 (text, content='', detail='none', columnsize=0, tokenize='trigram case_sensitive 1');
	CREATE TABLE trigram (text TEXT PRIMARY KEY) WITHOUT ROWID;
	CREATE TABLE seal (history TEXT NOT NULL, number INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, digest BLOB NOT NULL);
	PRAGMA user_version = %d`, Version)

// Index is the search index of one history. It opens when it is first needed. It may be
// used by several goroutines; several processes may use the same files.
type Index struct {
	files *place.Place
	id    string // of the history

	opening sync.Mutex // guards the next two
	tried   bool
	opened  *database // nil when there is none
}

// New is the index of the history with this ID. Nothing is opened yet.
func New(files *place.Place, id string) *Index { return &Index{files: files, id: id} }

// Close closes the index.
func (x *Index) Close() error {
	x.opening.Lock()
	defer x.opening.Unlock()
	if x.opened == nil {
		return nil
	}
	return x.opened.close()
}

// open opens the index when it is first needed; nil means that there is none. Only
// [Index.Update] makes one: an index that a command began and did not fill would fit
// nothing.
func (x *Index) open(ctx context.Context, mayMake bool) *database {
	x.opening.Lock()
	defer x.opening.Unlock()
	if x.tried || !mayMake && !x.files.HasSearch() {
		return x.opened
	}
	x.tried = true
	if hasFTS5(ctx) {
		x.opened, _ = x.openDatabase() // without it every filter scans
	}
	return x.opened
}

// hasFTS5 reports whether this build of SQLite has FTS5.
func hasFTS5(ctx context.Context) bool {
	db, err := sql.Open(driver.Name, ":memory:")
	if err != nil {
		return false
	}
	defer db.Close()
	var modules int
	err = db.QueryRowContext(ctx, `SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'`).Scan(&modules)
	return err == nil && modules > 0
}

// database is an index that is open. Whether it fits is not looked at yet.
type database struct {
	id string

	mu             sync.Mutex // guards what is known of the connections
	writer, reader connection
}

func (x *Index) openDatabase() (*database, error) {
	if err := x.files.MakeSearch(); err != nil {
		return nil, err
	}
	d := &database{id: x.id}
	// What is sealed is on the disk with all that it was sealed over: NORMAL syncs the
	// -wal before it goes into the database.
	var err error
	if d.writer.db, err = sql.Open(driver.Name, dsn(x.files.Search(), "mode=rw&_journal_mode=WAL&_synchronous=NORMAL&_txlock=immediate")); err == nil {
		d.reader.db, err = sql.Open(driver.Name, dsn(x.files.Search(), "mode=rw&_query_only=1"))
	}
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	// One connection each: it is a connection that sees whether others have written.
	d.writer.db.SetMaxOpenConns(1)
	d.reader.db.SetMaxOpenConns(1)
	return d, nil
}

func dsn(path, more string) string {
	file := url.URL{Scheme: "file", Path: path}
	return file.String() + "?_cache_size=-512&_busy_timeout=50&" + more
}

func (d *database) close() error {
	var problems []error
	for _, db := range []*sql.DB{d.reader.db, d.writer.db} {
		if db != nil {
			problems = append(problems, db.Close())
		}
	}
	return errors.Join(problems...)
}

// Remove removes the index, with everything that was ever in it. The next update makes a
// new one.
func (x *Index) Remove() error {
	x.opening.Lock()
	defer x.opening.Unlock()
	if x.opened != nil {
		_ = x.opened.close()
	}
	x.opened, x.tried = nil, false
	return x.files.RemoveSearch()
}

// renew removes an index that not even SQLite can read, and begins another one.
func (x *Index) renew(old *database) (renewed *database, err error) {
	x.opening.Lock()
	defer x.opening.Unlock()
	_ = old.close() // it could not be read
	if err := x.files.RemoveSearch(); err != nil {
		return nil, err
	}
	x.opened, err = x.openDatabase()
	return x.opened, err
}

// begin returns a transaction on the index, and up to which record it goes. An index
// that does not match the history is an error. The caller ends the transaction.
func (d *database) begin(ctx context.Context, history Snapshot) (tx *sql.Tx, watermark int64, err error) {
	tx, err = d.reader.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, 0, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	sealed, err := d.reader.look(ctx, tx, d.id, history)
	if err != nil {
		_ = tx.Rollback() // it only read
		return nil, 0, err
	}
	return tx, sealed.number, nil
}
