package keymap_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
)

func typed(text string) tea.KeyPressMsg { return tea.KeyPressMsg{Code: []rune(text)[0], Text: text} }

func TestLettersOfOtherKeyboardsAreFoundByTheirPlace(t *testing.T) {
	for typed, want := range map[rune]rune{
		'о': 'j', 'О': 'J', 'с': 'c', 'С': 'C', 'ж': ';', 'Ж': ':', 'Б': '<', 'ё': '`', '№': '#', // Russian
		'і': 's', 'ї': ']', 'є': '\'', // Ukrainian
		'ψ': 'c', 'Ψ': 'C', 'ς': 'w', 'Σ': 'S', // Greek
		'\u05d1': 'c', '\u05d6': 'z', '\u05ea': ',', // Hebrew
		'\u0624': 'c', '\u0626': 'z', '\ufefb': 'b', // Arabic
	} {
		if latin, ok := keymap.Latin(typed); !ok || latin != want {
			t.Errorf("%q is on the key of %q, want %q", typed, latin, want)
		}
	}
	for _, r := range "cC;ü漢é\u00a0" {
		if latin, ok := keymap.Latin(r); ok {
			t.Errorf("%q is taken for %q", r, latin)
		}
	}
}

func TestAPersianShortcutIsThatOfItsKey(t *testing.T) {
	for typed, want := range map[rune]rune{
		'\u0632': 'c', '\u0638': 'z', '\u062f': 'n', '\u06cc': 'd', '\u067e': 'm', // Persian
		'\u0624': 'c', '\u0626': 'z', '\u0646': 'k', 'с': 'c', 'х': '[', // those of the others stay
	} {
		if latin, ok := keymap.Shortcut(typed); !ok || latin != want {
			t.Errorf("%q is on the key of %q, want %q", typed, latin, want)
		}
	}
	if latin, _ := keymap.Latin('\u0638'); latin != '/' {
		t.Errorf("without ctrl an Arabic keyboard has %q for the filter", latin)
	}
}

func TestALetterOfAnotherScriptIsTheShortcutOfItsKey(t *testing.T) {
	keys := keymap.Default()
	for _, test := range []struct {
		screen keymap.Screen
		key    string
		want   keymap.Action
	}{
		{keymap.History, "о", keymap.MoveDown}, {keymap.History, "П", keymap.MoveBottom}, {keymap.History, "№", keymap.HistoryGoTo},
		{keymap.Result, "ν", keymap.ResultNew}, {keymap.Detail, "\u05d6", keymap.TimeZone}, {keymap.Confirm, "т", keymap.ConfirmCancel},
	} {
		if action, _ := keys.Action(test.screen, typed(test.key), false); action != test.want {
			t.Errorf("%s on %s is %q, want %q", test.key, test.screen, action, test.want)
		}
		if action, ok := keys.Action(test.screen, typed(test.key), true); ok {
			t.Errorf("%s is %q while a text is typed", test.key, action)
		}
	}
}

// н, on the key of y, is how the Russian "no" begins.
func TestALetterOfAnotherScriptNeverDeletes(t *testing.T) {
	for _, letter := range []string{"н", "Н", "υ", "\u05d8", "\u063a"} {
		if action, ok := keymap.Default().Action(keymap.Confirm, typed(letter), false); ok {
			t.Errorf("%s is %q", letter, action)
		}
	}
}

func TestAConfiguredLetterOfAnotherScriptKeepsItsMeaning(t *testing.T) {
	keys, err := keymap.New([]keymap.Override{{Action: string(keymap.MoveBottom), Keys: []string{"о"}}})
	if err != nil {
		t.Fatal(err)
	}
	if action, _ := keys.Action(keymap.History, typed("о"), false); action != keymap.MoveBottom {
		t.Errorf("о is %q", action)
	}
}
