package keymap_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"

	"deletecall/keymap"
)

var update = flag.Bool("update", false, "write docs/keys.md again")

const sheetPath = "../docs/keys.md"

func TestKeySheetIsFresh(t *testing.T) {
	want := keymap.Default().Sheet()
	if *update {
		if err := os.WriteFile(sheetPath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(sheetPath)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/keys.md is stale: run go test ./keymap -run TestKeySheet -update")
	}
}

func TestKeySheetNamesEveryAction(t *testing.T) {
	sheet := keymap.Default().Sheet()
	for _, e := range keymap.Default().Entries() {
		if !strings.Contains(sheet, "| `"+string(e.Action)+"` |") {
			t.Errorf("%s is missing", e.Action)
		}
	}
}

func footer(m keymap.Map, s keymap.Screen) string {
	var parts []string
	for _, b := range m.Footer(s) {
		parts = append(parts, b.Help().Key+" "+b.Help().Desc)
	}
	return strings.Join(parts, "  ")
}

func TestFooterShowsTheScreensKeysAndThenThoseOfEveryScreen(t *testing.T) {
	for s, want := range map[keymap.Screen]string{
		keymap.Form:    "enter review  tab next field  → next choice  ctrl+g in progress  ctrl+x dismiss  ctrl+k actions  F2 history  ctrl+o try  F1 help  F7 search  ctrl+c quit",
		keymap.Confirm: "esc cancel  enter press  y delete  ctrl+p as typed  tab next  ctrl+g in progress  ctrl+x dismiss  ctrl+k actions  F2 history  ctrl+o try  F1 help  F7 search  ctrl+c quit",
		keymap.Sending: "esc leave  ctrl+g in progress  ctrl+x dismiss  ctrl+k actions  F2 history  ctrl+o try  F1 help  F7 search  ctrl+c quit",
	} {
		if got := footer(keymap.Default(), s); got != want {
			t.Errorf("%s\n got %s\nwant %s", s, got, want)
		}
	}
}

func TestFooterAndHelpFollowTheConfiguration(t *testing.T) {
	m, err := keymap.New([]keymap.Override{over(1, "sending.leave", "up", "f8"), over(2, "screen.history", keymap.Disabled)})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := footer(m, keymap.Sending), "↑ leave  ctrl+g in progress  ctrl+x dismiss  ctrl+k actions  ctrl+o try  F1 help  F7 search  ctrl+c quit"; got != want {
		t.Errorf("footer %q, want %q", got, want)
	}
	if further := m.Further(keymap.Sending, keymap.Redraw); !slices.ContainsFunc(further, func(b key.Binding) bool { return b.Help().Desc == "server" }) ||
		slices.ContainsFunc(further, func(b key.Binding) bool { return b.Help().Desc == "redraw" }) {
		t.Errorf("further in the footer: %v", further)
	}
	help := m.Help(keymap.Sending)
	if len(help) != 1 || help[0].Labels() != "↑  F8" {
		t.Errorf("help %+v", help)
	}
	if slices.ContainsFunc(m.Help(keymap.Global), func(e keymap.Entry) bool { return e.Action == keymap.ShowHistory }) {
		t.Error("the help lists a disabled action")
	}
}

func TestLabelsAreShort(t *testing.T) {
	for in, want := range map[string]string{
		"f1": "F1", "f": "f", "up": "↑", "down": "↓", "left": "←", "right": "→", "ctrl+c": "ctrl+c", "alt+f4": "alt+F4",
		"shift+up": "shift+↑", "+": "+", "ctrl++": "ctrl++", "space": "space", "G": "G",
	} {
		if got := keymap.Label(in); got != want {
			t.Errorf("Label(%q) = %q, want %q", in, got, want)
		}
	}
}
