package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"deletecall/deletion"
)

func TestForgettingWaitsForWhoReadsAndForOutcomes(t *testing.T) {
	path := newPath(t)
	store, err := Open(t.Context(), path, Options{BusyTime: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	intent, err := store.RecordIntent(t.Context(), intentFor("8856"), deletion.Guards{})
	if err != nil {
		t.Fatal(err)
	}
	var waited []string
	var reading *sql.Tx
	store.writer.pause = func(ctx context.Context) error {
		if reading == nil { // before the database is rewritten
			waited = append(waited, "outcome")
			if err := store.RecordOutcome(ctx, intent, accepted()); err != nil {
				return err
			}
			if reading, err = store.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}); err != nil {
				return err
			}
			_, err := one[int64](ctx, reading, `SELECT count(*) FROM event`)
			return err
		}
		waited = append(waited, "reader")
		return reading.Rollback()
	}
	if _, err := (eventLog{store}).Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"outcome", "reader"}; !slices.Equal(waited, want) {
		t.Errorf("it waited for %q, want %q", waited, want)
	}
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() > 0 {
		t.Errorf("the log is %v, %v", info, err)
	}
}

func TestForgettingDoesNotWaitForEver(t *testing.T) {
	store, err := Open(t.Context(), newPath(t), Options{BusyTime: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := store.RecordIntent(t.Context(), intentFor("8856"), deletion.Guards{}); err != nil {
		t.Fatal(err)
	}
	reading, err := store.reader.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reading.Rollback() }()
	if _, err := one[int64](t.Context(), reading, `SELECT count(*) FROM event`); err != nil {
		t.Fatal(err)
	}
	pauses := 0
	store.writer.pause = func(context.Context) error {
		pauses++
		return nil
	}
	var failure *deletion.HistoryError
	if _, err := (eventLog{store}).Forget(t.Context()); !errors.As(err, &failure) || failure.Path != store.place.WAL() || pauses != 2*mostPauses {
		t.Errorf("after %d pauses: %v", pauses, err)
	}
}
