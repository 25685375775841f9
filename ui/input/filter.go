package input

import (
	"bytes"
	"strings"
	"time"
	"unicode/utf8"
)

// Patience is how long silence has to be for an ESC to be the Esc key.
const Patience = 50 * time.Millisecond

const (
	ctrlC = 0x03
	bell  = 0x07
	can   = 0x18 // cancels a sequence, as sub does (ECMA-48, 8.3.6 and 8.3.148)
	sub   = 0x1a
	esc   = 0x1b
	del   = 0x7f
)

// escKey is the Esc key in the one form that needs no waiting for what follows
// (CSI u, the Kitty keyboard protocol).
const escKey = "\x1b[27u"

// noise stands for what is torn or damaged, or what a terminal answered: whatever
// arrives together with it may be a piece of it, and is no person's key. It goes
// through Bubble Tea as a key that nobody has (ISO_Level5_Shift of the Kitty keyboard
// protocol, which is never asked for), and becomes [Noise] after it.
const noise = "\x1b[57454u"

// longest is how long a sequence may be: no key and no answer to what we ask is
// longer. It also keeps a sequence below the 32 parameters from which on Bubble
// Tea takes the rest for keys.
const longest = 32

// state is what the byte before has left open.
type state int

const (
	ground    state = iota
	character       // in a character of several bytes
	escape          // after an ESC, which may still be the Esc key
	escaped         // after an ESC that was taken for the Esc key
	csi             // in a control sequence: ESC [
	linuxKey        // in a function key of the Linux console: ESC [ [
	mouse           // in a mouse report of three bytes: ESC [ M
	ss3             // in a key of the keypad: ESC O
	str             // in a string: ESC ] (OSC), P (DCS), X (SOS), ^ (PM), _ (APC)
	strEscape       // after an ESC in a string, the first half of its end
	strEnded        // a lone Esc has ended the string; its second half may still come
	pasting         // in a bracketed paste
)

// Filter sorts what a terminal sends. It knows no time: its owner tells it with
// [Filter.Quiet] that nothing more came for a while. The zero value is ready.
type Filter struct {
	state   state
	held    []byte // what is not complete
	stalled bool   // its rest did not come at once, which was reported as noise
	out     []byte
}

// Feed takes what the terminal has sent, and returns what Bubble Tea may read. The
// result is good until the next call.
func (f *Filter) Feed(data []byte) []byte {
	f.out = f.out[:0]
	// A slow line can part an answer right after its ESC. What follows would otherwise be typed
	// into a field, or confirm.
	if f.state == escaped && len(data) > 0 {
		f.state = ground
		if isRest(data) {
			f.begin()
			f.stalled = true
		}
	}
	for _, c := range data {
		f.take(c)
	}
	return f.out
}

// isRest reports whether something goes on after an ESC that was taken for the
// Esc key: the rest of an answer, or of the end of a paste. Nobody types these.
func isRest(data []byte) bool {
	for _, rest := range []string{"[?", "]1", "[201~"} {
		if bytes.HasPrefix(data, []byte(rest)) {
			return true
		}
	}
	return false
}

// Waits reports whether a pause would decide something: what an ESC is, or whether
// a sequence is torn.
func (f *Filter) Waits() bool {
	switch f.state {
	case ground, escaped, strEnded:
		return false
	case escape, strEscape:
		return true
	case pasting:
		return endsPaste(f.held) != noEnd
	}
	return !f.stalled
}

// Quiet says that nothing more came for [Patience], and returns what that decides.
func (f *Filter) Quiet() []byte {
	f.out = f.out[:0]
	switch {
	case f.state == escape:
		f.out = append(f.out, escKey...)
		f.enter(escaped)
	case f.state == strEscape:
		f.drop()
		f.state = strEnded
	case f.state == pasting:
		f.endPaste()
	// Said once for each sequence, see Waits: an answer that comes in many pieces would otherwise
	// start the reading time again with each of them.
	default: // its rest is still awaited
		f.out = append(f.out, noise...)
		f.stalled = true
	}
	return f.out
}

