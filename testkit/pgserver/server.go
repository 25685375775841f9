package pgserver

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Server is one that can be ended in every way, and started again.
type Server struct {
	bin, folder string
	settings    []string
	as          *syscall.SysProcAttr
	process     *exec.Cmd
	// lifeline is the input of the supervisor. Were it not kept, the garbage collector would
	// close it.
	lifeline io.WriteCloser
}

// settings make the tests fast, and leave what is confirmed durable. A commit can wait for a
// standby where there may be one.
var settings = []string{"listen_addresses=", "max_connections=200", "wal_sync_method=fdatasync", "autovacuum=off",
	"max_wal_senders=1", "full_page_writes=off", "recovery_init_sync_method=syncfs"}

const logins = "local all +with_password scram-sha-256\nlocal all all trust\n"

// New starts a server in a new folder, which is removed when [Server.Remove] says so, or when
// this process ends, however it does. The error is a *[NotInstalledError] where there is none.
//
// More settings are those of postgresql.conf, as name=value.
func New(more ...string) (*Server, error) {
	bin, err := installed()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("/tmp", "pg") // the path of a socket has at most 107 bytes
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, folder: folder, settings: append(settings[:len(settings):len(settings)], more...)}
	if err := errors.Join(s.initialize(), s.Start()); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return s, nil
}

// Own is New for a test, which is skipped where PostgreSQL is not installed.
func Own(t testing.TB, more ...string) *Server {
	t.Helper()
	s, err := New(more...)
	skipUninstalled(t, err)
	t.Cleanup(s.Remove)
	return s
}

// URL is the address of a database for a superuser called owner.
func (s *Server) URL() string { return address(s.folder, "postgres") }

// Data is the folder of what the server keeps.
func (s *Server) Data() string { return filepath.Join(s.folder, "data") }

func (s *Server) initialize() (err error) {
	if s.as, err = unprivileged(s.folder); err != nil {
		return err
	}
	initdb := exec.Command(filepath.Join(s.bin, "initdb"), "-D", s.Data(), "-U", "owner", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
	initdb.Dir, initdb.SysProcAttr = s.folder, s.as
	if said, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, said)
	}
	return os.WriteFile(filepath.Join(s.Data(), "pg_hba.conf"), []byte(logins), 0o600)
}

// supervise runs the server until its input ends, which it does when the process of the tests
// has ended, also by kill -9. Then it stops the server without ceremony and removes its files,
// unless it was told to keep them.
const supervise = `folder=$1; shift
"$@" </dev/null & server=$!
exec 2>/dev/null
read -r word
kill -QUIT $server; wait $server
[ "$word" = keep ] || { cd / && rm -rf "$folder"; }`

// Start starts a server that has ended.
func (s *Server) Start() error {
	for {
		said, err := s.start()
		// Of a server that was killed, a process may take a moment to end.
		if err == nil || !strings.Contains(said, "is still in use") {
			return err
		}
	}
}

func (s *Server) start() (said string, err error) {
	args := []string{"-c", supervise, "sh", s.folder, filepath.Join(s.bin, "postgres"), "-D", s.Data(), "-k", s.folder}
	for _, setting := range s.settings {
		args = append(args, "-c", setting)
	}
	server := exec.Command("/bin/sh", args...)
	server.Dir, server.SysProcAttr = s.folder, s.as
	input, wrong := server.StdinPipe()
	log, err := server.StderrPipe()
	if err = errors.Join(wrong, err); err != nil {
		return "", err
	}
	if err := server.Start(); err != nil {
		return "", err
	}
	s.process, s.lifeline = server, input
	if said, err = untilReady(log); err != nil {
		s.Stop()
	}
	return said, err
}

// untilReady reads the server's log until it takes connections, and keeps on emptying it.
func untilReady(log io.Reader) (said string, err error) {
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		said += lines.Text() + "\n"
		if strings.HasSuffix(lines.Text(), "database system is ready to accept connections") {
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return said, nil
		}
	}
	return said, fmt.Errorf("PostgreSQL did not start:\n%s", said)
}

// Stop ends the server at once, as `pg_ctl stop -m immediate` does. What it has stays.
func (s *Server) Stop() { s.end("keep\n") }

// Remove ends the server and removes what it has.
func (s *Server) Remove() {
	s.end("\n")
	_ = os.RemoveAll(s.folder) // of one that did not start again
}

func (s *Server) end(word string) {
	_, _ = io.WriteString(s.lifeline, word)
	_ = s.lifeline.Close()
	_ = s.process.Wait()
}

// unprivileged is whom the server runs as: PostgreSQL refuses to be root. A session of its own
// keeps Ctrl-C from it, so that its files are removed then, too.
func unprivileged(folder string) (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return &syscall.SysProcAttr{Setsid: true}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, wrongUID := strconv.ParseUint(account.Uid, 10, 32)
		gid, wrongGID := strconv.ParseUint(account.Gid, 10, 32)
		if err := errors.Join(wrongUID, wrongGID, os.Chown(folder, int(uid), int(gid))); err != nil {
			return nil, err
		}
		return &syscall.SysProcAttr{Setsid: true, Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
	}
	return nil, errors.New("PostgreSQL can't run as root, and there is neither a user postgres nor nobody here")
}
