package safetext_test

import (
	"errors"
	"testing"
	"unicode/utf8"

	"deletecall/safetext"
)

func TestCheckNamesTheFirstHostileCharacterAndItsPosition(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     safetext.ControlError
	}{
		{"escape", "ab\x1b[31m", safetext.ControlError{Position: 3, Rune: 0x1b, Name: "escape", Escape: `\x1b`}},
		{"counted in characters", "山田\tx", safetext.ControlError{Position: 3, Rune: '\t', Name: "tab", Escape: `\t`}},
		{"line feed of a paste", "8856\n", safetext.ControlError{Position: 5, Rune: '\n', Name: "line feed", Escape: `\n`}},
		{"carriage return", "\r", safetext.ControlError{Position: 1, Rune: '\r', Name: "carriage return", Escape: `\r`}},
		{"C1", "\u009b", safetext.ControlError{Position: 1, Rune: 0x9b, Name: "control character", Escape: `\u009b`}},
		{"line separator", "\u2028", safetext.ControlError{Position: 1, Rune: 0x2028, Name: "line separator", Escape: `\u2028`}},
		{"override", "a\u202e", safetext.ControlError{Position: 2, Rune: 0x202e, Name: "bidirectional control", Escape: `\u202e`}},
		{"zero width", "a\u200b", safetext.ControlError{Position: 2, Rune: 0x200b, Name: "invisible character", Escape: `\u200b`}},
		{"tag", "\U000e0041", safetext.ControlError{Position: 1, Rune: 0xe0041, Name: "invisible character", Escape: `\U000e0041`}},
		{"no-break space", "1\u00a0000", safetext.ControlError{Position: 2, Rune: 0xa0, Name: "blank that is not the plain one", Escape: `\u00a0`}},
		{"private use", "\ue000", safetext.ControlError{Position: 1, Rune: 0xe000, Name: "private use character", Escape: `\ue000`}},
		{"unassigned", "\u0378", safetext.ControlError{Position: 1, Rune: 0x378, Name: "unassigned character", Escape: `\u0378`}},
		{"bad byte", "a\xff", safetext.ControlError{Position: 2, Rune: utf8.RuneError, Name: "not UTF-8", Escape: `\xff`}},
		{"lone mark", "\u0301", safetext.ControlError{Position: 1, Rune: 0x301, Name: "combining mark without a letter of its own", Escape: `\u0301`}},
		{"skin tone", "\U0001f3fd", safetext.ControlError{Position: 1, Rune: 0x1f3fd, Name: "joining character", Escape: `\U0001f3fd`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got *safetext.ControlError
			if err := safetext.Check("reason", c.in); !errors.As(err, &got) {
				t.Fatalf("Check(%q) = %v", c.in, err)
			}
			c.want.Field = "reason"
			if *got != c.want {
				t.Errorf("got %+v, want %+v", *got, c.want)
			}
		})
	}
}

func TestCheckLetsNamesAndIdentifiersPass(t *testing.T) {
	for _, s := range []string{"", "8856", "+49 (89) 123-45", "a8343631-9f35-4a3a", "GDPR-2211: Jürgen, 山田, שלום"} {
		if err := safetext.Check("reason", s); err != nil {
			t.Error(err)
		}
	}
}

func TestControlErrorIsItselfSafeToShow(t *testing.T) {
	err := safetext.Check("header\x1b[2J", "a\u202eb")
	if got, want := err.Error(), `header\x1b[2J: character 2 is \u202e (bidirectional control): remove it, or type the text again`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
