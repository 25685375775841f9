package safetext_test

import (
	"testing"

	"deletecall/safetext"
)

func TestJoinersStayWhereWritingNeedsThem(t *testing.T) {
	for _, c := range []struct{ name, in, drawn string }{
		{"a sign in emoji style", "Achtung \u26a0\ufe0f", "Achtung \u26a0"},
		{"an emoji with its selector", "\U0001f5d1\ufe0f gone", "\U0001f5d1 gone"},
		{"a sign before text", "\u2714\ufe0fdone", "\u2714done"},
		{"signs that are no symbols", "\u203c\ufe0f\u2139\ufe0f", "\u203c\u2139"},
		{"joined emoji", "\U0001f469\u200d\U0001f4bb", "\U0001f469\U0001f4bb"},
		{"a family", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f468\U0001f469\U0001f467\U0001f466"},
		{"joined after a selector", "\u2764\ufe0f\u200d\U0001f525", "\u2764\U0001f525"},
		{"the longest of the emoji", "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f468", "\U0001f469\u2764\U0001f48b\U0001f468"},
		{"Persian", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\u062e\u0648\u0627\u0647\u0645"},
		{"Persian, with a vowel sign", "\u0645\u06cc\u0650\u200c\u062e", "\u0645\u06cc\u0650\u062e"},
		{"Marathi eyelash", "\u0930\u094d\u200d\u092f\u093e", "\u0930\u094d\u092f\u093e"},
		{"Bengali ya-phalaa", "\u09b0\u200d\u09cd\u09af\u09be\u09ac", "\u09b0\u09cd\u09af\u09be\u09ac"},
		{"Sinhala", "\u0dc1\u0dca\u200d\u0dbb\u0dd3", "\u0dc1\u0dca\u0dbb\u0dd3"},
		{"Malayalam at the end of a word", "\u0d28\u0d4d\u200d", "\u0d28\u0d4d"},
		{"Hindi without the conjunct", "\u0915\u094d\u200c\u0937", "\u0915\u094d\u0937"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := safetext.Line(c.in); got != c.in {
				t.Errorf("Line gives %q", got)
			}
			if err := safetext.Check("reason", c.in); err != nil {
				t.Error(err)
			}
			if got := safetext.Trim(" " + c.in + "\u202c\u200b "); got != c.in {
				t.Errorf("Trim gives %+q", got)
			}
			if got := safetext.Drawn(c.in); got != c.drawn {
				t.Errorf("it is drawn as %+q", got)
			}
			if got := safetext.Bounded(c.in, safetext.Width(c.in)-1); safetext.Line(got) != got {
				t.Errorf("what is cut off has a joiner at its end: %+q", got)
			}
			if _, _, found := safetext.Plain(c.in); !found {
				t.Error("an identifier could have it")
			}
		})
	}
}

func TestJoinersThatHideAreShown(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"joiner between Latin letters", "a\u200db", `a\u200db`},
		{"non-joiner between Latin letters", "a\u200cb", `a\u200cb`},
		{"in a number", "88\u200c56\u200d\ufe0f", `88\u200c56\u200d\ufe0f`},
		{"selector after a letter", "a\ufe0f", `a\ufe0f`},
		{"selector after a digit", "1\ufe0f", `1\ufe0f`},
		{"selector after a sign that is no emoji", "\u00b1\ufe0f", "\u00b1" + `\ufe0f`},
		{"two selectors", "\u26a0\ufe0f\ufe0f", "\u26a0\ufe0f" + `\ufe0f`},
		{"other selectors", "\u26a0\ufe0e\u26a0\ufe00", "\u26a0" + `\ufe0e` + "\u26a0" + `\ufe00`},
		{"joiner between emoji and letter", "\U0001f469\u200da", "\U0001f469" + `\u200da`},
		{"joiner at the end", "\U0001f469\u200d", "\U0001f469" + `\u200d`},
		{"joiner at the beginning", "\u200d\U0001f469", `\u200d` + "\U0001f469"},
		{"two joiners", "\U0001f469\u200d\u200d\U0001f4bb", "\U0001f469" + `\u200d\u200d` + "\U0001f4bb"},
		{"joiner between Persian letters", "\u0645\u200d\u06cc", "\u0645" + `\u200d` + "\u06cc"},
		{"non-joiner at the end", "\u0645\u200c", "\u0645" + `\u200c`},
		{"two non-joiners", "\u0645\u200c\u200c\u06cc", "\u0645" + `\u200c\u200c` + "\u06cc"},
		{"non-joiner between two scripts", "\u0645\u200c\u0915", "\u0645" + `\u200c` + "\u0915"},
		{"non-joiner between Hebrew letters", "\u05d0\u200c\u05d1", "\u05d0" + `\u200c` + "\u05d1"},
		{"non-joiner before a digit", "\u0645\u200c\u06f1", "\u0645" + `\u200c` + "\u06f1"},
		{"after an escape", "\u0915\x1b\u200d\u094d", "\u0915" + `\x1b\u200d\u094d`},
		{"a chain without an end", "\u26a0\ufe0f\u200d\u26a0\ufe0f\u200d\u26a0\ufe0f\u200d\u26a0\ufe0f\u200d",
			"\u26a0\ufe0f\u200d\u26a0\ufe0f\u200d\u26a0\ufe0f\u200d" + "\u26a0" + `\ufe0f\u200d`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := safetext.Line(c.in); got != c.want {
				t.Errorf("Line(%+q)\n got %+q\nwant %+q", c.in, got, c.want)
			}
		})
	}
}
