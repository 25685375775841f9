package form

import "deletecall/keymap"

// Useless are the actions that would do nothing at the moment. They leave the footer and what the
// help calls possible; pressed all the same, they do nothing.
func (m Model) Useless() (useless []keymap.Action) {
	// In a text field the horizontal arrows move the cursor, and a choice has no text that could be
	// recalled.
	if m.Typing() {
		useless = append(useless, keymap.FormOptionNext)
	} else {
		useless = append(useless, keymap.FormRecall)
	}
	if m.meant == "" {
		useless = append(useless, keymap.FormCorrect)
	}
	if m.identifier.Value() == "" && m.reason.Value() == "" && m.identifierType.Chosen == 0 && m.status.Chosen == 0 {
		useless = append(useless, keymap.FormClear)
	}
	if m.width >= wideWidth { // both are shown
		useless = append(useless, keymap.FormRequest)
	}
	return useless
}
