package e2e

import (
	"fmt"
	"testing"
	"time"

	"deletecall/simulator"
)

const f7 = "\x1b[18~"

// startOfficeOf serves calls of one extension, which began a minute apart, the newest first.
func startOfficeOf(t testing.TB, calls int, lookUps simulator.LookUps) system {
	t.Helper()
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1, LookUps: lookUps})
	for i := range calls {
		begin := time.Now().Add(-time.Duration(i+5) * time.Minute)
		system.AddCall(simulator.Call{CallID: fmt.Sprintf("found-%d", i), From: "8857", To: fmt.Sprint(4100 + i), Begin: begin, End: begin.Add(30 * time.Second)})
	}
	return system
}

// Whatever the spelling in which a server writes its calls, the one that is chosen is the one that goes.
func TestAPersonFindsACallOnTheServerAndDeletesThatOne(t *testing.T) {
	for _, spelling := range simulator.Spellings() {
		t.Run(string(spelling), func(t *testing.T) {
			t.Parallel()
			home, system := t.TempDir(), startOfficeOf(t, 3, simulator.LookUps{Spelling: spelling})
			console := openConsole(t, home, system.environ())
			console.keys(f7)
			console.expect("Find calls on")
			console.keys("2h" + tab + tab + "8857" + enter)
			console.expect("8857", "4100", "4101", "4102")
			console.keys(down)
			console.expect("found-1")
			system.Begin(simulator.Call{CallID: "newer", From: "8857", To: "4199"}) // meanwhile another call begins
			console.keys(enter)
			console.expect("Delete this conversation?", "found-1", "4101")
			console.confirmShown()
			console.expect("✓ Deleted.", "4101")
			console.keys(f7)
			console.expect("#1 Deleted.")
			console.quit(0)
			if deleted := system.Deleted(); len(deleted) != 1 || deleted[0].Call.CallID != "found-1" || system.sent() != 1 {
				t.Errorf("%+v, %d requests", deleted, system.sent())
			}
		})
	}
}

func TestAServerThatCannotSearchSaysSo(t *testing.T) {
	home, system := t.TempDir(), startOfficeOf(t, 3, simulator.LookUps{Missing: true})
	console := openConsole(t, home, system.environ())
	console.keys(f7)
	console.expect("Find calls on")
	console.keys(enter)
	console.expect("✗ The search failed.")
	console.keys(esc)
	console.expect("Find calls on")
	console.keys(esc)
	console.expect("Find the conversation by")
	console.quit(0)
	if system.sent() != 0 {
		t.Errorf("%d requests arrived", system.sent())
	}
}
