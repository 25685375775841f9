package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	knowing "deletecall/history/sqlite/forger"
	log "deletecall/history/store"
)

// regular is a history of 31 deletions, whose n-th has the events 2n-1 and 2n and
// the identifier 8000 + n. Only the last one has three: its outcome came after it
// was taken for interrupted. There is a checkpoint over 20 events and one over all.
func regular(t *testing.T) (store *Store, key *proof.Key, last []byte) {
	t.Helper()
	store = openStore(t, newPath(t))
	origin, err := proof.Origin(store.ID())
	if err != nil {
		t.Fatal(err)
	}
	if key, _, err = proof.OpenKey(filepath.Join(t.TempDir(), "key"), origin); err != nil {
		t.Fatal(err)
	}
	for n := int64(1); n <= 31; n++ {
		intent := mustIntent(t, store, fmt.Sprint(8000+n))
		if n == 31 {
			err := eventLog{store}.Update(t.Context(), log.Work{Op: "test"}, func(tx log.Tx) error {
				return log.Append(t.Context(), tx, deletion.Record{Intent: intent, Outcome: deletion.Outcome{Kind: deletion.Pending}}, history.NewInterruption(n, intent.ID, begin))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := store.RecordOutcome(context.Background(), intent, accepted()); err != nil {
			t.Fatal(err)
		}
		if n == 10 || n == 31 {
			checkpoint, err := store.Sign(context.Background(), key)
			if err != nil {
				t.Fatal(err)
			}
			last = checkpoint.Note
		}
	}
	return store, key, last
}

// regularFile is the same as one file.
func regularFile(t *testing.T) (content, last []byte) {
	t.Helper()
	store, _, last := regular(t)
	path := emptyFile(t)
	if _, err := store.Backup(context.Background(), path, quietly); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content, last
}

// forged is a copy that was changed.
func forged(t *testing.T, content []byte, change func(f forger)) *Store {
	t.Helper()
	path := emptyFile(t)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	forge(t, path, change)
	return openCopied(t, path)
}

// forger changes a history with plain SQL, as somebody with good knowledge of it would:
// the rules are switched off for it, and are back afterwards as they were.
type forger struct {
	t  *testing.T
	db *sql.DB
}

func forge(t *testing.T, path string, change func(f forger)) {
	t.Helper()
	db, err := sql.Open(knowing.Driver, path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	f := forger{t, db}
	rules := f.texts(`SELECT sql FROM sqlite_schema WHERE type = 'trigger'`)
	for _, name := range f.texts(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`) {
		f.do(`DROP TRIGGER ` + name)
	}
	change(f)
	for _, rule := range rules {
		f.do(rule)
	}
}

func (f forger) do(statements string, args ...any) {
	f.t.Helper()
	if _, err := f.db.Exec(statements, args...); err != nil {
		f.t.Fatalf("%s: %v", statements, err)
	}
}

func (f forger) texts(query string) (texts []string) {
	f.t.Helper()
	rows, err := f.db.Query(query)
	if err != nil {
		f.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			f.t.Fatal(err)
		}
		texts = append(texts, text)
	}
	return texts
}

// rehash makes all stored hashes fit the events, as they are now.
func (f forger) rehash() (size int64, hashes proof.HashReader) {
	f.t.Helper()
	f.do(`DELETE FROM event_hash`)
	var stored [][]byte
	hashes = proof.NewHashReader(func(seq int64) ([]byte, error) { return stored[seq-1], nil })
	for _, data := range f.texts(`SELECT canonical(data) FROM event ORDER BY seq`) {
		added, err := proof.StoredHashes(size, []byte(data), hashes)
		if err != nil {
			f.t.Fatal(err)
		}
		size, stored = size+1, append(stored, added)
		f.do(`INSERT INTO event_hash (seq, hashes) VALUES (?, ?)`, size, added)
	}
	return size, hashes
}

// anotherKey is one that the forger signs with, of a history of their own.
func (f forger) anotherKey() (key *proof.Key, name []byte) {
	f.t.Helper()
	name = newKey()
	origin, err := proof.Origin(log.IDOf(name))
	if err != nil {
		f.t.Fatal(err)
	}
	if key, _, err = proof.OpenKey(filepath.Join(f.t.TempDir(), "key"), origin); err != nil {
		f.t.Fatal(err)
	}
	return key, name
}

// rewrite makes a history again in which an event is another one, and returns the
// name of the history that its new checkpoint is good for.
func (f forger) rewrite() (name []byte) {
	f.t.Helper()
	f.do(renameInEvent + ";" + renameInList)
	size, hashes := f.rehash()
	key, name := f.anotherKey()
	signed, err := key.Sign(func() (proof.Head, error) { return proof.Head{Size: size, Hashes: hashes}, nil })
	if err == nil {
		err = signed.End(true)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	f.do(`DELETE FROM checkpoint`)
	f.do(`INSERT INTO checkpoint VALUES (?, ?)`, size, signed.Note)
	f.do(`UPDATE public_key SET key = ?`, key.Public())
	return name
}

// What marks the file as a history of this schema is looked at before anything else.
func TestAHistoryWithOtherMarksIsNotOpened(t *testing.T) {
	content, _ := regularFile(t)
	for mark, says := range map[string]string{
		"user_version = 0":   "was changed by another program",
		"user_version = 99":  "has schema version 99",
		"application_id = 0": "is a database of another program",
		"application_id = 5": "is a database of another program",
	} {
		path := emptyFile(t)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		forge(t, path, func(f forger) { f.do(`PRAGMA ` + mark) })
		for _, readOnly := range []bool{true, false} {
			_, err := Open(context.Background(), path, Options{ReadOnly: readOnly})
			var refused *deletion.HistoryError
			if !errors.As(err, &refused) || !strings.Contains(refused.Problem, says) {
				t.Errorf("%s, to be read only: %v: %v", mark, readOnly, err)
			}
		}
	}
}
