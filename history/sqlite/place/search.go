package place

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"deletecall/deletion"
	"deletecall/privatefile"
)

// HasSearch reports whether there is a search index.
func (p *Place) HasSearch() bool {
	_, err := privatefile.Examine(p.Search())
	return !errors.Is(err, os.ErrNotExist)
}

// MayOpenSearch reports whether SQLite can open the search index here: even to read it, it writes files beside it.
func (p *Place) MayOpenSearch() bool {
	for _, path := range append(p.SearchFiles(), filepath.Dir(p.Search())) {
		if err := privatefile.CheckWritable(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return false
		}
	}
	return true
}

// CheckSearch refuses a search index that somebody else made or could change: it
// decides what a search finds.
func (p *Place) CheckSearch() error {
	const op = "open the search index"
	for _, path := range p.SearchFiles() {
		look, err := privatefile.Examine(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil && !look.Mode.IsRegular() {
			err = &deletion.HistoryError{Path: path, Problem: "is not a file", Advice: "make it again: deletecall history rebuild",
				Err: privatefile.ErrNotRegular}
		}
		if err == nil {
			err = p.checkOwner(path, look)
		}
		if err == nil {
			err = checkPrivate(path, look)
		}
		if failure, ok := errors.AsType[*deletion.HistoryError](err); ok {
			failure.Op = op
		}
		if err != nil {
			return Problem(op, path, err)
		}
	}
	return nil
}

// MakeSearch makes an empty file for the search index where there is none. SQLite would
// make it readable for others; the journal files follow it.
func (p *Place) MakeSearch() error {
	if err := p.CheckSearch(); err != nil {
		return err
	}
	created, err := privatefile.Open(p.Search(), os.O_RDWR|os.O_CREATE|privatefile.NoFollow)
	if err == nil {
		err = created.Close()
	}
	return Problem("open the search index", p.Search(), err)
}

// RemoveSearch removes the search index. A process that has it open goes on with files
// that have no name. A folder in its place is none of ours, and is kept under another name.
func (p *Place) RemoveSearch() error {
	for _, path := range p.SearchFiles() {
		look, err := privatefile.Examine(path)
		if err == nil && look.Mode.IsDir() {
			_, err = privatefile.PutAside(path, time.Now())
		} else if err == nil {
			err = os.Remove(path)
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return Problem("remove the search index", path, err)
		}
	}
	return nil
}
