package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/e2e/terminal"
	"deletecall/safetext"
	"deletecall/simulator"
)

const nativeID = "TRS26140192"

// asked starts a command in a terminal that the environment describes.
func asked(t *testing.T, home string, system system, environ []string, shell string, args ...string) session {
	t.Helper()
	program := command(t, home, system.environ(), args...)
	if shell != "" {
		inner := program
		program = exec.Command("sh", append([]string{"-c", shell}, inner.Args...)...)
		program.Env, program.Dir = inner.Env, inner.Dir
	}
	term, err := terminal.StartAs(program, 80, 24, environ...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.Close)
	return session{term, t}
}

func (s session) ends(wanted int) {
	s.t.Helper()
	if code, err := s.Wait(); err != nil || code != wanted {
		s.t.Errorf("it ended with %d, %v: %s", code, err, s.Bytes())
	}
}

var sendByNativeID = []string{"send", "--native-id", nativeID}

// Where lines are all that a terminal can print, lines are what it gets.
func TestATerminalThatOnlyPrintsLinesIsAskedInLines(t *testing.T) {
	for name, environ := range map[string][]string{"dumb": {"TERM=dumb"}, "not set": {"TERM="}, "unknown": {"TERM=unknown"}, "Emacs": {"TERM=dumb-emacs-ansi"}} {
		for _, c := range []struct {
			answer string
			code   int
			sent   int
		}{{"y\r", 0, 1}, {"n\r", 130, 0}, {"\r", 130, 0}, {"yes\r", 130, 0}, {"\x04", 130, 0}, {"\x03", 130, 0}} {
			t.Run(name+" "+strings.Trim(strings.ToValidUTF8(c.answer, "?"), "\r"), func(t *testing.T) {
				t.Parallel()
				home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
				s := asked(t, home, system, environ, "", sendByNativeID...)
				s.expect("nativeID="+nativeID, "Type y to delete, anything else cancels:")
				s.keys(c.answer)
				s.ends(c.code)
				if system.sent() != c.sent {
					t.Errorf("%d requests arrived", system.sent())
				}
				if bytes.ContainsRune(s.Bytes(), '\x1b') {
					t.Errorf("an escape sequence: %q", s.Bytes())
				}
			})
		}
	}
}

// What is typed ahead, or pasted as more than the answer, never confirms.
func TestInLinesNothingTypedTooEarlyConfirms(t *testing.T) {
	// The last of it has to be typed within the reading time that has begun again. Nobody can promise
	// that on a busy machine; where it came too late, it is tried again.
	for range 20 {
		if typesTooEarly(t) {
			return
		}
	}
	t.Error("no answer was typed in time")
}

// typesTooEarly reports whether all of it came before it could count.
func typesTooEarly(t *testing.T) bool {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	const question, again = "Type y to delete", "Too fast; answer again."
	// The shell waits for the first key, so that the answer is there before the question.
	s := asked(t, home, system, []string{"TERM=dumb"}, `echo ready; read key; exec "$0" "$@"`, sendByNativeID...)
	s.expect("ready")
	s.keys("go\ry\ry\r")
	s.expect("Delete this conversation?", question+", anything else cancels:")
	s.keys("y\rls\r")
	s.expect(again)
	s.keys("y\r") // within the reading time that has begun again
	if err := s.WaitUntil("the question again", func(string) bool {
		return strings.Count(string(s.Bytes()), question) == 2
	}); err != nil {
		t.Fatal(err)
	}
	// What was typed is echoed as soon as it is there.
	_, rest, _ := strings.Cut(string(s.Bytes()), again)
	typed, _, _ := strings.Cut(rest, question)
	if !strings.Contains(typed, "y\r\n") {
		s.Close()
		return false
	}
	s.keys("\x04")
	s.ends(130)
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
	return true
}

// The end of a line that was begun before the question could be read is not an answer.
func TestInLinesALineThatWasBegunTooEarlyDoesNotConfirm(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	s := asked(t, home, system, []string{"TERM=dumb"}, `echo ready; read key; exec "$0" "$@"`, sendByNativeID...)
	s.expect("ready")
	s.keys("go\ry")
	s.expect("Type y to delete, anything else cancels:")
	s.keys("\r")
	s.ends(130)
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
}

