package deletion

import (
	"errors"
	"testing"
)

func TestTheMarkOfALineOfAListIsNoPartOfTheIdentifier(t *testing.T) {
	for line, want := range map[string][2]string{
		"- 8856": {"-", "8856"}, "* 8856": {"*", "8856"}, "• 8856": {"•", "8856"}, "–\t8856": {"–", "8856"}, "1. 8856": {"1.", "8856"},
		"10)\u00a08856 ": {"10)", "8856"}, "- +36 1 555": {"-", "+36 1 555"},
		"a) 8856": {"a)", "8856"}, "iv)\t8856": {"iv)", "8856"}, "B.\t8856": {"B.", "8856"}, "(1)\t8856": {"(1)", "8856"}, "(c) 8856": {"(c)", "8856"},
		"o\t8856": {"o", "8856"}, "§\t8856": {"§", "8856"}, "\uf0b7\t8856": {"•", "8856"}, "■ 8856": {"■", "8856"}, "→ 8856": {"→", "8856"},
		"> 8856": {">", "8856"}, ">>8856": {">>", "8856"}, "> > - 8856": {"> > -", "8856"}, "> 1. 8856": {"> 1.", "8856"},
		"[ ] 8856": {"[ ]", "8856"}, "- [x] 8856": {"- [x]", "8856"}, "☐ 8856": {"☐", "8856"},
		">": {"", ">"}, "б) 8856": {"б)", "8856"}, "(01) 234": {"", "(01) 234"}, "J. Smith": {"", "J. Smith"}, "+ 36 1": {"", "+ 36 1"}, "a 8856": {"", "a 8856"}, "Ext. 8856": {"", "Ext. 8856"}, "o8856": {"", "o8856"},
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

func TestWhatSurroundsAnIdentifierInAListIsNoPartOfIt(t *testing.T) {
	for text, want := range map[string]string{
		`"8801"`: "8801", "'8801'": "8801", "`8801`": "8801", "«8803»": "8803", "« 8803 »,": "8803", "„8802“": "8802", "„8802”": "8802", "‚8802‘": "8802",
		"“8801”": "8801", "»8801«": "8801", "「8801」": "8801", `"8801",`: "8801", `"8801;"`: "8801", "8801 ;": "8801", "8801,,": "8801",
		"8801": "8801", `"8801`: `"8801`, `"`: `"`, `""`: `""`, ",": ",", "": "", `"Ada" <sip:8801> "x"`: `"Ada" <sip:8801> "x"`, "O'Brien'": "O'Brien'", "sip:a;b=1": "sip:a;b=1",
	} {
		if got := CutAround(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for text, says := range map[string]string{
		"«8803»": "It is in quotation marks. Use 8803 instead", "8856;": "It ends with a semicolon. Use 8856 instead", "8856,": "It ends with a comma. Use 8856 instead",
		"- “8801”,": "It begins like a line of a list (-). Use 8801 instead", "“88−56”": "It is in quotation marks. Use 88-56 instead",
	} {
		_, err := NewSelector(Extension, text, "last")
		if found := FieldErrors(err); len(found) != 1 || found[0].Hint() != says {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
}

func TestSeveralNumbersInOneLineAreNamed(t *testing.T) {
	const callID = "a8343631-9f35-4a3a-83f0-9e81592339fb"
	for text, says := range map[string]string{
		"8856, 8857": "a comma", "8856,8857": "a comma", "8856; 8857;": "a semicolon", "+36 1 555-0199, (06) 8857, 8858": "a comma", "71,627,389": "a comma",
		callID + ", " + callID: "a comma",
	} {
		_, err := NewSelector(NativeID, text, "")
		says = "It has " + says + " between numbers. Enter one, or paste them into the console, one on each line"
		if found := FieldErrors(err); len(found) != 1 || found[0].Hint() != says {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
	for _, text := range []string{"8856 8857", "36 1 555", "sip:8856@example.org;tag=8857", "Smith, John", "8856,x", "TRS1,2", callID} {
		if _, err := NewSelector(NativeID, text, ""); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}
