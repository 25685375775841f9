//go:build amd64 || arm64

package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/query"
)

// soak is for how long the tests of this file go on; zero for a short run, which
// leaves some of the operations out.
func soak(t *testing.T) time.Duration {
	t.Helper()
	length, err := time.ParseDuration(os.Getenv("DELETECALL_SOAK"))
	if err != nil && os.Getenv("DELETECALL_SOAK") != "" {
		t.Fatal(err)
	}
	return length
}

// eachFault arms every kind of fault at the n-th operation for every n, in a short
// run for every step-th, until an action gets by without meeting it.
func eachFault(t *testing.T, kinds []rule, step int, try func(t *testing.T, fault rule) (met bool)) {
	t.Helper()
	if soak(t) != 0 {
		step = 1
	}
	for i, fault := range kinds {
		tried := 0
		for fault.n = 1 + i%step; try(t, fault); fault.n += step {
			tried++
		}
		if tried < 3 {
			t.Errorf("%s %v was met %d times only: it proves little", fault.kind, fault.errno, tried)
		}
	}
}

var everyFault = []rule{
	{kind: once, errno: unix.EIO}, {kind: ever, errno: unix.EIO},
	{kind: once, errno: unix.ENOSPC}, {kind: ever, errno: unix.ENOSPC}, {kind: full, errno: unix.ENOSPC},
}

func (r rule) String() string { return fmt.Sprintf("%s %v at %d", r.kind, r.errno, r.n) }

// after opens what kill -9 leaves and returns what it says of an intent.
func after(t *testing.T, path, id string) (kind deletion.OutcomeKind, found bool) {
	t.Helper()
	store, err := Open(context.Background(), killed(t, path), Options{BusyTime: time.Second})
	if err != nil {
		t.Fatalf("a healthy start fails: %v", err)
	}
	defer store.Close()
	if _, err := store.Ready(context.Background()); err != nil {
		t.Errorf("after a healthy start: %v", err)
	}
	page, err := store.Find(context.Background(), query.Query{}, query.PageRequest{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range page.Records {
		if record.Intent.ID == id {
			return record.Outcome.Kind, true
		}
	}
	return "", false
}

func isFor(err error, wanted any) bool {
	switch wanted := wanted.(type) {
	case **deletion.HistoryError:
		return errors.As(err, wanted) && (*wanted).Path != "" && (*wanted).Advice != ""
	case **deletion.OutcomeNotRecordedError:
		return errors.As(err, wanted)
	}
	return false
}

func TestNoFailingFileOperationMakesAnIntentUp(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	eachFault(t, everyFault, 3, func(t *testing.T, fault rule) bool {
		path := filepath.Join(root, strings.ReplaceAll(fault.String(), "/", " "), "history.db")
		store := openStore(t, path)
		defer die(store)
		mustIntent(t, store, "8850")
		intent := intentFor("8856")
		arm(fault)
		_, err := store.RecordIntent(context.Background(), intent, deletion.Guards{})
		met := disarm()

		var failure *deletion.HistoryError
		kind, found := after(t, path, intent.ID)
		switch {
		case err == nil && kind != deletion.Unknown:
			t.Errorf("%v: the intent may be sent, and afterwards it is %q", fault, kind)
		case err != nil && !isFor(err, &failure):
			t.Errorf("%v: %v", fault, err)
		case err != nil && found && kind != deletion.NotSent && fault.kind != ever:
			t.Errorf("%v: it may not be sent (%v), and afterwards it is %q", fault, err, kind)
		}
		return met
	})
}

func TestNoFailingFileOperationLosesOrInventsAnOutcome(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	eachFault(t, everyFault, 3, func(t *testing.T, fault rule) bool {
		path := filepath.Join(root, fault.String(), "history.db")
		store := openStore(t, path)
		defer die(store)
		intent := mustIntent(t, store, "8856")
		if fault.n%2 == 0 {
			store.EndsAfterOutcome()
		}
		arm(fault)
		err := store.RecordOutcome(context.Background(), intent, accepted())
		met := disarm()

		var aside *deletion.OutcomeNotRecordedError
		kind, _ := after(t, path, intent.ID)
		switch {
		case err != nil && !isFor(err, &aside):
			t.Errorf("%v: %v", fault, err)
		case err != nil && fault.kind == full:
			t.Errorf("%v: the reserve does not let the outcome through: %v", fault, err)
		case kind == deletion.Accepted:
		case err == nil || aside.SideFile != "":
			t.Errorf("%v: the outcome is said to be kept (%v), and afterwards it is %q", fault, err, kind)
		case kind != deletion.Unknown:
			t.Errorf("%v: the outcome was lost, and afterwards it is %q", fault, kind)
		case fault.kind != ever:
			t.Errorf("%v: the outcome is lost, though there was a way to keep it: %v", fault, err)
		}
		return met
	})
}

func TestNoFailingFileOperationSpoilsAStart(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	eachFault(t, everyFault, 17, func(t *testing.T, fault rule) bool {
		path := filepath.Join(root, fault.String(), "data", "history.db")
		arm(fault)
		store, err := Open(context.Background(), path, Options{BusyTime: time.Millisecond})
		if err == nil {
			_, err = store.Ready(context.Background())
		}
		met := disarm()
		var failure *deletion.HistoryError
		if err != nil && !isFor(err, &failure) {
			t.Errorf("%v: %v", fault, err)
		}
		if store != nil {
			die(store)
		}
		again := openStore(t, path)
		defer die(again)
		mustIntent(t, again, "8856")
		return met
	})
}