func TestInLinesTheEndOfTheIdentifierAndTheRecordAreTyped(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	writeConfiguration(t, home, "[servers.production]\nurl = \""+system.url+"\"\nconfirm = \"typed\"\napi_key = \""+apiKey+"\"\n")
	environ := []string{"TERM=dumb", "DELETECALL_URL="}
	for _, c := range []struct {
		asks, answer string
		code         int
	}{
		{"Type 0192 to delete", "y\r", 130},
		{"Type 0192 to delete", "0192\r", 7},
		{"Type 0192 1 to delete", "0192\r", 130},
		{"Type 0192 1 to delete", "0192 1\r", 7},
	} {
		s := asked(t, home, system, environ, "", "send", "--native-id", nativeID, "--response-type", "TEXT")
		s.expect(c.asks)
		s.keys(c.answer)
		s.ends(c.code)
	}
	if system.sent() != 2 {
		t.Errorf("%d requests arrived", system.sent())
	}
}

func writeConfiguration(t *testing.T, home, text string) {
	t.Helper()
	folder := filepath.Join(home, ".config", "deletecall")
	err := os.MkdirAll(folder, 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "config.toml"), []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The question of a command is the console's confirmation: the same keys confirm.
func TestTheQuestionOfACommandHasTheConfiguredKeys(t *testing.T) {
	for name, environ := range map[string][]string{"on the screen": {"TERM=xterm-256color"}, "in lines": {"TERM=dumb"}} {
		t.Run(name, func(t *testing.T) {
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			writeConfiguration(t, home, "[keys]\n\"confirm.accept\" = \"disabled\"\n")
			s := asked(t, home, system, environ, "", sendByNativeID...)
			if name == "in lines" {
				s.expect("Type delete to delete, anything else cancels:")
				s.keys("y\r")
				s.ends(130)
				return
			}
			s.expect("Delete this conversation?", "enter cancel")
			if strings.Contains(s.Screen(), "y delete") {
				t.Errorf("it offers y:\n%s", s.Screen())
			}
			s.expectRead()
			s.keysSay("y", "Please read this")
			s.keys("\x03")
			s.ends(130)
			if system.sent() != 0 {
				t.Errorf("%d requests arrived", system.sent())
			}
		})
	}
}

func TestTheQuestionOfACommandHasTheConfiguredTheme(t *testing.T) {
	for _, c := range []struct {
		theme   string
		environ []string
		want    string // the colour of Delete
	}{
		{"light", nil, "38;5;124;1m"},
		{"none", nil, ""},
		{"light", []string{"NO_COLOR=1"}, ""},
	} {
		home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
		writeConfiguration(t, home, "theme = \""+c.theme+"\"\n")
		s := asked(t, home, system, append([]string{"TERM=xterm-256color", "COLORTERM=truecolor"}, c.environ...), "", sendByNativeID...)
		s.expect("Delete this conversation?", "Cancel")
		s.keys("\x03")
		s.ends(130)
		coloured := bytes.Contains(s.Bytes(), []byte("[38;")) || bytes.Contains(s.Bytes(), []byte(";38;"))
		if coloured != (c.want != "") || !bytes.Contains(s.Bytes(), []byte(c.want)) {
			t.Errorf("theme %s, %v: %q", c.theme, c.environ, s.Bytes())
		}
	}
}

// Standard output and error may go elsewhere: the terminal is asked all the same.
func TestTheTerminalIsAskedWhereverTheOutputGoes(t *testing.T) {
	for _, to := range []string{`exec "$0" "$@" >out`, `exec "$0" "$@" 2>err`, `exec "$0" "$@" >out 2>err`} {
		for _, term := range []string{"TERM=xterm-256color", "TERM=dumb"} {
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			s := asked(t, home, system, []string{term}, to, sendByNativeID...)
			if term == "TERM=dumb" {
				s.expect("Type y to delete")
				s.keys("y\r")
			} else {
				s.expect("Delete this conversation?", "Cancel")
				s.expectRead()
				s.keys("y")
			}
			s.ends(0)
			if system.sent() != 1 {
				t.Errorf("%s, %s: %d requests arrived", to, term, system.sent())
			}
		}
	}
}

func TestWithoutAPersonNothingIsSent(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	for _, c := range []struct{ shell, says string }{
		{`exec "$0" "$@" </dev/null`, "standard input is not a terminal"},
		{`echo y | "$0" "$@"`, "standard input is not a terminal"},
		{`yes | "$0" "$@"`, "standard input is not a terminal"},
	} {
		s := asked(t, home, system, []string{"TERM=xterm-256color"}, c.shell, sendByNativeID...)
		s.ends(2)
		if text := string(s.Bytes()); !strings.Contains(text, c.says) || !strings.Contains(text, "--yes") {
			t.Errorf("%s: %s", c.shell, text)
		}
	}
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
}

// Where the whole screen can't be had, or is not wanted, the console asks on lines.
func TestTheConsoleIsOnLinesWhereTheTerminalHasNoScreen(t *testing.T) {
	for _, c := range []struct {
		environ string
		args    []string
	}{{"TERM=dumb", nil}, {"TERM=", nil}, {"TERM=dumb", []string{"--demo"}}, {"TERM=xterm-256color", []string{"--plain"}}} {
		t.Run(c.environ+" "+strings.Join(c.args, " "), func(t *testing.T) {
			t.Parallel()
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			s := asked(t, home, system, []string{c.environ}, "", c.args...)
			for _, step := range [][2]string{
				{"deletecall> ", "delete\r"}, {"enter for 1: ", "native ID\r"}, {"such as TRS26140192: ", nativeID + "\r"},
				{"in the history: ", "GDPR-2211\r"}, {"anything else cancels: ", "n\r"},
				{"Cancelled; nothing was sent.", "history\r"}, {"Nothing is recorded yet.", "delete\r"}, {"enter for 1: ", "\x03"},
			} {
				s.saysNext(step[0])
				s.keys(step[1])
			}
			s.ends(130)
			if text := string(s.Bytes()); strings.Contains(text, "\x1b") || system.sent() != 0 {
				t.Errorf("%d were sent: %q", system.sent(), text)
			}
		})
	}
}

// saysNext waits for a text at the end of all that was written.
func (s session) saysNext(text string) {
	s.t.Helper()
	if err := s.WaitUntil(text, func(string) bool {
		said := string(s.Bytes())
		return strings.Contains(said[max(0, len(said)-len(text)-400):], text) && (strings.HasSuffix(said, text) || !strings.HasSuffix(text, " "))
	}); err != nil {
		s.t.Fatal(err)
	}
}

// The whole way over a real history: delete, find, show, certify.
func TestOnLinesADeletionIsFoundAndCertified(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	s := asked(t, home, system, []string{"TERM=dumb"}, "")
	for _, step := range [][2]string{
		{"deletecall> ", "delete\r"}, {"enter for 1: ", "4\r"}, {"such as TRS26140192: ", nativeID + "\r"}, {"in the history: ", "\r"},
		{"anything else cancels: ", "y\r"}, {"deletecall> ", "history " + nativeID + "\r"}, {"deletecall> ", "show 1\r"},
		{"deletecall> ", "certificate 1\r"}, {"certificate-1.html: ", "page.txt\r"}, {"deletecall> ", "certificate 1\r"},
		{"certificate-1.html: ", "page.txt\r"}, {"deletecall> ", "help\r"}, {"deletecall> ", "\x04"},
	} {
		s.saysNext(step[0])
		s.keys(step[1])
	}
	s.ends(0)
	said := string(s.Bytes())
	for line := range strings.Lines(said) {
		if line = strings.TrimRight(line, "\r\n"); safetext.Width(line) > 80 && strings.Contains(strings.TrimSpace(line), " ") {
			t.Errorf("the terminal breaks a word of %q", line)
		}
	}
	for _, text := range []string{"Sending the request", "Outcome: accepted", "Records 1 to 1 of 1", "| <VerbaApi>",
		"Good: the certificate of record 1 is in page.txt", "exists"} {
		if !strings.Contains(said, text) {
			t.Errorf("%q is missing:\n%s", text, said)
		}
	}
	if system.sent() != 1 {
		t.Errorf("%d requests arrived", system.sent())
	}
}

// A signal while a request is in progress: its outcome is waited for, said and the exit code.
func TestOnLinesASignalWaitsForTheOutcome(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	s := asked(t, home, system{url: server.URL}, []string{"TERM=dumb"}, "")
	for _, step := range [][2]string{
		{"deletecall> ", "delete\r"}, {"enter for 1: ", "4\r"}, {"such as TRS26140192: ", nativeID + "\r"}, {"in the history: ", "\r"},
		{"anything else cancels: ", "y\r"}, {"comes within 1m30s.", ""},
	} {
		s.saysNext(step[0])
		s.keys(step[1])
	}
	server.waitForRequest(t)
	s.keys("\x03")
	s.saysNext("waiting for its outcome")
	server.answer <- struct{}{}
	s.ends(0)
	if said := string(s.Bytes()); !strings.Contains(said, "record 1: Deleted") {
		t.Error(said)
	}
}
