package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"deletecall/keymap"
	"deletecall/testkit"
	"deletecall/ui"
	"deletecall/ui/uitest"
)

// cursorLine is the line of the screen that the cursor is in, from the cursor on.
func cursorLine(t *testing.T, s *uitest.Session) string {
	t.Helper()
	view := s.Model().View()
	if view.Cursor == nil {
		t.Fatalf("the cursor is hidden:\n%s", s.Screen())
	}
	line := ansi.Strip(strings.Split(view.Content, "\n")[view.Cursor.Y])
	return string([]rune(line + strings.Repeat(" ", 200))[view.Cursor.X:]) // each of these characters has one cell
}

// A screen reader reads where the cursor is.
func TestTheCursorIsAtWhatHasTheFocus(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 40}, {160, 45}, {40, 12}} {
		journey(t, uitest.Options{Records: uitest.Many(5), Width: size[0], Height: size[1]}, func(s *uitest.Session) {
			compact := size[1] < 16
			for _, step := range []struct{ key, want string }{
				{"up", "● 1 Extension"}, {"right", "● 2 Call ID"}, {"left", "● 1 Extension"}, {"down", ""}, {"down", "● 1 last"}, {"right", "● 2 ongoing"},
				{"f2", "▸5"}, {"down", "▸4"}, {"down", "▸3"}, {"up", "▸4"},
				{"f4", "▸"}, {"down", "▸"}, {"esc", "▸4"}, {"f3", "● 2 ongoing"}, {"f1", ""},
			} {
				s.Keys(step.key)
				want := step.want
				if compact && strings.HasPrefix(want, "●") {
					want = "‹ " // the chosen value alone is shown
				}
				if got := cursorLine(t, s); !strings.HasPrefix(got, want) {
					t.Errorf("at %dx%d, after %s, the cursor is at %q, want %q", size[0], size[1], step.key, got, want)
				}
			}
		})
	}
}

// places say what the cursor may be at.
var places = map[string]func(tea.Model) bool{
	// A row that is chosen.
	"row": func(model tea.Model) bool { return strings.HasPrefix(fromCursor(model), "▸") },
	// A choice, at its chosen value, or its first one where nothing is chosen.
	"choice": func(model tea.Model) bool { return startsWithAny(fromCursor(model), "● ", "‹ ", "○ ") },
	// A button: its label, in brackets.
	"button": func(model tea.Model) bool { return strings.HasSuffix(upToCursor(model), "[ ") },
	// A field: what is typed appears left of the cursor.
	"field": func(model tea.Model) bool {
		after, _ := model.Update(uitest.Key("7"))
		return after.View().Cursor != nil && startsWithAny(lastOf(upToCursor(after)), "7", "•")
	},
	// A text: where reading goes on. What is above the cursor does not move, and neither is it hidden.
	"text": func(model tea.Model) bool {
		if strings.Trim(upToCursor(model), " ") != "" {
			return false
		}
		model, _ = model.Update(uitest.Key("f12")) // it does nothing, and takes a notice away
		after, _ := model.Update(uitest.Key("pgdown"))
		if model.View().Content == after.View().Content {
			return true
		}
		before, now := strings.Split(ansi.Strip(model.View().Content), "\n"), strings.Split(ansi.Strip(after.View().Content), "\n")
		at := after.View().Cursor.Y
		return after.(ui.Console).KeyScreen() == model.(ui.Console).KeyScreen() && before[at] != now[at]
	},
}

