package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
)

// Several consoles delete at once, while the server ends their connections at random: what
// was said to be recorded is, once, and every record has a number of its own.
func TestConsolesWhoseConnectionsAreEndedLoseNothing(t *testing.T) {
	owner, console := newHistory(t)
	const consoles, each = 4, 15
	folder := t.TempDir()
	var wait sync.WaitGroup
	var mu sync.Mutex
	accepted := map[int64]string{} // by number, the UUID
	var opened []*Store
	for range consoles {
		opened = append(opened, mustOpen(t, console, Options{Folder: folder}))
	}
	for _, s := range opened {
		wait.Go(func() {
			for n := range each {
				intent, err := s.RecordIntent(t.Context(), intentOn(uuid.NewString()), deletion.Guards{})
				if n%3 == 0 {
					endOne(t, owner)
				}
				if err != nil {
					continue // nothing is sent
				}
				err = s.RecordOutcome(t.Context(), intent, acceptedOutcome())
				var aside *deletion.OutcomeNotRecordedError
				if err != nil && (!errors.As(err, &aside) || aside.SideFile == "") {
					t.Errorf("record %d: %v", intent.Number, err)
				}
				mu.Lock()
				if before, taken := accepted[intent.Number]; taken {
					t.Errorf("record %d is both %s and %s", intent.Number, before, intent.ID)
				}
				accepted[intent.Number] = intent.ID
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	look := mustOpen(t, console, Options{Folder: folder}) // which imports what was put aside
	for number, id := range accepted {
		record, err := look.Record(t.Context(), number)
		if err != nil || record.Intent.ID != id || record.Outcome.Kind != deletion.Accepted {
			t.Errorf("record %d: %q, %v", number, record.Outcome.Kind, err)
		}
	}
	if len(accepted) == 0 {
		t.Error("nothing was recorded")
	}
	expectWhole(t, look)
}

// A connection that was lost says nothing of what is stored.
func TestALostConnectionIsNoDamage(t *testing.T) {
	_, console := newHistory(t)
	through, address := newProxy(t, console)
	s := mustOpen(t, address, Options{})
	if _, err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	for cutAt := int64(1); ; cutAt += 331 {
		through.toServer.Store(cutAt)
		err := s.sample(t.Context())
		whole := through.toServer.Load() > 0
		through.letAllThrough()
		if s.Damage() != nil {
			t.Fatalf("cut after %d bytes: %v", cutAt, s.Damage())
		}
		if whole {
			if err != nil {
				t.Error(err)
			}
			break
		}
		if err == nil {
			t.Errorf("cut after %d bytes, it read what it needed", cutAt)
		}
	}
	if _, err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
}

// endOne ends the connection of a console.
func endOne(t *testing.T, owner string) {
	connection, err := pgx.Connect(context.Background(), owner)
	if err != nil {
		t.Error(err)
		return
	}
	defer connection.Close(context.Background())
	if _, err := connection.Exec(context.Background(), `SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity
		WHERE usename = 'console' AND datname = current_database() ORDER BY random() LIMIT 1) AS one`); err != nil {
		t.Error(err)
	}
}

// Of a history too large to look at as a whole, the newest records are looked at before each
// intent, and in turn all others.
func TestDamageIsMetInALargeHistory(t *testing.T) {
	for _, number := range []int64{3, 60} {
		t.Run(fmt.Sprint("record ", number), func(t *testing.T) {
			owner, console := newHistory(t)
			s := mustOpen(t, console, Options{})
			for range 60 {
				intent, err := s.RecordIntent(t.Context(), intentOn(uuid.NewString()), deletion.Guards{})
				if err == nil {
					err = s.RecordOutcome(t.Context(), intent, acceptedOutcome())
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if _, err := s.Ready(t.Context()); err != nil {
				t.Fatal(err)
			}
			forgery{t, owner}.ChangeRow(number)
			var err error
			const looks = 120/eventsSampled + 1
			for n := 0; n < looks && err == nil; n++ {
				_, err = s.Ready(t.Context())
			}
			if err == nil || s.Damage() == nil {
				t.Errorf("a changed row is not met: %v, %v", err, s.Damage())
			}
			if _, err := s.RecordIntent(t.Context(), intentOn("1"), deletion.Guards{}); err == nil {
				t.Error("an intent is recorded in a damaged history")
			}
		})
	}
}
