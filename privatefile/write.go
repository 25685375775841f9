package privatefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"deletecall/safetext"
)

// WriteError says that a file could not be written. Unless Placed is true there is
// no new file of that name.
type WriteError struct {
	Path   string
	Doing  string // such as "syncing"
	Placed bool   // the file is in place and whole, but may be lost with the power
	Err    error
}

func (e *WriteError) Error() string {
	after := "no file was left"
	if e.Placed {
		after = "the file is complete, but may be lost if the power fails now"
	}
	return fmt.Sprintf("\"%s\": %s failed: %s; %s", safetext.Line(e.Path), e.Doing, Cause(e.Err), after)
}

func (e *WriteError) Unwrap() error { return e.Err }

// Naming gives a file that is written and synced its name.
type Naming func(temp, path string) error

// Replace is the [Naming] that replaces what had the name before.
func Replace(temp, path string) error { return os.Rename(temp, path) }

// New is the [Naming] that leaves an existing file as it is: [fs.ErrExist].
func New(temp, path string) error { return nameNew(temp, path, os.Link) }

// nameNew: some file systems have no hard links. There, the name is first taken with
// an empty file of our own, which the whole one then replaces.
func nameNew(temp, path string, link Naming) error {
	err := link(temp, path)
	if err == nil {
		return os.Remove(temp) // before the folder is synced
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	taken, err := Open(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	if err = taken.Close(); err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// Folder is the folder of a file as the system finds it. [filepath.Dir] takes .. back by the names alone, which
// is another folder after a symbolic link, and one that exists after one that does not.
func Folder(path string) string {
	folder, _ := filepath.Split(path)
	if folder == "" {
		return "."
	}
	if short := strings.TrimRight(folder, string(filepath.Separator)); short != "" {
		return short
	}
	return folder
}

// Temp makes an empty file for its owner only, under a hidden name in the folder of
// path.
func Temp(path string) (*os.File, error) {
	file, err := os.CreateTemp(Folder(path), ".deletecall-*.part") // O_EXCL, mode 0600
	if err != nil {
		return nil, err
	}
	if err := file.Chmod(0o600); err != nil { // whatever the umask says
		return nil, errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	return file, nil
}

// Write makes a file of what fill writes, whole or not at all, for its owner only. At
// any time there is what was there before, or the new file; when Write returns, the
// new one is durable. fill may also fill the file under its hidden name.
//
// Errors are those of fill as they are, or a *[WriteError].
func Write(path string, name Naming, fill func(*os.File) error) error {
	if err := write(path, name, fill, (*os.File).Sync); err != nil {
		return err
	}
	if err := SyncName(path); err != nil {
		return &WriteError{Path: path, Doing: "syncing its folder", Placed: true, Err: err}
	}
	return nil
}

// WriteSoon replaces a file with content, whole or not at all, and does not wait for the
// disk: when the power fails, the file may be the old one, or empty.
func WriteSoon(path string, content []byte) error {
	return write(path, Replace, filled(path, content), func(*os.File) error { return nil })
}

func write(path string, name Naming, fill func(*os.File) error, sync func(*os.File) error) error {
	file, err := Temp(path)
	if err != nil {
		return &WriteError{Path: path, Doing: "making a file in this folder", Err: err}
	}
	defer func() {
		_ = file.Close()           // closed already where all went well
		_ = os.Remove(file.Name()) // gone already where it was renamed
	}()
	if err := fill(file); err != nil {
		return err
	}
	for _, step := range []struct {
		doing string
		do    func() error
	}{
		{"syncing", func() error { return sync(file) }}, // some file systems find out about a full disk only now
		{"closing", file.Close},
		{"giving it its name", func() error { return name(file.Name(), path) }},
	} {
		if err := step.do(); err != nil {
			return &WriteError{Path: path, Doing: step.doing, Err: err}
		}
	}
	return nil
}

// WriteBytes is [Write] for content that is there already.
func WriteBytes(path string, name Naming, content []byte) error {
	return Write(path, name, filled(path, content))
}

func filled(path string, content []byte) func(*os.File) error {
	return func(file *os.File) error {
		if _, err := file.Write(content); err != nil {
			return &WriteError{Path: path, Doing: "writing", Err: err}
		}
		return nil
	}
}

// MakeFolder makes a folder, and those above it, for their owner only, whatever the
// umask says. Their names are durable when it returns.
func MakeFolder(folder string) error {
	if info, err := os.Stat(folder); err == nil && info.IsDir() {
		return nil
	}
	if parent := filepath.Dir(folder); parent != folder {
		if err := MakeFolder(parent); err != nil {
			return err
		}
	}
	err := os.Mkdir(folder, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil // another process was first
	}
	if err == nil {
		err = os.Chmod(folder, 0o700)
	}
	if err != nil {
		return err
	}
	return SyncName(folder)
}
