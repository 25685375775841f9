package place

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/privatefile"
)

// Options say how a [Place] is prepared.
type Options struct {
	// Memory is a folder elsewhere for markers; there is none when it is empty.
	Memory string
	// Wait is how long the side file is waited for while another process has it.
	Wait time.Duration
	// SudoUID is the numeric user ID of the user who called sudo: where this process is root, the
	// history may be theirs. Empty for none.
	SudoUID string
	// Statfs describes the file system; [unix.Statfs] when nil. Tests have it describe
	// something else.
	Statfs func(path string, into *unix.Statfs_t) error
}

// Place is where a history is kept: the database and the files next to it. A store may
// use it from several goroutines once [Place.Remember] has returned.
type Place struct {
	// Processes are those that send deletions of this history.
	Processes Processes

	path   string // of the database, absolute, links resolved
	named  string // as it was named, absolute
	memory string
	statfs func(path string, into *unix.Statfs_t) error
	wait   time.Duration

	sudoUID string

	files      []openFile // what must stay where it is while the database is open
	known      []found    // the markers that were there when the place was looked at
	hadShm     bool       // a -shm was there then
	fresh      bool       // the database was empty then: it is ours to make
	unwritable error      // why nothing can be written here; nil when something can
	network    bool       // what other machines hold can't be locked
	warnings   []string
}

// Path is that of the database, absolute and with links resolved.
func (p *Place) Path() string { return p.path }

// WAL is the path of SQLite's log.
func (p *Place) WAL() string { return p.path + "-wal" }

// SHM is the path of the memory that the processes using the database share.
func (p *Place) SHM() string { return p.path + "-shm" }

// Search is the path of the search index.
func (p *Place) Search() string { return p.path + "-search" }

// SearchFiles are all files of the search index.
func (p *Place) SearchFiles() []string {
	return []string{p.Search(), p.Search() + "-wal", p.Search() + "-shm", p.Search() + "-journal"}
}

// SideFile is the path of the file that takes outcomes that the database can't take.
func (p *Place) SideFile() string { return sideFileNextTo(p.path) }

// journal is a file that SQLite would apply, and that a history never has.
func (p *Place) journal() string { return p.path + "-journal" }

func (p *Place) reserve() string { return p.path + "-reserve" }
func (p *Place) marker() string  { return markerNextTo(p.path) }

func markerNextTo(path string) string   { return path + "-marker" }
func sideFileNextTo(path string) string { return path + "-outcomes" }

// IsFresh reports whether the database was empty when the place was looked at: it is
// ours to make.
func (p *Place) IsFresh() bool { return p.fresh }

// HadSHM reports whether the database was open somewhere, or not closed well, when the
// place was looked at.
func (p *Place) HadSHM() bool { return p.hadShm }

// Unwritable is why nothing can be written here; nil when something can.
func (p *Place) Unwritable() error { return p.unwritable }

// Warnings are sentences about the file system.
func (p *Place) Warnings() []string { return p.warnings }

// HasLog reports whether the log holds something, or may.
func (p *Place) HasLog() bool {
	look, err := privatefile.Examine(p.WAL())
	return err == nil && look.Size > 0 || err != nil && !errors.Is(err, fs.ErrNotExist)
}

// CanTrustLog reports whether the log and its locks are those of this machine and of
// people who may change the history.
func (p *Place) CanTrustLog() bool { return !p.network && !p.logIsForeign() }

const (
	openOp = "open the history"
	useOp  = "use the history" // it may have been opened and read
)

