package form_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/ui/form"
	"deletecall/ui/uitest"
)

// What spreadsheets, chats and web pages make of an identifier on its way.
func TestAnIdentifierThatOnlyLooksLikeOneIsNotSent(t *testing.T) {
	for _, c := range []struct{ typed, says, meant string }{
		{"TRS\u201126140192", "Character 4 is a non-breaking hyphen (U+2011)", "TRS-26140192"},
		{"88\u221256", "Character 3 is a minus sign (U+2212)", "88-56"},
		{"８８５６", "Character 1 is a full-width character (U+FF18)", "8856"},
		{"٨٨٥٦", "Character 1 is a digit of another script (U+0668)", "8856"},
		{"8②", "Character 2 is a circled number (U+2461)", "82"},
		{"88\u200b56", "character 3 is an invisible character (U+200B)", "8856"},
		{"88\u00a056", "character 3 is a no-break space (U+00A0)", "88 56"},
		{"- 8856", "It begins like a line of a list (-). Use 8856 instead", "8856"},
		{"• 8856", "It begins like a line of a list (•). Use 8856 instead", "8856"},
		{"„8856“", "It is in quotation marks. Use 8856 instead", "8856"},
		{"•\t„8856“", "it begins like a line of a list (•). Use 8856 instead", "8856"},
		{"> 8856", "It begins like a line of a quoted message (>). Use 8856 instead", "8856"},
		{"\uf0b7\t8856", "it begins like a line of a list (•). Use 8856 instead", "8856"},
		{"1. 88\u221256", "It begins like a line of a list (1.). Use 88-56 instead", "88-56"},
		{"12)\t8856", "it begins like a line of a list (12)). Use 8856 instead", "8856"},
		{"•\t88\u201056", "it begins like a line of a list (•). Use 88-56 instead", "88-56"},
	} {
		f := newForm(uitest.Practice())
		f.Model = f.Resize(70, 30)
		f.send(tea.PasteMsg{Content: c.typed})
		screen := strings.Join(strings.Fields(f.screen()), " ")
		if !strings.Contains(screen, c.says) {
			t.Errorf("%q: it is not said:\n%s", c.typed, f.screen())
		}
		f.keys("enter")
		if review, ok := f.action.(form.Review); ok {
			t.Errorf("%q: %q goes out", c.typed, review.Request.Selector.Identifier())
		}
		f = newForm(uitest.Practice())
		f.send(tea.PasteMsg{Content: c.typed})
		f.keys("ctrl+y", "enter")
		if review, ok := f.action.(form.Review); !ok || review.Request.Selector.Identifier() != c.meant {
			t.Errorf("%q: the key makes %#v", c.typed, f.action)
		}
	}
}

func TestAReasonThatIsTooLongIsNoticedAsItIsWritten(t *testing.T) {
	f := newForm(uitest.Practice())
	f.keys("tab", "tab")
	f.send(tea.PasteMsg{Content: strings.Repeat("x", deletion.MaxReasonLength)})
	if strings.Contains(f.screen(), "✗") {
		t.Errorf("the longest reason is refused:\n%s", f.screen())
	}
	f.types("x")
	if screen := strings.Join(strings.Fields(f.screen()), " "); !strings.Contains(screen, "✗ It is 501 characters long;") {
		t.Errorf("it is not said:\n%s", f.screen())
	}
	f.keys("backspace")
	if strings.Contains(f.screen(), "✗") {
		t.Errorf("it is still said:\n%s", f.screen())
	}
}

func TestWhatNobodySeesAroundAPastedNumberIsNotPasted(t *testing.T) {
	for _, pasted := range []string{"\u202a8856\u202c", "\u00a08856\u00a0", "\ufeff8856\u200b", "8856\r\n"} {
		f := newForm(uitest.Practice())
		f.send(tea.PasteMsg{Content: pasted})
		f.keys("enter")
		if review, ok := f.action.(form.Review); !ok || review.Request.Selector.Identifier() != "8856" {
			t.Errorf("%q makes %#v", pasted, f.action)
		}
	}
}

// Lists cut long identifiers, ours do too, and a terminal copies what it shows.
func TestAnIdentifierThatAListCutOffIsNotSent(t *testing.T) {
	for _, copied := range []string{"13ebbc2d-f084-…", "13eb…0fa7"} {
		f := newForm(uitest.Practice())
		f.send(tea.PasteMsg{Content: copied})
		if !strings.Contains(f.screen(), "It is cut off at …") {
			t.Errorf("the form shows\n%s", f.screen())
		}
		f.keys("enter")
		if _, ok := f.action.(form.Review); ok {
			t.Errorf("%q goes out", copied)
		}
	}
}

func TestANumberThatASpreadsheetShortenedIsNotSent(t *testing.T) {
	f := newForm(uitest.Practice())
	f.keys("up", "3", "down")
	f.types("7.16E+07")
	if !strings.Contains(f.screen(), "A spreadsheet shortened this number") || !strings.Contains(f.screen(), "copy it again") {
		t.Errorf("the form shows\n%s", f.screen())
	}
	f.keys("enter")
	if _, ok := f.action.(form.Review); ok {
		t.Error("it goes out")
	}
	f.keys("ctrl+u")
	f.types("7E1")
	f.keys("enter")
	if _, ok := f.action.(form.Review); !ok {
		t.Error("an identifier with an E in it is refused")
	}
}

// The text that is offered belongs to what was pasted, and goes with it.
func TestNothingIsOfferedForAnIdentifierThatIsRight(t *testing.T) {
	f := newForm(uitest.Practice())
	f.send(tea.PasteMsg{Content: "88\u221256"})
	f.keys("ctrl+u")
	f.types("8801")
	f.keys("ctrl+y", "enter")
	if review, ok := f.action.(form.Review); !ok || review.Request.Selector.Identifier() != "8801" {
		t.Errorf("enter asks for %#v", f.action)
	}
}
