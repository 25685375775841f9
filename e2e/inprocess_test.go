package e2e

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/cli"
	"deletecall/deletion"
	"deletecall/safetext"
	"deletecall/simulator"
)

// inThisProcess runs a command as a session of the tests' own process. It is for sweeps of some hundred commands, whose
// subject is what a command says of a history: to start a process takes longer than most of the commands. That
// a process says and returns the same, the scripts show. A file is named by its whole path.
func inThisProcess(t *testing.T, home string, environ []string, args ...string) (code int, out, said []byte) {
	t.Helper()
	var outBuffer bytes.Buffer
	code, said = writingTo(t, &outBuffer, home, environ, args...)
	return code, outBuffer.Bytes(), said
}

func writingTo(t *testing.T, out io.Writer, home string, environ []string, args ...string) (code int, said []byte) {
	t.Helper()
	var errBuffer bytes.Buffer
	program := cli.Program{
		Args: args, In: strings.NewReader(""), Out: out, Err: &errBuffer, Now: time.Now,
		Environ: slices.Concat([]string{"HOME=" + home, "TZ=UTC", "LANG=C.UTF-8"}, environ),
		Operator: func(string) deletion.Operator {
			return deletion.Operator{Name: "root", Login: "root", Host: "workstation"}
		},
	}
	code = cli.ExitCode(program.Run(t.Context()))
	return code, errBuffer.Bytes()
}

// screen is a terminal of some width on which a command prints.
type screen struct {
	bytes.Buffer
	width int
}

func (s *screen) Size() (width, height int) { return s.width, 24 }

func TestTheRowsOfATableFitANarrowTerminal(t *testing.T) {
	home, system := t.TempDir(), startOfficeOf(t, 3, simulator.LookUps{})
	writeConfiguration(t, home, "[servers.headquarters-in-budapest]\nurl = \""+system.url+"\"\nlook_up = false\n")
	file := filepath.Join(home, "history.db")
	environ := []string{"DELETECALL_HISTORY=" + file, "DELETECALL_API_KEY=" + apiKey, "NO_COLOR=1"}
	for _, args := range [][]string{
		{"simulate", "--fill", "60", "--history", file}, {"history", "export", "operator:alice", "--out", filepath.Join(home, "a.csv")}, {"history", "verify"},
		{"hold", "add", "--extension", "8856", "--owner", "the legal department", "--reason", "claim 77 of 2026", "--tag", "claims"},
		{"hold", "add", "--call-id", "a8343631-9f35-4a3a-83f0-9e81592339fb", "--owner", "legal", "--reason", "claim"},
		{"hold", "release", "2", "--reason", "it was settled"},
	} {
		if code, _, said := inThisProcess(t, home, environ, args...); code != 0 {
			t.Fatalf("%q: exit code %d\n%s", args, code, said)
		}
	}
	for _, command := range []string{
		"history list", "history log", "history stats --by day", "history stats --by week", "history stats --by month", "hold list --all", "config check", "search --number 8857",
	} {
		for _, width := range []int{40, 47, 60, 72, 80} {
			out := &screen{width: width}
			if code, said := writingTo(t, out, home, environ, strings.Fields(command)...); code != 0 || out.Len() == 0 {
				t.Fatalf("%s: exit code %d\n%s", command, code, said)
			}
			for line := range strings.Lines(out.String()) {
				if cells := safetext.Width(strings.TrimSuffix(line, "\n")); cells > width {
					t.Errorf("%s, a terminal of %d cells: a line has %d\n%s", command, width, cells, line)
				}
			}
		}
	}
}