// Prepare finds the place of a history to open. It makes folder and file when they are
// missing, both for their owner only. SQLite gives its own files the mode of the database.
//
// The database itself is never opened here: closing it again would take away the
// POSIX locks that SQLite holds on it anywhere else in this process
// (sqlite.org/howtocorrupt.html, 2.2).
//
// What is wrong is a *[deletion.HistoryError]; where the history can still be read, it
// is [Place.Unwritable].
func Prepare(path string, options Options) (*Place, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, Problem(openOp, path, err)
	}
	if err := privatefile.MakeFolder(filepath.Dir(path)); err != nil {
		return nil, Problem("create the folder of the history", filepath.Dir(path), err)
	}
	p := &Place{named: path, memory: options.Memory, statfs: options.Statfs, wait: options.Wait, sudoUID: options.SudoUID}
	if p.statfs == nil {
		p.statfs = unix.Statfs
	}
	if p.path, err = resolve(path); err != nil {
		return nil, err
	}
	p.Processes.folder = processesNextTo(p.path)
	if err := p.checkFileSystem(); err != nil {
		return nil, err
	}
	if err := p.makeOrCheckFile(); err != nil {
		return nil, err
	}
	return p, nil
}

// resolve follows links, so that the files beside the history are next to the
// file itself, and two names of one history have one set of them.
func resolve(path string) (string, error) {
	resolved, err := filepath.EvalSymlinks(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return resolved, Problem(openOp, path, err)
	}
	if look, err := privatefile.Examine(path); err == nil && look.Mode&fs.ModeSymlink != 0 {
		return "", &deletion.HistoryError{Op: openOp, Path: path, Problem: "is a link to a missing file",
			Advice: "restore the file, or name another one"}
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	return filepath.Join(folder, filepath.Base(path)), Problem(openOp, path, err)
}

// makeOrCheckFile finds the database, or makes an empty one where there never
// was one. The markers are looked for first: they are written after the history,
// so a history that is missing after that has been taken away.
func (p *Place) makeOrCheckFile() error {
	known, err := p.readMarkers()
	if err != nil {
		return err
	}
	p.known = known
	look, err := privatefile.Examine(p.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(known) > 0:
		return p.lost("is missing", known)
	case errors.Is(err, fs.ErrNotExist) && p.unwritable != nil:
		return p.unwritable
	case errors.Is(err, fs.ErrNotExist):
		p.fresh = true
		if err := p.CheckFolder(); err != nil {
			return err
		}
		return Problem(openOp, p.path, p.makeFile())
	case err != nil:
		return Problem(openOp, p.path, err)
	case !look.Mode.IsRegular():
		return &deletion.HistoryError{Op: openOp, Path: p.path, Problem: "is not a file", Advice: "name another file"}
	case look.Size == 0 && len(known) > 0:
		// SQLite would take it for new and remove the -wal beside it.
		return p.lost("is empty", known)
	}
	p.fresh = look.Size == 0
	_, err = privatefile.Examine(p.SHM())
	p.hadShm = err == nil
	p.checkWritable()
	if !p.fresh && !p.IsHome() {
		return nil // a copy is only read, such as one on a stick without modes; before an intent they are looked at again
	}
	err = p.CheckFolder()
	if err == nil {
		err = checkPrivate(p.path, look)
	}
	if p.fresh { // nothing is in it that could be read
		return err
	}
	p.unwritable = cmp.Or(err, p.unwritable)
	return nil
}

// makeFile makes an empty database. Its name becomes durable when SQLite makes the
// -wal and syncs the folder for it.
func (p *Place) makeFile() error {
	file, err := privatefile.Open(p.path, os.O_RDWR|os.O_CREATE|os.O_EXCL)
	if errors.Is(err, fs.ErrExist) {
		return nil // another process was first
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// checkWritable notes when the files or the folder can be read only, or belong to
// somebody else. SQLite itself would open such a file without a word, and names the
// database where another file beside it is meant.
func (p *Place) checkWritable() {
	if p.unwritable != nil {
		return
	}
	if p.unwritable = Problem(openOp, p.path, p.checkOwners()); p.unwritable != nil {
		return
	}
	if p.unwritable = p.CheckNames(); p.unwritable != nil {
		return
	}
	for _, path := range []string{filepath.Dir(p.path), p.path, p.WAL(), p.SHM()} {
		err := privatefile.CheckWritable(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			p.unwritable = Problem(openOp, path, err)
			var failure *deletion.HistoryError
			if errors.Is(err, fs.ErrPermission) && errors.As(p.unwritable, &failure) {
				failure.Problem = "can't be written by this user"
			}
			return
		}
	}
}
