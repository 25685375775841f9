package place

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"deletecall/privatefile"
)

// Replace puts another database into the place. write fills a file next to it, which
// becomes durable; then, unless check objects, what is in the place moves away, and the file
// gets its name. If the process dies in between, the markers keep anything from being recorded, and the
// whole can be repeated. aside are the new names of what was there.
func (p *Place) Replace(now time.Time, write func(file string) error, check func() error) (aside []string, err error) {
	if err := privatefile.MakeFolder(filepath.Dir(p.path)); err != nil {
		return nil, err
	}
	var objection error // which says more than that the file got no name
	swap := func(temp, path string) (err error) {
		if objection = check(); objection != nil {
			return objection
		}
		if aside, err = p.moveAside(privatefile.AsideSuffix(now)); err != nil {
			return err
		}
		return os.Rename(temp, path)
	}
	err = privatefile.Write(p.path, swap, func(file *os.File) error { return write(file.Name()) })
	return aside, cmp.Or(objection, err)
}

// MakePrivate takes the database away from everybody but its owner.
func (p *Place) MakePrivate() error { return os.Chmod(p.path, 0o600) }

// moveAside gives the database, and what SQLite put next to it, other names. They go on
// fitting each other. The log goes last: SQLite would take one without its database for
// that of the next one, so while it is there nothing else may come into the place.
func (p *Place) moveAside(suffix string) (aside []string, err error) {
	for _, path := range append(append([]string{p.path}, p.SearchFiles()...), p.SHM(), p.WAL()) {
		to := p.path + suffix + path[len(p.path):]
		switch err := os.Rename(path, to); {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return aside, err
		default:
			aside = append(aside, to)
		}
	}
	if len(aside) == 0 {
		return nil, nil
	}
	return aside, privatefile.SyncName(aside[0])
}
