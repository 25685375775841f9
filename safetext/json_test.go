package safetext_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"deletecall/safetext"
)

func TestJSONHoldsNoCharacterThatATerminalObeysOrNobodySees(t *testing.T) {
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if rare := r > 0xFFFF && r&0xFF > 1 && !unicode.In(r, unicode.Cf); rare || !utf8.ValidRune(r) {
			continue // of the private planes and the ideographs some stand for all
		}
		encoded, err := json.Marshal(string(r) + "x")
		if err != nil {
			t.Fatal(err)
		}
		safe := safetext.JSON(encoded)
		var back string
		if err := json.Unmarshal(safe, &back); err != nil || back != string(r)+"x" {
			t.Fatalf("%U is written as %q and read as %q, %v", r, safe, back, err)
		}
		obeyed := unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
		prepended := unicode.In(r, unicode.Prepended_Concatenation_Mark) // letters' signs of Arabic and Syriac, which are seen
		if obeyed && !prepended && !unicode.In(r, egyptian) && strings.ContainsRune(string(safe), r) {
			t.Errorf("%U is left as it is", r)
		}
	}
}

// egyptian controls join hieroglyphs.
var egyptian = &unicode.RangeTable{R32: []unicode.Range32{{Lo: 0x13430, Hi: 0x1345F, Stride: 1}, {Lo: 0x1BCA0, Hi: 0x1BCA3, Stride: 1}}}

func TestJSONThatIsCleanIsLeftAsItIs(t *testing.T) {
	for _, clean := range []string{`{"a":"jürgen-őű 日本 — 😀 \u009b"}`, "", "[\n  1\n]\n"} {
		if got := safetext.JSON([]byte(clean)); string(got) != clean {
			t.Errorf("%q became %q", clean, got)
		}
	}
}
