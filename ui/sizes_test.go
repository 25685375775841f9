package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui"
	"deletecall/ui/uitest"
	"deletecall/ui/widget"
)

// office are so many servers that they don't fit into a small terminal.
func office() []deletion.Server {
	var servers []deletion.Server
	for i := range 25 {
		server := uitest.Practice()
		server.Name, server.NoLookUp = fmt.Sprintf("branch-%02d", i), true // a search is asked for
		servers = append(servers, server)
	}
	return append(servers, uitest.Servers()...) // those of the records, too: d fills the form with one
}

// played is what came of some keys.
type played struct {
	reviewed []deletion.Request // for which a confirmation was asked
	sent     []deletion.Request
	unshown  string // an identifier that was sent without having been on the screen, and that screen
}

// play strikes keys and then confirms what the form says; the terminal has the next one of the
// sizes before each key.
func play(t *testing.T, keys []tea.Msg, sizes [][2]int) (end played) {
	synctest.Test(t, func(*testing.T) {
		var mu sync.Mutex
		sender := uitest.NewSender()
		sender.Prepared = func(request deletion.Request) error {
			mu.Lock()
			defer mu.Unlock()
			end.reviewed = append(end.reviewed, request)
			return nil
		}
		history := uitest.NewHistory(uitest.Records())
		workflow := uitest.NewLookingWorkflow(history, sender, office(), searching().LookUps)
		console := ui.New(ui.Options{Workflow: workflow, History: history, Log: history.Log, Keys: keymap.Default(), Zone: uitest.Zone, Now: time.Now})
		pump, screen := uitest.NewPump(console, 80, 24), ""
		pump.Drawn = func(view tea.View) { screen = ansi.Strip(view.Content) }
		for i, key := range keys {
			size := sizes[i%len(sizes)]
			pump.Send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			pump.Send(key)
			pump.Pass(100 * time.Millisecond) // too fast for a confirmation
		}
		pump.Pass(time.Second)
		confirmation := screen
		pump.Send(uitest.Key("y"))
		pump.Pass(time.Second)
		end.sent = sender.Sent()
		for _, request := range end.sent {
			if identifier := withoutBreaks(request.Selector.Identifier()); len(identifier) < 30 && !strings.Contains(withoutBreaks(confirmation), identifier) {
				end.unshown = identifier + "\n" + confirmation
			}
		}
		time.Sleep(time.Hour)
	})
	return end
}

// strokes are keys that move, choose, type and change the screen, and how they end: with the
// confirmation of what the form says.
func strokes() *rapid.Generator[[]tea.Msg] {
	names := append(strings.Split("jkhl8k5", ""), "up", "down", "tab", "shift+tab", "left", "right", "space", "pgup", "pgdown",
		"home", "end", "enter", "enter", "esc", "esc", "f4", "f4", "f1", "ctrl+p", "ctrl+n", "ctrl+r", "ctrl+k", "f6")
	inHistory := append(strings.Split("8dv/fs1n", ""), "pgdown", "pgup", "f2", "f2", "f2", "up", "down", "down", "down", "home", "end", "enter", "enter", "esc", "esc", "left", "right", "tab", "space", "f3")
	inSearch := append(strings.Split("8mmd/jGgxz", ""), "f7", "f7", "f7", "enter", "enter", "enter", "down", "down", "up", "pgup", "pgdown", "space", "home", "end", "esc", "tab",
		"left", "right", "ctrl+r", "f4", "f6")
	pastes := []tea.Msg{tea.PasteMsg{Content: "8856"}, tea.PasteMsg{Content: "8801\n8802"}, tea.MouseWheelMsg{Button: tea.MouseWheelDown}}
	of := func(names []string) *rapid.Generator[[]tea.Msg] {
		keys := slices.Clone(pastes)
		for _, name := range names {
			keys = append(keys, uitest.Key(name))
		}
		return rapid.SliceOfN(rapid.SampledFrom(keys), 5, 40)
	}
	return rapid.Map(rapid.OneOf(of(names), of(inHistory), of(inSearch)), func(struck []tea.Msg) []tea.Msg {
		// Every dialog and panel is left before the end.
		return slices.Concat([]tea.Msg{uitest.Key("8")}, struck, strokesOf("esc", "esc", "esc", "f3", "enter"))
	})
}

func strokesOf(names ...string) (keys []tea.Msg) {
	for _, name := range names {
		keys = append(keys, uitest.Key(name))
	}
	return keys
}

func TestTheSameKeysAskForTheSameDeletionsAtEverySize(t *testing.T) {
	size := rapid.Custom(func(t *rapid.T) [2]int {
		return [2]int{rapid.IntRange(40, 200).Draw(t, "width"), rapid.IntRange(12, 60).Draw(t, "height")}
	})
	sizes := rapid.OneOf(
		rapid.SampledFrom([][][2]int{{{40, 12}}, {{120, 40}}, {{160, 45}}, {{200, 60}}, {{40, 12}, {200, 60}}}),
		rapid.SliceOfN(size, 1, 5), // the terminal is resized after each key
	)
	sent := 0
	rapid.Check(t, func(rt *rapid.T) {
		struck := strokes().Draw(rt, "keys")
		at80x24 := play(t, struck, [][2]int{{80, 24}})
		other := play(t, struck, sizes.Draw(rt, "sizes"))
		if !slices.Equal(at80x24.reviewed, other.reviewed) || !slices.Equal(at80x24.sent, other.sent) {
			rt.Fatalf("at 80x24 %+v\nelsewhere %+v", at80x24, other)
		}
		if unshown := at80x24.unshown + other.unshown; unshown != "" {
			rt.Fatalf("sent, but not shown: %s", unshown)
		}
		sent += len(other.sent)
	})
	t.Logf("%d were sent", sent)
	end := play(t, strokesOf("f4", "pgdown", "enter", "8", "enter"), [][2]int{{40, 12}})
	found := play(t, strokesOf("f7", "enter", "pgdown", "down", "enter"), [][2]int{{40, 12}})
	if len(found.sent) != 1 || found.sent[0].Sent().Identifier() != "ID-0011" {
		t.Errorf("the test does not see searches: %+v", found.sent)
	}
	again := play(t, strokesOf("f2", "pgdown", "d", "enter"), [][2]int{{40, 12}})
	if records := uitest.Records(); len(again.reviewed) == 0 || again.reviewed[0].Selector.Identifier() != records[widget.PageRows].Intent.Identifier {
		t.Errorf("the test does not see the history: %+v", again.reviewed)
	}
	if len(end.sent) != 1 || !slices.Equal(end.reviewed, end.sent) || end.sent[0].Server.Name != "branch-05" || sent == 0 {
		t.Errorf("the test sees nothing: %d before, %+v", sent, end)
	}
}
