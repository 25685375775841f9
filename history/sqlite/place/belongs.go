package place

import (
	"os"
	"path/filepath"

	"deletecall/privatefile"
)

// Owns reports whether a path is one of this history's own files, which nothing
// else may ever be written to.
func (p *Place) Owns(path string) bool {
	other, err := named(target(path))
	if err != nil {
		return false
	}
	if filepath.Dir(other.path) == p.Processes.folder {
		return true
	}
	for _, own := range append(p.SearchFiles(), p.path, p.journal(), p.WAL(), p.SHM(), p.reserve(), p.SideFile(), p.marker(), p.Processes.folder) {
		if own == other.path || privatefile.IsSame(own, other.path) {
			return true
		}
	}
	return false
}

// BelongsTo reports whether a path is one of the own files of the history with this
// name, also while they are not there yet.
func BelongsTo(history, path string) bool {
	p, err := named(history)
	return err == nil && p.Owns(path)
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
