//go:build amd64 || arm64

package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/store"
	"deletecall/query"
)

func TestAReadOnlyPlaceIsReadAndSaysWhyNothingIsRecorded(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	for _, errno := range []syscall.Errno{unix.EROFS, unix.ENOSPC} {
		path := filepath.Join(root, errno.Error(), "history.db")
		first := openStore(t, path)
		mustIntent(t, first, "8856")
		if err := errors.Join(first.RecordOutcome(context.Background(), intentOf(t, first, 1), accepted()), first.Close()); err != nil {
			t.Fatal(err)
		}
		arm(rule{kind: ever, n: 1, errno: errno})
		store, err := Open(context.Background(), path, Options{})
		if err != nil {
			t.Fatalf("%v: %v", errno, err)
		}
		page, err := store.Find(context.Background(), query.Query{}, query.PageRequest{Limit: 10})
		if err != nil || len(page.Records) != 1 || page.Records[0].Outcome.Kind != deletion.Accepted {
			t.Errorf("%v: %+v, %v", errno, page, err)
		}
		var failure *deletion.HistoryError
		if _, err := store.Ready(context.Background()); !isFor(err, &failure) || !strings.Contains(failure.Advice, "start deletecall again") {
			t.Errorf("%v: Ready: %v", errno, err)
		}
		if _, err := store.RecordIntent(context.Background(), intentFor("8857"), deletion.Guards{}); !isFor(err, &failure) {
			t.Errorf("%v: RecordIntent: %v", errno, err)
		}
		if !disarm() || len(store.Warnings(context.Background(), nil)) == 0 {
			t.Errorf("%v: no warning", errno)
		}
		_ = store.Close()
	}
}

func intentOf(t *testing.T, store *Store, number int64) deletion.Intent {
	t.Helper()
	return mustRecord(t, store, number).Intent
}

func TestNoFileDescriptorMeansNoIntentAndALivingStore(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	store := openStore(t, filepath.Join(root, "history.db"))
	arm(rule{kind: ever, n: 1, errno: unix.EMFILE})
	_, err := store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
	disarm()
	wantHistoryError(t, "RecordIntent", err, "too many files")
	mustIntent(t, store, "8856")

	eachFault(t, []rule{{kind: ever, errno: unix.EMFILE}}, 1, func(t *testing.T, fault rule) (met bool) {
		arm(fault)
		store, err := Open(context.Background(), filepath.Join(root, fmt.Sprint(fault.n), "history.db"), Options{})
		if met = disarm(); err == nil {
			_ = store.Close()
			return met
		}
		wantHistoryError(t, fault.String(), err, "too many files")
		return met
	})
}

// On a full disk a history that was moved there has no marker, and none can be made: what is
// handed over of it is no worse for that, as where the history itself is full.
func TestAMarkerThatHasNoRoomIsAFullDisk(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	path := filepath.Join(root, "history.db")
	opened := openStore(t, path)
	mustIntent(t, opened, "8856")
	if err := os.Remove(path + "-marker"); err != nil {
		t.Fatal(err)
	}
	arm(rule{kind: full, n: 1, errno: unix.ENOSPC})
	err := opened.RecordAct(t.Context(), history.Act{What: history.BackupAct})
	var noRoom *store.FullError
	if met := disarm(); !met || !errors.As(err, &noRoom) || !strings.Contains(err.Error(), "make the marker of the history") {
		t.Errorf("%t, %v", met, err)
	}
}

func TestAWalThatVanishesDuringTheWriteIsNoticed(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	store := openStore(t, filepath.Join(root, "intent", "history.db"))
	mustIntent(t, store, "8850")
	arm(rule{kind: gone, n: 1})
	_, err := store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
	wantHistoryError(t, "intent", err, "was removed or moved")

	store = openStore(t, filepath.Join(root, "outcome", "history.db"))
	intent := mustIntent(t, store, "8856")
	arm(rule{kind: gone, n: 1})
	var aside *deletion.OutcomeNotRecordedError
	if err := store.RecordOutcome(context.Background(), intent, accepted()); !errors.As(err, &aside) || aside.SideFile == "" {
		t.Errorf("outcome: %v", err)
	}
}

func TestASettlementIsReadBackAfterACommitThatFailed(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	eachFault(t, []rule{{kind: once, errno: unix.ENOSPC}}, 1, func(t *testing.T, fault rule) bool {
		store := openStore(t, filepath.Join(root, fmt.Sprint(fault.n), "history.db"))
		intent := mustIntent(t, store, "8856")
		if err := store.RecordOutcome(context.Background(), intent, deletion.Outcome{Kind: deletion.Unknown}); err != nil {
			t.Fatal(err)
		}
		arm(fault)
		err := store.RecordSettlement(context.Background(), 1, deletion.Settlement{Finding: deletion.FoundDeleted, Operator: deletion.Operator{Name: "bob"}})
		met := disarm()
		if record := mustRecord(t, store, 1); err != nil || record.Settlement == nil {
			t.Errorf("%v: %v, %+v", fault, err, record.Settlement)
		}
		return met
	})
}

func TestAnIntentSurvivesALossOfPowerAtTheMomentOfSending(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	store := openStore(t, filepath.Join(root, "a", "new", "history.db"))
	for n := range 5 {
		intent := mustIntent(t, store, fmt.Sprint(8000+n))
		survivor := openStore(t, atHome(t, filepath.Join(loseThePower(root), "a", "new", "history.db")))
		if record := mustRecord(t, survivor, intent.Number); record.Intent.ID != intent.ID {
			t.Errorf("intent %d became %+v", n, record.Intent)
		}
		_ = survivor.Close()
		if n == 3 {
			if _, err := store.writer.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAStartThatSweepsAtAnyMomentTakesNoLockAway(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	store := openStore(t, filepath.Join(root, "data", "history.db"))
	arm(rule{kind: swept, n: 1})
	_, err := store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
	if !disarm() || err != nil {
		t.Fatalf("swept at every operation: %v", err)
	}
	if store.place.Processes.Living() != 1 {
		t.Error("other processes see a dead one")
	}
}

func TestALogThatIsBegunAnewWhileItIsReadIsNotTakenForADamagedOne(t *testing.T) {
	root, inChild := supervised(t)
	if !inChild {
		return
	}
	store := openStore(t, filepath.Join(root, "data", "history.db"))
	mustIntent(t, store, "8856")
	arm(rule{kind: again, n: 1})
	err := store.writer.checkDurable(context.Background())
	if !disarm() || err != nil {
		t.Error(err)
	}
}
