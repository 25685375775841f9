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
	silent.silence = 10 * time.Millisecond
	err := eventLog{silent}.Update(t.Context(), store.Work{Op: "record what was done"}, func(tx store.Tx) error {
		mustDelete(t, other, "1") // it waits for the lock
		return store.AppendAct(context.Background(), tx, history.Act{What: history.BackupAct, At: time.Now()})
	})
	if err == nil {
		t.Error("what it recorded without the lock is there")
	}
	mustDelete(t, silent, "2")
	expectWhole(t, other)
}
