package export_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"deletecall/history/export"
)

func writing(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// names returns what lies in a folder, hidden files included.
func names(t *testing.T, folder string) (found []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		found = append(found, entry.Name())
	}
	return found
}

func TestAFileIsWholeAndForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := export.ToFile(t.Context(), path, false, writing("whole")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if got := contents(t, path); got != "whole" {
		t.Errorf("%q", got)
	}
	if found := names(t, filepath.Dir(path)); len(found) != 1 {
		t.Errorf("the folder holds %q", found)
	}
}

func TestAnExistingFileStaysAsItIsUnlessItMayBeReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := export.ToFile(t.Context(), path, false, func(io.Writer) error { t.Error("the work was done all the same"); return nil })
	var exists *export.ExistsError
	if !errors.As(err, &exists) || !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), "\nChoose another name") {
		t.Errorf("%v", err)
	}
	if got := contents(t, path); got != "old" {
		t.Errorf("%q", got)
	}
	if err := export.ToFile(t.Context(), path, true, writing("new")); err != nil || contents(t, path) != "new" {
		t.Errorf("%q, %v", contents(t, path), err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("the new file has the mode of the old one: %v, %v", info.Mode(), err)
	}
}

func TestAFileThatAppearsMeanwhileIsNotReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	err := export.ToFile(t.Context(), path, false, func(w io.Writer) error {
		return errors.Join(os.WriteFile(path, []byte("theirs"), 0o644), writing("ours")(w))
	})
	var exists *export.ExistsError
	if !errors.As(err, &exists) || contents(t, path) != "theirs" || len(names(t, filepath.Dir(path))) != 1 {
		t.Errorf("%v, %q, %q", err, contents(t, path), names(t, filepath.Dir(path)))
	}
}

func TestOfManyThatWriteOneFileOneSucceeds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	var group sync.WaitGroup
	won := make(chan string, 8)
	for _, text := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		group.Go(func() {
			if err := export.ToFile(t.Context(), path, false, writing(text)); err == nil {
				won <- text
			} else if !errors.Is(err, fs.ErrExist) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(won) != 1 || <-won != contents(t, path) {
		t.Errorf("%d succeeded, the file holds %q", len(won), contents(t, path))
	}
}

func TestACancelledExportLeavesNoFile(t *testing.T) {
	for _, format := range export.Formats() {
		folder := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		err := export.ToFile(ctx, filepath.Join(folder, "a"), false, func(w io.Writer) error {
			_, err := export.Write(ctx, w, repeat(5000, sample()), export.Options{Format: format}, func(int64) { cancel() })
			return err
		})
		if !errors.Is(err, context.Canceled) || len(names(t, folder)) != 0 {
			t.Errorf("%s: %v; the folder holds %q", format, err, names(t, folder))
		}
	}
}

func TestAWriterThatDoesNotLookAtTheContextIsStoppedToo(t *testing.T) {
	folder := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	err := export.ToFile(ctx, filepath.Join(folder, "a"), false, func(w io.Writer) error {
		cancel()
		return writing("late")(w)
	})
	if !errors.Is(err, context.Canceled) || len(names(t, folder)) != 0 {
		t.Errorf("%v; the folder holds %q", err, names(t, folder))
	}
}

func TestAFailedOrBrokenExportLeavesTheOldFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := export.ToFile(t.Context(), path, true, func(w io.Writer) error {
		return errors.Join(writing("half")(w), errStop)
	}); !errors.Is(err, errStop) {
		t.Errorf("%v", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is gone")
			}
		}()
		_ = export.ToFile(t.Context(), path, true, func(w io.Writer) error { panic("fault") })
	}()
	if got := contents(t, path); got != "old" || len(names(t, filepath.Dir(path))) != 1 {
		t.Errorf("%q; the folder holds %q", got, names(t, filepath.Dir(path)))
	}
}

func TestWhatIsNotAFileIsNeverReplaced(t *testing.T) {
	folder := t.TempDir()
	link := filepath.Join(folder, "link")
	if err := os.Symlink(filepath.Join(folder, "target"), link); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(folder, "socket") // stands for devices: never one of the system's in a test
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	for path, what := range map[string]string{folder: "a folder", link: "a symbolic link", socket: "not a regular file"} {
		err := export.ToFile(t.Context(), path, true, writing("x"))
		if err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if target, err := os.Readlink(link); err != nil || target == "" {
		t.Errorf("the link is gone: %v", err)
	}
}

func TestAFolderThatIsNotThereIsAClearError(t *testing.T) {
	err := export.ToFile(t.Context(), filepath.Join(t.TempDir(), "no\x1bwhere", "a.csv"), false, writing("x"))
	var missing *export.NoFolderError
	if !errors.As(err, &missing) || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "no file was written\nMake it first") {
		t.Errorf("%v", err)
	}
	mustBeSafe(t, "the error", err.Error())
}

func TestADatabaseIsReplacedByNoExport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "damaged.db")
	const database = "SQLite format 3\x00 and what is left of it"
	if err := os.WriteFile(path, []byte(database), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := export.ToFile(t.Context(), path, true, writing("x")); err == nil || !strings.Contains(err.Error(), "--history") {
		t.Errorf("the error is %v", err)
	}
	if got := contents(t, path); got != database {
		t.Errorf("the database is now %q", got)
	}
}
