package confirm

import (
	"charm.land/bubbles/v2/key"

	"deletecall/keymap"
)

// NameButton changes a footer's keys so that the one that presses the focused button is
// called what that button does. In the text field it presses Delete.
func (m Model) NameButton(keys []key.Binding) []key.Binding {
	press := m.keys.Binding(keymap.ConfirmPress).Help()
	for i := range keys {
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
	if m.wantsTyping() {
		useless = append(useless, keymap.ConfirmAccept)
	}
	return useless
}
