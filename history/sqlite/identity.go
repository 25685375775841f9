package sqlite

import (
	"errors"
	"io/fs"

	"deletecall/deletion"
)

// openFile is a file of the database and which one it was when it was opened.
type openFile struct {
	path     string
	identity fileIdentity
}

// fileIdentity tells a file from another one that took its name.
type fileIdentity struct{ device, inode uint64 }

// fileLook is what one look at a name tells.
type fileLook struct {
	identity fileIdentity
	regular  bool
	size     int64
}

// remember notes which files the opened database consists of. While it is open
// nobody but an outsider removes one of them: SQLite removes -wal and -shm with
// the last connection only.
func (p *place) remember(paths ...string) error {
	p.files = nil
	for _, path := range paths {
		look, err := lookAt(path)
		if err != nil {
			return problem(openOp, path, err)
		}
		p.files = append(p.files, openFile{path, look.identity})
	}
	return nil
}

// checkIdentity makes sure that the names still belong to the files that are
// open: a database that was removed, or whose -wal or -shm was, goes on taking
// records into nothing.
func (p place) checkIdentity() error {
	for _, file := range p.files {
		if err := file.check(file.path == p.path); err != nil {
			return err
		}
	}
	return nil
}

func (f openFile) check(isDatabase bool) error {
	gone := func(problem string, err error) error {
		return &deletion.HistoryError{Op: "use the history", Path: f.path, Problem: problem,
			Advice: "put the file back as it was, then start deletecall again", Err: err}
	}
	look, err := lookAt(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return gone("was removed or moved while it was open", err)
	case err != nil:
		return gone("can't be looked at", err)
	case !look.regular || look.identity != f.identity:
		return gone("was replaced by another file while it was open", nil)
	case isDatabase && look.size == 0:
		return gone("was emptied while it was open", nil)
	}
	return nil
}
