package sqlite

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
)

// Condition is what lies around a history.
type Condition struct {
	Free      int64 // bytes that are left on its disk
	Processes int   // others that have recorded deletions and live
}

// Condition looks at the disk, and tries the locks by which processes tell each
// other that they live.
func (s *Store) Condition() (Condition, error) {
	const op = "look around the history"
	var found Condition
	var stat unix.Statfs_t
	if err := s.place.statfs(filepath.Dir(s.place.path), &stat); err != nil {
		return found, problem(op, s.place.path, err)
	}
	found.Free = int64(stat.Bavail) * int64(stat.Bsize)

	folder := s.place.instances()
	own, err := newInstance(folder)
	if err != nil {
		return found, problem(op, folder, err)
	}
	defer own.remove()
	if alive, err := isAlive(folder, own.name); err != nil || !alive {
		return found, &deletion.HistoryError{Op: op, Path: folder, Problem: "is on a file system whose locks don't hold",
			Advice: "move the history to a disk of this machine", Err: err}
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return found, problem(op, folder, err)
	}
	for _, entry := range entries {
		if alive, err := isAlive(folder, entry.Name()); err == nil && alive && entry.Name() != own.name {
			found.Processes++
		}
	}
	return found, nil
}
