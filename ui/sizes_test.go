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
	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui"
	"deletecall/ui/uitest"
)

// office are so many servers that they don't fit into a small terminal.
func office() []deletion.Server {
	var servers []deletion.Server
	for i := range 25 {
		server := uitest.Practice()
		server.Name = fmt.Sprintf("branch-%02d", i)
		servers = append(servers, server)
	}
	return servers
}

// reviewed are the requests for which keys ask a confirmation; the terminal has the
// next one of the sizes before each key.
func reviewed(t *testing.T, keys []tea.Msg, sizes [][2]int) (requests []deletion.Request) {
	synctest.Test(t, func(*testing.T) {
		var mu sync.Mutex
		sender := uitest.NewSender()
		sender.Prepared = func(request deletion.Request) error {
			mu.Lock()
			defer mu.Unlock()
			requests = append(requests, request)
			return nil
		}
		history := uitest.NewHistory(uitest.Records())
		workflow := uitest.NewWorkflow(history, sender, office())
		console := ui.New(ui.Options{Workflow: workflow, History: history, Log: history.Log, Keys: keymap.Default(), Zone: uitest.Zone, Now: time.Now})
		pump := uitest.NewPump(console, 80, 24)
		for i, key := range keys {
			size := sizes[i%len(sizes)]
			pump.Send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			pump.Send(key)
			pump.Pass(100 * time.Millisecond) // too fast for a confirmation
		}
		time.Sleep(time.Hour)
	})
	return requests
}

func TestTheSameKeysAskForTheSameDeletionsAtEverySize(t *testing.T) {
	names := append(strings.Split("jkhl8k5", ""), "up", "down", "tab", "shift+tab", "left", "right", "space", "pgup", "pgdown",
		"home", "end", "enter", "enter", "esc", "esc", "f4", "f4", "f1", "ctrl+p", "ctrl+n")
	var keys []tea.Msg
	for _, name := range names {
		keys = append(keys, uitest.Key(name))
	}
	keys = append(keys, tea.PasteMsg{Content: "8856"}, tea.MouseWheelMsg{Button: tea.MouseWheelDown})
	size := rapid.Custom(func(t *rapid.T) [2]int {
		return [2]int{rapid.IntRange(40, 170).Draw(t, "width"), rapid.IntRange(12, 50).Draw(t, "height")}
	})
	rapid.Check(t, func(rt *rapid.T) {
		struck := rapid.SliceOfN(rapid.SampledFrom(keys), 5, 40).Draw(rt, "keys")
		struck = append([]tea.Msg{uitest.Key("8")}, append(struck, uitest.Key("esc"), uitest.Key("f3"), uitest.Key("enter"))...)
		at80x24 := reviewed(t, struck, [][2]int{{80, 24}})
		other := reviewed(t, struck, rapid.SliceOfN(size, 1, 5).Draw(rt, "sizes"))
		if !slices.Equal(at80x24, other) {
			rt.Fatalf("at 80x24 %+v\nelsewhere %+v", at80x24, other)
		}
	})
	if got := reviewed(t, []tea.Msg{uitest.Key("f4"), uitest.Key("pgdown"), uitest.Key("enter"), uitest.Key("8"), uitest.Key("enter")},
		[][2]int{{40, 12}}); len(got) != 1 || got[0].Server.Name != "branch-05" {
		t.Errorf("the test sees nothing: %+v", got)
	}
}