func (f *Filter) enter(next state) { f.state, f.held, f.stalled = next, f.held[:0], false }

func (f *Filter) pass() {
	f.out = append(f.out, f.held...)
	// After the sequence, not before it: where Bubble Tea takes a piece of it for a key, the noise
	// still comes within the burst time, and that key does not count.
	if f.stalled || isAnswer(f.held) {
		f.out = append(f.out, noise...)
	}
	f.enter(ground)
}

func (f *Filter) drop() {
	f.out = append(f.out, noise...)
	f.enter(ground)
}

// begin begins a sequence. One that had not come to its end is dropped.
func (f *Filter) begin() {
	if f.state != ground && f.state != escape && f.state != escaped && f.state != strEnded {
		f.drop()
	}
	f.enter(escape)
	f.hold(esc)
}

// hold keeps a byte of a sequence, as long as the sequence can be one.
// One byte more than the longest is kept: it marks a sequence that is too long, and a string
// without an end takes no memory.
func (f *Filter) hold(c byte) {
	if len(f.held) <= longest {
		f.held = append(f.held, c)
	}
}

// take asks first what ends everything else: the end of a paste, ctrl+c, and an ESC that begins
// something new.
func (f *Filter) take(c byte) {
	switch {
	case f.state == pasting:
		f.paste(c)
	// A terminal that begins a string and never ends it must not take the way out as well.
	case c == ctrlC: // is never a part of something else
		f.enter(ground)
		f.out = append(f.out, c)
	case c == esc && f.state == str:
		f.state = strEscape
	case c == esc:
		if f.state == escape {
			f.out = append(f.out, escKey...)
		}
		f.begin()
	default:
		f.takeOther(c)
	}
}

func (f *Filter) takeOther(c byte) {
	switch f.state {
	case character:
		f.hold(c)
		f.character()
	case escape:
		f.afterEscape(c)
	case csi:
		f.controlSequence(c)
	case linuxKey:
		f.linuxKey(c)
	case mouse:
		f.mouse(c)
	case ss3:
		f.keypad(c)
	case str:
		f.string(c)
	case strEscape:
		f.afterString(c)
	case strEnded:
		// ESC and a backslash end a string. Where a pause has parted them, this is the second byte
		// and no key.
		if f.enter(ground); c != '\\' {
			f.key(c)
		}
	default:
		f.key(c)
	}
}

func (f *Filter) key(c byte) {
	if c < utf8.RuneSelf {
		f.enter(ground)
		f.out = append(f.out, c)
		return
	}
	f.enter(character)
	f.hold(c)
	f.character()
}

// character hands on a character of several bytes once it is complete. A byte that
// is no part of one is dropped, as is a C1 control, unless it introduces a sequence.
func (f *Filter) character() {
	if !utf8.FullRune(f.held) {
		return
	}
	r, size := utf8.DecodeRune(f.held)
	if r > lastC1 && r != utf8.RuneError {
		f.pass()
		return
	}
	rest := bytes.Clone(f.held[size:])
	if r == utf8.RuneError {
		r = rune(f.held[0]) // a C1 control may come as one byte too
		for r > lastContinuation && len(rest) > 0 && !utf8.RuneStart(rest[0]) {
			rest = rest[1:] // of the torn character, so no C1 control
		}
	}
	f.enter(ground)
	f.control(r)
	for _, c := range rest {
		f.take(c)
	}
}

// lastC1 is the last of the C1 controls, which begin at U+0080 (ECMA-48, 5.3).
const lastC1 = 0x9f

// lastContinuation is the last byte that continues a UTF-8 character and begins none
// (RFC 3629, 3).
const lastContinuation = 0xbf

// control takes a C1 control: ESC and a byte, written as one character. Anything
// else is dropped.
func (f *Filter) control(r rune) {
	introducer := r - 0x40
	if r > lastC1 || !strings.ContainsRune("O[]PX^_", introducer) {
		f.drop()
		return
	}
	f.begin()
	f.take(byte(introducer))
}
