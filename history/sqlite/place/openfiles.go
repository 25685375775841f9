package place

import (
	"errors"
	"io/fs"

	"deletecall/deletion"
)

// openFile is a file of the database and how it was when it was opened.
type openFile struct {
	path string
	was  fileLook
}

// fileIdentity tells a file from another one that took its name.
type fileIdentity struct{ device, inode uint64 }

// fileLook is what one look at a name tells.
type fileLook struct {
	identity fileIdentity
	mode     fs.FileMode
	owner    int
	size     int64
	links    uint64 // how many names it has
	mounted  bool   // the name is a mount of its own, as far as the system says so
}

// Remember notes which files the opened database consists of. While it is open
// nobody but an outsider removes one of them: SQLite removes -wal and -shm with
// the last connection only.
func (p *Place) Remember(paths ...string) error {
	p.files = nil
	for _, path := range paths {
		look, err := lookAt(path)
		if err != nil {
			return Problem(openOp, path, err)
		}
		p.files = append(p.files, openFile{path, look})
	}
	return nil
}

// CheckIdentity makes sure that the names still belong to the files that are
// open: a database that was removed, or whose -wal or -shm was, goes on taking
// records into nothing.
func (p *Place) CheckIdentity() error {
	for _, file := range p.files {
		look, err := lookAt(file.path)
		if err := file.compare(look, err); err != nil {
			return err
		}
		if file.path == p.path && look.size == 0 {
			return file.changed("was emptied while it was open", nil)
		}
	}
	if err := p.CheckSHM(); err != nil {
		return err
	}
	if len(p.files) == 0 || p.named == p.path {
		return nil
	}
	// Others that are started with this name must find the same history.
	named := openFile{p.named, p.files[0].was}
	return named.compare(lookThrough(p.named))
}

// CheckSHM refuses a -shm that was cut off. SQLite has mapped it into memory, and
// the system ends a process that touches what is gone (SIGBUS), be it only to read
// or to close the database.
func (p *Place) CheckSHM() error {
	for _, file := range p.files {
		if file.path != p.SHM() {
			continue
		}
		if look, err := lookAt(file.path); err == nil && look.identity == file.was.identity && look.size < file.was.size {
			return &deletion.HistoryError{Op: "use the history", Path: file.path, Problem: "was cut off while it was open",
				Advice: "end every deletecall that is open, then start again: it is made anew"}
		}
	}
	return nil
}

// compare tells whether a look is one at the file that was opened.
func (f openFile) compare(look fileLook, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f.changed("was removed or moved while it was open", err)
	case err != nil:
		return f.changed("can't be looked at", err)
	case !look.mode.IsRegular() || look.identity != f.was.identity:
		return f.changed("was replaced by another file while it was open", nil)
	}
	return nil
}

func (f openFile) changed(problem string, err error) error {
	return &deletion.HistoryError{Op: "use the history", Path: f.path, Problem: problem,
		Advice: "put the file back as it was, then start deletecall again", Err: err}
}
