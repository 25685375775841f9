// Package pgserver starts a real PostgreSQL for tests: one for all tests of a package, in a
// temporary folder, that only this machine and this user reach.
package pgserver

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// oldest is the oldest major version that deletecall supports.
const oldest = 14

// Start returns the URL of a new, empty database on a running server, for a superuser called
// owner. The database is dropped when the test ends. The server keeps what it confirms, as a
// history demands of it, and ends with the process of the tests, however that ends.
//
// A role in the group with_password must give its password; all others log in without one.
//
// Where PostgreSQL is not installed, the test is skipped with what to install; `make test`
// repeats that in its last line.
func Start(t testing.TB) string {
	t.Helper()
	bin, err := installed()
	if err != nil {
		t.Skip(err)
	}
	socket, err := running(bin)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprint("test", databases.Add(1))
	administrate(t, socket, `CREATE DATABASE `+name)
	t.Cleanup(func() { administrate(t, socket, `DROP DATABASE `+name+` WITH (FORCE)`) })
	return address(socket, name)
}

var databases atomic.Int64

func administrate(t testing.TB, socket, statement string) {
	t.Helper()
	ctx := context.Background() // that of the test has ended when it cleans up
	connection, err := pgx.Connect(ctx, address(socket, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(ctx)
	if _, err := connection.Exec(ctx, statement); err != nil {
		t.Fatal(statement, err)
	}
}

func address(socket, database string) string {
	return "postgres://owner@/" + database + "?host=" + url.QueryEscape(socket)
}

// installed is the folder of the newest version's programs: of Debian's package, or of what
// is found in PATH.
func installed() (string, error) {
	best, newest := "", oldest-1
	servers, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	for _, server := range servers {
		bin := filepath.Dir(server)
		if version, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin))); version > newest {
			best, newest = bin, version
		}
	}
	if best != "" {
		return best, nil
	}
	if found, err := exec.LookPath("initdb"); err == nil {
		if found, err = filepath.EvalSymlinks(found); err == nil {
			return filepath.Dir(found), nil
		}
	}
	return "", fmt.Errorf("PostgreSQL %d or newer is not installed; on Debian: apt-get install postgresql", oldest)
}

var (
	starting sync.Mutex
	socket   string // folder of the running server
	// lifeline is the input of the supervisor. Were it not kept, the garbage collector would
	// close it.
	lifeline io.Closer
)

// running starts the server when the first test needs it. The folder has to have a short
// name: the path of a socket has at most 107 bytes.
func running(bin string) (folder string, err error) {
	starting.Lock()
	defer starting.Unlock()
	if lifeline != nil {
		return socket, nil
	}
	folder, err = os.MkdirTemp("/tmp", "pg")
	if err != nil {
		return "", err
	}
	if lifeline, err = start(bin, folder); err != nil {
		return "", errors.Join(err, os.RemoveAll(folder))
	}
	socket = folder
	return folder, nil
}

// supervise runs the server until its input ends, which it does when the process of the tests
// has ended, also by kill -9. Then it stops the server without ceremony and removes its files.
const supervise = `folder=$1; shift
"$@" </dev/null & server=$!
cat >/dev/null
kill -QUIT $server; wait $server; cd / && rm -rf "$folder"`

// settings make the tests fast, and leave what is confirmed durable.
var settings = []string{"listen_addresses=", "max_connections=200", "wal_sync_method=fdatasync", "autovacuum=off",
	"wal_level=minimal", "max_wal_senders=0", "full_page_writes=off"}

const logins = "local all +with_password scram-sha-256\nlocal all all trust\n"

func start(bin, folder string) (lifeline io.Closer, err error) {
	as, err := unprivileged(folder)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(folder, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "owner", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
	initdb.Dir, initdb.SysProcAttr = folder, as
	if said, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, said)
	}
	if err := os.WriteFile(filepath.Join(data, "pg_hba.conf"), []byte(logins), 0o600); err != nil {
		return nil, err
	}
	args := []string{"-c", supervise, "sh", folder, filepath.Join(bin, "postgres"), "-D", data, "-k", folder}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	server := exec.Command("/bin/sh", args...)
	server.Dir, server.SysProcAttr = folder, as
	input, wrong := server.StdinPipe()
	said, err := server.StderrPipe()
	if err = errors.Join(wrong, err); err != nil {
		return nil, err
	}
	if err := server.Start(); err != nil {
		return nil, err
	}
	if err := untilReady(said); err != nil {
		return nil, errors.Join(err, input.Close(), server.Wait())
	}
	return input, nil
}

// untilReady reads the server's log until it takes connections, and keeps on emptying it.
func untilReady(log io.Reader) error {
	var said []string
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		said = append(said, lines.Text())
		if strings.HasSuffix(lines.Text(), "database system is ready to accept connections") {
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return nil
		}
	}
	return fmt.Errorf("PostgreSQL did not start:\n%s", strings.Join(said, "\n"))
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
