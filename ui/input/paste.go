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
const longestKey = 24

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

// text writes a paste as digits and letters, which Bubble Tea hands on unchanged; [Unwrap] reads
// them again.
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
	// "code : shifted code : code on a US keyboard", of which only the first is always there.
	codes := strings.Split(code, ":")
	typed, _ := strconv.Atoi(codes[0])
	base := 0
	if len(codes) == 3 {
		base, _ = strconv.Atoi(codes[2])
	}
	pressed, _ := strconv.Atoi(modifiers)
	key := asShortcut(tea.KeyPressMsg{Code: rune(typed), BaseCode: rune(base), Mod: tea.ModCtrl})
	const ctrl = 4 // of the modifiers, which are written plus one
	switch {
	case typed == esc:
		return byEsc
	case key.Code == 'c' && pressed > 0 && (pressed-1)&ctrl != 0:
		return byCtrlC
	}
	return noEnd
}
