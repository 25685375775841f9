package postgres

import (
	"context"
	"testing"
	"time"

	"deletecall/history"
	"deletecall/history/store"
)

// A machine that falls asleep, or loses its network, with the write lock does not keep the others
// from recording.
func TestAConsoleThatFallsSilentLosesTheWriteLock(t *testing.T) {
	_, console := newHistory(t)
	silent, other := mustOpen(t, console, Options{}), mustOpen(t, console, Options{BusyTime: time.Minute})
	usual := silent.silence
	silent.silence = 10 * time.Millisecond
	err := eventLog{silent}.Update(t.Context(), store.Work{Op: "record what was done"}, func(tx store.Tx) error {
		mustDelete(t, other, "1") // it waits for the lock
		return store.AppendAct(context.Background(), tx, history.Act{What: history.BackupAct, At: time.Now()})
	})
	if err == nil {
		t.Error("what it recorded without the lock is there")
	}
	silent.silence = usual // a busy machine may be silent for 10 ms
	mustDelete(t, silent, "2")
	expectWhole(t, other)
}

// Administrators give databases and roles limits for those who read. A wait for the write lock, or a slow disk, must
// not keep an outcome out of the history.
func TestALimitForStatementsIsNoneForWhatIsRecorded(t *testing.T) {
	owner, console := newHistory(t)
	administrate(t, owner, `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET statement_timeout = 5000', current_database()); END $$`)
	s := mustOpen(t, console, Options{})
	err := eventLog{s}.Update(t.Context(), store.Work{Op: "record what was done"}, func(tx store.Tx) error {
		limit, err := one[string](t.Context(), tx.(logTx).from, `SELECT current_setting('statement_timeout')`)
		if limit != "0" {
			t.Errorf("what is recorded has %s a statement", limit)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if limit, err := one[string](t.Context(), session{statements: s.pool}, `SELECT current_setting('statement_timeout')`); err != nil || limit != "5s" {
		t.Errorf("what is read has %s a statement, %v", limit, err)
	}
}
