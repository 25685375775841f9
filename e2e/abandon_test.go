package e2e

import (
	"database/sql"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/simulator"
	"deletecall/testkit"
)

// silentListener takes connections and never says anything: a TLS handshake with it
// goes on until somebody gives it up.
func silentListener(t *testing.T) (url string, connected chan struct{}) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	connected = make(chan struct{}, 16)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			connected <- struct{}{}
		}
	}()
	t.Cleanup(func() { _ = listener.Close(); <-ended })
	return "https://" + listener.Addr().String(), connected
}

func waitFor(t *testing.T, what string, happened <-chan struct{}) {
	t.Helper()
	select {
	case <-happened:
	case <-time.After(patience):
		t.Fatalf("%s: it never happened", what)
	}
}

func TestAnEndingSignalBeforeTheRequestLeftEndsItAtOnce(t *testing.T) {
	for _, signal := range testkit.Some([]syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT}) {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			url, connected := silentListener(t)
			p := start(t, command(t, home, []string{"DELETECALL_API_KEY=" + apiKey}, "send", "--url", url, "--call-id", "1", "--yes", "--timeout", "10m"))
			waitFor(t, "a connection", connected)
			if err := p.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if code := p.exitCode(t); code != 130 || !strings.Contains(p.out.String(), "Nothing was deleted: the request was not sent.") {
				t.Errorf("exit code %d, stdout %q, stderr %q", code, p.out.String(), p.err.String())
			}
			if records := recorded(t, home); len(records) != 1 || records[0].Outcome != "not_sent" || records[0].Cause != "abandoned" {
				t.Errorf("recorded %+v", records)
			}
		})
	}
}

func TestQuittingTheConsoleBeforeTheRequestLeftEndsItAtOnce(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	url, connected := silentListener(t)
	console := openConsole(t, home, append(system.environ(), "DELETECALL_URL="+url))
	console.fill(deletion.CallID, "1", deletion.NoStatus)
	console.confirm("callID=1")
	waitFor(t, "a connection", connected)
	console.expect("Sending to")
	console.quit(130)
	if records := recorded(t, home); len(records) != 1 || records[0].Cause != "abandoned" {
		t.Errorf("recorded %+v", records)
	}
}

// lockHistory keeps others from writing the history, as another program can, until
// unlock is called.
func lockHistory(t *testing.T, home string) (unlock func()) {
	t.Helper()
	database, err := sql.Open("sqlite3", "file:"+filepath.Join(home, ".local/share/deletecall/history.db")+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	lock, err := database.Begin()
	if err != nil {
		t.Fatal(err)
	}
	unlock = sync.OnceFunc(func() { _ = lock.Rollback(); _ = database.Close() })
	t.Cleanup(unlock)
	return unlock
}

func TestQuittingTheConsoleWhileTheIntentWaitsForALockSendsNothing(t *testing.T) {
	for name, quit := range map[string]func(session){
		"ctrl+c":  func(s session) { s.keys(ctrlC) },
		"SIGTERM": func(s session) { _ = s.Signal(syscall.SIGTERM) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			console := openConsole(t, home, system.environ())
			console.fill(deletion.CallID, "1", deletion.NoStatus)
			console.keys(enter)
			console.expect("Delete this conversation?")
			console.expectRead() // the call was looked up: nothing more is prepared
			unlock := lockHistory(t, home)
			console.confirmShown()
			console.expect("Nothing has been sent yet.")
			console.keys(esc)
			console.expect("Nothing has been sent yet; the outcome will appear here.")
			quit(console)
			console.expect("Call ID 1: nothing was sent")
			if code, err := console.Wait(); err != nil || code != 130 {
				t.Errorf("it ended with %d, %v", code, err)
			}
			unlock()
			if records := recorded(t, home); len(records) != 0 || system.sent() != 0 {
				t.Errorf("%d requests, recorded %+v", system.sent(), records)
			}
		})
	}
}
