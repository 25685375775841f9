package confirm

import (
	"charm.land/bubbles/v2/key"

	"deletecall/keymap"
)

// NameButton changes a footer's keys so that the one that presses the focused button is
// called what that button does. In the text field it presses Delete.
func (m Model) NameButton(keys []key.Binding) []key.Binding {
	press, typed := m.keys.Binding(keymap.ConfirmPress).Help(), m.keys.Binding(keymap.ConfirmTyped).Help()
	for i := range keys {
		if keys[i].Help() == typed {
			keys[i].SetHelp(typed.Key, m.switchesTo())
		}
		if keys[i].Help() != press {
			continue
		}
		does := "delete"
		if m.focus == cancelPart {
			does = "cancel"
		}
		keys[i].SetHelp(press.Key, does)
	}
	return keys
}

// Useless are the actions that would do nothing at the moment.
func (m Model) Useless() []keymap.Action {
	// Nothing else is shown before the confirmation is answered.
	useless := []keymap.Action{keymap.ShowHistory, keymap.ShowHelp}
	skippable := m.awaits == theCall && !m.review.Request.Server.RequiresLookUp()
	if _, possible := m.other(); !possible && !skippable {
		useless = append(useless, keymap.ConfirmTyped)
	}
	if m.wantsTyping() || m.awaits != nothing {
		useless = append(useless, keymap.ConfirmAccept)
	}
	if m.awaits != nothing && !m.wantsTyping() {
		useless = append(useless, keymap.ConfirmPress, keymap.ButtonNext)
	}
	return useless
}

// switchesTo is what the key does that skips the look-up, or switches what is sent.
func (m Model) switchesTo() string {
	switch {
	case m.awaits == theCall:
		return "skip"
	case m.review.Request.Pinned:
		return "as typed"
	}
	return "this call"
}
