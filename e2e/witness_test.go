package e2e

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"deletecall/simulator"
)

// auditor is somebody else's machine, on which a witness runs.
type auditor struct {
	home, key string // a folder, and the file with the history's public key
	config    string // the lines for the operator's configuration
	process   *process
}

// startWitness begins as the help says: the public key is brought over, and the witness
// prints what goes into the configuration.
func startWitness(t *testing.T, home string, listen string) *auditor {
	t.Helper()
	a := &auditor{home: t.TempDir()}
	a.key = filepath.Join(a.home, "history.key")
	code, out := run(t, home, nil, "history", "checkpoint", "--public-key")
	if err := os.WriteFile(a.key, []byte(out), 0o600); err != nil || code != 0 {
		t.Fatal(code, err)
	}
	a.start(t, listen)
	return a
}

func (a *auditor) start(t *testing.T, listen string) {
	t.Helper()
	witness := command(t, a.home, nil, "witness", "--name", "audit.example.com/w", "--listen", listen, "--trust", a.key)
	out, err := witness.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	a.process = start(t, witness)
	a.config = ""
	for lines := bufio.NewScanner(out); strings.Count(a.config, "\n") < 3 && lines.Scan(); {
		a.config += lines.Text() + "\n"
	}
	if !strings.Contains(a.config, "[witnesses.audit]\nurl = \"http://127.0.0.1:") || !strings.Contains(a.config, "key = \"audit.example.com/w+") {
		t.Fatalf("it prints %q", a.config)
	}
}

// address is where the witness listens.
func (a *auditor) address() string {
	_, rest, _ := strings.Cut(a.config, "http://")
	address, _, _ := strings.Cut(rest, `"`)
	return address
}

func (a *auditor) stop() {
	_ = a.process.Process.Kill()
	<-a.process.ended
}

// kept is the file with the last checkpoint that the witness cosigned.
func (a *auditor) kept(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(a.home, ".local/share/deletecall/witness/*.checkpoint"))
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	return found[0]
}

// run runs a command to its end, and returns everything that it wrote.
func run(t *testing.T, home string, environ []string, arguments ...string) (code int, output string) {
	t.Helper()
	p := start(t, command(t, home, environ, arguments...))
	code = p.exitCode(t)
	return code, p.out.String() + p.err.String()
}

func TestAWitnessVouchesForWhatItHasSeen(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	send := func(id string) string {
		t.Helper()
		_, output := run(t, home, system.environ(), "send", "--call-id", id, "--yes")
		return output
	}
	verify := func(wantCode int, want string, arguments ...string) {
		t.Helper()
		code, output := run(t, home, nil, append([]string{"history", "verify"}, arguments...)...)
		if first, _, _ := strings.Cut(output, "\n"); code != wantCode || !strings.HasPrefix(first, want) {
			t.Errorf("verify ends with %d: %s", code, output)
		}
	}
	send("a8343631-9f35-4a3a-83f0-9e81592339fb")
	verify(0, "! Whoever owns this account could have forged all of this:")

	witness := startWitness(t, home, "127.0.0.1:0")
	configure(t, home, witness.config)
	send("2")
	verify(0, "✓ Not even the owner of this account could have changed these 5 events unnoticed since: the witness audit.example.com/w cosigned 5 events at ")
	verify(0, "✓ Not even", "--quorum", "1")
	older := t.TempDir()
	copyHistory(t, home, older)

	// A power cut can empty the last checkpoint next to the key: the cosigned one counts all the same.
	last, err := filepath.Glob(filepath.Join(home, ".config/deletecall/keys/*.key.last"))
	if err != nil || len(last) != 1 || os.Truncate(last[0], 0) != nil {
		t.Fatal(last, err)
	}
	verify(0, "✓ Not even the owner of this account could have changed these 7 events")

	witness.stop()
	if output := send("3"); !strings.Contains(output, "Record 3") || !strings.Contains(output, "the witness audit.example.com/w did not take the checkpoint") {
		t.Errorf("without the witness: %s", output)
	}
	verify(0, "! Whoever owns this account could have forged events 9 to 10: nothing from outside covers them. Up to event 8 they could not: the witness ")

	witness.start(t, witness.address())
	send("4")
	verify(0, "✓ Not even the owner of this account could have changed these 13 events")
	verify(0, "✓ Not even", "--checkpoint", witness.kept(t))
	for _, args := range [][]string{{"prove", "1", "--out", "proof.json"}, {"certificate", "1", "--out", "certificate.html"}} {
		if code, output := run(t, home, nil, append([]string{"history"}, args...)...); code != 0 {
			t.Fatal(output)
		}
	}
	_, key, _ := strings.Cut(witness.config, `key = "`)
	key, _, _ = strings.Cut(key, `"`)
	for _, file := range []string{"proof.json", "certificate.html"} {
		if code, output := run(t, home, nil, "history", "check-proof", file, "--key", witness.key, "--witness", key, "--quorum", "1"); code != 0 ||
			!strings.Contains(output, "the witness audit.example.com/w cosigned") {
			t.Errorf("check-proof of %s ends with %d: %s", file, code, output)
		}
		// A witness that is named twice counts once.
		twice := []string{"history", "check-proof", file, "--key", witness.key, "--witness", key, "--witness", key, "--quorum"}
		if code, output := run(t, home, nil, append(twice, "1")...); code != 0 {
			t.Errorf("check-proof of %s with its witness named twice ends with %d: %s", file, code, output)
		}
		if code, output := run(t, home, nil, append(twice, "2")...); code != 2 {
			t.Errorf("check-proof of %s with one witness for a quorum of 2 ends with %d: %s", file, code, output)
		}
	}

	// An older copy is not sent from, even where the key has forgotten what it signed.
	copyHistory(t, older, home)
	if err := os.Remove(last[0]); err != nil {
		t.Fatal(err)
	}
	sent := system.sent()
	if output := send("5"); !strings.Contains(output, "an earlier checkpoint covers 16 events, and the history has only 7") || system.sent() != sent {
		t.Errorf("from an older copy: %s", output)
	}
	for _, args := range readings {
		if code, output := run(t, home, nil, append([]string{"history"}, args...)...); code != 9 {
			t.Errorf("%v of an older copy ends with %d: %s", args, code, output)
		}
	}
}

