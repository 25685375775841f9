//go:build amd64 || arm64

package sqlite

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"deletecall/testkit"
)

// Faults are injected from outside: a child process, this very test binary,
// hands every system call that touches a file to its parent before it is carried
// out (seccomp_unotify(2)), and the parent lets it through, lets it fail, or kills
// the child. So SQLite's operations and those of Go are treated alike, nothing in
// the product knows of it, and no privilege is needed.
//
// The child arms a fault by making a folder of a name that only the parent
// understands: see arm.

const (
	rootVariable  = "DELETECALL_TEST_ROOT"  // where the child works; set in a child only
	childVariable = "DELETECALL_TEST_CHILD" // what a child without supervision does
	commandPrefix = "/deletecall-test/"
	quickExit     = "GORACE=atexit_sleep_ms=0" // the race detector's default is a second
)

func TestMain(m *testing.M) {
	if os.Getenv(rootVariable) != "" {
		if err := handOver(); err != nil {
			fmt.Fprintln(os.Stderr, "no supervision:", err)
			os.Exit(unsupportedStatus)
		}
	}
	if role := os.Getenv(childVariable); role != "" {
		os.Exit(runChild(role, os.Args[len(os.Args)-1]))
	}
	os.Exit(m.Run())
}

const unsupportedStatus = 77

// supervised returns the folder of a supervised child. In the parent it runs the
// same test in such a child and returns false.
func supervised(t *testing.T) (root string, inChild bool) {
	if root := os.Getenv(rootVariable); root != "" {
		return root, true
	}
	testkit.Alone(t)
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v=false")
	output, err := watch(child, &supervisor{root: t.TempDir()})
	if skipUnsupported(t, err); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
	return "", false
}

func skipUnsupported(t *testing.T, err error) {
	var status *exec.ExitError
	if errors.As(err, &status) && status.ExitCode() == unsupportedStatus {
		t.Skip("this kernel does not hand over system calls (seccomp user notification)")
	}
}

// watch runs the child under supervision until it ends.
func watch(child *exec.Cmd, s *supervisor) (output string, err error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return "", err
	}
	theirs := os.NewFile(uintptr(pair[1]), "socket")
	defer unix.Close(pair[0])
	var text strings.Builder
	child.Stdout, child.Stderr = &text, &text
	child.ExtraFiles = []*os.File{theirs}
	child.Env = append(child.Environ(), rootVariable+"="+s.root, quickExit)
	err = child.Start()
	_ = theirs.Close()
	if err != nil {
		return "", err
	}
	s.kill = func() { _ = child.Process.Kill() }
	if listener, err := receive(pair[0]); err == nil {
		s.serve(listener)
		_ = unix.Close(listener)
	}
	err = child.Wait()
	return text.String(), err
}

func receive(socket int) (listener int, err error) {
	control := make([]byte, unix.CmsgSpace(4))
	_, length, _, _, err := unix.Recvmsg(socket, make([]byte, 1), control, unix.MSG_CMSG_CLOEXEC)
	if err != nil {
		return 0, err
	}
	messages, err := unix.ParseSocketControlMessage(control[:length])
	if err != nil || len(messages) != 1 {
		return 0, fmt.Errorf("%d messages: %w", len(messages), err)
	}
	files, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(files) != 1 {
		return 0, fmt.Errorf("%d files: %w", len(files), err)
	}
	return files[0], nil
}

// handOver installs the filter in all threads of this process and sends its
// listener to the parent, which left a socket as file 3.
func handOver() error {
	const socket = 3
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	program := filter()
	arguments := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	const flags = unix.SECCOMP_FILTER_FLAG_TSYNC | unix.SECCOMP_FILTER_FLAG_TSYNC_ESRCH | unix.SECCOMP_FILTER_FLAG_NEW_LISTENER
	install := func(flags uintptr) (uintptr, syscall.Errno) {
		listener, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&arguments)))
		return listener, errno
	}
	listener, errno := install(flags | unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)
	if errno == unix.EINVAL {
		listener, errno = install(flags) // before Linux 5.19
	}
	if errno != 0 {
		return errno
	}
	if err := unix.Sendmsg(socket, []byte{0}, unix.UnixRights(int(listener)), nil, 0); err != nil {
		return err
	}
	return errors.Join(unix.Close(int(listener)), unix.Close(socket))
}

// filter hands the calls over that watchedCalls names.
func filter() []unix.SockFilter {
	program := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}} // the number of the call
	for i, call := range watchedCalls {
		program = append(program, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: uint8(len(watchedCalls) - i), K: uint32(call)})
	}
	return append(program,
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_USER_NOTIF})
}

// rule is what shall happen to the child's file operations.
type rule struct {
	kind  string        // one of the kinds below; none when empty
	n     int           // the how-manieth operation from now on
	errno syscall.Errno // with which it fails
}

// The kinds of rules. Those for ENOSPC and EROFS count and meet only operations
// that can fail so.
const (
	once  = "once"  // the n-th operation fails
	ever  = "ever"  // from the n-th on all fail
	full  = "full"  // from the n-th on all fail, until the reserve is removed
	kill  = "kill"  // at the n-th the process dies
	gone  = "gone"  // at the n-th sync the -wal is removed
	again = "again" // before the n-th reading of the -wal another process begins it again
	swept = "swept" // before each another start sweeps up the lock files of dead processes
	syncs = "syncs" // nothing fails; it is met where there are n syncs
	lose  = "lose"  // copy what would be left if the power failed now
)

// arm makes a rule hold in the supervised child from now on, and reports whether
// the rule before it was ever applied.
func arm(r rule) (met bool) {
	return errors.Is(os.Mkdir(fmt.Sprintf("%s%s-%d-%d", commandPrefix, r.kind, r.n, r.errno), 0o700), os.ErrExist)
}

func disarm() (met bool) { return arm(rule{}) }

// loseThePower returns a copy of the child's folder as it would be after a loss of
// power at this moment: only what was synced, under names that were synced.
func loseThePower(root string) string {
	arm(rule{kind: lose})
	return filepath.Join(root, lostFolder)
}

// form tells where a call has its file: a descriptor unless said otherwise.
type form struct{ inFolder, byName bool }

var watchedCalls, pathOf = calls()

func calls() (watched []int32, pathOf map[int32]form) {
	pathOf = map[int32]form{}
	for _, call := range []int32{
		unix.SYS_OPENAT, unix.SYS_UNLINKAT, unix.SYS_RENAMEAT, unix.SYS_MKDIRAT, unix.SYS_NEWFSTATAT, unix.SYS_STATX, unix.SYS_FACCESSAT,
	} {
		pathOf[call] = form{inFolder: true}
	}
	for _, call := range append(namedCalls, unix.SYS_STATFS) {
		pathOf[call] = form{byName: true}
	}
	for _, call := range []int32{
		unix.SYS_READ, unix.SYS_PREAD64, unix.SYS_WRITE, unix.SYS_PWRITE64, unix.SYS_FSYNC, unix.SYS_FDATASYNC,
		unix.SYS_FTRUNCATE, unix.SYS_FALLOCATE, unix.SYS_FCNTL, unix.SYS_FLOCK, unix.SYS_FSTAT, unix.SYS_FCHMOD,
	} {
		pathOf[call] = form{}
	}
	for call := range pathOf {
		watched = append(watched, call)
	}
	return watched, pathOf
}
