package e2e

import (
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/simulator"
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
	for _, signal := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT} {
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