// cursorAt are the places of the cursor on each screen. A new screen has to be listed.
var cursorAt = map[keymap.Screen][]string{
	keymap.Form: {"field", "choice"}, keymap.Confirm: {"button", "field"}, keymap.Queue: {"row"}, keymap.CallSearch: {"field", "choice"}, keymap.Calls: {"row", "text"}, keymap.Sending: {"text"}, keymap.Result: {"text"},
	keymap.History: {"row", "text"}, keymap.HistoryFilter: {"field"}, keymap.Detail: {"text"}, keymap.Chart: {"text"}, keymap.Counts: {"row"},
	keymap.Log: {"row", "text"}, keymap.Columns: {"row"}, keymap.Viewer: {"text"}, keymap.Help: {"field", "text"}, keymap.Actions: {"field", "row"},
	keymap.Recent: {"field", "row"}, keymap.Setup: {"field", "choice", "button", "text"}, keymap.Settle: {"field", "choice", "button"},
	keymap.Writing: {"text"}, keymap.Dialog: {"row", "field"},
}

func TestTheCursorIsAtTheFocusOnEveryScreen(t *testing.T) {
	testkit.Alone(t)
	unseen := map[keymap.Screen]bool{}
	for _, screen := range keymap.Screens() {
		unseen[screen] = screen != keymap.Global
	}
	check := func(t *testing.T, name string, model tea.Model) {
		delete(unseen, model.(ui.Console).KeyScreen())
		if wrong := cursorProblem(model); wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
	}
	for _, scene := range append(scenes(), completing()) {
		uitest.Run(t, scene.options, func(s *uitest.Session) {
			scene.arrange(s)
			s.Screen()
			for _, size := range [][2]int{{80, 24}, {160, 45}, {40, 12}} {
				model, _ := s.Model().Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
				check(t, fmt.Sprintf("%s at %dx%d", scene.name, size[0], size[1]), model)
				for _, key := range []string{"down", "tab", "right", "up"} {
					if next, _ := model.Update(uitest.Key(key)); next.(ui.Console).KeyScreen() == model.(ui.Console).KeyScreen() {
						model = next
						check(t, fmt.Sprintf("%s at %dx%d, after %s", scene.name, size[0], size[1], key), model)
					}
				}
			}
		})
	}
	for screen, missing := range unseen {
		if missing {
			t.Errorf("no scene has the screen %q", screen)
		}
	}
}

func upToCursor(model tea.Model) string {
	view := model.View()
	line := ansi.Strip(strings.Split(view.Content, "\n")[view.Cursor.Y])
	return ansi.TruncateWc(line+strings.Repeat(" ", 200), view.Cursor.X, "")
}

func fromCursor(model tea.Model) string {
	view := model.View()
	return ansi.TruncateLeftWc(ansi.Strip(strings.Split(view.Content, "\n")[view.Cursor.Y]), view.Cursor.X, "")
}

func lastOf(text string) string {
	_, size := utf8.DecodeLastRuneInString(text)
	return text[len(text)-size:]
}

func startsWithAny(text string, beginnings ...string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(text, b) })
}

// cursorProblem says what is wrong with the cursor; empty when it is at one of the places that its screen has.
func cursorProblem(model tea.Model) string {
	screen := model.(ui.Console).KeyScreen()
	switch {
	case model.View().Cursor == nil:
		return fmt.Sprintf("%s: the cursor is hidden", screen)
	case !slices.ContainsFunc(cursorAt[screen], func(place string) bool { return places[place](model) }):
		return fmt.Sprintf("%s: the cursor is at none of %v:\n%s▮%s\n%s", screen, cursorAt[screen], upToCursor(model), fromCursor(model), ansi.Strip(model.View().Content))
	}
	return ""
}

func TestAfterRandomKeysTheCursorIsAtTheFocus(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		typed, steps := rapid.Bool().Draw(rt, "typed"), steps().Draw(rt, "steps")
		wrong := ""
		synctest.Test(t, func(*testing.T) {
			w := newLookingWitness(typed, false, uitest.NewLookUps())
			for _, step := range steps {
				w.act(step.msg)
				w.Pass(step.pause + 2*time.Second) // what a key began takes no other ones
				if w.Ended {
					break
				}
				if wrong = cursorProblem(w.Model); wrong != "" {
					break
				}
			}
			time.Sleep(time.Hour) // clocks that still tick run out
		})
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
}
