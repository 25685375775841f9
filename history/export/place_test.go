package export

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// noLinks is a file system without hard links.
func noLinks(string, string) error { return errors.ErrUnsupported }

func placeWithoutLinks(temp, path string) error { return placeNew(temp, path, noLinks) }

func TestWithoutHardLinksAFileIsPlacedAndNeverReplacesAnother(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.csv")
	write := func(w io.Writer) error { _, err := io.WriteString(w, "whole"); return err }
	if err := toFile(t.Context(), path, false, placeWithoutLinks, write); err != nil {
		t.Fatal(err)
	}
	err := toFile(t.Context(), filepath.Join(folder, "b.csv"), false, placeWithoutLinks, func(w io.Writer) error {
		return errors.Join(write(w), os.WriteFile(filepath.Join(folder, "b.csv"), []byte("theirs"), 0o600))
	})
	if !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v", err)
	}
	for name, want := range map[string]string{"a.csv": "whole", "b.csv": "theirs"} {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if string(got) != want || err != nil {
			t.Errorf("%s holds %q, %v", name, got, err)
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 2 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestALinkThatFindsTheNameTakenIsNotTriedInAnotherWay(t *testing.T) {
	folder := t.TempDir()
	temp, path := filepath.Join(folder, "temp"), filepath.Join(folder, "a.csv")
	if err := os.WriteFile(temp, []byte("ours"), 0o600); err != nil {
		t.Fatal(err)
	}
	taken := func(string, string) error { return &os.LinkError{Op: "link", Old: temp, New: path, Err: fs.ErrExist} }
	if err := placeNew(temp, path, taken); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 || left[0].Name() != "temp" {
		t.Errorf("%v, %v", left, err)
	}
}

func TestAFileThatCanNotBePlacedIsGone(t *testing.T) {
	folder := t.TempDir()
	place := func(string, string) error { return errors.ErrUnsupported }
	err := toFile(t.Context(), filepath.Join(folder, "a.csv"), false, place, func(io.Writer) error { return nil })
	var failed *FileError
	if !errors.As(err, &failed) || failed.Doing != "giving it its name" {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}
