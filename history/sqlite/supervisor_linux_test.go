//go:build amd64 || arm64

package sqlite

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"deletecall/history/sqlite/place"
)

// notification and response are seccomp_notif and seccomp_notif_resp.
type notification struct {
	id         uint64
	pid, flags uint32
	call       int32
	arch       uint32
	pointer    uint64
	args       [6]uint64
}

type response struct {
	id    uint64
	value int64
	error int32
	flags uint32
}

// supervisor decides about the file operations of a child.
type supervisor struct {
	root string // operations below it are counted
	kill func()

	rule  rule
	count int
	met   bool
	freed bool // the reserve was removed

	synced disk
}

// serve answers until the child is gone.
func (s *supervisor) serve(listener int) {
	for {
		ready := []unix.PollFd{{Fd: int32(listener), Events: unix.POLLIN}}
		if _, err := unix.Poll(ready, -1); errors.Is(err, unix.EINTR) {
			continue
		}
		if ready[0].Revents&unix.POLLIN == 0 {
			return
		}
		var n notification
		if err := ioctl(listener, unix.SECCOMP_IOCTL_NOTIF_RECV, unsafe.Pointer(&n)); err != nil {
			continue // it was interrupted, and comes again
		}
		answer := response{id: n.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
		if errno := s.decide(n); errno != 0 {
			answer.error, answer.flags = -int32(errno), 0
		}
		_ = ioctl(listener, unix.SECCOMP_IOCTL_NOTIF_SEND, unsafe.Pointer(&answer)) // a child that died needs none
	}
}

func ioctl(file int, request uintptr, argument unsafe.Pointer) error {
	for {
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(file), request, uintptr(argument))
		switch errno {
		case 0:
			return nil
		case unix.EINTR:
		default:
			return errno
		}
	}
}

// decide returns with what an operation fails; 0 lets it through.
func (s *supervisor) decide(n notification) syscall.Errno {
	path := n.path()
	if command, ok := strings.CutPrefix(path, commandPrefix); ok {
		return s.obey(command)
	}
	if path != s.root && !strings.HasPrefix(path, s.root+"/") || isNoOperation(n) {
		return 0
	}
	s.synced.note(n, path)
	if !s.concerns(n, path) {
		return 0
	}
	if isRemoval(n.call) && s.rule.errno == unix.ENOSPC {
		s.freed = s.freed || strings.HasSuffix(path, "-reserve")
		return 0 // a full disk does not prevent it
	}
	s.count++
	if !s.applies() {
		return 0
	}
	s.met = true
	switch s.rule.kind {
	case swept:
		s.sweepAll()
	case again:
		s.beginAnew(strings.TrimSuffix(path, "-wal"))
	case kill:
		s.kill()
		return unix.EIO // it never sees it
	case gone:
		_ = os.Remove(path)
	}
	return s.rule.errno
}

// concerns reports whether the rule counts such an operation.
func (s *supervisor) concerns(n notification, path string) bool {
	switch {
	case s.rule.kind == "":
		return false
	case s.rule.kind == gone:
		return n.call == unix.SYS_FSYNC && strings.HasSuffix(path, "-wal")
	case s.rule.kind == syncs:
		return n.call == unix.SYS_FSYNC || n.call == unix.SYS_FDATASYNC
	case s.rule.kind == again:
		return n.call == unix.SYS_PREAD64 && strings.HasSuffix(path, "-wal")
	case s.rule.errno == unix.EROFS:
		return n.changes() || n.call == unix.SYS_OPENAT && n.args[2]&(unix.O_CREAT|unix.O_WRONLY|unix.O_RDWR) != 0
	case s.rule.errno == unix.ENOSPC && n.call == unix.SYS_OPENAT:
		_, err := os.Lstat(path)
		return n.args[2]&unix.O_CREAT != 0 && err != nil
	case s.rule.errno == unix.ENOSPC:
		return n.changes()
	case s.rule.kind == ever && n.call == unix.SYS_FCNTL:
		return false // a disk that is broken does not prevent locking, and SQLite waits long for them
	case s.rule.errno == unix.EMFILE:
		return n.call == unix.SYS_OPENAT
	}
	return true
}

func (s *supervisor) applies() bool {
	switch s.rule.kind {
	case once, kill, gone, again:
		return s.count == s.rule.n
	case full:
		return s.count >= s.rule.n && !s.freed
	}
	return s.count >= s.rule.n
}

