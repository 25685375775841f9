package query_test

import (
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/query"
)

func TestAnAccentIsFoundHoweverItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.SampledFrom([]string{"é", "É", "e\u0301", "E\u0301", "H\u0331", "ẖ", "İ", "I\u0307", "K", "Å", "한", "\u0301", "a", "\xff"}))
		text := ""
		for _, piece := range pieces.Draw(t, "pieces") {
			text += piece
		}
		folded := query.Fold(text)
		if other := query.Fold(norm.NFD.String(text)); other != folded {
			t.Fatalf("%+q folds to %+q, decomposed to %+q", text, folded, other)
		}
		if again := query.Fold(folded); again != folded {
			t.Fatalf("%+q folds to %+q, and that to %+q", text, folded, again)
		}
	})
	record := deletion.Record{Intent: deletion.Intent{Reason: "Jóváhagyta Édua"}}
	for _, word := range []string{"jo\u0301v", "E\u0301DUA", "édua"} {
		if !parse(t, word).Fits(record) {
			t.Errorf("%+q is not found", word)
		}
	}
}

func TestAPhoneNumberIsFoundHoweverItIsGrouped(t *testing.T) {
	for _, identifier := range []string{
		"+36 30 123 4567", "36301234567", "+36-30-123-4567", "+36 (30) 123.4567", "0036/30/1234567", "tel:+36-30-123-4567;x=1", "+36\u00a030\u2011123 4567",
	} {
		record := deletion.Record{Intent: deletion.Intent{Identifier: identifier}}
		for _, word := range []string{"+36301234567", "36301234567", "301234567", "+123456", "id:+36301234567", `"+36301234567"`} {
			if !parse(t, word).Fits(record) {
				t.Errorf("%s does not find %s", word, identifier)
			}
		}
		// Fewer digits, others, a whole value, and other fields are what they were.
		for _, word := range []string{"+3630x1234567", "36301234568", "3012345678", "id:=+36301234567", "reason:36301234567"} {
			if parse(t, word).Fits(record) {
				t.Errorf("%s finds %s", word, identifier)
			}
		}
	}
	for _, identifier := range []string{"12 345", "123x456", "12+3456", "a8343631-9f35", ""} {
		record := deletion.Record{Intent: deletion.Intent{Identifier: identifier}}
		for _, word := range []string{"12345", "123456"} {
			if parse(t, word).Fits(record) {
				t.Errorf("%s finds %s", word, identifier)
			}
		}
	}
}

func TestOnlyAGroupedNumberHasJoinedDigits(t *testing.T) {
	for identifier, want := range map[string]string{
		"": "", "8856": "", "36301234567": "", "+36301234567": "", "+36 30 123-4567": "36301234567", "12-34": "", "a 123456": "", "123456 ": "",
		"123 456, 78.90.12": "123456 789012", "0193f2a1-7b3c-7def-8a01-000000000000": "01000000000000", "(06 1) 234": "061234",
	} {
		if got := query.JoinedDigits(identifier); got != want {
			t.Errorf("%q has %q, not %q", identifier, got, want)
		}
	}
}
