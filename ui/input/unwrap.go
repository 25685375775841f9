package input

import (
	"encoding/hex"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"deletecall/keymap"
)

// Noise says that the terminal has sent something else than a person's keys. A key
// that comes right before or after it may be a piece of that.
type Noise struct{}

// Unwrap turns what came through the reader of [New] into what it means: the text of a paste,
// every byte as the terminal sent it, shortcuts as a Latin keyboard has them, and [Noise].
// Other messages stay as they are.
// It has to be the program's filter (tea.WithFilter): a paste that reaches a screen without it
// is hexadecimal. A message that becomes nil is dropped by Bubble Tea.
func Unwrap(msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if msg.Code == tea.KeyIsoLevel5Shift {
			return Noise{}
		}
		return asShortcut(msg)
	case tea.ModeReportMsg:
		return countByCharacter(msg)
	case tea.PasteMsg:
		text, err := hex.DecodeString(msg.Content)
		if err != nil {
			return nil // not from that reader; nothing is better than half of it
		}
		return tea.PasteMsg{Content: string(text)}
	}
	return msg
}

// countByCharacter keeps Bubble Tea counting cells as wcwidth does, a character at a time, which
// is how widget and safetext count. Bubble Tea would count by grapheme cluster as soon as a
// terminal knows mode 2027, and the columns of Hindi, Thai or half-width kana would shift. A
// terminal that counts by cluster is asked to stop.
func countByCharacter(report tea.ModeReportMsg) tea.Msg {
	switch {
	case report.Mode != ansi.ModeUnicodeCore:
		return report
	case report.Value == ansi.ModeSet:
		return tea.RawMsg{Msg: ansi.ResetModeUnicodeCore}
	}
	return nil
}

// asShortcut returns a key that was struck with ctrl or alt as a Latin keyboard sends it:
// ctrl+c on a Russian one arrives as ctrl+с, a Cyrillic letter.
func asShortcut(key tea.KeyPressMsg) tea.KeyPressMsg {
	base := key.BaseCode
	// Bubble Tea would name every key after its place on a US keyboard, where the terminal reports
	// it: ctrl+z of a German keyboard would be ctrl+y.
	key.BaseCode = 0
	if key.Mod&(tea.ModCtrl|tea.ModAlt) == 0 || !unicode.IsLetter(key.Code) {
		return key
	}
	key.Code = unicode.ToLower(key.Code) // xterm sends a capital while caps lock is on
	if unicode.Is(unicode.Latin, key.Code) {
		return key
	}
	if 'a' <= base && base <= 'z' {
		key.Code = base
	} else if latin, ok := keymap.Shortcut(key.Code); ok {
		key.Code = latin
	}
	return key
}
