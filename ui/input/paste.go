package input

import (
	"encoding/hex"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// What a terminal puts around a paste.
const (
	pasteStart       = "\x1b[200~"
	pasteEnd         = "\x1b[201~"
	pasteStartNumber = 200
	pasteEndNumber   = 201
)

// longestKey is how long Esc or ctrl+c may be in the newer encodings of keys.
const longestKey = 16

// paste takes a byte of a paste. Its text goes on in hexadecimal: Bubble Tea drops
// every sequence and every byte that is not UTF-8, and nobody would know.
func (f *Filter) paste(c byte) {
	switch {
	// Held back until it is clear what it is: the end of the paste, a key that ends it, or text.
	case c == esc || c == ctrlC:
		f.text(f.held)
		f.held = append(f.held[:0], c)
		return
	case len(f.held) == 0:
		f.text([]byte{c})
		return
	}
	f.held = append(f.held, c)
	switch {
	case string(f.held) == pasteEnd:
		f.out = append(f.out, pasteEnd...)
		f.enter(ground)
	case !mayEndPaste(f.held):
		f.text(f.held)
		f.held = f.held[:0]
	}
}

func (f *Filter) text(pasted []byte) { f.out = hex.AppendEncode(f.out, pasted) }

// mayEndPaste reports whether something in a paste is, or may become, the end of
// it or a key.
// The limit of longestKey keeps a paste of ESC [ and digits from being held back without end.
func mayEndPaste(held []byte) bool {
	rest := strings.TrimLeft(strings.TrimPrefix(string(held), "\x1b["), "0123456789;:")
	return string(held) == "\x1b" || len(held) > 1 && string(held[:2]) == "\x1b[" && len(held) <= longestKey &&
		(rest == "" || rest == "u" || rest == "~")
}

// endPaste ends a paste without an end by a key. The key is added to its text,
// which nobody takes then: nobody knows what was pasted and what was typed.
func (f *Filter) endPaste() {
	how, lone := endsPaste(f.held), len(f.held) == 1
	f.text(f.held)
	f.out = append(f.out, pasteEnd...)
	f.enter(ground)
	switch {
	case how == byCtrlC:
		f.out = append(f.out, ctrlC)
	case lone:
		f.state = escaped // the rest of the end may still come
	}
}

// ending is the key that ends a paste.
type ending int

const (
	noEnd ending = iota
	byEsc
	byCtrlC
)

// endsPaste reports which key this is: as a byte, or as the newer encodings write
// it, "CSI code ; modifiers u" (Kitty) and "CSI 27 ; modifiers ; code ~" (xterm).
func endsPaste(held []byte) ending {
	switch string(held) {
	case "\x1b":
		return byEsc
	case "\x03":
		return byCtrlC
	}
	body, isCSI := strings.CutPrefix(string(held), "\x1b[")
	if !isCSI {
		return noEnd
	}
	var code, modifiers string
	if kitty, ok := strings.CutSuffix(body, "u"); ok {
		code, modifiers, _ = strings.Cut(kitty, ";")
	} else if xterm, ok := strings.CutSuffix(body, "~"); ok {
		xterm, _ = strings.CutPrefix(xterm, "27;")
		modifiers, code, _ = strings.Cut(xterm, ";")
	}
	const ctrl = 4 // of the modifiers, which are written plus one
	pressed, _ := strconv.Atoi(modifiers)
	switch {
	case code == "27":
		return byEsc
	case code == "99" && pressed > 0 && (pressed-1)&ctrl != 0:
		return byCtrlC
	}
	return noEnd
}

// Noise says that the terminal has sent something else than a person's keys. A key
// that comes right before or after it may be a piece of that.
type Noise struct{}

// Unwrap turns what came through the reader of [New] into what it means: the text of a paste,
// every byte as the terminal sent it, and [Noise]. Other messages stay as they are.
// It has to be the program's filter (tea.WithFilter): a paste that reaches a screen without it
// is hexadecimal. A message that becomes nil is dropped by Bubble Tea.
func Unwrap(msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if msg.Code == tea.KeyIsoLevel5Shift {
			return Noise{}
		}
	case tea.PasteMsg:
		text, err := hex.DecodeString(msg.Content)
		if err != nil {
			return nil // not from that reader; nothing is better than half of it
		}
		return tea.PasteMsg{Content: string(text)}
	}
	return msg
}
