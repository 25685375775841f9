package place

import (
	"errors"
	"fmt"
	"io/fs"

	"deletecall/deletion"
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
			Advice: "mount the folder of the history instead of the file"}
	case look.Links > 1:
		return &deletion.HistoryError{Op: op, Path: path,
			Problem: fmt.Sprintf("has %d names (hard links), and records made through one of them would be lost through another", look.Links),
			Advice:  fmt.Sprintf("keep one name: find the others with find / -xdev -samefile %q, and remove them", path)}
	}
	return nil
}

// CheckNames applies checkSingle to all files that SQLite writes.
func (p *Place) CheckNames() error {
	for _, path := range []string{p.path, p.WAL(), p.SHM()} {
		look, err := privatefile.Examine(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = checkSingle(path, look)
		}
		if err != nil {
			return Problem(openOp, path, err)
		}
	}
	return nil
}
