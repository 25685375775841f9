package deletion

import (
	"errors"
	"testing"
)

func TestTheMarkOfALineOfAListIsNoPartOfTheIdentifier(t *testing.T) {
	for line, want := range map[string][2]string{
		"- 8856": {"-", "8856"}, "* 8856": {"*", "8856"}, "• 8856": {"•", "8856"}, "–\t8856": {"–", "8856"}, "1. 8856": {"1.", "8856"},
		"10)\u00a08856 ": {"10)", "8856"}, "- +36 1 555": {"-", "+36 1 555"},
		"-8856": {"", "-8856"}, "8856": {"", "8856"}, "": {"", ""}, "-": {"", "-"}, "- ": {"", "-"}, "+36 1 555": {"", "+36 1 555"},
		"2211. 8856": {"", "2211. 8856"}, ". 8856": {"", ". 8856"}, "1 8856": {"", "1 8856"}, "1.) 8856": {"", "1.) 8856"},
	} {
		if mark, rest := CutListMark(line); [2]string{mark, rest} != want {
			t.Errorf("%q: %q, %q", line, mark, rest)
		}
	}
}

func TestWhatCantBePrintedIsNotOfferedWithoutTheMark(t *testing.T) {
	var wrong *FieldError
	if _, err := NewSelector(CallID, "- 88\x1b56", ""); !errors.As(err, &wrong) || wrong.Instead != "" {
		t.Errorf("%+v", wrong)
	}
}
