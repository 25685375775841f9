package sqlite

import (
	"os"
	"path/filepath"
)

// own are all files that a history may consist of.
func (p place) own() []string {
	return append(p.searchFiles(), p.path, p.wal(), p.shm(), p.reserve(), p.sideFile(), p.witness(), p.instances())
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
	other, err := namedPlace(target(path))
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

// mostLinks is how many links the system follows in a row.
const mostLinks = 40

// target follows links also to what is not there yet: opening the link would make it.
func target(path string) string {
	for range mostLinks {
		if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
			path = filepath.Join(folder, filepath.Base(path))
		}
		next, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(path), next)
		}
		path = next
	}
	return path
}
