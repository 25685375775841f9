package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"deletecall/deletion"
)

// place is where the history lies.
type place struct {
	path     string // of the database, absolute, links resolved
	identity fileIdentity
}

// fileIdentity tells a file from another one that took its name.
type fileIdentity struct{ device, inode uint64 }

func (p place) instances() string { return p.path + "-instances" }
func (p place) reserve() string   { return p.path + "-reserve" }
func (p place) sideFile() string  { return p.path + "-outcomes" }

// newPlace makes folder and file when they are missing, both for their owner
// only. SQLite gives its own files the mode of the database.
func newPlace(path string) (place, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return place{}, problem("open the history", path, err)
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return place{}, problem("make the folder of the history", folder, err)
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	if err := checkFolder(filepath.Dir(path)); err != nil {
		return place{}, err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return place{}, &deletion.HistoryError{Op: "open the history", Path: path, Problem: "can't be written by this user",
			Advice: "check the owner and the mode of the file and its folder, or name another file with --history", Err: err}
	}
	if err != nil {
		return place{}, problem("open the history", path, err)
	}
	info, err := file.Stat()
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return place{}, problem("open the history", path, err)
	}
	if !info.Mode().IsRegular() {
		return place{}, &deletion.HistoryError{Op: "open the history", Path: path, Problem: "is not a file", Advice: "name a file with --history"}
	}
	if err := checkFile(path, info); err != nil {
		return place{}, err
	}
	return place{path: path, identity: identityOf(info)}, nil
}

// checkFolder refuses a folder in which others could exchange the history.
func checkFolder(folder string) error {
	info, err := os.Stat(folder)
	if err != nil {
		return problem("open the history", folder, err)
	}
	// In a sticky folder such as /tmp others can't rename or remove our files.
	if info.Mode().Perm()&0o022 != 0 && info.Mode()&os.ModeSticky == 0 {
		return &deletion.HistoryError{Op: "open the history", Path: folder, Problem: "is a folder that others can write",
			Advice: fmt.Sprintf("run: chmod go-w %q", folder)}
	}
	return nil
}

func checkFile(path string, info fs.FileInfo) error {
	if info.Mode().Perm()&0o077 != 0 {
		return &deletion.HistoryError{Op: "open the history", Path: path, Problem: "can be read or written by others",
			Advice: fmt.Sprintf("run: chmod 600 %q", path)}
	}
	return nil
}

// checkIdentity makes sure that the path still names the file that is open: a
// database that was removed or replaced goes on taking records into nothing.
func (p place) checkIdentity() error {
	gone := func(problem string, err error) error {
		return &deletion.HistoryError{Op: "use the history", Path: p.path, Problem: problem,
			Advice: "put the file back, or restart deletecall to begin a new one", Err: err}
	}
	info, err := os.Lstat(p.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return gone("was removed or moved while it was open", err)
	case err != nil:
		return gone("can't be looked at", err)
	case !info.Mode().IsRegular() || identityOf(info) != p.identity:
		return gone("was replaced by another file while it was open", nil)
	}
	return nil
}

func identityOf(info fs.FileInfo) fileIdentity {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fileIdentity{}
	}
	return fileIdentity{device: uint64(stat.Dev), inode: stat.Ino}
}