func (s *supervisor) sweepAll() {
	folders, _ := filepath.Glob(filepath.Join(s.root, "*", "*-instances"))
	for _, folder := range folders {
		if p, err := place.Find(strings.TrimSuffix(folder, "-instances"), ""); err == nil {
			p.Processes.Sweep(p.Processes.Dead())
		}
	}
}

// beginAnew brings all of the -wal into the database, and writes the first frames
// of a new one.
func (s *supervisor) beginAnew(path string) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_busy_timeout=1000")
	if err == nil {
		_, err = db.Exec(`PRAGMA wal_checkpoint(RESTART); INSERT INTO late VALUES (1)`)
		err = errors.Join(err, db.Close())
	}
	s.met = s.met && err == nil
}

// obey takes a rule over, and says by its error whether the one before was met.
func (s *supervisor) obey(command string) syscall.Errno {
	met := s.met
	parts := strings.Split(command, "-")
	s.rule, s.count, s.met, s.freed = rule{kind: parts[0]}, 0, false, false
	_, _ = fmt.Sscan(parts[1], &s.rule.n)
	_, _ = fmt.Sscan(parts[2], (*uintptr)(&s.rule.errno))
	if s.rule.kind == lose {
		s.rule.kind = ""
		s.synced.copyTo(s.root, filepath.Join(s.root, lostFolder))
	}
	if met {
		return unix.EEXIST
	}
	return unix.ENOENT
}

// path is the file that a call is about.
func (n notification) path() string {
	form := pathOf[n.call]
	switch {
	case form.inFolder:
		path := n.text(n.args[1])
		if filepath.IsAbs(path) {
			return path
		}
		return strings.TrimSuffix(n.file(n.args[0])+"/"+path, "/")
	case form.byName:
		return n.text(n.args[0])
	}
	return n.file(n.args[0])
}

func (n notification) file(number uint64) string {
	path, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", n.pid, int32(number)))
	return strings.TrimSuffix(path, " (deleted)")
}

// text is a string in the child's memory.
func (n notification) text(address uint64) string {
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", n.pid))
	if err != nil {
		return ""
	}
	defer memory.Close()
	content := make([]byte, 4096)
	length, _ := memory.ReadAt(content, int64(address)) // it may end before
	content, _, _ = bytes.Cut(content[:length], []byte{0})
	return string(content)
}

// isNoOperation passes over calls that only look like one on a file.
func isNoOperation(n notification) bool {
	return n.call == unix.SYS_FCNTL && n.args[1] != unix.F_SETLK && n.args[1] != unix.F_SETLKW && n.args[1] != unix.F_GETLK
}

// changes reports whether a call changes something below a folder, opening aside.
func (n notification) changes() bool {
	switch n.call {
	case unix.SYS_WRITE, unix.SYS_PWRITE64, unix.SYS_FTRUNCATE, unix.SYS_FALLOCATE, unix.SYS_FSYNC, unix.SYS_FDATASYNC,
		unix.SYS_MKDIRAT, unix.SYS_RENAMEAT:
		return true
	}
	return isRemoval(n.call)
}

// lostFolder takes what is left after a loss of power.
const lostFolder = "lost"

// disk is what would be left after a loss of power: contents by inode as they were
// last synced, and names as they were when their folder was last synced. A file
// whose content was never synced is left empty.
type disk struct {
	content map[uint64][]byte
	names   map[string]map[string]uint64
}

// note looks at a call that is going to be carried out.
func (d *disk) note(n notification, path string) {
	if n.call != unix.SYS_FSYNC && n.call != unix.SYS_FDATASYNC {
		return
	}
	if d.content == nil {
		d.content, d.names = map[uint64][]byte{}, map[string]map[string]uint64{}
	}
	look, err := os.Lstat(path)
	if err != nil {
		return
	}
	if look.Mode().IsRegular() {
		d.content[inodeOf(path)], _ = os.ReadFile(path)
		return
	}
	entries, _ := os.ReadDir(path)
	names := map[string]uint64{}
	for _, entry := range entries {
		if inode := inodeOf(filepath.Join(path, entry.Name())); inode != 0 {
			names[entry.Name()] = inode
		}
	}
	d.names[path] = names
}

// copyTo writes out what is left of a folder.
func (d *disk) copyTo(from, to string) {
	_ = os.RemoveAll(to)
	_ = os.MkdirAll(to, 0o700)
	for name, inode := range d.names[from] {
		path := filepath.Join(from, name)
		info, err := os.Lstat(path)
		switch {
		case path == to:
		case err == nil && info.IsDir():
			d.copyTo(path, filepath.Join(to, name))
		default:
			_ = os.WriteFile(filepath.Join(to, name), d.content[inode], 0o600)
		}
	}
}
