package sqlite

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/google/uuid"
	"golang.org/x/sys/unix"

	"deletecall/deletion"
)

// instance is this process's lock file. While its lock is held, the process
// lives; the system frees it however the process ends, kill -9 included.
type instance struct {
	name string
	file *os.File
	path string
}

// hold makes sure that others can see this process live while the intent is open.
func (s *Store) hold(intentID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.instance != nil && !s.instance.isInPlace() {
		_ = s.instance.file.Close() // nobody could see it any more
		s.instance = nil
	}
	if s.instance == nil {
		made, err := newInstance(s.place.instances())
		if err != nil {
			return problem("make the lock of this process", s.place.instances(), err)
		}
		s.instance = made
		s.owner.Instance, s.owner.Machine, s.owner.PID = made.name, machine(), os.Getpid()
	}
	s.open[intentID] = true
	return nil
}

func (s *Store) release(intentID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, intentID)
}

// isOurs reports whether an intent is one of this process.
func (s *Store) isOurs(intentID string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open[intentID]
}

// newInstance makes a lock file and locks it before it gets its name in the folder:
// a start that sweeps the folder never sees one that is not locked yet.
func newInstance(folder string) (*instance, error) {
	if err := makeFolder(folder); err != nil {
		return nil, err
	}
	// One that a kill -9 leaves at this very moment does no harm.
	file, err := os.CreateTemp(filepath.Dir(folder), filepath.Base(folder)+"-*") // O_EXCL, mode 0600
	if err != nil {
		return nil, err
	}
	name := uuid.NewString()
	path := filepath.Join(folder, name)
	err = file.Chmod(0o600) // whatever the umask says
	if err == nil {
		err = flock(file, unix.LOCK_EX|unix.LOCK_NB)
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close(), os.Remove(file.Name()))
	}
	return &instance{name: name, file: file, path: path}, nil
}

// isInPlace reports whether others find the lock file where it was made.
func (i *instance) isInPlace() bool {
	ours, err := i.file.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(i.path)
	return err == nil && os.SameFile(ours, named)
}

// remove gives the lock free. A file that can't be removed does no harm.
func (i *instance) remove() {
	_ = os.Remove(i.path)
	_ = i.file.Close()
}

// isAlive reports whether the process of an instance of this machine holds its lock.
// One whose lock file is gone does not: the file may never have reached the disk when
// the power was lost, an older copy of the history was put back, or somebody removed
// the file under a process that lives. An outcome of that one is still appended when
// it comes, and wins; until then its target is in doubt and nothing is sent there.
func isAlive(folder, name string) (bool, error) {
	if name == "" || name != filepath.Base(name) {
		return false, nil // no process of ours wrote this
	}
	path := filepath.Join(folder, name)
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return false, nil // something was put in the place of the lock file, which is gone
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer file.Close()
	err = flock(file, unix.LOCK_SH|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}

// deadInstances are the lock files of processes that are gone.
func deadInstances(folder string) (paths []string) {
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		if alive, err := isAlive(folder, entry.Name()); err == nil && !alive {
			paths = append(paths, filepath.Join(folder, entry.Name()))
		}
	}
	return paths
}

// sweep removes lock files of processes that are gone, once their deletions are
// marked. A file that stays does no harm.
func sweep(paths []string) {
	for _, path := range paths {
		_ = os.Remove(path)
	}
}

func flock(file *os.File, how int) error {
	for {
		err := unix.Flock(int(file.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// machine names the machine on which a lock file can be tried.
func machine() string {
	if id, err := os.ReadFile("/etc/machine-id"); err == nil && len(strings.TrimSpace(string(id))) > 0 {
		return strings.TrimSpace(string(id))
	}
	name, _ := os.Hostname()
	return name
}

var _ interface {
	deletion.Recorder
	deletion.Finder
} = (*Store)(nil)
