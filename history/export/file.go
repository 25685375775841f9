package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"deletecall/privatefile"
	"deletecall/safetext"
)

// ExistsError says that a file of that name is there already. It was not touched.
type ExistsError struct{ Path string }

func (e *ExistsError) Error() string {
	return fmt.Sprintf("%s already exists and was kept\nChoose another name, or replace it with --force", quoted(e.Path))
}

// Is makes the error one of [fs.ErrExist].
func (e *ExistsError) Is(target error) bool { return target == fs.ErrExist }

// NoFolderError says that the folder in which a file was to be made does not exist.
type NoFolderError struct{ Folder string }

func (e *NoFolderError) Error() string {
	return fmt.Sprintf("the folder %s does not exist; no file was written\nMake it first, or name another folder", quoted(e.Folder))
}

// Is makes the error one of [fs.ErrNotExist].
func (e *NoFolderError) Is(target error) bool { return target == fs.ErrNotExist }

func irregularName(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "not a regular file"
}

func quoted(path string) string { return `"` + safetext.Line(path) + `"` }

// ToFile makes a file of what write writes, whole or not at all, readable for its
// owner only (0600); where anything fails, or ctx is done before, nothing is left.
//
// Without force an existing file is never replaced, also not one that appears
// meanwhile: that is an *[ExistsError]. What is not a regular file, and a database, such as a damaged
// history that was taken for what is read, is not replaced with force either. Without its folder it is a
// *[NoFolderError]. Other failures are a *[privatefile.WriteError],
// or the error of write as it is.
func ToFile(ctx context.Context, path string, force bool, write func(w io.Writer) error) error {
	if force && isDatabase(path) {
		return fmt.Errorf("%s is a database and is not replaced\nName another file, or read this one with --history", quoted(path))
	}
	return fillFile(ctx, path, force, func(file *os.File) error { return write(ctxWriter{ctx, file}) })
}

// MakeFile is [ToFile] for what can't be written to a stream: make is given the
// name of an empty file and fills it. Nothing may hold the file open when make
// returns, and what else it makes beside the file it has to remove.
func MakeFile(ctx context.Context, path string, force bool, make func(temp string) error) error {
	return fillFile(ctx, path, force, func(file *os.File) error { return make(file.Name()) })
}

func fillFile(ctx context.Context, path string, force bool, fill func(*os.File) error) error {
	if err := CheckTarget(path, force); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	name := privatefile.New
	if force {
		name = privatefile.Replace
	}
	err := privatefile.Write(path, name, func(file *os.File) error {
		if err := fill(file); err != nil {
			return err
		}
		return context.Cause(ctx)
	})
	if errors.As(err, new(*privatefile.WriteError)) && errors.Is(err, fs.ErrExist) {
		return &ExistsError{Path: path}
	}
	return err
}

// CheckTarget refuses before the work what would be refused after it: [ToFile] says with which errors.
func CheckTarget(path string, force bool) error {
	look, err := privatefile.Examine(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		folder := privatefile.Folder(path)
		if _, err := privatefile.ExamineThrough(folder); errors.Is(err, fs.ErrNotExist) {
			return &NoFolderError{Folder: folder}
		}
		return nil
	case err != nil:
		return &privatefile.WriteError{Path: path, Doing: "looking for it", Err: err}
	case !look.Mode.IsRegular():
		return fmt.Errorf("%s is %s and is not replaced\nName a file", quoted(path), irregularName(look.Mode))
	case !force:
		return &ExistsError{Path: path}
	}
	return nil
}

// databaseBegins are the first bytes of every file of SQLite.
const databaseBegins = "SQLite format 3\x00"

// isDatabase reports whether a file is a database. One that can't be read is none.
func isDatabase(path string) bool {
	file, err := privatefile.Open(path, os.O_RDONLY|privatefile.NoFollow)
	if err != nil {
		return false
	}
	defer file.Close()
	begins := make([]byte, len(databaseBegins))
	n, _ := io.ReadFull(file, begins)
	return string(begins[:n]) == databaseBegins
}

// ctxWriter writes until ctx is done.
type ctxWriter struct {
	ctx context.Context
	w   io.Writer
}

// Write fails once the export was given up.
func (c ctxWriter) Write(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	return c.w.Write(p)
}
