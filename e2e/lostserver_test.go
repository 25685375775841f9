package e2e

import (
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"deletecall/simulator"
)

// accusing is what is only said of a history in which something is wrong.
var accusing = regexp.MustCompile(`damaged|dropped|missing from|lacks|was changed|who changed|something is wrong|restore a backup|AAAAAAAAAAAA`)

// lostServer is what a finding says of a server that was lost.
var lostServer = regexp.MustCompile(`can't be reached|closed the connection`)

// A connection that ends while a history is checked says nothing of the history, wherever it ends.
func TestALostServerSaysNothingOfTheHistory(t *testing.T) {
	owner, as := shared(t)
	person{t, t.TempDir(), nil}.expect(0, "has a history now", "history", "init", "--history", owner)
	administrate(t, owner, `CREATE ROLE cut LOGIN IN ROLE deletecall_writer`)
	relay, address := newRelay(t, as("cut"))
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	home := t.TempDir()
	console := person{t, home, append(system.environ(), "DELETECALL_HISTORY="+address)}
	relay.left.Store(whole)
	console.expect(0, "Deleted", "send", "--native-id", "TRS26140192", "--yes")

	lost := 0 // how many verifications were cut after the history was opened
	for _, command := range []string{"history verify", "history export --format csv --out out.csv --force", "history backup out.db --force", "history log", "doctor"} {
		relay.left.Store(whole)
		_, output := console.run(inFolder(home, command)...)
		all := whole - relay.left.Load()
		const cuts = 12
		for cut := int64(1); cut < cuts; cut++ {
			relay.left.Store(all * cut / cuts)
			code, said := console.run(inFolder(home, command)...)
			if found := accusing.FindString(said); found != "" {
				t.Errorf("%s, cut after %d of %d bytes, ends with %d and says %q:\n%s\nuncut:\n%s", command, all*cut/cuts, all, code, found, said, output)
			}
			for line := range strings.Lines(said) {
				if strings.HasPrefix(line, "✗") && !lostServer.MatchString(line) {
					t.Errorf("%s, cut after %d of %d bytes, finds: %s", command, all*cut/cuts, all, line)
				}
			}
			lost += strings.Count(said, "that is no sign of a change")
		}
	}
	if lost == 0 {
		t.Error("no verification was cut while it read")
	}
}

func inFolder(home, command string) []string {
	args := strings.Fields(command)
	for i, arg := range args {
		if strings.HasPrefix(arg, "out.") {
			args[i] = filepath.Join(home, arg)
		}
	}
	return args
}

// relay is a way to a server that ends after so many bytes from it, over all connections.
type relay struct{ left atomic.Int64 }

const whole = 1 << 40

// newRelay returns the address of a history by way of a relay.
func newRelay(t *testing.T, address string) (*relay, string) {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "rl") // a socket's path has to be short
	if err != nil {
		t.Fatal(err)
	}
	const name = ".s.PGSQL.5432"
	behind := filepath.Join(parsed.Query().Get("host"), name)
	listener, err := net.Listen("unix", filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close(); os.RemoveAll(folder) })
	r := &relay{}
	go func() {
		for {
			console, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", behind)
			if err != nil {
				console.Close()
				continue
			}
			go func() { _, _ = io.Copy(server, console); server.Close() }()
			go func() { defer console.Close(); defer server.Close(); r.forward(console, server) }()
		}
	}()
	query := parsed.Query()
	query.Set("host", folder)
	parsed.RawQuery = query.Encode()
	return r, parsed.String()
}

func (r *relay) forward(console io.Writer, server io.Reader) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := server.Read(buffer)
		left := r.left.Add(-int64(n)) + int64(n)
		let := max(0, min(int64(n), left))
		if _, failed := console.Write(buffer[:let]); err != nil || failed != nil || let < int64(n) {
			return
		}
	}
}
