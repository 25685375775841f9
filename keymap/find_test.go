package keymap_test

import (
	"slices"
	"testing"

	"deletecall/keymap"
)

func TestAStrokeIsTheKeyThatTheMapHolds(t *testing.T) {
	names := []string{"alt+1", "ctrl+shift+x", "f12", "+", "ctrl++", "ü", "G", "space", "ctrl+space"}
	for _, entry := range keymap.Default().Entries() {
		names = append(names, entry.Keys...)
	}
	for _, name := range names {
		if got := keymap.Stroke(name).String(); got != name {
			t.Errorf("the stroke of %s is %s", name, got)
		}
	}
}

func TestWhatIsPossibleHasAKeyThatWorksNow(t *testing.T) {
	m := keymap.Default()
	for _, screen := range keymap.Screens() {
		for _, typing := range []bool{false, true} {
			for _, entry := range m.Possible(screen, typing, keymap.Redraw) {
				if entry.Action == keymap.Redraw || entry.Action.Moves() {
					t.Errorf("%s: %s is listed", screen, entry.Action)
				}
				for _, key := range entry.Keys {
					if action, _ := m.Action(screen, keymap.Stroke(key), typing); action != entry.Action {
						t.Errorf("%s: %s means %q and not %s", screen, key, action, entry.Action)
					}
				}
			}
		}
	}
	has := func(screen keymap.Screen, typing bool, action keymap.Action) bool {
		return slices.ContainsFunc(m.Possible(screen, typing), func(e keymap.Entry) bool { return e.Action == action })
	}
	if !has(keymap.History, false, keymap.HistoryChart) || has(keymap.History, true, keymap.HistoryChart) || !has(keymap.Form, true, keymap.FormReview) {
		t.Error("while text is typed, only keys that are no text are possible")
	}
}

func TestSearchingForAnAction(t *testing.T) {
	entry := keymap.Entry{Action: keymap.HistoryCounts, Keys: []string{"f"}, Short: "counts", Long: "count by outcome, type, server and operator"}
	for typed, want := range map[string]bool{
		"": true, "count": true, "COUNT outcome": true, "oper": true, "outcmoe": true, "history.counts": true, "chart": false, "count chart": false,
	} {
		if got := entry.Fits(typed); got != want {
			t.Errorf("%q fits: %t", typed, got)
		}
	}
}
