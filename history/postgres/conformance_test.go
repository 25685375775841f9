package postgres

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"deletecall/history"
	"deletecall/history/store"
	"deletecall/history/storetest"
)

// The consoles of these tests have the rights of the writer, and no more.
func TestTheStoreKeepsWhatIsPromisedOfEveryStore(t *testing.T) {
	storetest.Test(t, func(t *testing.T) storetest.Store {
		owner, console := newHistory(t)
		folder := t.TempDir()
		return storetest.Store{
			Open: func(wrap func(store.Log) store.Log) (storetest.History, error) {
				return Open(t.Context(), console, Options{Folder: folder, BusyTime: time.Minute, wrap: wrap})
			},
			OpenMover: func() (storetest.History, error) {
				return Open(t.Context(), owner, Options{Folder: folder, Moves: true})
			},
			Kill:  func(h storetest.History) { die(t, h.(*Store)) },
			Forge: func(t *testing.T) storetest.Forger { return forgery{t, owner} },
		}
	})
}

// die ends a process as kill -9 does, and lets its lease run out.
func die(t *testing.T, s *Store) {
	t.Helper()
	s.leases.mu.Lock()
	defer s.leases.mu.Unlock()
	if s.leases.stop != nil {
		s.leases.stop()
	}
	if _, err := s.pool.Exec(t.Context(), `UPDATE deletecall.lease SET until = now() - interval '1 second' WHERE instance = $1`, s.leases.instance); err != nil {
		t.Fatal(err)
	}
}

// forgery is what storetest changes around the program: a superuser, for whom no trigger runs.
type forgery struct {
	t     *testing.T
	owner string
}

func (f forgery) do(statement string, args ...any) {
	f.t.Helper()
	ctx := context.Background()
	connection, err := pgx.Connect(ctx, f.owner)
	if err != nil {
		f.t.Fatal(err)
	}
	defer connection.Close(ctx)
	for _, step := range []struct {
		statement string
		args      []any
	}{{`SET session_replication_role = replica`, nil}, {statement, args}} {
		if _, err := connection.Exec(ctx, step.statement, step.args...); err != nil {
			f.t.Fatal(step.statement, err)
		}
	}
}

func (f forgery) SetEvent(seq int64, data []byte) {
	f.do(`UPDATE deletecall.event SET data = $1 WHERE seq = $2`, data, seq)
}

func (f forgery) SetPrivate(seq int64, private history.Private) {
	f.do(`UPDATE deletecall.private SET fields = $1, answers = $2 WHERE seq = $3`, private.Fields, private.Answers, seq)
}

func (f forgery) RemoveEvent(seq int64) {
	f.do(`DELETE FROM deletecall.event WHERE seq = $1`, seq)
	f.do(`DELETE FROM deletecall.private WHERE seq = $1`, seq)
}

func (f forgery) ChangeRow(number int64) {
	f.do(`UPDATE deletecall.record SET identifier = 'x' WHERE number = $1`, number)
}

func (f forgery) RemoveRow(number int64) {
	f.do(`DELETE FROM deletecall.record WHERE number = $1`, number)
}

func (f forgery) Cut(size, number int64) {
	f.do(`DELETE FROM deletecall.event WHERE seq > $1`, size)
	f.do(`DELETE FROM deletecall.private WHERE seq > $1`, size)
	f.do(`DELETE FROM deletecall.checkpoint WHERE size > $1`, size)
	f.do(`DELETE FROM deletecall.record WHERE number > $1`, number)
	f.do(`UPDATE deletecall.head SET size = $1`, size)
}

func (f forgery) SetCheckpoint(size int64, note []byte) {
	f.do(`UPDATE deletecall.checkpoint SET note = $1 WHERE size = $2`, note, size)
}

func (f forgery) RemoveCheckpoints() { f.do(`DELETE FROM deletecall.checkpoint`) }

func (f forgery) RemoveKeys() { f.do(`DELETE FROM deletecall.public_key`) }

func (f forgery) ChangeOrigin(origin string) {
	f.do(`UPDATE deletecall.meta SET value = $1 WHERE name = 'origin'`, []byte(origin))
}
