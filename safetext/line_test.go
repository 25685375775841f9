package safetext_test

import (
	"strings"
	"testing"

	"deletecall/safetext"
)

func TestLineShowsHostileTextAsEscapes(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain ASCII stays", "Call 4711 not found.", "Call 4711 not found."},
		{"names of other scripts stay", "Jürgen Żółć 山田 שלום محمد Nguyễn हिन्दी กำ 한", "Jürgen Żółć 山田 שלום محمد Nguyễn हिन्दी กำ 한"},
		{"decomposed accents and syllables stay", "e\u0301 \u1112\u1161\u11ab", "e\u0301 \u1112\u1161\u11ab"},
		{"a backslash stays", `C:\new\x1b`, `C:\new\x1b`},
		{"line feed, tab, carriage return", "a\nb\tc\rd", `a\nb\tc\rd`},
		{"NUL, BEL, BS, DEL", "\x00\x07\x08\x7f", `\x00\x07\x08\x7f`},
		{"SGR sequence", "\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"OSC 8 link", "\x1b]8;;http://x\x1b\\go\x1b]8;;\x1b\\", `\x1b]8;;http://x\x1b\go\x1b]8;;\x1b\`},
		{"unfinished OSC", "\x1b]0;title", `\x1b]0;title`},
		{"DCS, APC, PM, SOS", "\x1bPq\x1b_x\x1b^y\x1bXz", `\x1bPq\x1b_x\x1b^y\x1bXz`},
		{"C1 as UTF-8", "\u009b31m\u009d0;t\u009c\u0090", `\u009b31m\u009d0;t\u009c\u0090`},
		{"C1 as a bare byte", "\x9b31m", `\x9b31m`},
		{"next line and separators", "a\u0085b\u2028c\u2029d", `a\u0085b\u2028c\u2029d`},
		{"bidirectional controls", "\u202e\u202a\u2066\u2069\u200e\u200f\u061c", `\u202e\u202a\u2066\u2069\u200e\u200f\u061c`},
		{"zero width", "a\u200bb\u200cc\u200dd\u2060e\ufefff", `a\u200bb\u200cc\u200dd\u2060e\ufefff`},
		{"soft hyphen and fillers", "a\u00adb\u3164c\uffa0d\u115fe\u2800", `a\u00adb\u3164c\uffa0d\u115fe\u2800`},
		{"tags", "\U000e0041\U000e007f", `\U000e0041\U000e007f`},
		{"variation selectors", "\u2764\ufe0e\U000e0100", "\u2764" + `\ufe0e\U000e0100`},
		{"exotic blanks", "a\u00a0b\u3000c\u2003d\u202fe", `a\u00a0b\u3000c\u2003d\u202fe`},
		{"private use, non-character, unassigned", "\ue000\U0010ffff\ufdd0\u0378", `\ue000\U0010ffff\ufdd0\u0378`},
		{"bad UTF-8", "a\xffb\xc3", `a\xffb\xc3`},
		{"encoded surrogate and overlong", "\xed\xa0\x80\xc0\xaf", `\xed\xa0\x80\xc0\xaf`},
		{"replacement character of the text itself stays", "a\ufffdb", "a\ufffdb"},
		{"a mark without a letter", "\u0301a", `\u0301a`},
		{"a mark on an escape", "\x1b\u0301a", `\x1b\u0301a`},
		{"combining flood", "e" + strings.Repeat("\u0301", 6), "e" + strings.Repeat("\u0301", 4) + `\u0301\u0301`},
		{"flags and skin tones", "\U0001F1E9\U0001F1EA \U0001F44D\U0001F3FD", `\U0001f1e9\U0001f1ea ` + "\U0001F44D" + `\U0001f3fd`},
		{"leading consonants in a row", "\u1100\u1100\u1100", "\u1100" + `\u1100` + "\u1100"},
		{"vowels in a row", "\uac00" + strings.Repeat("\u1161", 5), "\uac00" + strings.Repeat("\u1161", 4) + `\u1161`},
		{"endless conjunct", strings.Repeat("\u0915\u094d", 7), strings.Repeat("\u0915\u094d", 5) + strings.Repeat(`\u0915\u094d`, 2)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := safetext.Line(c.in); got != c.want {
				t.Errorf("Line(%q)\n got %s\nwant %s", c.in, got, c.want)
			}
		})
	}
}

func TestLineOfCleanASCIIAllocatesNothing(t *testing.T) {
	s := strings.Repeat("Call for extension 8856 not found. ", 20)
	if n := testing.AllocsPerRun(100, func() { safetext.Line(s) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
