package input

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// struck is the key that the screens are given for what a terminal sends.
func struck(t *testing.T, sent string) tea.KeyPressMsg {
	t.Helper()
	var decoder uv.EventDecoder
	_, event := decoder.Decode([]byte(passed(sent)))
	key, ok := event.(uv.KeyPressEvent)
	if !ok {
		t.Fatalf("%q is %T", sent, event)
	}
	return Unwrap(tea.KeyPressMsg(key)).(tea.KeyPressMsg)
}

func TestAShortcutIsTheSameOnEveryKeyboard(t *testing.T) {
	for sent, want := range map[string]string{
		"\x1b[99;5u": "ctrl+c", "\x1b[27;5;99~": "ctrl+c", "\x1b[27;5;67~": "ctrl+c",
		"\x1b[1089;5u": "ctrl+c", "\x1b[1089::99;5u": "ctrl+c", "\x1b[27;5;1089~": "ctrl+c", "\x1b[27;5;1057~": "ctrl+c", // Russian
		"\x1b[1103::122;5u": "ctrl+z", "\x1b[27;5;1103~": "ctrl+z", "\x1b[1089:1057:99;6u": "ctrl+shift+c",
		"\x1b[968;5u": "ctrl+c", "\x1b[27;5;950~": "ctrl+z", // Greek
		"\x1b[1489;5u": "ctrl+c", "\x1b[27;5;1494~": "ctrl+z", // Hebrew
		"\x1b[1572;5u": "ctrl+c", "\x1b[27;5;1574~": "ctrl+z", // Arabic
		"\x1b[1586::99;5u": "ctrl+c", // Persian
		"\x1b[1073::44;3u": "alt+,", "\x1b[1085;3u": "alt+y",
		// A keyboard with Latin letters keeps its own: here German, and Dvorak.
		"\x1b[122::121;5u": "ctrl+z", "\x1b[99::105;5u": "ctrl+c", "\x1b[252::91;5u": "ctrl+ü",
		"\x1b[1;5C": "ctrl+right", "\x1b[1~": "home", "\x1b[4~": "end",
	} {
		if got := struck(t, sent); got.String() != want {
			t.Errorf("%q is %s, want %s", sent, got, want)
		}
	}
}

func TestATypedLetterStaysItself(t *testing.T) {
	for _, typed := range []string{"с", "Ж", "ψ", "ü", "c"} {
		if got := struck(t, typed); got.Text != typed || got.String() != typed {
			t.Errorf("%q is %q, %q", typed, got.Text, got)
		}
	}
}

// Bubble Tea counts by cluster once it has seen a report of mode 2027.
func TestCellsAreCountedByCharacterWhateverTheTerminalOffers(t *testing.T) {
	report := func(value ansi.ModeSetting) tea.Msg {
		return Unwrap(tea.ModeReportMsg{Mode: ansi.ModeUnicodeCore, Value: value})
	}
	for _, value := range []ansi.ModeSetting{ansi.ModeReset, ansi.ModeNotRecognized, ansi.ModePermanentlySet, ansi.ModePermanentlyReset} {
		if got := report(value); got != nil {
			t.Errorf("a terminal that reports %d makes it %#v", value, got)
		}
	}
	if got := report(ansi.ModeSet); got != (tea.RawMsg{Msg: ansi.ResetModeUnicodeCore}) {
		t.Errorf("a terminal that counts by cluster is told %#v", got)
	}
	other := tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeReset}
	if got := Unwrap(other); got != other {
		t.Errorf("another mode becomes %#v", got)
	}
}
