package postgres

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// Wherever a reading is cut off, the error says that the server could not be asked, and not that
// something of the history was changed.
func TestAReadingThatIsCutOffSaysNothingAboutTheHistory(t *testing.T) {
	_, console := newHistory(t)
	direct := mustOpen(t, console, Options{})
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), direct.Origin())
	if err != nil {
		t.Fatal(err)
	}
	direct.SignWith(func() (*proof.Key, error) { return key, nil }, true)
	intent, err := direct.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{})
	if err == nil {
		err = direct.RecordOutcome(t.Context(), intent, acceptedOutcome())
	}
	kept, _, wrong := direct.NewestCheckpoint(t.Context())
	if err = errors.Join(err, wrong); err != nil {
		t.Fatal(err)
	}
	checkpoint := kept.Note
	through, byProxy := newProxy(t, console)
	s := mustOpen(t, byProxy, Options{})
	for name, read := range map[string]func(context.Context) error{
		"verify":   func(ctx context.Context) error { _, err := s.Verify(ctx, nil); return err },
		"findings": func(ctx context.Context) error { _, err := s.Findings(ctx); return err },
		"list":     func(ctx context.Context) error { _, err := s.ListFindings(ctx); return err },
		"record":   func(ctx context.Context) error { _, err := s.Record(ctx, 1); return err },
		"tree":     s.CheckTree,
		"prove":    func(ctx context.Context) error { _, err := s.Prove(ctx, 1, checkpoint, nil, key.Public()); return err },
	} {
		isCut := true
		for cutAt := int64(1); isCut; cutAt += 397 {
			through.letAllThrough()
			s.pool.Reset()
			through.fromServer.Store(cutAt)
			err := read(t.Context())
			isCut = through.fromServer.Load() <= 0
			var failure *deletion.HistoryError
			if isCut && err != nil && (!errors.As(err, &failure) || !store.IsUnanswered(err)) {
				t.Fatalf("%s, cut after %d bytes: %v", name, cutAt, err)
			}
			if !isCut && err != nil {
				t.Fatalf("%s was not cut: %v", name, err)
			}
		}
	}
}

// failedTransaction is what a reading says whose list was cut short, of the events that it reads next.
const failedTransaction = `BEGIN; SET LOCAL statement_timeout = 1; SELECT pg_sleep(60);;SELECT 1`

func TestWhatIsMissingOrForbiddenIsNotUnanswered(t *testing.T) {
	owner, console := newHistory(t)
	s := whole(t, console)
	for statement, is := range map[string]bool{
		`SET statement_timeout = 1; SELECT pg_sleep(60)`: true,
		`SELECT pg_terminate_backend(pg_backend_pid())`:  true,
		failedTransaction:                  true,
		`SELECT * FROM deletecall.nothing`: false,
		`DELETE FROM deletecall.event`:     false,
		`SELECT nothing()`:                 false,
		`SELECT 1/0`:                       false,
	} {
		connection, err := s.pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for statement := range strings.SplitSeq(statement, ";;") {
			_, err = connection.Conn().PgConn().Exec(t.Context(), statement).ReadAll()
		}
		_ = connection.Conn().Close(t.Context())
		connection.Release()
		if err == nil || store.IsUnanswered(s.problem(readOp, err)) != is {
			t.Errorf("%s: %v", statement, err)
		}
	}
	late, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	if err := s.CheckTree(late); !store.IsUnanswered(err) {
		t.Errorf("it did not answer in time: %v", err)
	}
	administrate(t, owner, `DROP TABLE deletecall.private CASCADE`)
	if _, err := s.Verify(t.Context(), nil); err == nil || store.IsUnanswered(err) {
		t.Errorf("a table is gone: %v", err)
	}
}
