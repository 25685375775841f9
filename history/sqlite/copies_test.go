package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/query"
)

// contents are all files below a folder.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// appended tries everything that appends to a history, and wants each to be refused.
func appended(t *testing.T, store *Store, problem string) {
	t.Helper()
	ctx := context.Background()
	_, err := store.Ready(ctx)
	wantHistoryError(t, "Ready", err, problem)
	_, err = store.RecordIntent(ctx, intentFor("9999"), deletion.Guards{})
	wantHistoryError(t, "an intent", err, problem)
	wantHistoryError(t, "a settlement", store.RecordSettlement(ctx, 1, deletion.Settlement{Finding: deletion.FoundDeleted}), problem)
	wantHistoryError(t, "an export", store.RecordAct(ctx, history.Act{What: "csv"}), problem)
	origin, err := proof.Origin(store.ID())
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), origin)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Sign(ctx, key)
	wantHistoryError(t, "a checkpoint", err, problem)
}

// readAll reads in every way.
func readAll(t *testing.T, store *Store, records int64) {
	t.Helper()
	ctx := context.Background()
	if _, total, err := store.Count(ctx, query.Query{}); err != nil || total != records {
		t.Errorf("%d records, %v", total, err)
	}
	if page, err := store.Find(ctx, query.Query{}, query.PageRequest{Limit: 50}); err != nil || int64(len(page.Records)) != records {
		t.Errorf("a page of %d, %v", len(page.Records), err)
	}
	mustRecord(t, store, records)
	for _, err := range store.Records(ctx, query.Query{}, func(n int64) { t.Errorf("record %d was changed", n) }) {
		if err != nil {
			t.Error(err)
		}
	}
	if err := errors.Join(store.CheckTree(ctx), store.Index(ctx)); err != nil {
		t.Error(err)
	}
	if _, err := store.Backup(ctx, emptyFile(t), quietly); err != nil {
		t.Error(err)
	}
	_ = store.Warnings(ctx, nil)
}

func TestACopyIsOnlyReadHoweverItWasMade(t *testing.T) {
	store, _, _ := signed(t)
	source := store.place.Path()
	for name, copied := range map[string]func(folder string) string{
		"by history backup": func(folder string) string {
			path := filepath.Join(folder, "copy.db")
			write(t, path, "")
			if _, err := store.Backup(context.Background(), path, quietly); err != nil {
				t.Fatal(err)
			}
			return path
		},
		"the file with its log": func(folder string) string {
			outside(t, `cp "`+source+`" "$1/h.db" && cp "`+source+`-wal" "$1/h.db-wal"`, folder)
			return filepath.Join(folder, "h.db")
		},
		"the file alone": func(folder string) string {
			store.Fold()
			outside(t, `cp "`+source+`" "$1/h.db"`, folder)
			return filepath.Join(folder, "h.db")
		},
		"the whole folder": func(folder string) string {
			outside(t, `cp -a "`+filepath.Dir(source)+`/." "$1" && rm -f "$1"/*-shm`, folder)
			return filepath.Join(folder, filepath.Base(source))
		},
		"for everybody to read": func(folder string) string {
			store.Fold()
			outside(t, `cp "`+source+`" "$1/h.db" && chmod 644 "$1/h.db"`, folder)
			return filepath.Join(folder, "h.db")
		},
		"on a stick without modes": func(folder string) string {
			store.Fold()
			outside(t, `cp "`+source+`" "$1/h.db" && chmod 777 "$1/h.db" "$1"`, folder)
			return filepath.Join(folder, "h.db")
		},
		"of another user, which can't be written": func(folder string) string {
			store.Fold()
			outside(t, `cp "`+source+`" "$1/h.db" && chmod 444 "$1/h.db" && chmod 555 "$1"`, folder)
			t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
			_ = os.Chown(filepath.Join(folder, "h.db"), 65534, -1) // only root can, and only for root the modes make no difference
			return filepath.Join(folder, "h.db")
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := copied(folder)
			before := contents(t, folder)
			opened := openWith(t, path, Options{})
			if !opened.IsCopy() {
				t.Error("it is not known as a copy")
			}
			readAll(t, opened, 30)
			if warnings := strings.Join(opened.Warnings(context.Background(), nil), " "); strings.Contains(warnings, "may lack the newest records: only") {
				t.Error(warnings)
			}
			appended(t, opened, "which is only read")
			if err := opened.Close(); err != nil {
				t.Error(err)
			}
			after := contents(t, folder)
			for file, content := range after {
				if was, there := before[file]; !there || was != content {
					t.Errorf("%s was made or changed", file)
				}
			}
			if len(after) != len(before) {
				t.Errorf("%d files became %d", len(before), len(after))
			}
		})
	}
	// The history itself goes on, and so does what is signed over it.
	mustIntent(t, openWith(t, source, Options{}), "9000")
	if store.IsCopy() {
		t.Error("the history is taken for a copy of itself")
	}
}

