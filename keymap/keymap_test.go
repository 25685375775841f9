package keymap_test

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
)

// Key strokes as Bubble Tea reports them.
var (
	enter  = tea.KeyPressMsg{Code: tea.KeyEnter}
	esc    = tea.KeyPressMsg{Code: tea.KeyEscape}
	tab    = tea.KeyPressMsg{Code: tea.KeyTab}
	back   = tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	up     = tea.KeyPressMsg{Code: tea.KeyUp}
	right  = tea.KeyPressMsg{Code: tea.KeyRight}
	home   = tea.KeyPressMsg{Code: tea.KeyHome}
	pgdown = tea.KeyPressMsg{Code: tea.KeyPgDown}
	space  = tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	f1     = tea.KeyPressMsg{Code: tea.KeyF1}
	f2     = tea.KeyPressMsg{Code: tea.KeyF2}
	ctrlC  = tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}
	ctrlU  = tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}
)

func char(r rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

func shifted(r, text rune) tea.KeyPressMsg {
	return tea.KeyPressMsg{Code: r, Mod: tea.ModShift, Text: string(text)}
}

func TestWhatAKeyMeansDependsOnScreenAndText(t *testing.T) {
	for _, c := range []struct {
		name   string
		screen keymap.Screen
		msg    tea.KeyPressMsg
		typing bool
		want   keymap.Action
	}{
		{"enter reviews the form", keymap.Form, enter, false, keymap.FormReview},
		{"enter reviews from a text field too", keymap.Form, enter, true, keymap.FormReview},
		{"tab goes on", keymap.Form, tab, true, keymap.FormNext},
		{"shift+tab goes back", keymap.Form, back, true, keymap.FormPrevious},
		{"space takes a choice", keymap.Form, space, false, keymap.FormOptionNext},
		{"space in a text is a blank", keymap.Form, space, true, ""},
		{"right in a text moves the cursor", keymap.Form, right, true, ""},
		{"j in a text is a j", keymap.Form, char('j'), true, ""},
		{"j in a choice is nothing", keymap.Form, char('j'), false, ""},
		{"y confirms", keymap.Confirm, char('y'), false, keymap.ConfirmAccept},
		{"y does not confirm where a text is wanted", keymap.Confirm, char('y'), true, ""},
		{"n cancels", keymap.Confirm, char('n'), false, keymap.ConfirmCancel},
		{"esc cancels from the text", keymap.Confirm, esc, true, keymap.ConfirmCancel},
		{"right chooses a button", keymap.Confirm, right, false, keymap.ButtonNext},
		{"right in the confirmation's text moves the cursor", keymap.Confirm, right, true, ""},
		{"esc leaves the waiting", keymap.Sending, esc, false, keymap.SendingLeave},
		{"enter means nothing while it is sent", keymap.Sending, enter, false, ""},
		{"slash filters", keymap.History, char('/'), false, keymap.HistoryFind},
		{"G goes to the end", keymap.History, shifted('g', 'G'), false, keymap.MoveBottom},
		{"g goes to the top", keymap.History, char('g'), false, keymap.MoveTop},
		{"a slash in the filter is a slash", keymap.HistoryFilter, char('/'), false, ""},
		{"up in the filter moves in the table", keymap.HistoryFilter, up, false, keymap.FilterUp},
		{"page down in the filter too", keymap.HistoryFilter, pgdown, true, keymap.FilterPageDown},
		{"home in the filter moves the cursor", keymap.HistoryFilter, home, true, ""},
		{"ctrl+u in the filter empties it", keymap.HistoryFilter, ctrlU, true, ""},
		{"ctrl+u in the table pages", keymap.History, ctrlU, false, keymap.MovePageUp},
		{"q goes back", keymap.Viewer, char('q'), false, keymap.Back},
		{"question mark asks for help", keymap.History, char('?'), false, keymap.ShowHelp},
		{"a question mark in a text is one", keymap.Form, char('?'), true, ""},
		{"F1 helps from a text", keymap.Form, f1, true, keymap.ShowHelp},
		{"F2 shows the history", keymap.Result, f2, false, keymap.ShowHistory},
		{"ctrl+c quits from a text", keymap.HistoryFilter, ctrlC, true, keymap.Quit},
		{"an unbound key means nothing", keymap.Result, char('x'), false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, found := keymap.Default().Action(c.screen, c.msg, c.typing)
			if got != c.want || found != (c.want != "") {
				t.Errorf("%s on %s means %q, want %q", c.msg, c.screen, got, c.want)
			}
		})
	}
}

func TestOneCanLeaveEveryScreenWhileTyping(t *testing.T) {
	leave := map[keymap.Screen]keymap.Action{
		keymap.Confirm: keymap.ConfirmCancel, keymap.Sending: keymap.SendingLeave, keymap.Result: keymap.Back,
		keymap.HistoryFilter: keymap.FilterCancel, keymap.Detail: keymap.Back, keymap.Viewer: keymap.Back,
		keymap.Help: keymap.SearchClose, keymap.Actions: keymap.SearchClose, keymap.Recent: keymap.SearchClose, keymap.Settle: keymap.DialogCancel, keymap.Dialog: keymap.DialogCancel,
	}
	for _, s := range keymap.Screens() {
		if a, _ := keymap.Default().Action(s, ctrlC, true); a != keymap.Quit {
			t.Errorf("%s: ctrl+c means %q", s, a)
		}
		if want := leave[s]; want != "" {
			if a, _ := keymap.Default().Action(s, esc, false); a != want {
				t.Errorf("%s: esc means %q, want %q", s, a, want)
			}
		}
	}
}

