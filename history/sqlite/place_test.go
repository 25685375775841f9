package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sqlite/place"
)

// wantHistoryError wants an error that names a file, has advice and states the
// problem.
func wantHistoryError(t *testing.T, name string, err error, problem string) {
	t.Helper()
	var failure *deletion.HistoryError
	if !errors.As(err, &failure) || failure.Path == "" || failure.Advice == "" || !strings.Contains(failure.Problem, problem) {
		t.Errorf("%s: want %q, got %v", name, problem, err)
	}
}

// fillAndCheckpoint makes a history all of which lies in its main file.
func fillAndCheckpoint(t *testing.T, store *Store) {
	t.Helper()
	for _, identifier := range []string{"1", "2", "3"} {
		if err := store.RecordOutcome(context.Background(), mustIntent(t, store, identifier), accepted()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.writer.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
}

func numbered(name string) deletion.Intent {
	intent := intentFor(name)
	intent.ID = "id-" + name
	return intent
}

// outside runs a shell command in another process: opening and closing the
// database in this one would take SQLite's locks away.
func outside(t *testing.T, script, path string) {
	t.Helper()
	if output, err := exec.Command("sh", "-c", script, "sh", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
}

// killed returns a copy of the history as kill -9 would leave it now: the files
// are there, the locks are free.
func killed(t *testing.T, path string) string {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(copied, os.DirFS(filepath.Dir(path))); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(copied, func(name string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			err = os.Chmod(name, 0o600)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	chmod(t, copied, 0o700)
	return atHome(t, filepath.Join(copied, filepath.Base(path)))
}

// atHome lets the marker next to a copied history say what it would say next to the
// original: a test looks at the copy in its stead.
func atHome(t *testing.T, path string) string {
	t.Helper()
	id, highest, ok := marked(path)
	if !ok {
		return path
	}
	p, err := place.Find(path, "")
	if err == nil {
		err = p.Remind(id, highest)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// marked is what the marker next to a history says, if it can be understood.
func marked(path string) (id string, highest int64, ok bool) {
	content, _ := os.ReadFile(path + "-marker")
	_, err := fmt.Sscanf(string(content), "history %s had records up to number %d", &id, &highest)
	return id, highest, err == nil
}

// wantAside wants an outcome that is kept in the side file, and says so.
func wantAside(t *testing.T, name string, err error) {
	t.Helper()
	var aside *deletion.OutcomeNotRecordedError
	if !errors.As(err, &aside) || aside.SideFile == "" {
		t.Errorf("%s: %v", name, err)
	}
}

func TestAHistoryThatIsSpoiledWhileItIsOpenTakesNoIntent(t *testing.T) {
	for _, test := range []struct{ script, problem string }{
		{`: > "$1"`, "was emptied"},
		{`rm "$1-wal"`, "was removed or moved"},
		{`rm "$1-shm"`, "was removed or moved"},
		{`: > "$1-shm"`, "was cut off"},
		{`truncate -s 4096 "$1-shm"`, "was cut off"},
		{`mv "$1-wal" "$1-old" && cp "$1-old" "$1-wal"`, "was replaced"},
		{`mv "$1-wal" "$1-old" && ln -s "$1-old" "$1-wal"`, "was replaced"},
		{`rm "$1" "$1-wal" "$1-shm"`, "was removed or moved"},
		{`printf 'this is not a database' | dd of="$1" conv=notrunc 2>&1`, "is not a history"},
		{`head -c "$(($(wc -c < "$1") - 100))" /dev/zero | tr '\0' '\252' | dd of="$1" conv=notrunc bs=100 seek=1 2>&1`, "damaged"},
	} {
		path := newPath(t)
		store := openStore(t, path)
		fillAndCheckpoint(t, store)
		outside(t, test.script, path)
		_, err := store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
		wantHistoryError(t, test.script, err, test.problem)
		_, err = store.Ready(context.Background())
		wantHistoryError(t, test.script+", Ready", err, test.problem)
		// A reading ends with 9: the evidence is not what was there.
		_, err = store.Record(context.Background(), 1)
		if err != nil && !errors.Is(err, history.ErrLost) && !isDamage(err) {
			t.Errorf("%s: reading says %v", test.script, err)
		}
	}
}

func TestANewerSchemaWhileItIsOpenTakesNoIntent(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	if _, err := openStore(t, path).writer.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	_, err := store.Ready(context.Background())
	wantHistoryError(t, "Ready", err, "has schema version 99")
	_, err = store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
	wantHistoryError(t, "RecordIntent", err, "has schema version 99")
}

func TestAnOutcomeForFilesThatAreGoneIsPutAside(t *testing.T) {
	for _, script := range []string{`rm "$1-wal"`, `rm "$1-shm"`, `: > "$1-shm"`, `: > "$1"`, `mv "$1" "$1-old"`} {
		path := newPath(t)
		store := openStore(t, path)
		intent := mustIntent(t, store, "8856")
		outside(t, script, path)
		wantAside(t, script, store.RecordOutcome(context.Background(), intent, accepted()))
	}
}

func TestAnOutcomeIsPutAsideWhenOthersHoldTheHistoryTooLong(t *testing.T) {
	path := newPath(t)
	first, second := openStore(t, path), openStore(t, path)
	second.OutcomeTime = time.Millisecond
	intent := mustIntent(t, second, "8856")
	tx, err := first.writer.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	wantAside(t, "locked", second.RecordOutcome(context.Background(), intent, accepted()))
}

func TestAnOutcomeThatCannotBeKeptAnywhereIsSaidAndNotWaitedForForEver(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	intent := mustIntent(t, store, "8856")
	outside(t, `rm "$1-wal"`, path)
	holder, err := os.OpenFile(store.place.SideFile(), os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = unix.Flock(int(holder.Fd()), unix.LOCK_EX)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close()
	var lost *deletion.OutcomeNotRecordedError
	if err := store.RecordOutcome(context.Background(), intent, accepted()); !errors.As(err, &lost) || lost.SideFile != "" {
		t.Errorf("%v", err)
	}
}

// The history was restored from an older backup, or somebody put the file of another one beside
// it: what came of a deletion is not lost without a word.
func TestAnOutcomeWhoseIntentIsMissingStaysInTheSideFile(t *testing.T) {
	for _, kind := range []deletion.OutcomeKind{deletion.NotSent, deletion.Accepted} {
		store, other := openStore(t, newPath(t)), openStore(t, newPath(t))
		for _, from := range []*Store{store, other} {
			if err := from.PutAside(history.NewOutcome(7, "without an intent", deletion.Outcome{Kind: kind})); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(from.place.SideFile(), store.place.SideFile()); err != nil {
				t.Fatal(err)
			}
			warnings, err := store.Ready(context.Background())
			left, readErr := os.ReadFile(store.place.SideFile())
			if err := errors.Join(err, readErr); err != nil || !strings.Contains(string(left), "without an intent") || len(warnings) != 1 {
				t.Errorf("%s: %q is left, %q, %v", kind, left, warnings, err)
			}
		}
	}
}

func TestAnOutcomeThatContradictsItsRecordStaysInTheSideFile(t *testing.T) {
	for kind, stays := range map[deletion.OutcomeKind]bool{deletion.Accepted: false, deletion.Refused: true} {
		store := openStore(t, newPath(t))
		intent := mustIntent(t, store, "8856")
		err := store.RecordOutcome(context.Background(), intent, accepted())
		if err == nil {
			err = store.PutAside(history.NewOutcome(intent.Number, intent.ID, deletion.Outcome{Kind: kind}))
		}
		if err != nil {
			t.Fatal(err)
		}
		warnings, err := store.Ready(context.Background())
		if err != nil || (len(warnings) > 0) != stays {
			t.Errorf("%s: %q, %v", kind, warnings, err)
		}
	}
}

func TestAnIntentThatFailedLeavesNoLockBehind(t *testing.T) {
	path := newPath(t)
	first, second := openStore(t, path), openStore(t, path)
	mustIntent(t, first, "8856")
	if _, err := second.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{}); err == nil {
		t.Fatal("the same target twice")
	}
	_ = second.Close()
	if left, _ := filepath.Glob(path + "-instances/*"); len(left) != 1 {
		t.Errorf("%v", left)
	}
}

func TestSpaceIsWarnedOfAndThenRefused(t *testing.T) {
	free := uint64(1 << 40)
	store, err := Open(context.Background(), newPath(t), Options{statfs: func(path string, into *unix.Statfs_t) error {
		err := unix.Statfs(path, into)
		into.Bsize, into.Bavail = 512, free/512
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for _, test := range []struct {
		free            uint64
		warned, refused bool
	}{
		{64 << 20, false, false}, {64<<20 - 512, true, false}, {4 << 20, true, false}, {4<<20 - 512, false, true}, {0, false, true},
	} {
		free = test.free
		warnings, err := store.Ready(context.Background())
		if (len(warnings) > 0) != test.warned || (err != nil) != test.refused {
			t.Errorf("%d bytes: %v, %v", free, warnings, err)
		}
		_, err = store.RecordIntent(context.Background(), numbered(time.Duration(free).String()), deletion.Guards{})
		if (err != nil) != test.refused {
			t.Errorf("%d bytes: RecordIntent: %v", free, err)
		}
		if err != nil {
			wantHistoryError(t, "space", err, "left on its disk")
		}
	}
}

func TestABrokenLinkIsNotTakenForANewHistory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	if err := os.Symlink(path+"-gone", path); err != nil {
		t.Fatal(err)
	}
	_, err := Open(context.Background(), path, Options{})
	wantHistoryError(t, "link", err, "is a link to a missing file")
}

func TestALinkAndItsTargetAreOneHistory(t *testing.T) {
	path := newPath(t)
	store := openStore(t, path)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	mustIntent(t, store, "8856")
	if record := mustRecord(t, openStore(t, link), 1); record.Outcome.Kind != deletion.Pending {
		t.Errorf("through the link it is %s", record.Outcome.Kind)
	}
}

func TestTheUmaskDoesNotMatter(t *testing.T) {
	for _, umask := range []int{0, 0o277} {
		before := unix.Umask(umask)
		path := filepath.Join(t.TempDir(), "a", "b", "history.db")
		store, err := Open(context.Background(), path, Options{})
		if err == nil {
			_, err = store.RecordIntent(context.Background(), intentFor("8856"), deletion.Guards{})
			_ = store.Close()
		}
		unix.Umask(before)
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]os.FileMode{"": 0o600, "-marker": 0o600, "-reserve": 0o600, "-instances": 0o700, "/..": 0o700, "/../..": 0o700} {
			info, err := os.Stat(filepath.Clean(path + name))
			if err != nil || info.Mode().Perm() != want {
				t.Errorf("umask %o: %q has mode %v, %v", umask, name, info.Mode(), err)
			}
		}
	}
}
