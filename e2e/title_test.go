package e2e

import (
	"regexp"
	"strings"
	"testing"
)

var titleSequence = regexp.MustCompile("\x1b\\]2;([^\x07]*)\x07|\x1b\\[(22|23);0t")

// titles are those that the window of a shell has had, the last one last, on a terminal which keeps
// a stack of them (XTWINOPS 22 and 23).
func titles(written []byte) []string {
	all, stack := []string{"of the shell"}, []string(nil)
	for _, found := range titleSequence.FindAllSubmatch(written, -1) {
		now := all[len(all)-1]
		switch string(found[2]) {
		case "22":
			stack = append(stack, now)
			continue
		case "23":
			if len(stack) == 0 {
				continue
			}
			now, stack = stack[len(stack)-1], stack[:len(stack)-1]
		default:
			now = string(found[1])
		}
		all = append(all, now)
	}
	return all
}

func title(s session) string {
	all := titles(s.Bytes())
	return all[len(all)-1]
}

func (s session) expectTitle(want string) {
	s.t.Helper()
	named := func(string) bool {
		return strings.HasPrefix(title(s), "deletecall – ") && strings.HasSuffix(title(s), "– "+want)
	}
	if err := s.WaitUntil("the title of the "+want, named); err != nil {
		s.t.Fatalf("%v\n%q", err, titles(s.Bytes()))
	}
}

func TestTheWindowIsNamedWhileTheConsoleRuns(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	console := openConsole(t, home, server.environ())
	console.expectTitle("form")
	console.keys("8856")
	console.confirm("8856")
	server.waitForRequest(t)
	console.expectTitle("sending")
	server.answer <- struct{}{}
	console.expectTitle("result")
	console.quit(0)
	if got := title(console); got != "of the shell" {
		t.Errorf("afterwards the window is named %q", got)
	}
}

func TestTheTitleComesBackAfterCtrlZ(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	console := inShell(t, home, server.environ())
	console.ctrlZ()
	console.expect("Find the conversation by")
	console.expectTitle("form")
	console.quit(0)
	if got := title(console); got != "of the shell" {
		t.Errorf("afterwards the window is named %q", got)
	}
}
