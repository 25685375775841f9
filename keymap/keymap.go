// Package keymap names everything a key can do in the console, with the keys it
// has from the start, and lets the configuration give other keys.
//
// One table ([Entries]) holds the actions. Footer, help screen and docs/keys.md
// are drawn from a [Map], so they never say what is not so. A Map is a value
// that does not change: two consoles in one process share nothing.
//
// Where text is typed, a letter is text. The screen knows whether a text field
// has the focus and says so: see [Map.Action].
package keymap

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// Map says which keys mean which action. The zero value has no keys at all; get
// one from [Default] or [New].
type Map struct {
	keys [][]string // by the action's place in entries; never written to after New
}

// Default returns the keys without any configuration.
func Default() Map {
	m := Map{keys: make([][]string, len(entries))}
	for i := range entries {
		m.keys[i] = entries[i].Keys
	}
	return m
}

// Keys returns the keys of an action, as Bubble Tea names them; none when it is
// disabled or not known.
func (m Map) Keys(a Action) []string {
	return slices.Clone(m.of(a))
}

// of is Keys without the copy.
func (m Map) of(a Action) []string {
	if i := index(a); i >= 0 && i < len(m.keys) {
		return m.keys[i]
	}
	return nil
}

// Binding returns an action's keys with the words for the footer. It is disabled
// when the action has no key.
func (m Map) Binding(a Action) key.Binding {
	keys := m.Keys(a)
	if len(keys) == 0 {
		return key.NewBinding(key.WithDisabled())
	}
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(Label(keys[0]), entries[index(a)].Short))
}

// Matches reports whether a key means an action where no text is typed.
func (m Map) Matches(msg tea.KeyPressMsg, a Action) bool {
	return slices.Contains(m.of(a), msg.String())
}

// MatchesTyping reports whether a key means an action while a text field has
// the focus: not when it writes into the field or moves in it, and not when
// the action is for other fields only.
func (m Map) MatchesTyping(msg tea.KeyPressMsg, a Action) bool {
	i := index(a)
	return i >= 0 && entries[i].Typing && msg.Text == "" && !edits(msg.String()) && m.Matches(msg, a)
}

// Action returns what a key means on a screen, the global actions included, or
// false when it means nothing there. typing says that a text field has the
// focus; then a key that belongs to the text means nothing else.
//
// Where no text is typed, a letter of another script means what the same key means on a
// US keyboard, unless it has a meaning of its own.
func (m Map) Action(s Screen, msg tea.KeyPressMsg, typing bool) (Action, bool) {
	typing = typing || s.alwaysTyping()
	if action, ok := m.action(s, msg, typing); ok || typing {
		return action, ok
	}
	latin, ok := onLatinKeyboard(msg)
	if !ok {
		return "", false
	}
	action, ok := m.action(s, latin, typing)
	// Never a deletion: the key of y has the letter with which the Russian "no" begins.
	if !ok || entries[index(action)].Dangerous {
		return "", false
	}
	return action, true
}

func (m Map) action(s Screen, msg tea.KeyPressMsg, typing bool) (Action, bool) {
	matches := m.Matches
	if typing {
		matches = m.MatchesTyping
	}
	for i := range entries {
		if entries[i].on(s) && matches(msg, entries[i].Action) {
			return entries[i].Action, true
		}
	}
	return "", false
}

// index returns the place of an action in the table, or -1.
func index(a Action) int {
	for i := range entries {
		if entries[i].Action == a {
			return i
		}
	}
	return -1
}

// entries is the table of actions, in four files by the screens they are for.
// A footer shows the marked ones in this order, so those of Global come last.
//
// No key here is ctrl+a, ctrl+b (tmux, screen), ctrl+s or ctrl+q (flow control).
var entries = slices.Concat(deletionActions, callActions, historyActions, sharedActions)
