package input

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	uv "github.com/charmbracelet/ultraviolet"
)

// pause is a silence that is longer than anybody's patience.
const pause = "(pause)"

// passed is what Bubble Tea reads of what a terminal sends.
func passed(steps ...string) string {
	var f Filter
	var out []byte
	for _, step := range steps {
		if step != pause {
			out = append(out, f.Feed([]byte(step))...)
		} else if f.Waits() {
			out = append(out, f.Quiet()...)
		}
	}
	return string(out)
}

// quietly is what a person would see of it: noise does nothing but keep the keys
// around it from confirming.
func quietly(out string) string { return strings.ReplaceAll(out, noise, "") }

// pasted is a paste as it is carried past Bubble Tea.
func pasted(text string) string {
	return pasteStart + hex.EncodeToString([]byte(text)) + pasteEnd
}

func TestKeysAndAnswersGoThroughAsTheyAre(t *testing.T) {
	for _, keys := range []string{
		"y", "8856\r", "\t \x7f\x1a", "grüße 漢字 😀", "\x1b[A", "\x1b[1;5C", "\x1b[Z", "\x1b[15~", "\x1b[3;5~", "\x1bOP", "\x1b[1~", "\x1b[4~", "\x1bO5A", "\x1b[a",
		"\x1b[27u", "\x1b[99;5u", "\x1b[1089::99;5u", "\x1b[27;5;1089~", "\x1b[I",
		"\x1b[?2026;2$y", "\x1b[?2027;0$y", "\x1b[?1u", "\x1b]11;rgb:1f1f/1f1f/1f1f\a", "\x1b]11;rgba:1f1f/1f1f/1f1f/ffff\x1b\\",
	} {
		if got := quietly(passed(keys)); got != keys {
			t.Errorf("%q became %q", keys, got)
		}
	}
}

func TestWhatIsTornComesWholeHoweverLongThePauses(t *testing.T) {
	for _, whole := range []string{
		"\x1b[?2026;2$y", "\x1b]11;rgb:1f1f/1f1f/1f1f\a", "\x1b]11;rgb:1f1f/1f1f/1f1f\x1b\\", "\x1bOS", "\x1b[A", "\x1b[1;5C", "\x1bO5A", "ü", "漢", "😀",
	} {
		for at := 1; at < len(whole); at++ {
			if whole[at-1] == esc {
				continue // an ESC alone is the Esc key, see below
			}
			if got := passed(whole[:at], pause, pause, whole[at:]); quietly(got) != whole || !strings.HasPrefix(got, noise) || !strings.HasSuffix(got, noise) {
				t.Errorf("%q, torn at %d, became %q", whole, at, got)
			}
		}
	}
}

