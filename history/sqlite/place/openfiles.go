package place

import (
	"cmp"
	"errors"
	"io/fs"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/privatefile"
)

// openFile is a file of the database and how it was when it was opened.
type openFile struct {
	path string
	was  privatefile.Look
}

// Remember notes which files the opened database consists of. While it is open
// nobody but an outsider removes one of them: SQLite removes -wal and -shm with
// the last connection only.
func (p *Place) Remember(paths ...string) error {
	p.files = nil
	for _, path := range paths {
		look, err := privatefile.Examine(path)
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
		look, err := privatefile.Examine(file.path)
		if err := file.compare(look, err); err != nil {
			return cmp.Or(p.CheckRestored(), err)
		}
		if file.path == p.path && look.Size == 0 {
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
	return named.compare(privatefile.ExamineThrough(p.named))
}

// CheckSHM refuses a -shm that was cut off. SQLite has mapped it into memory, and
// the system ends a process that touches what is gone (SIGBUS), be it only to read
// or to close the database.
func (p *Place) CheckSHM() error {
	for _, file := range p.files {
		if file.path != p.SHM() {
			continue
		}
		if look, err := privatefile.Examine(file.path); err == nil && look.Identity == file.was.Identity && look.Size < file.was.Size {
			return &deletion.HistoryError{Op: "use the history", Path: file.path, Problem: "was cut off while it was open",
				Advice: "quit every deletecall, then start again: it is made again", Err: history.ErrLost}
		}
	}
	return nil
}

// compare tells whether a look is one at the file that was opened.
func (f openFile) compare(look privatefile.Look, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f.changed("was removed or moved while it was open", err)
	case err != nil:
		return f.changed("can't be looked at", err)
	case !look.Mode.IsRegular() || look.Identity != f.was.Identity:
		return f.changed("was replaced by another file while it was open", nil)
	}
	return nil
}

func (f openFile) changed(problem string, err error) error {
	return &deletion.HistoryError{Op: "use the history", Path: f.path, Problem: problem,
		Advice: "if somebody restored a backup meanwhile, start deletecall again\notherwise put the file back first", Err: errors.Join(history.ErrLost, err)}
}