// A forger who owns the account can put back an older history, remove everything that this
// machine remembers, and sign again. Only the witness notices.
func TestAForgerWhoOwnsTheAccountIsNoticedByTheWitness(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	send := func(id string) string {
		t.Helper()
		_, output := run(t, home, system.environ(), "send", "--call-id", id, "--yes")
		return output
	}
	send("1")
	witness := startWitness(t, home, "127.0.0.1:0")
	configure(t, home, witness.config)
	history := filepath.Join(home, ".local/share/deletecall/history.db")
	older, err := os.ReadFile(history)
	if err != nil {
		t.Fatal(err)
	}
	send("2")
	for _, pattern := range []string{".local/share/deletecall/history.db*", ".config/deletecall/histories/*", ".config/deletecall/keys/*.key.*"} {
		found, err := filepath.Glob(filepath.Join(home, pattern))
		if err != nil || len(found) == 0 {
			t.Fatal(pattern, err)
		}
		for _, path := range found {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(home, "older.db"), older, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, output := run(t, home, nil, "history", "restore", "older.db"); code != 0 {
		t.Fatal(output)
	}
	if output := send("3"); !strings.Contains(output, "the witness audit.example.com/w has cosigned 4 events of this history, which does not continue from there") {
		t.Errorf("sending says %s", output)
	}
	for _, arguments := range [][]string{{"history", "verify"}, {"history", "checkpoint"}} {
		if code, output := run(t, home, nil, arguments...); code != 9 || !strings.Contains(output, "does not continue from there") {
			t.Errorf("%v ends with %d: %s", arguments, code, output)
		}
	}
	if code, output := run(t, home, nil, "history", "verify", "--checkpoint", witness.kept(t)); code != 9 || !strings.Contains(output, "✗ Does not match the checkpoint from ") {
		t.Errorf("against what the witness keeps, verify ends with %d: %s", code, output)
	}
	witness.stop()
	if !strings.Contains(witness.process.err.String(), "ALARM: deletecall/history/") {
		t.Errorf("the witness says %s", witness.process.err.String())
	}
}

// What a witness cosigned binds the history until it is restored: the restore is the one way
// back, and deletions go on after it, although the witness refuses what lacks those events.
func TestARestoredHistoryGoesOnAlthoughAWitnessHasSeenMore(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	send := func(id string) (int, string) {
		t.Helper()
		return run(t, home, system.environ(), "send", "--call-id", id, "--yes")
	}
	send("1")
	if code, output := run(t, home, nil, "history", "backup", "backup.db"); code != 0 {
		t.Fatal(output)
	}
	witness := startWitness(t, home, "127.0.0.1:0")
	configure(t, home, witness.config)
	send("2")
	if err := os.RemoveAll(filepath.Join(home, ".local/share/deletecall")); err != nil {
		t.Fatal(err)
	}
	code, output := run(t, home, nil, "history", "restore", "backup.db")
	if code != 0 || strings.Contains(output, "not recorded") ||
		!strings.Contains(output, "missing: events 3 to 5, covered by what a witness cosigned; it is kept as "+filepath.Join(home, ".config/deletecall/keys/")) {
		t.Errorf("restore ends with %d: %s", code, output)
	}
	aside, err := filepath.Glob(filepath.Join(home, ".config/deletecall/keys/*.cosigned.before-*"))
	if err != nil || len(aside) != 1 {
		t.Errorf("what the witness cosigned is kept as %v, %v", aside, err)
	}
	if code, output := send("3"); code != 3 || !strings.Contains(output, "Record 2, code -50") || !strings.Contains(output, "the witness audit.example.com/w has seen another history") {
		t.Errorf("send ends with %d: %s", code, output)
	}
	if code, output := run(t, home, nil, "history", "log"); code != 0 || !strings.Contains(output, "restore") {
		t.Errorf("the log ends with %d: %s", code, output)
	}
	if code, output := run(t, home, nil, "history", "verify"); code != 9 || !strings.Contains(output, "which does not continue from there") {
		t.Errorf("verify ends with %d: %s", code, output)
	}

	// As docs/restore.md says: once the file is moved away, the witness cosigns again.
	witness.stop()
	if kept := witness.kept(t); os.Rename(kept, kept+".before") != nil {
		t.Fatal(kept)
	}
	witness.start(t, witness.address())
	send("4")
	if code, output := run(t, home, nil, "history", "verify", "--quorum", "1"); code != 0 || !strings.HasPrefix(output, "✓ Not even the owner") {
		t.Errorf("after the restore was acknowledged, verify ends with %d: %s", code, output)
	}

	// Damage to what the witness cosigned is no fault of the copy.
	cosigned, err := filepath.Glob(filepath.Join(home, ".config/deletecall/keys/*.cosigned"))
	if err != nil || len(cosigned) != 1 || os.WriteFile(cosigned[0], []byte("damaged"), 0o600) != nil || os.RemoveAll(filepath.Join(home, ".local/share/deletecall")) != nil {
		t.Fatal(cosigned, err)
	}
	if code, output := run(t, home, nil, "history", "restore", "backup.db"); code != 0 || !strings.Contains(output, "what a witness cosigned can't be read; it is kept as ") {
		t.Errorf("restore ends with %d: %s", code, output)
	}
}

// Damage to what a witness cosigned hides as much as damage to the last checkpoint: whatever reads
// the history names the file, and ends with 9.
func TestDamageToWhatAWitnessCosignedIsNamedByWhateverReadsTheHistory(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	send := func(id string) (int, string) {
		t.Helper()
		return run(t, home, system.environ(), "send", "--call-id", id, "--yes")
	}
	send("1")
	witness := startWitness(t, home, "127.0.0.1:0")
	configure(t, home, witness.config)
	send("2")
	cosigned, err := filepath.Glob(filepath.Join(home, ".config/deletecall/keys/*.cosigned"))
	if err != nil || len(cosigned) != 1 {
		t.Fatal(cosigned, err)
	}
	intact, err := os.ReadFile(cosigned[0])
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(intact), "\n")
	cosignature := len(lines) - 1
	if lines[cosignature] == "" {
		cosignature--
	}
	replaced := func(line int, from, to string) string {
		changed := slices.Clone(lines)
		changed[line] = strings.Replace(lines[line], from, to, 1)
		if changed[line] == lines[line] {
			t.Fatalf("nothing to change in %q", lines[line])
		}
		return strings.Join(changed, "")
	}
	for name, damaged := range map[string]string{
		"emptied": "", "no checkpoint": "damaged", "cut off": string(intact[:len(intact)-3]), "of another history": replaced(0, "deletecall/", "deletecall/x"),
		"the history's signature": replaced(4, lines[4][len(lines[4])-20:len(lines[4])-4], strings.Repeat("A", 16)),
		"the cosignature":         replaced(cosignature, lines[cosignature][len(lines[cosignature])-20:len(lines[cosignature])-4], strings.Repeat("A", 16)),
		"open to others":          string(intact),
	} {
		mode := os.FileMode(0o600)
		if name == "open to others" {
			mode = 0o666
		}
		if err := errors.Join(os.WriteFile(cosigned[0], []byte(damaged), 0o600), os.Chmod(cosigned[0], mode)); err != nil {
			t.Fatal(err)
		}
		for _, arguments := range [][]string{
			{"history", "list"}, {"history", "show", "1"}, {"history", "stats"}, {"history", "log"}, {"history", "export", "--format", "csv"},
			{"history", "prove", "1"}, {"history", "certificate", "1"}, {"history", "verify"}, {"history", "rebuild"}, {"hold", "list"}, {"doctor"},
		} {
			if code, output := run(t, home, system.environ(), arguments...); code != 9 || !strings.Contains(output, cosigned[0]) || !strings.Contains(output, "ove the file away") {
				t.Errorf("%s: %v ends with %d: %s", name, arguments, code, output)
			}
		}
	}

	// The way out that the message names.
	if err := os.Rename(cosigned[0], cosigned[0]+".damaged"); err != nil {
		t.Fatal(err)
	}
	if code, output := run(t, home, nil, "history", "verify", "--checkpoint", witness.kept(t)); code != 0 {
		t.Errorf("with the file moved away, verify ends with %d: %s", code, output)
	}
	send("3")
	if code, output := run(t, home, nil, "history", "verify", "--quorum", "1"); code != 0 || !strings.HasPrefix(output, "✓ Not even the owner") {
		t.Errorf("after the next deletion, verify ends with %d: %s", code, output)
	}
}
