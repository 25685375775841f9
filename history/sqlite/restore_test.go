package sqlite

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/store"
	"deletecall/privatefile"
	"deletecall/query"
)

// restore makes a copy the history at a path.
func restore(t *testing.T, from, to string, options Options) store.Restored {
	t.Helper()
	restored, err := tryRestore(from, to, options, false)
	if err != nil {
		t.Fatal(err)
	}
	restored.End()
	return restored
}

func tryRestore(from, to string, options Options, forced bool) (store.Restored, error) {
	readOnly := options
	readOnly.ReadOnly = true
	copied, err := Open(context.Background(), from, readOnly)
	if err != nil {
		return store.Restored{}, err
	}
	defer copied.Close()
	return copied.Restore(context.Background(), to, options, forced, "alice", quietly)
}

// Whoever has the history open then reads one file, and what is remembered of the other one.
func TestARestoreIsNoAlarmForWhoHasTheHistoryOpen(t *testing.T) {
	path, backup := newPath(t), emptyFile(t)
	filled(t, path)
	store := openStore(t, path)
	if _, err := store.Backup(t.Context(), backup, quietly); err != nil {
		t.Fatal(err)
	}
	reader := openStore(t, path)
	restored, err := tryRestore(backup, path, Options{}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer restored.End()
	_, _, counted := reader.Count(t.Context(), query.Query{})
	_, verified := reader.Verify(t.Context(), nil)
	for what, err := range map[string]error{
		"to record": reader.Trust(), "to count": counted, "to verify": verified, "the tree": reader.CheckTree(t.Context()),
	} {
		if !errors.Is(err, history.ErrRestored) || errors.Is(err, history.ErrLost) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Until what this machine remembers is put aside, the file in place does not match it.
func TestAHistoryThatIsBeingRestoredIsWaitedFor(t *testing.T) {
	path, backup := newPath(t), emptyFile(t)
	filled(t, path)
	store := openStore(t, path)
	if _, err := store.Backup(t.Context(), backup, quietly); err != nil {
		t.Fatal(err)
	}
	restored, err := tryRestore(backup, path, Options{}, true)
	if err != nil {
		t.Fatal(err)
	}
	content := announcement(t, path)
	openStore(t, path) // as whoever restores does
	restored.End()

	lock := announceElsewhere(t, path, content)
	_, err = Open(t.Context(), path, Options{BusyTime: time.Millisecond})
	if !errors.Is(err, history.ErrRestored) || !strings.Contains(err.Error(), "alice") {
		t.Errorf("while it is restored: %v", err)
	}
	_ = lock.Close()
	openStore(t, path)
}

// announcement is what a restore says in its lock file.
func announcement(t *testing.T, path string) []byte {
	t.Helper()
	announced, _ := filepath.Glob(path + "-instances/*")
	if len(announced) != 1 {
		t.Fatalf("%q announce the restore", announced)
	}
	content, err := os.ReadFile(announced[0])
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// announceElsewhere announces the same restore as if another process did it, until the lock is closed.
func announceElsewhere(t *testing.T, path string, content []byte) *os.File {
	t.Helper()
	name := filepath.Join(path+"-instances", "elsewhere")
	content = bytes.Replace(content, []byte(strconv.Itoa(os.Getpid())), []byte("1"), 1)
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	lock, err := privatefile.Open(name, os.O_RDWR)
	if err == nil {
		err = privatefile.TryLock(lock, privatefile.Exclusive)
	}
	if err != nil {
		t.Fatal(err)
	}
	return lock
}

// What is remembered was read then before the restore, and the file opened after it.
func TestAHistoryThatWasRestoredWhileItWasOpenedIsOpenedAgain(t *testing.T) {
	path, backup := newPath(t), emptyFile(t)
	filled(t, path)
	before := openStore(t, path)
	if _, err := before.Backup(t.Context(), backup, quietly); err != nil {
		t.Fatal(err)
	}
	if err := before.RecordOutcome(t.Context(), mustIntent(t, before, "8856"), accepted()); err != nil {
		t.Fatal(err)
	}
	before.Leave()
	var once sync.Once
	opened := openWith(t, path, Options{wrap: func(log store.Log) store.Log {
		once.Do(func() {
			restored, err := tryRestore(backup, path, Options{}, true)
			if err != nil {
				t.Fatal(err)
			}
			restored.End()
		})
		return log
	}})
	if err := errors.Join(opened.Unwritable(), opened.Trust()); err != nil {
		t.Error(err)
	}
}

// A restore that was announced looks for deletions that began before; those that begin later look for it.
func TestNoDeletionBeginsWhileTheHistoryIsBeingReplaced(t *testing.T) {
	path, backup := newPath(t), emptyFile(t)
	filled(t, path)
	if _, err := openStore(t, path).Backup(t.Context(), backup, quietly); err != nil {
		t.Fatal(err)
	}
	restored, err := tryRestore(backup, path, Options{}, true)
	if err != nil {
		t.Fatal(err)
	}
	content := announcement(t, path)
	restored.End()
	store := openStore(t, path)
	lock := announceElsewhere(t, path, content)
	_, err = store.RecordIntent(t.Context(), intentFor("8856"), deletion.Guards{})
	if !errors.Is(err, history.ErrRestored) {
		t.Errorf("while it is restored: %v", err)
	}
	_ = lock.Close()
	if living := store.place.Processes.Living(); living != 0 {
		t.Errorf("%d locks keep the history from being restored", living)
	}
	mustIntent(t, store, "8856")
}

// none takes the number of a record that was changed, and does nothing.
func none(int64) {}

func TestABackupIsPutInThePlaceOfWhatIsNotTheHistory(t *testing.T) {
	for name, script := range map[string]string{
		"missing":              `rm -f "$1" "$1"-wal "$1"-shm`,
		"missing with all":     `rm -r "$(dirname "$1")"`,
		"emptied":              `: > "$1"`,
		"cut off":              `truncate -s 20000 "$1"`,
		"garbage":              `head -c 50000 /dev/urandom > "$1"`,
		"a damaged page":       `dd if=/dev/urandom of="$1" bs=4096 seek=3 count=1 conv=notrunc 2>/dev/null`,
		"another history":      `cp "$OTHER" "$1"`,
		"of another program":   `printf 'SQLite is not here, this is another file altogether, and it is long enough for a header, is it not, yes it is' > "$1"`,
		"an older copy":        `cp "$OLDER" "$1"; rm -f "$1"-wal "$1"-shm`,
		"without its markers":  `rm "$1" "$1"-*; rm -r "$MEMORY"`,
		"a link to nothing":    `mv "$1" "$1.moved"; rm -f "$1"-wal "$1"-shm`,
		"the backup by itself": `cp "$BACKUP" "$1"; rm -f "$1"-wal "$1"-shm`,
	} {
		t.Run(name, func(t *testing.T) {
			path, options := remembered(t)
			other, backup := newPath(t), emptyFile(t)
			filled(t, other)
			store := openWith(t, path, options)
			outside(t, `cp "$1" "`+backup+`-older"`, path)
			if err := store.RecordOutcome(context.Background(), mustIntent(t, store, "8856"), accepted()); err != nil {
				t.Fatal(err)
			}
			if _, err := store.Backup(context.Background(), backup, quietly); err != nil {
				t.Fatal(err)
			}
			mustIntent(t, store, "8857") // which the backup does not have
			store.place.Processes.Release("id of 8857")
			_ = store.Close()
			outside(t, `OTHER="`+other+`" OLDER="`+backup+`-older" BACKUP="`+backup+`" MEMORY="`+options.Memory+`"; `+script, path)
			restored := restore(t, backup, path, options)
			known := int64(5)
			if name == "without its markers" {
				known = 0
			}
			if restored.Records != 4 || restored.Last != 4 || restored.Had != known || restored.Other {
				t.Errorf("%+v", restored)
			}
			again := openWith(t, path, options)
			if intent := mustIntent(t, again, "9000"); intent.Number != 5 {
				t.Errorf("it goes on with %d", intent.Number)
			}
			if warnings := again.Warnings(context.Background(), nil); len(warnings) > 0 {
				t.Errorf("%q", warnings)
			}
			for _, aside := range restored.Aside {
				if _, err := os.Lstat(aside); err != nil {
					t.Errorf("what was there before is gone: %v", err)
				}
			}
		})
	}
}

func TestAHistoryThatIsWholeIsNotReplacedUnasked(t *testing.T) {
	path, options := remembered(t)
	store, backup, other := openWith(t, path, options), emptyFile(t), newPath(t)
	filled(t, other)
	if _, err := store.Backup(context.Background(), backup, quietly); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{backup, other} {
		_, err := tryRestore(from, path, options, false)
		wantHistoryError(t, from, err, "is intact, and not older")
	}
	mustIntent(t, store, "8856")
	_, err := tryRestore(backup, path, options, true)
	wantHistoryError(t, "while it is used", err, "is in use by another process")
	store.place.Processes.Release("id of 8856")
	_ = store.Close()
	restored, err := tryRestore(backup, path, options, true)
	if err != nil || restored.Had != 4 || restored.Last != 3 || len(restored.Aside) == 0 {
		t.Fatalf("%+v, %v", restored, err)
	}
	// What was replaced is a copy from now on, with all that it had.
	aside := openWith(t, restored.Aside[0], Options{})
	readAll(t, aside, 4)
	appended(t, aside, "is a copy, which is only read")
}

// What keeps a deletion from being sent leads to a restore, which must not call the history intact.
func TestAHistoryThatWasChangedIsReplacedAndOneWhoseListWasIsMadeAgain(t *testing.T) {
	for change, refusal := range map[string]string{
		`UPDATE event SET fields = NULL WHERE seq = 1`:                 "",
		`UPDATE event_hash SET hashes = zeroblob(32) WHERE seq = 1`:    "",
		`UPDATE record SET outcome = 'not_sent' WHERE number = 1`:      "deletecall history rebuild",
		`DROP INDEX event_of_number`:                                   "deletecall history rebuild",
		`ALTER TABLE event ADD COLUMN x INTEGER`:                       "",
		`UPDATE record SET reason = reason || '' WHERE number < 1_000`: "is intact, and not older",
	} {
		path, options := remembered(t)
		store, backup := openWith(t, path, options), emptyFile(t)
		if _, err := store.Backup(t.Context(), backup, quietly); err != nil {
			t.Fatal(err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		forge(t, path, func(f forger) { f.do(change) })
		_, err := tryRestore(backup, path, options, false)
		if refusal == "" && err != nil || refusal != "" && (err == nil || !strings.Contains(err.Error(), refusal)) {
			t.Errorf("%s: it says %v", change, err)
		}
	}
}

// The outcome of a deletion that begins while a large backup is copied, or right before the restore is announced,
// would find no record.
func TestAHistoryIsNotReplacedUnderADeletionThatBeganMeanwhile(t *testing.T) {
	for name, whileCopied := range map[string]bool{"while it is copied": true, "right before it is announced": false} {
		t.Run(name, func(t *testing.T) {
			path, options := remembered(t)
			store, backup := openWith(t, path, options), emptyFile(t)
			if _, err := store.Backup(context.Background(), backup, quietly); err != nil {
				t.Fatal(err)
			}
			var begun sync.Once
			var intent deletion.Intent
			begin := func() { begun.Do(func() { intent = mustIntent(t, store, "8856") }) }
			copied := false
			now := func() time.Time {
				if copied {
					begin()
				}
				return time.Now()
			}
			restored, err := openWith(t, backup, Options{Now: now}).Restore(context.Background(), path, options, true, "alice", func(int64, int64) {
				if copied = true; whileCopied {
					begin()
				}
			})
			wantHistoryError(t, "while a deletion is in progress", err, "is in use by another process")
			if len(restored.Aside) > 0 || err != nil && strings.Contains(err.Error(), "name failed") {
				t.Errorf("it moved %q and says %q", restored.Aside, err)
			}
			if err := store.RecordOutcome(context.Background(), intent, accepted()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAnotherHistoryIsNotPutInThePlaceSilently(t *testing.T) {
	path, options := remembered(t)
	other := newPath(t)
	filled(t, other)
	outside(t, `rm "$1"`, path)
	restored, err := tryRestore(other, path, options, false)
	if err != nil || !restored.Other {
		t.Errorf("%+v, %v", restored, err)
	}
}

func TestACopyThatWasMovedToItsPlaceBecomesTheHistoryThere(t *testing.T) {
	path, options := remembered(t)
	moved := newPath(t)
	outside(t, `cp -a "$(dirname "$1")" "`+filepath.Dir(moved)+`"`, path)
	wantHistoryError(t, "moved", ready(moved, Options{}), "is a copy, which is only read")
	_, err := tryRestore(moved, moved, options, false)
	wantHistoryError(t, "while the first one is there", err, "is the history that this is a copy of, and it is intact")
	outside(t, `mv "$1" "$1.old"`, path)
	if restored := restore(t, moved, moved, options); restored.Last != 3 || len(restored.Aside) != 0 {
		t.Errorf("%+v", restored)
	}
	if intent := mustIntent(t, openWith(t, moved, options), "8856"); intent.Number != 4 {
		t.Errorf("it goes on with %d", intent.Number)
	}
}

func TestAnArchiveIsNotRestored(t *testing.T) {
	store := years(t)
	archive := emptyFile(t)
	if _, err := archived(context.Background(), store, archive, 5, quietly); err != nil {
		t.Fatal(err)
	}
	_, err := tryRestore(archive, newPath(t), Options{}, true)
	wantHistoryError(t, "archive", err, "is an archive")
}

// A history that gets its log only in its place has a rollback journal meanwhile. One that is
// left by a process that was killed keeps everybody from using the history.
func TestARestoredHistoryHasItsLogBeforeItIsInItsPlace(t *testing.T) {
	path, options := remembered(t)
	backup := emptyFile(t)
	store := openWith(t, path, options)
	if _, err := store.Backup(context.Background(), backup, quietly); err != nil {
		t.Fatal(err)
	}
	_ = store.Close()
	outside(t, `rm -f "$1" "$1"-wal "$1"-shm`, path)
	restore(t, backup, path, options)
	// sqlite.org/fileformat2.html, 1.3: 1 is a rollback journal, 2 is a log.
	for file, want := range map[string]string{backup: "\x01\x01", path: "\x02\x02"} {
		content, err := os.ReadFile(file)
		if err != nil || string(content[18:20]) != want {
			t.Errorf("%s is written in the way %q, not %q (%v)", filepath.Base(file), content[18:20], want, err)
		}
	}
	for _, beside := range []string{"-wal", "-journal"} {
		if _, err := os.Stat(path + beside); err == nil {
			t.Errorf("the restored history has a file %s next to it", beside)
		}
	}
}
