package place

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/privatefile"
)

// checkSingle refuses a database with a second name: a hard link, or a mount of the
// file alone. SQLite puts the log beside the name by which a database was opened, so
// two names have two logs, and each overwrites what the other one recorded
// (sqlite.org/howtocorrupt.html, 2.5 and 2.6). A mount of the whole folder is fine.
func checkSingle(path string, look privatefile.Look) error {
	const op = "use the history"
	switch {
	case look.Mounted:
		return &deletion.HistoryError{Op: op, Path: path, Problem: "is mounted as a single file, so it has another name with another log",
			Advice: "mount the folder of the history instead of the file", Err: history.ErrUnguarded}
	case look.Links > 1:
		return &deletion.HistoryError{Op: op, Path: path,
			Problem: fmt.Sprintf("has %d names (hard links), and records made through one of them would be lost through another", look.Links),
			Advice:  fmt.Sprintf("keep one name: find the others with find %q -xdev -samefile %q, and remove them", mountPoint(filepath.Dir(path)), path), Err: history.ErrUnguarded}
	}
	return nil
}

// mountPoint is the topmost folder of the file system that a folder is on: names of one
// file are never on two of them.
func mountPoint(folder string) string {
	here, err := privatefile.ExamineThrough(folder)
	for parent := filepath.Dir(folder); err == nil && parent != folder; parent = filepath.Dir(folder) {
		above, err := privatefile.ExamineThrough(parent)
		if err != nil || above.Identity.Device != here.Identity.Device {
			break
		}
		folder = parent
	}
	return folder
}

// checkJournal refuses a rollback journal. SQLite would write into the history whatever
// it holds, also on a mere reading (sqlite.org/lockingv3.html, 4.2). A history has a
// log, so none is left but by a start that was killed while it made the first page.
func (p *Place) checkJournal() error {
	const firstPage = 4096
	journal := p.journal()
	look, err := privatefile.Examine(journal)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = p.checkOwner(journal, look)
	}
	if err != nil {
		return Problem(openOp, journal, err)
	}
	database, err := privatefile.Examine(p.path)
	if err != nil || database.Size <= firstPage && !p.HasLog() {
		return Problem(openOp, p.path, err)
	}
	if _, err := privatefile.Examine(journal); errors.Is(err, fs.ErrNotExist) {
		return nil // another start made the first page between the two looks
	}
	return &deletion.HistoryError{Op: openOp, Path: journal, Problem: "is a rollback journal, which a history never has; SQLite would apply it to the history",
		Advice: "find out where it came from, and move it away", Err: history.ErrUnguarded}
}

// CheckNames applies checkSingle to all files that SQLite writes, and makes sure that
// there is none that it would take for one of them, nor something else in the place of one.
func (p *Place) CheckNames() error {
	if err := p.checkJournal(); err != nil {
		return err
	}
	aside := p.sideFiles() // outcomes are imported from them
	for _, path := range append(aside[:len(aside):len(aside)], p.path, p.WAL(), p.SHM()) {
		look, err := privatefile.Examine(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		switch {
		case err == nil && path != p.path && !look.Mode.IsRegular():
			err = somethingElse(path)
		case err == nil && !slices.Contains(aside, path):
			err = checkSingle(path, look)
		}
		if err != nil {
			return Problem(openOp, path, err)
		}
	}
	return nil
}
