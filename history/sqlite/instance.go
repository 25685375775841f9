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

func newInstance(folder string) (*instance, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	name := uuid.NewString()
	path := filepath.Join(folder, name)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := flock(file, unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(err, file.Close(), os.Remove(path))
	}
	return &instance{name: name, file: file, path: path}, nil
}

// remove gives the lock free. A file that can't be removed does no harm.
func (i *instance) remove() {
	_ = os.Remove(i.path)
	_ = i.file.Close()
}

// lives reports whether the process behind an instance of this machine lives.
func lives(folder, name string) (bool, error) {
	if name == "" || name != filepath.Base(name) {
		return false, nil // no process of ours wrote this
	}
	path := filepath.Join(folder, name)
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
	if err != nil {
		return false, err
	}
	_ = os.Remove(path)
	return false, nil
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
