package ui_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/testkit"
	"deletecall/ui"
	"deletecall/ui/uitest"
)

// listed is a key of an action that the help and the key sheet list for a screen.
type listed struct {
	screen keymap.Screen
	action keymap.Action
	key    string
}

// keysOf lists the keys of a screen.
func keysOf(screen keymap.Screen) (all []listed) {
	for _, entry := range keymap.Default().Help(screen) {
		for _, key := range entry.Keys {
			all = append(all, listed{screen, entry.Action, key})
		}
	}
	return all
}

// unbound is a key that means nothing anywhere.
const unbound = "ctrl+q"

// changes reports whether a key does something that a key without a meaning does not: it
// changes what is seen, at once or when its commands have run, or it has a command.
func changes(model tea.Model, key string) bool {
	before, nothing := model.Update(uitest.Key(unbound))
	after, command := model.Update(uitest.Key(key))
	return (command == nil) != (nothing == nil) || seen(before) != seen(after) ||
		command != nil && later(model, unbound) != later(model, key)
}

func seen(model tea.Model) string {
	view := model.View()
	return fmt.Sprint(view.Content, view.Cursor, view.WindowTitle)
}

func later(model tea.Model, key string) string {
	pump := pressed(model, key)
	return fmt.Sprint(pump.Ended, seen(pump.Model))
}

// pressed is the console a second after a key.
func pressed(model tea.Model, key string) *uitest.Pump {
	width, height := model.(ui.Console).Size()
	pump := uitest.NewPump(model, width, height)
	pump.Send(uitest.Key(key))
	pump.Pass(time.Second)
	return pump
}

// completing is a filter whose last word can be completed.
func completing() scene {
	return scene{"completing", settledRecords(), then(presses(keymap.ShowHistory, keymap.HistoryFind), types("outc")), false}
}

// A key that is listed and does nothing makes a liar of the footer, of F1 and of
// docs/keys.md.
func TestEveryListedKeyDoesSomethingOnItsScreen(t *testing.T) {
	testkit.Alone(t)
	idle := map[listed]bool{}
	for _, screen := range keymap.Screens() {
		for _, key := range keysOf(screen) {
			idle[key] = true
		}
	}
	// try strikes the keys of the model's screen that have done nothing so far.
	try := func(model tea.Model) (left bool) {
		screen := model.(ui.Console).KeyScreen()
		for _, key := range append(keysOf(screen), keysOf(keymap.Global)...) {
			if idle[key] && changes(model, key.key) {
				delete(idle, key)
			}
			left = left || idle[key] && key.screen == screen
		}
		return left
	}
	for _, scene := range append(scenes(), completing()) {
		uitest.Run(t, scene.options, func(s *uitest.Session) {
			scene.arrange(s)
			s.Screen()
			for _, height := range []int{24, 12} {
				model, _ := s.Model().Update(tea.WindowSizeMsg{Width: 80, Height: height})
				if !try(model) {
					continue
				}
				for _, first := range keysOf(model.(ui.Console).KeyScreen()) {
					if next := pressed(model, first.key).Model; next.(ui.Console).KeyScreen() == first.screen {
						try(next)
					}
				}
			}
		})
	}
	for key := range idle {
		t.Errorf("%s: %s is listed for %s and does nothing", key.screen.Title(), key.key, key.action)
	}
}

// repeats are the scenes in which a mistake was said that a key would say again.
var repeats = []string{"confirm-ask-too-early", "settle-finding-missing", "setup-missing"}

// The footer shows what can be done now. Only tab stays in it where no word can be
// completed: it would come and go while one types.
func TestEveryKeyOfAFooterDoesSomething(t *testing.T) {
	for _, scene := range testkit.Some(scenes()) {
		if slices.Contains(repeats, scene.name) {
			continue
		}
		t.Run(scene.name, func(t *testing.T) {
			uitest.Run(t, scene.options, func(s *uitest.Session) {
				scene.arrange(s)
				s.Screen()
				for _, binding := range s.Model().(ui.Console).FooterKeys() {
					key, does := binding.Keys()[0], binding.Help().Desc
					if does != "complete" && !changes(s.Model(), key) {
						s.Errorf("%s (%s) does nothing", key, does)
					}
				}
			})
		})
	}
}
