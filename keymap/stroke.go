package keymap

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// strokeCodes are the keys that have a word for a name.
var strokeCodes = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "backspace": tea.KeyBackspace,
	"delete": tea.KeyDelete, "insert": tea.KeyInsert, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "menu": tea.KeyMenu, "pause": tea.KeyPause,
}

var strokeModifiers = map[string]tea.KeyMod{
	"ctrl": tea.ModCtrl, "alt": tea.ModAlt, "shift": tea.ModShift, "meta": tea.ModMeta, "hyper": tea.ModHyper, "super": tea.ModSuper,
}

// Stroke is what Bubble Tea reports when the key with this name, as a [Map] holds it, is
// struck.
func Stroke(name string) tea.KeyPressMsg {
	var key tea.Key
	for {
		word, rest, found := strings.Cut(name, "+")
		modifier, known := strokeModifiers[word]
		if !found || !known || rest == "" { // "+" is a key, too
			break
		}
		key.Mod |= modifier
		name = rest
	}
	number, err := strconv.Atoi(strings.TrimPrefix(name, "f"))
	switch code, named := strokeCodes[name]; {
	case named:
		key.Code = code
		if name == "space" && key.Mod == 0 {
			key.Text = " "
		}
	case len(name) > 1 && err == nil: // Bubble Tea numbers the function keys without gaps
		key.Code = tea.KeyF1 + rune(number-1)
	default:
		key.Code = []rune(name)[0]
		if key.Mod == 0 {
			key.Text = name
		}
	}
	return tea.KeyPressMsg(key)
}