func TestTheDefaultsObeyTheirOwnRules(t *testing.T) {
	if _, err := keymap.New(nil); err != nil {
		t.Errorf("the defaults clash: %v", err)
	}
	// Written as overrides, the defaults go through every check of a key's name.
	var same []keymap.Override
	seen := map[keymap.Action]bool{}
	for _, e := range keymap.Default().Entries() {
		if seen[e.Action] {
			t.Errorf("%s is in the table twice", e.Action)
		}
		seen[e.Action] = true
		if len(e.Screens) == 0 || e.Short == "" || e.Long == "" || len(e.Keys) == 0 {
			t.Errorf("%s is not complete: %+v", e.Action, e)
		}
		for _, s := range e.Screens {
			if s == keymap.Global && len(e.Screens) > 1 {
				t.Errorf("%s is global and on a screen", e.Action)
			}
			if !slices.Contains(keymap.Screens(), s) || s.Title() == string(s) {
				t.Errorf("%s is on %q, which has no title", e.Action, s)
			}
		}
		same = append(same, keymap.Override{Action: string(e.Action), Keys: e.Keys})
	}
	m, err := keymap.New(same)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range keymap.Default().Entries() {
		if got := m.Keys(e.Action); !slices.Equal(got, e.Keys) {
			t.Errorf("%s: %q is read as %q", e.Action, e.Keys, got)
		}
	}
}

func TestNoLetterAndNoKeyThatMovesChoosesInAForm(t *testing.T) {
	moves := []tea.KeyPressMsg{up, {Code: tea.KeyDown}, tab, back, home, {Code: tea.KeyEnd}, {Code: tea.KeyPgUp}, pgdown}
	for _, screen := range []keymap.Screen{keymap.Form, keymap.Settle} {
		strokes := slices.Clone(moves)
		for r := '!'; r <= '~'; r++ {
			strokes = append(strokes, char(r))
		}
		for _, stroke := range strokes {
			action, _ := keymap.Default().Action(screen, stroke, false)
			if action == keymap.FormOptionNext || action == keymap.FormOptionPrevious {
				t.Errorf("%s: %s chooses", screen, stroke)
			}
			if stroke.Text != "" && action != "" && action != keymap.ShowHelp && action != keymap.ShowActions {
				t.Errorf("%s: the character %s means %q", screen, stroke, action)
			}
		}
	}
}

func TestNothingThatDeletesHasAKeyThatIsStruckInPassing(t *testing.T) {
	dangerous := 0
	for _, e := range keymap.Default().Entries() {
		if !e.Dangerous {
			continue
		}
		dangerous++
		for _, key := range []string{"enter", "space", "tab", "esc", "right"} {
			if slices.Contains(e.Keys, key) {
				t.Errorf("%s has %s", e.Action, key)
			}
		}
	}
	if dangerous == 0 {
		t.Error("no action is marked as dangerous")
	}
}

func TestAMapIsNotChangedThroughWhatItReturns(t *testing.T) {
	m := keymap.Default()
	m.Keys(keymap.Quit)[0] = "changed"
	m.Binding(keymap.Quit).Keys()[0] = "changed"
	m.Entries()[0].Keys[0] = "changed"
	m.Entries()[0].Screens[0] = "changed"
	m.Help(keymap.Form)[0].Keys[0] = "changed"
	for _, e := range keymap.Default().Entries() {
		if slices.Contains(e.Keys, "changed") || slices.Contains(e.Screens, "changed") {
			t.Errorf("%s changed: %v %v", e.Action, e.Screens, e.Keys)
		}
	}
}

func TestAMapWithoutKeysMeansNothing(t *testing.T) {
	var m keymap.Map
	if a, ok := m.Action(keymap.Form, enter, false); ok || m.Binding(keymap.Quit).Enabled() || m.Keys("no such") != nil {
		t.Errorf("it means %q", a)
	}
	if keymap.Default().MatchesTyping(enter, "no such") {
		t.Error("an unknown action matches")
	}
}

// The same record is seen in the list, by itself, and as a result.
func TestAKeyMeansTheSameWhereverARecordIsSeen(t *testing.T) {
	// n begins the next deletion after a result, which is no list.
	apart := map[string]bool{"n": true, "t": true, "h": true}
	screens := []keymap.Screen{keymap.Result, keymap.History, keymap.Detail}
	for key := range 'z' {
		if apart[string(key)] {
			continue
		}
		meant := map[keymap.Action]keymap.Screen{}
		for _, screen := range screens {
			if action, known := keymap.Default().Action(screen, tea.KeyPressMsg{Code: key, Text: string(key)}, false); known && !action.Moves() {
				meant[action] = screen
			}
		}
		if len(meant) > 1 {
			t.Errorf("%q has several meanings: %v", key, meant)
		}
	}
}
