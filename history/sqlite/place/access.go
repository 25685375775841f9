package place

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/privatefile"
)

// CheckAccess makes sure that nobody but us and root can read, change or exchange
// what the history consists of, and that no database file has a second name. It only
// looks at names, so that every intent can afford it: what was right at the start may
// have been changed since.
func (p *Place) CheckAccess() error {
	if err := p.checkJournal(); err != nil {
		return err
	}
	// Whose the markers there are is not asked: a configuration that belongs to somebody else prevents no deletion.
	if look, err := privatefile.ExamineThrough(p.memory); err == nil {
		if err := checkFolder(p.memory, look); err != nil {
			return err
		}
	}
	return p.eachOwn(func(path string, look privatefile.Look) error {
		if err := p.checkOwner(path, look); err != nil {
			return err
		}
		switch isFolder := path == filepath.Dir(p.path) || path == p.Processes.folder; {
		case slices.Contains(p.markers(), path): // what is in the place of one is judged with what it says
		case isFolder != look.Mode.IsDir() || !isFolder && !look.Mode.IsRegular():
			return somethingElse(path)
		case isFolder:
			return checkFolder(path, look)
		}
		if path == p.path || path == p.WAL() || path == p.SHM() {
			if err := checkSingle(path, look); err != nil {
				return err
			}
		}
		return checkPrivate(path, look)
	})
}

// somethingElse refuses what is in the place of a file or a folder of ours: a link, whose mode says nothing
// of what it leads to, a pipe, or a folder instead of a file.
func somethingElse(path string) error {
	return &deletion.HistoryError{Op: useOp, Path: path, Problem: "is not what this program made there",
		Advice: "find out where it came from, and move it away", Err: history.ErrUnguarded}
}

// checkOwners refuses files and a folder of another user, who could change them at
// any time. Root can do so anyway.
func (p *Place) checkOwners() error { return p.eachOwn(p.checkOwner) }

// eachOwn hands the folder, the database and what is next to it to a check; what is
// missing is passed over.
func (p *Place) eachOwn(check func(string, privatefile.Look) error) error {
	paths := append(p.markers(), p.sideFiles()...) // also those beside a link to the history
	for _, path := range append(paths, filepath.Dir(p.path), p.path, p.WAL(), p.SHM(), p.reserve(), p.Processes.folder) {
		look, err := privatefile.Examine(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = check(path, look)
		}
		if err != nil {
			return Problem(openOp, path, err)
		}
	}
	return nil
}

// logIsForeign reports whether a -wal or -shm belongs neither to us nor to root nor to
// the owner of the database: in a folder such as /tmp anybody can put one beside it,
// and SQLite would read it as a part of the history.
func (p *Place) logIsForeign() bool {
	database, err := privatefile.Examine(p.path)
	if err != nil {
		return false // opening it will show why
	}
	for _, path := range []string{p.WAL(), p.SHM()} {
		if look, err := privatefile.Examine(path); err == nil && look.Owner != database.Owner && p.checkOwner(path, look) != nil {
			return true
		}
	}
	return false
}

func (p *Place) checkOwner(path string, look privatefile.Look) error {
	us := privatefile.User()
	if look.Owner == 0 || look.Owner == us || us == 0 && strconv.Itoa(look.Owner) == p.sudoUID {
		return nil // through sudo the history may be that of the user who called it, and may be root
	}
	return &deletion.HistoryError{Op: openOp, Path: path, Problem: fmt.Sprintf("belongs to another user (uid %d)", look.Owner),
		Advice: fmt.Sprintf("run deletecall as that user, or take it over with: chown %d %q", us, path)}
}

// checkPrivate refuses what others can read or write.
func checkPrivate(path string, look privatefile.Look) error {
	if look.IsPrivate() {
		return nil
	}
	advice := fmt.Sprintf("run: chmod go-rwx %q", path)
	if us := privatefile.User(); us != 0 && us != look.Owner {
		advice = fmt.Sprintf("ask its owner (uid %d) to %s", look.Owner, advice)
	}
	return &deletion.HistoryError{Op: useOp, Path: path, Problem: "can be read or written by others",
		Advice: advice, Err: history.ErrUnguarded}
}

// CheckFolder refuses a place in a folder that others can write. One that is missing is made for its owner only.
func (p *Place) CheckFolder() error {
	folder := filepath.Dir(p.path)
	look, err := privatefile.Examine(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = checkFolder(folder, look)
	}
	return Problem(openOp, folder, err)
}

// checkFolder refuses a folder in which others could exchange the history, or its markers.
func checkFolder(folder string, look privatefile.Look) error {
	if !look.IsGuarded() {
		return &deletion.HistoryError{Op: useOp, Path: folder, Problem: "is a folder that others can write",
			Advice: fmt.Sprintf("run: chmod go-w %q", folder), Err: history.ErrUnguarded}
	}
	return nil
}
