package input

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// afterEscape tells a sequence from a key with alt, which is an ESC before the key.
func (f *Filter) afterEscape(c byte) {
	switch {
	case c == '[':
		f.state = csi
	case c == 'O':
		f.state = ss3
	case bytes.IndexByte([]byte("]PX^_"), c) >= 0:
		f.state = str
	case c >= utf8.RuneSelf:
		f.out = append(f.out, escKey...)
		f.key(c)
		return
	default:
		f.alt(c)
		return
	}
	f.hold(c)
}

// alt hands on a key that was struck with alt, in the form that needs no waiting
// (CSI u, as for [escKey]): Bubble Tea would keep an ESC and one byte back, and the
// keys of one burst would look like keys of two.
func (f *Filter) alt(c byte) {
	const shift, alt, ctrl = 1, 2, 4
	code, modifiers := c, alt
	switch {
	case c == 0:
		code, modifiers = ' ', ctrl|alt
	case c < ' ' && c != '\t' && c != '\r':
		code, modifiers = c|0x40, ctrl|alt
	}
	if 'A' <= code && code <= 'Z' {
		code += 'a' - 'A'
		if modifiers&ctrl == 0 {
			modifiers |= shift
		}
	}
	f.out = fmt.Appendf(f.out, "\x1b[%d;%du", code, modifiers+1)
	f.enter(ground)
}

// controlSequence takes a byte after ESC [ (ECMA-48, 5.4).
func (f *Filter) controlSequence(c byte) {
	switch {
	case c < 0x20 || c >= del:
		f.drop() // broken off: neither it nor what broke it is a key
	case c < 0x40:
		f.hold(c)
	case len(f.held) == 2 && c == '[':
		f.enter(linuxKey)
	// Three bytes of any value follow, enter and y among them.
	case len(f.held) == 2 && c == 'M':
		f.enter(mouse)
	default:
		f.hold(c)
		f.finishControlSequence(c)
	}
}

// finishControlSequence drops what Bubble Tea would take for keys, and what nobody here needs.
func (f *Filter) finishControlSequence(final byte) {
	number, err := strconv.Atoi(firstNumber(f.held))
	switch {
	case len(f.held) > longest || !isWellFormed(f.held):
		f.drop()
	case final == '_':
		f.drop() // a key of Windows' consoles, in which anything can be written
	// The end of a paste whose beginning was lost: the text before it has looked like keys, and the
	// noise keeps the last of them from confirming.
	case final == '~' && (err != nil || number == pasteEndNumber):
		f.drop()
	case final == '~' && number == pasteStartNumber:
		f.out = append(f.out, pasteStart...)
		f.enter(pasting)
	default:
		f.pass()
	}
}

// isWellFormed reports whether parameters, intermediates and one final byte follow
// each other. Bubble Tea takes what comes after anything else for keys.
func isWellFormed(sequence []byte) bool {
	rest := strings.TrimLeft(string(sequence[2:]), "0123456789:;<=>?")
	return len(strings.TrimLeft(rest, " !\"#$%&'()*+,-./")) == 1
}

// isAnswer reports whether a whole sequence is what a terminal answers: a string, or
// a control sequence with a private parameter, an intermediate, or the final byte of
// a report. No key is sent as one.
// R, which ends a report of the cursor, is left out: shift and F3 is CSI 1;2R.
func isAnswer(sequence []byte) bool {
	if len(sequence) < 3 || sequence[0] != esc || sequence[1] == 'O' {
		return false
	}
	return sequence[1] == ']' || bytes.ContainsAny(sequence[2:], "<=>? !\"#$%&'()*+,-./") || bytes.IndexByte([]byte("nty"), sequence[len(sequence)-1]) >= 0
}

// firstNumber is the digits alone: a paste is marked by its number, whatever follows it.
func firstNumber(sequence []byte) string {
	body := string(sequence[2:])
	return body[:len(body)-len(strings.TrimLeft(body, "0123456789"))]
}

// linuxKeys are F1 to F5 as the Linux console sends them, after ESC [ [, and as
// Bubble Tea knows them.
var linuxKeys = map[byte]string{'A': "\x1bOP", 'B': "\x1bOQ", 'C': "\x1bOR", 'D': "\x1bOS", 'E': "\x1b[15~"}

// linuxKey translates, since Bubble Tea does not know these keys: the letter after ESC [ [ would be
// typed.
func (f *Filter) linuxKey(c byte) {
	key, known := linuxKeys[c]
	if !known {
		f.drop()
		return
	}
	f.out = append(f.out, key...)
	f.enter(ground)
}

// mouse drops a report of the mouse, which nobody has asked for.
func (f *Filter) mouse(c byte) {
	if f.hold(c); len(f.held) == 3 {
		f.drop()
	}
}

func (f *Filter) keypad(c byte) {
	if f.hold(c); '0' <= c && c <= '9' {
		return
	}
	if c <= ' ' || c >= del || len(f.held) > longest {
		f.drop()
		return
	}
	if typed := typedOnKeypad(f.held); typed != 0 {
		f.held = append(f.held[:0], typed)
	}
	f.pass()
}

// typedOnKeypad is what a key of the keypad types which a terminal sends as ESC O and a
// letter (PuTTY, and the VT100 in application mode); 0 for one that types nothing. Bubble
// Tea knows these keys but not what they type.
func typedOnKeypad(sequence []byte) byte {
	const letters, typed = "jklmnopqrstuvwxyMX", "*+,-./0123456789\r="
	if at := strings.IndexByte(letters, sequence[len(sequence)-1]); at >= 0 && len(sequence) == 3 {
		return typed[at]
	}
	return 0
}

// string takes a byte of a string, which may be text in any length. Only what cancels it, or its
// end, ends it.
func (f *Filter) string(c byte) {
	switch {
	case c == can || c == sub:
		f.drop()
	// Only an OSC may end with BEL, as xterm has it; in the other strings it is data.
	case c == bell && f.held[1] == ']':
		f.hold(c)
		f.finishString()
	default:
		f.hold(c)
	}
}

// afterString takes what follows an ESC in a string: its end, or something new.
func (f *Filter) afterString(c byte) {
	if c != '\\' {
		f.begin()
		f.afterEscape(c)
		return
	}
	f.hold(esc)
	f.hold(c)
	f.finishString()
}

// finishString hands on the one answer of this kind that we ask for, the colour of
// the background.
func (f *Filter) finishString() {
	body, _ := strings.CutSuffix(strings.TrimSuffix(string(f.held), "\x1b\\"), "\a")
	colour, isBackground := strings.CutPrefix(body, "\x1b]11;")
	if !isBackground || colour == "" || len(f.held) > longest || strings.Trim(colour, "#:/rg0123456789ABCDEFabcdef") != "" {
		f.drop()
		return
	}
	f.pass()
}
