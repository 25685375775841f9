package safetext_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"deletecall/safetext"
)

// hostile draws text of which every second character is up to something.
func hostile() *rapid.Generator[string] {
	tricks := rapid.SampledFrom([]string{
		"\x1b[31m", "\x1b]0;t\x07", "\u009b", "\x9b", "\r", "\n", "\t", "\r\n", "\u2028", "\u0085", "\u202e", "\u200d",
		"\u0301", "\u0301\u0301\u0301\u0301\u0301", "\ufe0f", "\U000e0041", "\U0001F1E9", "\U0001F3FD", "\u00a0", "\u3000",
		"\u26a0", "\u26a0\ufe0f", "\U0001F469\u200d", "\U0001F4BB", "\u200c", "\u0645\u06cc", "\u0645\u06cc\u200c", "\u0930\u200d", "\u0915\u094d\u200d",
		"\u1100", "\u1161", "\u11ab", "\u0915\u094d", "\u0e33", "\u0d4e", "\xff", "\xc3", "\xed\xa0\x80", "\ue000", "山", "\\", "…",
	})
	return rapid.Map(rapid.SliceOf(rapid.OneOf(tricks, rapid.String(), rapid.StringMatching(`[a-z ]{1,4}`))),
		func(parts []string) string { return strings.Join(parts, "") })
}

// mustBeSafe is the promise itself, written without the package's own tables.
func mustBeSafe(t interface{ Fatalf(string, ...any) }, in, out string) {
	if !utf8.ValidString(out) {
		t.Fatalf("%q gives invalid UTF-8: %q", in, out)
	}
	marks := 0
	runes := []rune(out)
	for i, r := range runes {
		if unseen := !unicode.IsPrint(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r); unseen && !joins(runes, i) {
			t.Fatalf("%q gives %U in %q", in, r, out)
		}
		if marks++; !unicode.IsMark(r) {
			marks = 0
		}
		if marks > 4 {
			t.Fatalf("%q gives a flood of marks: %q", in, out)
		}
	}
	if stripped := ansi.Strip(out); stripped != out {
		t.Fatalf("%q gives a sequence: %q", in, out)
	}
}

// joins reports whether the character at i is a joiner between two characters that can be joined.
func joins(text []rune, i int) bool {
	if i == 0 {
		return false
	}
	before, after := text[i-1], rune(' ')
	if i+1 < len(text) {
		after = text[i+1]
	}
	const emojiThatAreNoSymbols = "‼⁉ℹ〰〽"
	sign := func(r rune) bool {
		return r > 0x7f && unicode.IsSymbol(r) || strings.ContainsRune(emojiThatAreNoSymbols, r)
	}
	virama := func(r rune) bool { return unicode.Is(unicode.Mn, r) && (r&0x7f == 0x4d || r == 0x0dca) }
	joined := func(r rune) bool {
		return r == 0x640 || r >= 0x600 && r <= 0xdff || r > 0xfb4f && r < 0xff00 || r > 0x1ec00
	}
	switch text[i] {
	case 0xfe0f:
		return sign(before)
	case 0x200d:
		return (before == 0xfe0f || sign(before)) && sign(after) || virama(before) || unicode.IsLetter(before) && virama(after)
	case 0x200c:
		return (unicode.IsLetter(before) || unicode.IsMark(before)) && unicode.IsLetter(after) && joined(after)
	}
	return false
}

func TestNothingHostileGetsThroughLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := hostile().Draw(t, "in")
		out := safetext.Line(in)
		mustBeSafe(t, in, out)
		if again := safetext.Line(out); again != out {
			t.Fatalf("cleaned twice it differs: %q, then %q", out, again)
		}
	})
}

func TestCheckRefusesExactlyWhatLineEscapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := hostile().Draw(t, "in")
		if refused := safetext.Check("x", in) != nil; refused != (safetext.Line(in) != in) {
			t.Fatalf("refused: %v, though Line(%q) = %q", refused, in, safetext.Line(in))
		}
	})
}

func TestLineKeepsWhatIsPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scripts := rapid.RuneFrom(nil, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Han, unicode.Nd)
		in := rapid.StringOf(scripts.Filter(func(r rune) bool { return !unicode.IsMark(r) })).Draw(t, "in")
		if out := safetext.Line(in); out != in {
			t.Fatalf("%q became %q", in, out)
		}
	})
}

func TestEveryPlainCharacterHasACell(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		if unicode.IsPrint(r) && ansi.StringWidthWc(safetext.Line(string(r))) < 1 {
			t.Errorf("%U is drawn nowhere", r)
		}
	}
}

func TestHalvesOfALineAreTheWholeLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := hostile().Draw(t, "in")
		at := 0
		for n := rapid.IntRange(0, utf8.RuneCountInString(in)).Draw(t, "at"); n > 0; n-- {
			_, size := utf8.DecodeRuneInString(in[at:])
			at += size
		}
		if before, after := safetext.LineAt(in, at); before+after != safetext.Line(in) {
			t.Fatalf("%q and %q are not %q", before, after, safetext.Line(in))
		}
	})
}

func TestWhatIsDrawnHoldsNothingInvisible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := safetext.Line(hostile().Draw(t, "in"))
		drawn := safetext.Drawn(line)
		if strings.ContainsAny(drawn, "\u200c\u200d\ufe0f") {
			t.Fatalf("%q is drawn as %q", line, drawn)
		}
		if safetext.Width(drawn) != safetext.Width(line) {
			t.Fatalf("%q is laid out in %d cells, and drawn in %d", line, safetext.Width(line), safetext.Width(drawn))
		}
		if again := safetext.Line(drawn); again != drawn && !strings.Contains(again, `\u`) {
			t.Fatalf("%q drawn is %q", line, drawn)
		}
	})
}

func TestBoundedNeverExceedsItsCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, max := hostile().Draw(t, "in"), rapid.IntRange(0, 60).Draw(t, "max")
		for name, out := range map[string]string{"Bounded": safetext.Bounded(in, max), "Excerpt": safetext.Excerpt(in, max)} {
			mustBeSafe(t, in, out)
			if w := ansi.StringWidthWc(out); w > max {
				t.Fatalf("%s(%q, %d) is %d cells wide: %q", name, in, max, w, out)
			}
		}
		if line := safetext.Line(in); ansi.StringWidthWc(line) <= max && safetext.Bounded(in, max) != line && max > 0 {
			t.Fatalf("%q fits into %d and was cut", line, max)
		}
	})
}

func FuzzLine(f *testing.F) {
	f.Fuzz(func(t *testing.T, in string, max int) {
		max = min(max&0x7f, 100)
		mustBeSafe(t, in, safetext.Line(in))
		for _, line := range safetext.Lines(in, max) {
			mustBeSafe(t, in, line)
		}
		if cut := safetext.Bounded(in, max); ansi.StringWidthWc(cut) > max {
			t.Fatalf("Bounded(%q, %d) = %q", in, max, cut)
		}
	})
}

func BenchmarkLine(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"ASCII", strings.Repeat("Call for extension 8856 not found. ", 3)},
		{"German", strings.Repeat("Gespräch für Nebenstelle nicht gefunden. ", 3)},
		{"hostile", strings.Repeat("\x1b[31m\u202ered\u009b", 8)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				safetext.Line(c.text)
			}
		})
	}
}
