package hint

import "testing"

func TestAHintStandsOnLinesOfItsOwn(t *testing.T) {
	for _, test := range []struct{ what, hint, want string }{
		{"the disk is full", "", "the disk is full"},
		{"the disk is full", "free some space", "the disk is full\nFree some space"},
		{"it is lost", "restore it: deletecall history restore FILE\nélse begin again", "it is lost\nRestore it: deletecall history restore FILE\nÉlse begin again"},
	} {
		got := Below(test.what, test.hint)
		if got != test.want {
			t.Errorf("%q", got)
		}
		if what, hint := Cut(got); what != test.what || len(hint) != len(test.hint) {
			t.Errorf("%q and %q", what, hint)
		}
	}
}

func TestAMistypedChoiceIsAnsweredWithTheOneThatWasMeant(t *testing.T) {
	for given, want := range map[string]string{
		"lats": "Did you mean last?\nUse last, ongoing or next",
		"soon": "Use last, ongoing or next", "": "Use last, ongoing or next",
	} {
		if got := Choose(given, "last", "ongoing", "next"); got != want {
			t.Errorf("%q: %q", given, got)
		}
	}
}

func TestWhereThereIsOneLineTheyAreSentences(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "it is full": "It is full.", "it is full\nFree some space\n": "It is full. Free some space.", "no such one.\n\ndid you mean it?": "No such one. Did you mean it?",
	} {
		if got := Sentences(text); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestANameIsWrittenAsItIs(t *testing.T) {
	for text, want := range map[string]string{
		"servers.lab.api_key is missing": "servers.lab.api_key is missing",
		"api_key_file: no such file":     "api_key_file: no such file",
		"/etc/deletecall is a folder":    "/etc/deletecall is a folder",
		"the key is wrong":               "The key is wrong", "wait.": "Wait.",
	} {
		if got := Capital(text); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}
