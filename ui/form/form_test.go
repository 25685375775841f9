package form_test

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/palette"
	"deletecall/ui/form"
	"deletecall/ui/theme"
	"deletecall/ui/uitest"
)

// desk is a form and the last thing that it asked for.
type desk struct {
	form.Model
	action form.Action
}

func newForm(server deletion.Server) *desk {
	return &desk{Model: form.New(keymap.Default(), server).Resize(80, 20)}
}

func (f *desk) send(msg tea.Msg) {
	f.Model, f.action = f.Update(msg)
}

func (f *desk) keys(names ...string) {
	for _, name := range names {
		f.send(uitest.Key(name))
	}
}

func (f *desk) types(text string) {
	for _, r := range text {
		f.keys(string(r))
	}
}

func (f *desk) screen() string {
	return uitest.Plain(strings.Join(f.View(theme.Plain()).Lines, "\n"))
}

func TestEnterAsksForTheReviewOfWhatIsWritten(t *testing.T) {
	f := newForm(uitest.Practice())
	f.types("8856")
	f.keys("tab", "right", "tab")
	f.types("GDPR-2211")
	f.keys("enter")
	review, ok := f.action.(form.Review)
	if !ok {
		t.Fatalf("enter asks for %#v", f.action)
	}
	request := review.Request
	if request.Selector.String() != "extension 8856, status ongoing" || request.Reason != "GDPR-2211" || request.Server != uitest.Practice() {
		t.Errorf("the review is of %+v", request)
	}
}

// Word writes no-break spaces, and so do some keyboards with alt.
func TestABlankOfAnyKindIsABlankInAReason(t *testing.T) {
	f := newForm(uitest.Practice())
	f.types("8856")
	f.keys("tab", "tab")
	f.send(tea.PasteMsg{Content: "GDPR\u00a0:\u2003ticket\u202f22"})
	f.send(tea.KeyPressMsg{Code: '\u00a0', Text: "\u00a0"})
	f.types("x")
	f.keys("enter")
	if review, ok := f.action.(form.Review); !ok || review.Request.Reason != "GDPR : ticket 22 x" {
		t.Errorf("enter asks for %#v", f.action)
	}
}

func TestBlanksAroundAnIdentifierAreNotSent(t *testing.T) {
	f := newForm(uitest.Practice())
	f.keys("space", "8", "8", "space", "enter")
	review, ok := f.action.(form.Review)
	if !ok || review.Request.Selector.Identifier() != "88" {
		t.Errorf("enter asks for %#v", f.action)
	}
}

func TestEachTypeHasTheFieldsThatItNeeds(t *testing.T) {
	for place, row := range deletion.Identifiers() {
		f := newForm(uitest.Practice())
		f.keys("shift+tab")
		for range place {
			f.keys("right")
		}
		f.keys("tab")
		f.types(row.Example)
		if strings.Contains(f.screen(), "Which call") != row.TakesStatus {
			t.Errorf("%s: the status is shown though it is not taken, or the other way round:\n%s", row.Label, f.screen())
		}
		draft := f.Draft()
		if draft.Selector.Type() != row.Type || (draft.Selector.Status() != "") != row.TakesStatus {
			t.Errorf("%s gives %s", row.Label, draft.Selector)
		}
	}
}

func TestTheStatusOfAnExtensionDoesNotReachAnotherType(t *testing.T) {
	f := newForm(uitest.Practice())
	f.types("8856")
	f.keys("tab", "right", "space", "shift+tab", "shift+tab", "right", "enter")
	review, ok := f.action.(form.Review)
	if !ok || review.Request.Selector.Type() != deletion.CallID || review.Request.Selector.Status() != deletion.NoStatus {
		t.Errorf("enter asks for %#v", f.action)
	}
}

func TestErrorsStandAtTheirFieldsAndTheFirstGetsTheFocus(t *testing.T) {
	f := newForm(uitest.Production())
	f.keys("tab", "tab", "enter")
	if f.action != nil {
		t.Fatalf("an empty form asks for %#v", f.action)
	}
	lines := strings.Split(f.screen(), "\n")
	for _, field := range []string{"Extension", "Reason *"} {
		for i, line := range lines {
			if strings.Contains(line, "│") && strings.Contains(strings.SplitN(line, "│", 2)[0], field) && !strings.Contains(line, "●") {
				if !strings.Contains(lines[i+1], "✗ ") {
					t.Errorf("no error is below %s:\n%s", field, f.screen())
				}
			}
		}
	}
	if !strings.Contains(f.screen(), "▸Extension") || !f.Typing() {
		t.Errorf("the identifier has not the focus:\n%s", f.screen())
	}
	if strings.Count(f.screen(), "✗") != 2 {
		t.Errorf("not both errors are said:\n%s", f.screen())
	}
	f.types("1")
	if strings.Count(f.screen(), "✗") != 1 {
		t.Errorf("typing does not take its field's error away:\n%s", f.screen())
	}
}

func TestAnErrorOfTheReviewStandsAtItsField(t *testing.T) {
	f := newForm(uitest.Practice())
	f.Model = f.WithError(errors.Join(errors.New("other"), &deletion.FieldError{Field: deletion.FieldReason, Problem: "is too vague"}))
	if !strings.Contains(f.screen(), "▸Reason") || !strings.Contains(f.screen(), "✗ It is too vague") {
		t.Errorf("it is elsewhere:\n%s", f.screen())
	}
}