func TestWhatIsTornOrBrokenIsNeverKeys(t *testing.T) {
	tests := []struct {
		name  string
		steps []string
		want  string
	}{
		{"a string that nobody asked for", []string{"\x1bP1$r", pause, "y", pause, "\x1b\\n"}, "n"},
		{"a comment of the application", []string{"\x1b_G", pause, "y\r", pause, "\x1b\\n"}, "n"},
		{"a private message", []string{"\x1b^y", pause, "y\x1b\\n"}, "n"},
		{"a start of string", []string{"\x1bX", pause, "y\x1b\\n"}, "n"},
		{"a title", []string{"\x1b]lÜbung", pause, "y\x1b\\n"}, "n"},
		{"the colour of something else", []string{"\x1b]10;rgb:1/1/1", pause, "\an"}, "n"},
		{"a background that is none", []string{"\x1b]11;\x9cy\an"}, "n"},
		{"a string whose end is torn after its ESC", []string{"\x1b]11;rgb:1/1/1\x1b", pause, "\\", pause, "n"}, "n"},
		{"a string that a key breaks off", []string{"\x1b]11;rgb:1/1\x1b[Ay"}, "\x1b[Ay"},
		{"a string that is cancelled", []string{"\x1b]11;y\x18n"}, "n"},
		{"a control sequence that is broken off", []string{"\x1b[?2026\rn"}, "n"},
		{"one with parameters after an intermediate", []string{"\x1b[$1yn"}, "n"},
		{"one that is too long", []string{"\x1b[" + strings.Repeat("1;", 100) + "yn"}, "n"},
		{"one without an end, and a new one", []string{"\x1b[?2026;2$", pause, "\x1b[A"}, "\x1b[A"},
		{"a report of the mouse", []string{"\x1b[M", pause, " ", pause, "y\ryn"}, "yn"},
		{"a key of Windows' consoles", []string{"\x1b[0;0;121;1;0;1_n"}, "n"},
		{"the end of no paste", []string{"\x1b[201~n"}, "n"},
		{"an 8-bit introducer", []string{"\x9b?2026;2$", pause, "y"}, "\x1b[?2026;2$y"},
		{"an 8-bit introducer as UTF-8", []string{"\xc2", pause, "\x9b?2026;2$", pause, "y"}, "\x1b[?2026;2$y"},
		{"half of one", []string{"\xc2", pause, "n"}, "n"},
		{"another C1 control", []string{"\xc2\x85n"}, "n"},
		{"another C1 control in 8 bits", []string{"\x85n"}, "n"},
		{"an overlong letter", []string{"\xc1\xb9n"}, "n"},
		{"half a surrogate", []string{"\xed\xa0\x80n"}, "n"},
		{"a keypad's key that is none", []string{"\x1bO\rn"}, "n"},
		{"a function key that is none", []string{"\x1b[[yn"}, "n"},
		{"bytes that are not UTF-8", []string{"\xff\x80\xc3n"}, "n"},
		{"half a character", []string{"\xc3", pause, "\x1b[A"}, "\x1b[A"},
		{"half a character whose rest would begin a string", []string{"\xf0\x9fn"}, "n"},
		{"one that a pause tears, too", []string{"\xf0", pause, "\x9f\x98", pause, "n", pause, "y"}, "ny"},
		{"one whose rest would begin a control sequence", []string{"\xe2\x9bn"}, "n"},
		{"an answer after an ESC that was taken for Esc", []string{"\x1b", pause, "[?2026;2$", pause, "y"}, escKey + "\x1b[?2026;2$y"},
		{"a colour after an ESC that was taken for Esc", []string{"\x1b", pause, "]11;rgb:1/1", pause, "/1\a"}, escKey + "\x1b]11;rgb:1/1/1\a"},
	}
	for _, test := range tests {
		got := passed(test.steps...)
		if quietly(got) != test.want {
			t.Errorf("%s: %q became %q, want %q", test.name, test.steps, got, test.want)
		}
		if !strings.Contains(got, noise) {
			t.Errorf("%s: %q became %q: a key beside it could confirm", test.name, test.steps, got)
		}
	}
}

func TestEscAndCtrlCAreAlwaysHeard(t *testing.T) {
	tests := []struct {
		name  string
		steps []string
		want  string
	}{
		{"Esc", []string{"\x1b", pause}, escKey},
		{"Esc twice", []string{"\x1b\x1b", pause}, escKey + escKey},
		{"Esc and then a key", []string{"\x1b", pause, "y"}, escKey + "y"},
		{"Esc and then a bracket", []string{"\x1b", pause, "[", pause, "x]"}, escKey + "[x]"},
		{"Esc before an arrow", []string{"\x1b\x1b[A"}, escKey + "\x1b[A"},
		{"Esc before a letter of several bytes", []string{"\x1bü"}, escKey + "ü"},
		{"ctrl+c", []string{"\x03"}, "\x03"},
		{"ctrl+c after an ESC", []string{"\x1b\x03"}, "\x03"},
		{"ctrl+c in a control sequence", []string{"\x1b[?2026", pause, "\x03n"}, "\x03n"},
		{"ctrl+c in a string", []string{"\x1b]11;", pause, "\x03n"}, "\x03n"},
		{"Esc in a control sequence", []string{"\x1b[?2026", pause, "\x1b", pause, "n"}, escKey + "n"},
		{"Esc ends a string, and does nothing else", []string{"\x1b]11;", pause, "\x1b", pause, "n"}, "n"},
	}
	for _, test := range tests {
		if got := quietly(passed(test.steps...)); got != test.want {
			t.Errorf("%s: %q became %q, want %q", test.name, test.steps, got, test.want)
		}
	}
}