func TestAHistoryThatWasMovedIsNoCopy(t *testing.T) {
	path := newPath(t)
	filled(t, path)
	moved := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Rename(filepath.Dir(path), moved); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the marker learns where it is now
		store := openWith(t, filepath.Join(moved, filepath.Base(path)), Options{})
		if store.IsCopy() {
			t.Fatal("it is taken for a copy")
		}
		if _, err := store.Ready(context.Background()); err != nil {
			t.Fatal(err)
		}
		_ = store.Close()
	}
}

func TestADatabaseWithASecondNameIsOnlyRead(t *testing.T) {
	path := newPath(t)
	filled(t, path)
	second := filepath.Join(t.TempDir(), "second.db")
	if err := os.Link(path, second); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, second} {
		before := contents(t, filepath.Dir(second))
		store := openWith(t, name, Options{})
		readAll(t, store, 3)
		appended(t, store, "has 2 names")
		if err := store.Close(); err != nil {
			t.Error(err)
		}
		if after := contents(t, filepath.Dir(second)); len(after) != 1 || after[second] != before[second] {
			t.Errorf("%s: next to the second name there is %d", name, len(after))
		}
	}
	if err := os.Remove(second); err != nil {
		t.Fatal(err)
	}
	if intent := mustIntent(t, openWith(t, path, Options{}), "8856"); intent.Number != 4 {
		t.Errorf("with one name again the next record is %d", intent.Number)
	}
}

func TestALinkThatIsMadeWhileItIsOpenLosesNothing(t *testing.T) {
	for _, file := range []string{"", "-wal", "-shm"} {
		path := newPath(t)
		store := openStore(t, path)
		intent := mustIntent(t, store, "8856")
		second := filepath.Join(t.TempDir(), "second")
		if err := os.Link(path+file, second); err != nil {
			t.Fatal(err)
		}
		appended(t, store, "has 2 names")
		// What was sent before has its outcome all the same.
		if err := store.RecordOutcome(context.Background(), intent, accepted()); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		other, err := Open(context.Background(), second, Options{})
		if err == nil {
			_ = other.Close()
		}
		_ = store.Close()
		_ = os.Remove(second)
		if record := mustRecord(t, openStore(t, path), 1); record.Outcome.Kind != deletion.Accepted {
			t.Errorf("%s: afterwards it is %s", file, record.Outcome.Kind)
		}
	}
}

// A mount can't be made without privileges: the kernel's answer is tried where it can.
func TestAMountOfTheFileAloneIsOnlyRead(t *testing.T) {
	path := newPath(t)
	filled(t, path)
	second := filepath.Join(t.TempDir(), "second.db")
	write(t, second, "")
	mount := exec.Command("unshare", "-m", "sh", "-c", `mount --bind "$1" "$2" || exit 77; exec "$0" "$2"`, os.Args[0], path, second)
	mount.Env = append(os.Environ(), childVariable+"=looks", quickExit)
	output, err := mount.CombinedOutput()
	var status *exec.ExitError
	if errors.As(err, &status) && status.ExitCode() == 77 || err != nil && !strings.Contains(string(output), "failed") {
		t.Skipf("no mounts here: %v, %s", err, output)
	}
	if !strings.Contains(string(output), "is mounted as a single file") {
		t.Errorf("through the mount: %s", output)
	}
	if left := contents(t, filepath.Dir(second)); len(left) != 1 {
		t.Errorf("next to the mount there is %d", len(left))
	}
}
