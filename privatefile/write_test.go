package privatefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func content(t *testing.T, path string) string {
	t.Helper()
	found, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
	}
	return string(found)
}

// wantNames fails unless these names, and no other, are in the folder.
func wantNames(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != len(want) {
		t.Fatalf("the folder holds %v, %v", entries, err)
	}
	for i, entry := range entries {
		if entry.Name() != want[i] {
			t.Errorf("the folder holds %v", entries)
		}
	}
}

func TestAFileIsReplacedWholeOrLeftAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := Write(path, Replace, func(file *os.File) error {
		_, err := file.WriteString("half")
		return errors.Join(err, broken)
	})
	if !errors.Is(err, broken) || content(t, path) != "old" {
		t.Errorf("%v, %q", err, content(t, path))
	}
	if err := WriteBytes(path, New, []byte("new")); !errors.Is(err, fs.ErrExist) || content(t, path) != "old" {
		t.Errorf("%v, %q", err, content(t, path))
	}
	if err := WriteBytes(path, Replace, []byte("new")); err != nil || content(t, path) != "new" {
		t.Errorf("%v, %q", err, content(t, path))
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	wantNames(t, filepath.Dir(path), "file")
}

// noLinks is a file system without hard links.
func noLinks(string, string) error { return errors.ErrUnsupported }

func withoutLinks(temp, path string) error { return nameNew(temp, path, noLinks) }

func TestWithoutHardLinksAFileIsNamedAndNeverReplacesAnother(t *testing.T) {
	folder := t.TempDir()
	a, b := filepath.Join(folder, "a"), filepath.Join(folder, "b")
	if err := WriteBytes(a, withoutLinks, []byte("whole")); err != nil {
		t.Fatal(err)
	}
	err := Write(b, withoutLinks, func(*os.File) error { return os.WriteFile(b, []byte("theirs"), 0o600) })
	if !errors.Is(err, fs.ErrExist) || content(t, a) != "whole" || content(t, b) != "theirs" {
		t.Errorf("%v, %q, %q", err, content(t, a), content(t, b))
	}
	wantNames(t, folder, "a", "b")
}

func TestALinkThatFindsTheNameTakenIsNotTriedInAnotherWay(t *testing.T) {
	folder := t.TempDir()
	temp, path := filepath.Join(folder, "temp"), filepath.Join(folder, "a")
	if err := os.WriteFile(temp, []byte("ours"), 0o600); err != nil {
		t.Fatal(err)
	}
	taken := func(string, string) error { return &os.LinkError{Op: "link", Old: temp, New: path, Err: fs.ErrExist} }
	if err := nameNew(temp, path, taken); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v", err)
	}
	wantNames(t, folder, "temp")
}

func TestAFileThatGetsNoNameIsGone(t *testing.T) {
	folder := t.TempDir()
	err := WriteBytes(filepath.Join(folder, "a"), noLinks, nil)
	var failed *WriteError
	if !errors.As(err, &failed) || failed.Doing != "giving it its name" || failed.Placed {
		t.Errorf("%v", err)
	}
	wantNames(t, folder)
}

// After a symbolic link .. is not what the names say: a file is made where the system finds its folder.
func TestAFileIsMadeInTheFolderThatTheSystemFinds(t *testing.T) {
	folder := t.TempDir()
	inside := filepath.Join(folder, "far", "inside")
	if err := os.MkdirAll(inside, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(inside, filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	path := folder + "/link/../a"
	err := Write(path, New, func(file *os.File) error {
		wantNames(t, filepath.Join(folder, "far"), filepath.Base(file.Name()), "inside")
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	wantNames(t, filepath.Join(folder, "far"), "a", "inside")
	wantNames(t, folder, "far", "link")
	for path, want := range map[string]string{"a": ".", "/a": "/", "x/a": "x", "x//a": "x", "none/../a": "none/.."} {
		if got := Folder(path); got != want {
			t.Errorf("the folder of %s is %s, want %s", path, got, want)
		}
	}
}
