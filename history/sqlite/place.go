package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
)

// place is where the history lies.
type place struct {
	path   string // of the database, absolute, links resolved
	named  string // as it was named, absolute
	memory string // a folder elsewhere for witnesses; none when empty
	statfs func(path string, into *unix.Statfs_t) error
	wait   time.Duration // for other processes

	files      []openFile  // what must stay where it is while the database is open
	heard      []testimony // what the markers said when the place was looked at
	hadShm     bool        // a -shm was there then
	fresh      bool        // the database was empty then: it is ours to make
	unwritable error       // why nothing can be written here; nil when something can
	network    bool        // what other machines hold can't be locked
	warnings   []string
}

func (p place) wal() string       { return p.path + "-wal" }
func (p place) shm() string       { return p.path + "-shm" }
func (p place) instances() string { return p.path + "-instances" }
func (p place) reserve() string   { return p.path + "-reserve" }
func (p place) sideFile() string  { return sideFileBeside(p.path) }
func (p place) search() string    { return p.path + "-search" }
func (p place) witness() string   { return witnessBeside(p.path) }

func witnessBeside(path string) string  { return path + "-witness" }
func sideFileBeside(path string) string { return path + "-outcomes" }

const openOp = "open the history"

// newPlace makes folder and file when they are missing, both for their owner
// only. SQLite gives its own files the mode of the database.
//
// The database itself is never opened here: closing it again would take away the
// POSIX locks that SQLite holds on it anywhere else in this process
// (sqlite.org/howtocorrupt.html, 2.2).
func newPlace(path string, busyTime time.Duration, options Options) (place, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return place{}, problem(openOp, path, err)
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return place{}, problem("make the folder of the history", filepath.Dir(path), err)
	}
	p := place{named: path, memory: options.Memory, statfs: options.statfs, wait: busyTime}
	if p.path, err = resolve(path); err != nil {
		return place{}, err
	}
	folder := filepath.Dir(p.path)
	look, err := lookAt(folder)
	if err == nil {
		err = checkFolder(folder, look)
	}
	if err != nil {
		return place{}, problem(openOp, folder, err)
	}
	if err := p.checkFileSystem(); err != nil {
		return place{}, err
	}
	return p, p.makeOrCheckFile()
}

// makeFolder makes a folder, and those above it, for their owner only, whatever
// the umask says. Their names are durable when it returns.
func makeFolder(folder string) error {
	if info, err := os.Stat(folder); err == nil && info.IsDir() {
		return nil
	}
	if parent := filepath.Dir(folder); parent != folder {
		if err := makeFolder(parent); err != nil {
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
	return syncFolder(filepath.Dir(folder))
}

// resolve follows links, so that the files beside the history lie beside the
// file itself, and two names of one history have one set of them.
func resolve(path string) (string, error) {
	resolved, err := filepath.EvalSymlinks(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return resolved, problem(openOp, path, err)
	}
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return "", &deletion.HistoryError{Op: openOp, Path: path, Problem: "is a link to a file that is not there",
			Advice: "put the file back, or name another one with --history"}
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	return filepath.Join(folder, filepath.Base(path)), problem(openOp, path, err)
}

// makeOrCheckFile finds the database, or makes an empty one where there never
// was one. The witnesses are looked for first: they are written after the history,
// so a history that is missing after that has been taken away.
func (p *place) makeOrCheckFile() error {
	known, err := p.hear()
	if err != nil {
		return err
	}
	p.heard = known
	info, err := os.Lstat(p.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(known) > 0:
		return p.lost("is missing", known)
	case errors.Is(err, fs.ErrNotExist) && p.unwritable != nil:
		return p.unwritable
	case errors.Is(err, fs.ErrNotExist):
		p.fresh = true
		return problem(openOp, p.path, p.makeFile())
	case err != nil:
		return problem(openOp, p.path, err)
	case !info.Mode().IsRegular():
		return &deletion.HistoryError{Op: openOp, Path: p.path, Problem: "is not a file", Advice: "name a file with --history"}
	case info.Size() == 0 && len(known) > 0:
		// SQLite would take it for new and remove the -wal beside it.
		return p.lost("is empty", known)
	}
	p.fresh = info.Size() == 0
	_, err = lookAt(p.shm())
	p.hadShm = err == nil
	p.checkWritable()
	if !p.fresh && !p.isHome() {
		return nil // a copy is only read; before an intent the mode is looked at again
	}
	return checkPrivate(p.path, fileLook{mode: info.Mode()})
}

// makeFile makes an empty database. Its name becomes durable when SQLite makes the
// -wal and syncs the folder for it.
func (p place) makeFile() error {
	file, err := os.OpenFile(p.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil // another process was first
	}
	if err != nil {
		return err
	}
	err = file.Chmod(0o600) // whatever the umask says
	return errors.Join(err, file.Close())
}

// checkWritable notes when the files or the folder can be read only, or belong to
// somebody else. SQLite itself would open such a file without a word, and names the
// database where another file beside it is meant.
func (p *place) checkWritable() {
	if p.unwritable != nil {
		return
	}
	if p.unwritable = problem(openOp, p.path, p.checkOwners()); p.unwritable != nil {
		return
	}
	if p.unwritable = p.checkNames(); p.unwritable != nil {
		return
	}
	for _, path := range []string{filepath.Dir(p.path), p.path, p.wal(), p.shm()} {
		err := unix.Access(path, unix.W_OK)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			p.unwritable = problem(openOp, path, err)
			return
		}
	}
}
