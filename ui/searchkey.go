package ui

import (
	"charm.land/bubbles/v2/key"

	"deletecall/keymap"
)

// searchKey is the key that clears a search, and without one leaves its screen, called what it does at the moment.
func (c Console) searchKey() key.Binding {
	binding := c.keys.Binding(keymap.SearchClose)
	if c.searched() != "" {
		binding.SetHelp(binding.Help().Key, "clear")
	}
	return binding
}

// nameSearchKey changes a footer's keys accordingly.
func (c Console) nameSearchKey(keys []key.Binding) []key.Binding {
	back := c.keys.Binding(keymap.SearchClose).Help()
	for i := range keys {
		if keys[i].Help() == back {
			keys[i] = c.searchKey()
		}
	}
	return keys
}

func (c Console) searched() string {
	switch c.keyScreen() {
	case keymap.Help:
		return c.help.search.Value()
	case keymap.Actions, keymap.Recent:
		if d, ok := c.dialog.(interface{ searched() string }); ok {
			return d.searched()
		}
	}
	return ""
}
