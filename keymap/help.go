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
