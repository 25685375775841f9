package sqlite

import (
	"os"
	"path/filepath"
)

// own are all files that a history may consist of.
func (p place) own() []string {
	return []string{
		p.path, p.wal(), p.shm(), p.reserve(), p.sideFile(), p.witness(), p.instances(),
		p.search(), p.search() + "-wal", p.search() + "-shm",
	}
}

// Owns reports whether a path is one of this history's own files, which nothing
// else may ever be written to.
func (s *Store) Owns(path string) bool { return s.place.owns(path) }

// BelongsTo reports whether a path is one of the own files of the history with this
// name, also while they are not there yet.
func BelongsTo(history, path string) bool {
	p, err := namedPlace(history)
	return err == nil && p.owns(path)
}

func (p place) owns(path string) bool {
	other, err := namedPlace(path)
	if err != nil {
		return false
	}
	if filepath.Dir(other.path) == p.instances() {
		return true
	}
	info, err := os.Stat(other.path)
	for _, own := range p.own() {
		if own == other.path {
			return true
		}
		if ours, ourErr := os.Stat(own); err == nil && ourErr == nil && os.SameFile(info, ours) {
			return true
		}
	}
	return false
}
