package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"deletecall/deletion"
)

// BenchmarkRecord is an intent and its outcome, both durable, beside the least
// that SQLite itself needs for two durable rows of the same size.
func BenchmarkRecord(b *testing.B) {
	b.Run("intent and outcome", func(b *testing.B) {
		store := openStore(b, newPath(b))
		ctx := context.Background()
		n := 0
		for b.Loop() {
			n++
			intent, err := store.RecordIntent(ctx, intentFor(fmt.Sprint(n)), deletion.Guards{})
			if err == nil {
				err = store.RecordOutcome(ctx, intent, accepted())
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate")
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		if _, err := db.Exec(`CREATE TABLE row (id INTEGER PRIMARY KEY, data BLOB)`); err != nil {
			b.Fatal(err)
		}
		data := make([]byte, 700)
		for b.Loop() {
			for range 2 {
				tx, err := db.Begin()
				if err != nil {
					b.Fatal(err)
				}
				if _, err := tx.Exec(`INSERT INTO row (data) VALUES (?)`, data); err != nil {
					b.Fatal(err)
				}
				if err := tx.Commit(); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
