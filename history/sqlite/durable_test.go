package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"deletecall/deletion"
	"deletecall/testkit"
)

// garbageInTheLog are places of a -wal that has at least three frames.
var garbageInTheLog = map[string]string{
	"its header":                       `printf x | dd of="$1-wal" bs=1 seek=5 conv=notrunc 2>&1`,
	"its salt":                         `printf xxxx | dd of="$1-wal" bs=1 seek=17 conv=notrunc 2>&1`,
	"a page in the middle":             `printf garbage | dd of="$1-wal" bs=1 seek=9000 conv=notrunc 2>&1`,
	"a frame's salt":                   `printf garbage | dd of="$1-wal" bs=1 seek=$((32 + 4120 + 9)) conv=notrunc 2>&1`,
	"a frame's checksum":               `printf garbage | dd of="$1-wal" bs=1 seek=$((32 + 4120 + 17)) conv=notrunc 2>&1`,
	"all of it but its length":         `head -c "$(wc -c < "$1-wal")" /dev/zero | tr '\0' '\252' | dd of="$1-wal" conv=notrunc 2>&1`,
	"its end, which is cut off":        `truncate -s 5000 "$1-wal"`,
	"all of it, which is cut to empty": `: > "$1-wal"`,
}

func TestAnIntentThatTheNextStartWouldNotFindIsNotSent(t *testing.T) {
	for name, script := range garbageInTheLog {
		path := newPath(t)
		store := openStore(t, path)
		mustIntent(t, store, "8850")
		outside(t, script, path)
		_, err := store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
		wantHistoryError(t, name, err, "damaged")
		_, err = store.Ready(context.Background())
		wantHistoryError(t, name+", Ready", err, "damaged")
	}
}

func TestAnOutcomeThatTheNextStartWouldNotFindIsPutAsideAndTakenOver(t *testing.T) {
	for name, script := range garbageInTheLog {
		path := newPath(t)
		store := openStore(t, path)
		intent := mustIntent(t, store, "8856")
		if _, err := store.writer.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
			t.Fatal(err)
		}
		mustIntent(t, store, "8850") // only this one lies in the -wal
		outside(t, script, path)
		wantAside(t, name, store.RecordOutcome(context.Background(), intent, accepted()))
		after := openStore(t, killed(t, path))
		if kind := mustRecord(t, after, intent.Number).Outcome.Kind; kind != deletion.Accepted {
			t.Errorf("%s: the next start makes of it %s", name, kind)
		}
	}
}

func TestGarbageBehindTheLastCommitDoesNoHarm(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	intent := mustIntent(t, store, "8856")
	outside(t, `head -c 9000 /dev/urandom >> "$1-wal"`, path)
	if err := store.RecordOutcome(context.Background(), intent, accepted()); err != nil {
		t.Fatal(err)
	}
	if kind := mustRecord(t, openStore(t, killed(t, path)), 1).Outcome.Kind; kind != deletion.Accepted {
		t.Errorf("the next start finds %s", kind)
	}
}

func TestALogThatOthersBeginAnewIsNotTakenForADamagedOne(t *testing.T) {
	path := newPath(t)
	store, other := openStore(t, path), openStore(t, path)
	mustIntent(t, store, "8850")
	for n := range 5 {
		if _, err := other.writer.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
			t.Fatal(err)
		}
		if err := store.writer.checkDurable(context.Background()); err != nil {
			t.Fatal(err)
		}
		mustIntent(t, store, fmt.Sprint(n))
	}
}

func TestASettlementThatTheNextStartWouldNotFindIsNotSaidToBeKept(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	if err := store.RecordOutcome(context.Background(), mustIntent(t, store, "8856"), deletion.Outcome{Kind: deletion.Unknown}); err != nil {
		t.Fatal(err)
	}
	outside(t, garbageInTheLog["a frame's checksum"], path)
	err := store.RecordSettlement(context.Background(), 1, deletion.Settlement{Finding: deletion.FoundDeleted})
	wantHistoryError(t, "settlement", err, "damaged")
}

func TestAnOutcomeForADamagedDatabaseIsPutAside(t *testing.T) {
	for name, script := range map[string]string{
		"its header": `printf 'this is not a database' | dd of="$1" conv=notrunc 2>&1`,
		"its pages":  `head -c "$(($(wc -c < "$1") - 100))" /dev/zero | tr '\0' '\252' | dd of="$1" conv=notrunc bs=100 seek=1 2>&1`,
		"its end":    `truncate -s 5000 "$1"`,
	} {
		path := newPath(t)
		store := openStore(t, path)
		intent := mustIntent(t, store, "8856")
		if _, err := store.writer.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
			t.Fatal(err)
		}
		outside(t, script, path)
		wantAside(t, name, store.RecordOutcome(context.Background(), intent, accepted()))
	}
}

// A process that is stopped while it writes the header of the -shm leaves its two halves different for as
// long as it holds the lock for writing.
func TestTheLogIsReadBackWhileOthersWriteItsHeader(t *testing.T) {
	path := newPath(t)
	store, other := openStore(t, path), openStore(t, path)
	mustIntent(t, store, "8856")
	header, err := os.OpenFile(path+"-shm", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer header.Close()
	writing := other.writer
	ended, stop := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		const change = 8 // the place of a counter in the first half (sqlite.org/walformat.html)
		was := make([]byte, 1)
		for {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := writing.Exec(`BEGIN IMMEDIATE`); err != nil {
				t.Errorf("begin: %v", err)
				return
			}
			_, err := header.ReadAt(was, change)
			_, torn := header.WriteAt([]byte{was[0] + 1}, change)
			_, mended := header.WriteAt(was, change)
			_, ended := writing.Exec(`ROLLBACK`)
			if err := errors.Join(err, torn, mended, ended); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	for range testkit.Some(make([]struct{}, 5000)) {
		if err := store.writer.checkDurable(context.Background()); err != nil {
			t.Error(err)
			break
		}
	}
	close(stop)
	<-ended
}