func TestEveryChangeAsksForANewPreview(t *testing.T) {
	f := newForm(uitest.Practice())
	for _, key := range []string{"8", "tab", "right", "shift+tab", "shift+tab", "right", "ctrl+n"} {
		f.keys(key)
		_, changed := f.action.(form.Changed)
		if want := !strings.Contains(key, "tab"); changed != want {
			t.Errorf("%s asks for a preview: %v", key, changed)
		}
	}
}

func TestClearingEmptiesTheForm(t *testing.T) {
	f := newForm(uitest.Practice())
	f.types("8856")
	f.keys("tab", "right", "tab", "x", "ctrl+n")
	if draft := f.Draft(); !draft.Selector.IsZero() || draft.Reason != "" || draft.Server != uitest.Practice() {
		t.Errorf("the form still holds %+v", draft)
	}
}

func TestAnotherServerKeepsWhatIsWritten(t *testing.T) {
	f := newForm(uitest.Practice())
	f.types("8856")
	f.Model = f.WithPreview(deletion.Preview{Method: deletion.POST, Endpoint: "http://old"}, "").WithServer(uitest.Production())
	if f.Draft().Selector.Identifier() != "8856" || f.Draft().Server.Name != "production" {
		t.Errorf("the form holds %+v", f.Draft())
	}
	if strings.Contains(f.screen(), "http://old") {
		t.Error("the request of the former server is still shown")
	}
}

func TestKeysThatComeUnmarkedWithHostileCharactersAreShownCleaned(t *testing.T) {
	f := newForm(uitest.Practice())
	f.send(tea.KeyPressMsg{Code: tea.KeyExtended, Text: "8\u202e8"})
	if strings.Contains(f.screen(), "\u202e") || !strings.Contains(f.screen(), `\u202e`) {
		t.Errorf("it is drawn raw, or not at all:\n%q", f.screen())
	}
	if f.keys("enter"); f.action != nil {
		t.Errorf("it is reviewed: %#v", f.action)
	}
}

func TestTheNextDeletionBeginsAtTheSelectedIdentifierAndKeepsTheRest(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(*desk)
		want string // the identifier after it
	}{
		"typing":           {func(f *desk) { f.types("9001") }, "9001"},
		"a paste":          {func(f *desk) { f.send(tea.PasteMsg{Content: "9001\n"}) }, "9001"},
		"an empty paste":   {func(f *desk) { f.send(tea.PasteMsg{Content: "\n"}) }, "8856"},
		"a refused paste":  {func(f *desk) { f.send(tea.PasteMsg{Content: "9\x1b[2J"}); f.types("1") }, "1"},
		"enter":            {func(f *desk) { f.keys("enter") }, "8856"},
		"enter and typing": {func(f *desk) { f.keys("enter"); f.types("9") }, "9"},
		"backspace":        {func(f *desk) { f.keys("backspace") }, ""},
		"delete":           {func(f *desk) { f.keys("delete"); f.types("1") }, "1"},
		"ctrl+u":           {func(f *desk) { f.keys("ctrl+u") }, ""},
		"ctrl+w":           {func(f *desk) { f.keys("ctrl+w") }, ""},
		"end":              {func(f *desk) { f.keys("end"); f.types("1") }, "88561"},
		"right":            {func(f *desk) { f.keys("right"); f.types("1") }, "88561"},
		"home":             {func(f *desk) { f.keys("home"); f.types("1") }, "18856"},
		"left":             {func(f *desk) { f.keys("left", "delete") }, "856"},
		"another field":    {func(f *desk) { f.keys("down", "up"); f.types("1") }, "88561"},
		"the request":      {func(f *desk) { f.keys("ctrl+p"); f.types("1") }, "1"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newForm(uitest.Practice())
			f.types("8856")
			f.keys("down", "right", "down")
			f.types("why")
			f.Model = f.Next()
			test.do(f)
			f.keys("enter")
			draft := f.Draft()
			if got := draft.Selector.Identifier(); got != test.want {
				t.Errorf("the identifier is %q, want %q", got, test.want)
			}
			if test.want != "" && draft.Selector.Status() != deletion.Ongoing || draft.Reason != "why" {
				t.Errorf("not kept: %+v", draft)
			}
		})
	}
}

func TestASelectedIdentifierIsSeenInEveryTheme(t *testing.T) {
	for _, name := range palette.Themes() {
		styles := theme.New(name, theme.Terminal{Dark: true})
		f := newForm(uitest.Practice())
		f.types("8856")
		selected := styles.Selected.Render("8856")
		if strings.Contains(strings.Join(f.View(styles).Lines, "\n"), selected) {
			t.Errorf("%s: it looks selected before it is", name)
		}
		f.Model = f.Next()
		if !strings.Contains(strings.Join(f.View(styles).Lines, "\n"), selected) || !strings.Contains(selected, "\x1b[7m") {
			t.Errorf("%s: the selected identifier is not seen", name)
		}
	}
}
