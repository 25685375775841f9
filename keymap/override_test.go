package keymap_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deletecall/keymap"
)

func over(line int, action string, keys ...string) keymap.Override {
	return keymap.Override{Action: action, Keys: keys, Line: line}
}

func TestOverridesReplaceKeys(t *testing.T) {
	for _, c := range []struct {
		name   string
		over   []keymap.Override
		action keymap.Action
		want   []string
	}{
		{"one key", []keymap.Override{over(1, "history.filter", "f5"), over(2, "history.refresh", "f8")}, keymap.HistoryFind, []string{"f5"}},
		{"a list", []keymap.Override{over(1, "quit", "ctrl+c", "f10")}, keymap.Quit, []string{"ctrl+c", "f10"}},
		{"disabled", []keymap.Override{over(1, "suspend", keymap.Disabled)}, keymap.Suspend, nil},
		{"an empty list", []keymap.Override{over(1, "suspend")}, keymap.Suspend, nil},
		{"the others stay", []keymap.Override{over(1, "suspend", "f9")}, keymap.Quit, []string{"ctrl+c"}},
		{"two change places", []keymap.Override{over(1, "screen.history", "f3"), over(2, "screen.delete", "f2")}, keymap.ShowHistory, []string{"f3"}},
		{"the same key twice", []keymap.Override{over(1, "suspend", "f9", "F9")}, keymap.Suspend, []string{"f9"}},
		{"the same key where screens never meet", []keymap.Override{over(1, "form.clear", "f5")}, keymap.FormClear, []string{"f5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := keymap.New(c.over)
			if err != nil {
				t.Fatal(err)
			}
			if got := m.Keys(c.action); !slices.Equal(got, c.want) {
				t.Errorf("%s has %q, want %q", c.action, got, c.want)
			}
		})
	}
}

func TestNamesOfKeysAreReadAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[string]string{
		"Ctrl+Y": "ctrl+y", "CTRL+ALT+x": "ctrl+alt+x", "alt+ctrl+x": "ctrl+alt+x", "Escape": "esc", "Return": "enter", " ": "space",
		"Space": "space", "PageUp": "pgup", "pagedown": "pgdown", "Del": "delete", "Ins": "insert", "F12": "f12", "shift+g": "G", "G": "G",
		"shift+tab": "shift+tab", "+": "+", "ctrl++": "ctrl++", "ü": "ü", "alt+enter": "alt+enter",
	} {
		m, err := keymap.New([]keymap.Override{over(1, "sending.leave", in)})
		if err != nil {
			t.Errorf("%q: %v", in, err)
		} else if got := m.Keys(keymap.SendingLeave); !slices.Equal(got, []string{want}) {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}

func TestWrongOverridesAreRefusedWithTheirLine(t *testing.T) {
	for _, c := range []struct {
		name string
		over keymap.Override
		hint string
	}{
		{"unknown action, near one", over(7, "history.fliter", "f"), `"history.filter"`},
		{"unknown action, in capitals", over(7, "QUIT", "f10"), `"quit"`},
		{"unknown key", over(7, "suspend", "f99"), "no such key"},
		{"empty key", over(7, "suspend", ""), "no such key"},
		{"unknown modifier", over(7, "suspend", "strg+c"), "no such key"},
		{"hostile key", over(7, "suspend", "\x1b"), "no such key"},
		{"disabled among keys", over(7, "suspend", "f9", "disabled"), "no such key"},
		{"shift with a sign", over(7, "suspend", "shift+1"), "the character"},
		{"ctrl+m", over(7, "suspend", "ctrl+m"), "write enter"},
		{"ctrl+i", over(7, "suspend", "ctrl+I"), "write tab"},
		{"ctrl+[", over(7, "suspend", "ctrl+["), "write esc"},
		{"ctrl+j", over(7, "suspend", "ctrl+j"), "pasted"},
		{"ctrl+h", over(7, "suspend", "ctrl+h"), "backspace"},
		{"ctrl+a", over(7, "suspend", "ctrl+a"), "screen"},
		{"ctrl+b", over(7, "suspend", "ctrl+b"), "tmux"},
		{"ctrl+s", over(7, "suspend", "ctrl+s"), "output"},
		{"ctrl+q", over(7, "suspend", "ctrl+q"), "output"},
		{"clash within a screen", over(7, "history.refresh", "z"), `"time.zone"`},
		{"clash with a global one", over(7, "form.clear", "f2"), `"screen.history"`},
		{"a global one with a screen's", over(7, "suspend", "ctrl+p"), `"form.request"`},
		{"quit disabled", over(7, "quit", keymap.Disabled), "quit"},
		{"cancel disabled", over(7, "confirm.cancel"), "cancel"},
		{"quit with a letter only", over(7, "quit", "Q"), "edits the text"},
		{"cancel with a letter only", over(7, "dialog.cancel", "x"), "edits the text"},
		{"help with a sign only", over(7, "help", "?"), "edits the text"},
		{"review by a key that edits", over(7, "form.review", "backspace"), "edits the text"},
		{"a letter in the filter line", over(7, "filter.apply", "enter", "x"), "types a character"},
		{"space in the filter line", over(7, "filter.complete", "space"), "types a character"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := keymap.New([]keymap.Override{c.over})
			var problems keymap.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got %v", err)
			}
			if got := problems[0]; got.Line != 7 || got.Action != c.over.Action || !strings.Contains(got.Hint, c.hint) {
				t.Errorf("got %+v, want %q in the hint", *problems[0], c.hint)
			}
		})
	}
}

