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
	name := uuid.NewString() + bootMark + boot()
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

// bootMark stands before what names the system's start in the name of an instance. A
// lock file may not have reached the disk when the power was lost; that its process
// ended then, the name in the record tells.
const bootMark = "."

// boot names this start of the system; empty where that is not known.
func boot() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(id))
}

func endedWithItsBoot(name string) bool {
	_, its, _ := strings.Cut(name, bootMark)
	now := boot()
	return its != "" && now != "" && its != now
}

// remove gives the lock free. A file that can't be removed does no harm.
func (i *instance) remove() {
	_ = os.Remove(i.path)
	_ = i.file.Close()
}

// life is what a lock file tells of its process.
type life int

const (
	dead life = iota
	alive
	untold // the lock file is gone: somebody removed it, or an older copy of the history was put back
)

// lifeOf tries the lock of an instance of this machine.
func lifeOf(folder, name string) (life, error) {
	if name == "" || name != filepath.Base(name) {
		return untold, nil // no process of ours wrote this
	}
	file, err := os.OpenFile(filepath.Join(folder, name), os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		if endedWithItsBoot(name) {
			return dead, nil
		}
		return untold, nil
	}
	if err != nil {
		return untold, err
	}
	defer file.Close()
	err = flock(file, unix.LOCK_SH|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return alive, nil
	}
	return dead, err
}

// deadInstances are the lock files of processes that are gone.
func deadInstances(folder string) (paths []string) {
	entries, _ := os.ReadDir(folder)
	for _, entry := range entries {
		if is, err := lifeOf(folder, entry.Name()); err == nil && is == dead {
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