func TestTheFunctionKeysOfTheLinuxConsoleAreUnderstood(t *testing.T) {
	if got := quietly(passed("\x1b[[A\x1b[[", pause, "B\x1b[[E\x1b[[yn")); got != "\x1bOP\x1bOQ\x1b[15~n" {
		t.Errorf("F1, F2, F5, and one that does not exist, became %q", got)
	}
}

// As PuTTY and a VT100 send it in the keypad's application mode.
func TestTheKeypadTypes(t *testing.T) {
	for keys, want := range map[string]string{
		"\x1bOp\x1bOq\x1bOr\x1bOs\x1bOt\x1bOu\x1bOv\x1bOw\x1bOx\x1bOy": "0123456789",
		"\x1bOj\x1bOk\x1bOl\x1bOm\x1bOn\x1bOo\x1bOX\x1bOM":             "*+,-./=\r",
	} {
		if got := passed(keys); got != want {
			t.Errorf("%q became %q, want %q", keys, got, want)
		}
	}
	if got := passed("\x1bO", pause, "y"); got != noise+"9"+noise {
		t.Errorf("a torn 9 became %q", got)
	}
}

func TestAKeyWithAltStaysTheKeyThatItIs(t *testing.T) {
	var decoder uv.EventDecoder
	for c := range byte(utf8.RuneSelf) {
		if strings.ContainsRune("\x03\x1bO[]PX^_", rune(c)) {
			continue // ctrl+c, and what begins a sequence
		}
		_, want := decoder.Decode([]byte{esc, c})
		sent := passed(string([]byte{esc, c}))
		n, got := decoder.Decode([]byte(sent))
		if key, ok := got.(uv.KeyPressEvent); !ok || n != len(sent) || n <= 2 || key.String() != want.(uv.KeyPressEvent).String() {
			t.Errorf("alt with %q became %q: %v, want %v", c, sent, got, want)
		}
	}
}

func TestOnlyWhatNobodyHasStruckIsNoise(t *testing.T) {
	for keys, want := range map[string]bool{
		"y": false, "grüße 漢字 😀": false, "\x1b[A": false, "\x1b[1;5C": false, "\x1b[15~": false, "\x1bOP": false, "\x1bOM": false, "\x1b[a": false, "\x1by": false,
		"\x1b[27u": false, "\x1b[99;5u": false, "\x1b[27;5;99~": false, "\x1b[[A": false, "\x03": false,
		"\x1b[?2026;2$y": true, "\x1b[4;2$y": true, "\x1b[?1u": true, "\x1b[0n": true, "\x1b]11;rgb:1f1f/1f1f/1f1f\a": true, "\x1b[<0;4;18y": true,
	} {
		if got := strings.Contains(passed(keys), noise); got != want {
			t.Errorf("%q is noise: %v, want %v", keys, got, want)
		}
	}
}

