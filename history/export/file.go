package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"deletecall/safetext"
)

// ExistsError says that a file of that name is there already. It was not touched.
type ExistsError struct{ Path string }

// Error says what can be done.
func (e *ExistsError) Error() string {
	return fmt.Sprintf("%s exists already and was left as it is; choose another name, or replace it with --force", quoted(e.Path))
}

// Is makes the error one of [fs.ErrExist].
func (e *ExistsError) Is(target error) bool { return target == fs.ErrExist }

// IrregularError says that the path names something that is not a file and is
// therefore never replaced: a folder, a device, a pipe, a symbolic link.
type IrregularError struct {
	Path string
	Mode fs.FileMode
}

// Error says what is there.
func (e *IrregularError) Error() string {
	return fmt.Sprintf("%s is %s and is not replaced; name a file", quoted(e.Path), irregularName(e.Mode))
}

func irregularName(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "not a regular file"
}

// FileError says that a file could not be written. Unless Placed is true there is
// no file of that name from us.
type FileError struct {
	Path   string
	Doing  string // such as "syncing"
	Placed bool   // the file is in place and whole, but may be lost with the power
	Err    error
}

// Error says what failed and what is there now.
func (e *FileError) Error() string {
	after := "no file was left behind"
	if e.Placed {
		after = "the file is whole, but may be lost if the power fails now"
	}
	return fmt.Sprintf("%s: %s failed: %s; %s", quoted(e.Path), e.Doing, safetext.Line(e.Err.Error()), after)
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

func quoted(path string) string { return `"` + safetext.Line(path) + `"` }

// ToFile makes a file of what write writes, whole or not at all. The file is
// written under a hidden name in the same folder, readable for its owner only
// (0600), brought to the disk and then given its name; where anything fails, or
// ctx is done before, it is removed.
//
// Without force an existing file is never replaced, also not one that appears
// meanwhile: that is an *[ExistsError]. What is not a regular file is an
// *[IrregularError], with force too. Other failures are a *[FileError], or the
// error of write as it is.
func ToFile(ctx context.Context, path string, force bool, write func(w io.Writer) error) error {
	return toFile(ctx, path, force, placing(force), write)
}

// MakeFile is [ToFile] for what can't be written to a stream: make is given the
// name of an empty file and fills it. Nothing may hold the file open when make
// returns, and what else it makes beside the file it has to remove.
func MakeFile(ctx context.Context, path string, force bool, make func(temp string) error) error {
	return fillFile(ctx, path, force, placing(force), func(file *os.File) error { return make(file.Name()) })
}

func placing(force bool) func(temp, path string) error {
	if force {
		return os.Rename
	}
	return func(temp, path string) error { return placeNew(temp, path, os.Link) }
}

func toFile(ctx context.Context, path string, force bool, place func(temp, path string) error, write func(w io.Writer) error) error {
	return fillFile(ctx, path, force, place, func(file *os.File) error { return write(ctxWriter{ctx, file}) })
}

func fillFile(ctx context.Context, path string, force bool, place func(temp, path string) error, fill func(*os.File) error) error {
	if err := checkTarget(path, force); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".deletecall-*.part")
	if err != nil {
		return &FileError{Path: path, Doing: "making a file in this folder", Err: err}
	}
	defer func() {
		_ = file.Close()           // closed already where all went well
		_ = os.Remove(file.Name()) // gone already where it was renamed
	}()
	if err := fill(file); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for _, step := range []struct {
		doing string
		do    func() error
	}{
		{"making it private", func() error { return file.Chmod(0o600) }},
		{"syncing", file.Sync},
		{"closing", file.Close},
		{"giving it its name", func() error { return place(file.Name(), path) }},
	} {
		if err := step.do(); errors.Is(err, fs.ErrExist) {
			return &ExistsError{Path: path}
		} else if err != nil {
			return &FileError{Path: path, Doing: step.doing, Err: err}
		}
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return &FileError{Path: path, Doing: "syncing its folder", Placed: true, Err: err}
	}
	return nil
}

// checkTarget refuses before the work what would be refused after it.
func checkTarget(path string, force bool) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &FileError{Path: path, Doing: "looking for it", Err: err}
	case !info.Mode().IsRegular():
		return &IrregularError{Path: path, Mode: info.Mode()}
	case !force:
		return &ExistsError{Path: path}
	}
	return nil
}

// placeNew gives the file its name unless that is taken. Some file systems have no
// hard links: there, the name is first taken with an empty file of our own, which
// the whole one then replaces.
func placeNew(temp, path string, link func(temp, path string) error) error {
	err := link(temp, path)
	if err == nil {
		_ = os.Remove(temp) // before the folder is synced; ToFile tries once more
		return nil
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	taken, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := taken.Close(); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	if err := os.Rename(temp, path); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// syncFolder makes the name durable. Some file systems can't and say so.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		err = nil
	}
	return errors.Join(err, folder.Close())
}

// ctxWriter writes until ctx is done.
type ctxWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c ctxWriter) Write(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	return c.w.Write(p)
}
