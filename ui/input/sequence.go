package input

import (
	"bytes"
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
		f.out = append(f.out, esc, c)
		f.enter(ground)
		return
	}
	f.hold(c)
}

// controlSequence takes a byte behind ESC [ (ECMA-48, 5.4).
func (f *Filter) controlSequence(c byte) {
	switch {
	case c < 0x20 || c >= del:
		f.enter(ground) // broken off: neither it nor what broke it is a key
	case c < 0x40:
		f.hold(c)
	case len(f.held) == 2 && c == '[':
		f.enter(linuxKey)
	case len(f.held) == 2 && c == 'M':
		f.enter(mouse)
	default:
		f.hold(c)
		f.finishControlSequence(c)
	}
}

func (f *Filter) finishControlSequence(final byte) {
	defer func() {
		if f.state == csi {
			f.enter(ground)
		}
	}()
	if len(f.held) > longest || !isWellFormed(f.held) {
		return
	}
	switch final {
	case '_':
		return // a key of Windows' consoles, in which anything can be written
	case '~':
		number, err := strconv.Atoi(firstNumber(f.held))
		if err != nil || number == pasteEndNumber {
			return
		}
		if number == pasteStartNumber {
			f.out = append(f.out, pasteStart...)
			f.enter(pasting)
			return
		}
	}
	f.out = append(f.out, f.held...)
}

// isWellFormed reports whether parameters, intermediates and one final byte follow
// each other. Bubble Tea takes what comes behind anything else for keys.
func isWellFormed(sequence []byte) bool {
	rest := strings.TrimLeft(string(sequence[2:]), "0123456789:;<=>?")
	return len(strings.TrimLeft(rest, " !\"#$%&'()*+,-./")) == 1
}

func firstNumber(sequence []byte) string {
	body := string(sequence[2:])
	return body[:len(body)-len(strings.TrimLeft(body, "0123456789"))]
}

// linuxKeys are F1 to F5 as the Linux console sends them, behind ESC [ [, and as
// Bubble Tea knows them.
var linuxKeys = map[byte]string{'A': "\x1bOP", 'B': "\x1bOQ", 'C': "\x1bOR", 'D': "\x1bOS", 'E': "\x1b[15~"}

func (f *Filter) linuxKey(c byte) {
	f.out = append(f.out, linuxKeys[c]...)
	f.enter(ground)
}

// mouse drops a report of the mouse, which nobody has asked for.
func (f *Filter) mouse(c byte) {
	if f.hold(c); len(f.held) == 3 {
		f.enter(ground)
	}
}

// keypad takes a byte behind ESC O.
func (f *Filter) keypad(c byte) {
	if f.hold(c); '0' <= c && c <= '9' {
		return
	}
	if ' ' < c && c < del && len(f.held) <= longest {
		f.out = append(f.out, f.held...)
	}
	f.enter(ground)
}

func (f *Filter) string(c byte) {
	switch {
	case c == can || c == sub:
		f.enter(ground)
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
	if isBackground && colour != "" && len(f.held) <= longest && strings.Trim(colour, "#:/rg0123456789ABCDEFabcdef") == "" {
		f.out = append(f.out, f.held...)
	}
	f.enter(ground)
}