func TestAPasteIsCarriedWhole(t *testing.T) {
	for name, text := range map[string]string{
		"text": "GDPR-2211", "nothing": "", "several lines": "a\tb\r\nc\n", "controls": "a\x00\a\b\x7fb", "an 8-bit control": "a\x9bb", "a control as UTF-8": "a\u009bb",
		"a sequence": "a\x1b[31mb", "a string": "a\x1b]0;x\ab", "the start of a paste": "a" + pasteStart + "b", "almost its end": "a\x1b[201b\x1b[20", "not UTF-8": "a\xffb",
		"an ESC at its end": "a\x1b", "Esc in the middle": "a\x1b[27ub", "ctrl+c in the middle": "a\x03b", "a held sequence": "\x1b]11;",
	} {
		sent := "1" + pasteStart + text + pasteEnd + "2"
		want := "1" + pasted(text) + "2"
		for at := range len(sent) {
			if strings.HasSuffix(sent[:at], "\x1b") || strings.HasSuffix(sent[:at], "\x03") || strings.HasSuffix(sent[:at], "\x1b[27u") {
				continue // as if it had been pressed, see below
			}
			if got := quietly(passed(sent[:at], pause, sent[at:])); got != want {
				t.Errorf("%s, torn at %d: %q became %q, want %q", name, at, sent, got, want)
			}
		}
	}
}

func TestAPasteWithoutAnEndIsEndedByEscOrCtrlC(t *testing.T) {
	tests := []struct {
		name  string
		steps []string
		want  string
	}{
		{"Esc", []string{"y\r", pause, "\x1b", pause, "n"}, pasted("y\r\x1b") + "n"},
		{"Esc as newer terminals send it", []string{"y\r", pause, "\x1b[27u", pause, "n"}, pasted("y\r\x1b[27u") + "n"},
		{"Esc as xterm may send it", []string{"y\r", pause, "\x1b[27;1;27~", pause, "n"}, pasted("y\r\x1b[27;1;27~") + "n"},
		{"Esc in the middle of the end", []string{"y\x1b[20", pause, "\x1b", pause, "n"}, pasted("y\x1b[20\x1b") + "n"},
		{"Esc, and then the rest of the end", []string{"y\x1b", pause, "[201~", pause, "n"}, pasted("y\x1b") + "n"},
		{"ctrl+c", []string{"y\r", pause, "\x03", pause, "n"}, pasted("y\r\x03") + "\x03n"},
		{"ctrl+c as newer terminals send it", []string{"y", pause, "\x1b[99;5u", pause}, pasted("y\x1b[99;5u") + "\x03"},
		{"ctrl+c as xterm sends it", []string{"y", pause, "\x1b[27;5;99~", pause}, pasted("y\x1b[27;5;99~") + "\x03"},
		{"ctrl+c on a Russian keyboard", []string{"y", pause, "\x1b[1089;5u", pause}, pasted("y\x1b[1089;5u") + "\x03"},
		{"the same with its place", []string{"y", pause, "\x1b[1089::99;5u", pause}, pasted("y\x1b[1089::99;5u") + "\x03"},
		{"the same with caps lock, in capitals", []string{"y", pause, "\x1b[1089:1057:99;69u", pause}, pasted("y\x1b[1089:1057:99;69u") + "\x03"},
		{"the same as xterm sends it", []string{"y", pause, "\x1b[27;5;1089~", pause}, pasted("y\x1b[27;5;1089~") + "\x03"},
		{"ctrl+c on a Greek keyboard", []string{"y", pause, "\x1b[27;5;968~", pause}, pasted("y\x1b[27;5;968~") + "\x03"},
		{"ctrl and another letter does not", []string{"y", pause, "\x1b[1084;5u", pause, pasteEnd}, pasted("y\x1b[1084;5u")},
		{"any other key does not end it", []string{"y", pause, "\r", pause, "\x1b[A", pause, "\x1b[99u", pause, pasteEnd}, pasted("y\r\x1b[A\x1b[99u")},
	}
	for _, test := range tests {
		if got := quietly(passed(slices.Insert(test.steps, 0, pasteStart)...)); got != test.want {
			t.Errorf("%s: %q became %q, want %q", test.name, test.steps, got, test.want)
		}
	}
}
