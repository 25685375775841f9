package keymap

import (
	"slices"

	"charm.land/bubbles/v2/key"
)

// Footer returns the bindings that a screen's footer shows, the most useful
// first and those of every screen last. Disabled ones are not among them, nor
// those that would do nothing at the moment.
func (m Map) Footer(s Screen, useless ...Action) []key.Binding {
	var shown []key.Binding
	for i := range entries {
		if e := &entries[i]; e.Footer && e.on(s) && !slices.Contains(useless, e.Action) {
			if b := m.Binding(e.Action); b.Enabled() {
				shown = append(shown, b)
			}
		}
	}
	return shown
}

// Further returns what else can be done on a screen: the bindings that its footer shows
// where there is room, after those of [Map.Footer]. Those that only move or concern the
// terminal are not among them.
func (m Map) Further(s Screen, useless ...Action) []key.Binding {
	var further []key.Binding
	for i := range entries {
		if e := &entries[i]; !e.Footer && !e.Action.Moves() && e.Action != Redraw && e.Action != Suspend && e.on(s) && !slices.Contains(useless, e.Action) {
			if b := m.Binding(e.Action); b.Enabled() {
				further = append(further, b)
			}
		}
	}
	return further
}

// Possible returns what can be done on a screen, that of Global last, with the keys that
// work at the moment: while text is typed, those that belong to the text do not. It leaves
// out what only moves, and what is useless.
func (m Map) Possible(s Screen, typing bool, useless ...Action) []Entry {
	var possible []Entry
	for _, e := range m.Entries() {
		if !e.on(s) || e.Action.Moves() || slices.Contains(useless, e.Action) {
			continue
		}
		e.Keys = slices.DeleteFunc(e.Keys, func(key string) bool {
			action, _ := m.Action(s, Stroke(key), typing)
			return action != e.Action
		})
		if len(e.Keys) > 0 {
			possible = append(possible, e)
		}
	}
	return possible
}

// Help returns all that has a key on a screen, in the order of the table. Those
// of Global are among the help of Global alone, so that they are listed once.
func (m Map) Help(s Screen) []Entry {
	var listed []Entry
	for _, e := range m.Entries() {
		if (s == Global || e.Screens[0] != Global) && e.on(s) && len(e.Keys) > 0 {
			listed = append(listed, e)
		}
	}
	return listed
}

// Labels returns the entry's keys as the help shows them, parted by blanks.
func (e Entry) Labels() string {
	labels := ""
	for i, k := range e.Keys {
		if i > 0 {
			labels += "  "
		}
		labels += Label(k)
	}
	return labels
}