func TestAllProblemsAreSaidAtOnceInTheOrderOfTheFile(t *testing.T) {
	_, err := keymap.New([]keymap.Override{
		over(3, "quit", "disabled"), over(5, "history.refresh", "z"), over(4, "nonsense", "f9"), over(6, "suspend", "foo", "bar"), over(9, "suspend", "f9"),
	})
	var problems keymap.Problems
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	var lines []int
	for _, p := range problems {
		lines = append(lines, p.Line)
	}
	if want := []int{3, 4, 5, 6, 6, 9}; !slices.Equal(lines, want) {
		t.Errorf("lines %v, want %v:\n%v", lines, want, err)
	}
	if last := problems[5]; !strings.Contains(last.Error(), "line 6") {
		t.Errorf("the second override of an action says: %v", last)
	}
}

func TestAClashOfTwoOverridesIsSaidAtTheLaterOne(t *testing.T) {
	for _, lines := range [][2]int{{1, 2}, {2, 1}} {
		_, err := keymap.New([]keymap.Override{over(lines[0], "suspend", "f9"), over(lines[1], "redraw", "f9")})
		var problems keymap.Problems
		if !errors.As(err, &problems) || len(problems) != 1 || problems[0].Line != 2 {
			t.Errorf("lines %v: %v", lines, err)
		}
	}
}

func TestProblemsReadWell(t *testing.T) {
	_, err := keymap.New([]keymap.Override{over(12, "history.refresh", "z"), {Action: "a\x1b[2J\nb"}})
	want := `keys: "a\x1b[2J\nb": there is no such action` + "\n" +
		`line 12: keys: "history.refresh" = "z": "time.zone" has this key too: give one of the two another key`
	if err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// Whatever the configuration says: it is refused, or quitting and cancelling
// stay possible from inside a text and no key means two things.
func TestAnAcceptedMapCanAlwaysBeLeft(t *testing.T) {
	var names []string
	for _, e := range keymap.Default().Entries() {
		names = append(names, string(e.Action))
	}
	keys := rapid.SampledFrom([]string{"f1", "f2", "f7", "f8", "f9", "x", "y", "q", "esc", "enter", "tab", "space", "left", "ctrl+c", "ctrl+g", "ctrl+t", "disabled", "alt+x"})
	override := rapid.Custom(func(t *rapid.T) keymap.Override {
		return keymap.Override{Action: rapid.SampledFrom(names).Draw(t, "action"), Keys: rapid.SliceOfN(keys, 0, 3).Draw(t, "keys")}
	})
	rapid.Check(t, func(t *rapid.T) {
		m, err := keymap.New(rapid.SliceOfN(override, 0, 3).Draw(t, "overrides"))
		if err != nil {
			return
		}
		for _, s := range keymap.Screens() {
			owner := map[string]keymap.Action{}
			for _, e := range m.Help(s) {
				for _, k := range e.Keys {
					if owner[k] != "" {
						t.Fatalf("%s on %s is %s and %s", k, s, owner[k], e.Action)
					}
					owner[k] = e.Action
				}
			}
		}
		for _, e := range m.Entries() {
			if e.Needed && !slices.ContainsFunc(e.Keys, func(k string) bool {
				return !e.Typing || len(k) > 1 && k != "space" && k != "left"
			}) {
				t.Fatalf("%s can't be reached by %q", e.Action, e.Keys)
			}
		}
	})
}
