package form_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/ui/form"
	"deletecall/ui/uitest"
)

// moving are keys that move, in a form or elsewhere.
var moving = []string{
	"up", "down", "tab", "shift+tab", "home", "end", "pgup", "pgdown", "ctrl+home", "ctrl+end",
	"shift+up", "shift+down", "alt+up", "alt+down", "ctrl+up", "ctrl+down",
}

// characters are typed; some of them mean something elsewhere.
var (
	characters = strings.Split("jkhlgGnpqyJK0123456789-+.xX", "")
	letters    = strings.Split("jkhlgGnpqyJK-+.xX", "")
)

// stroke is a key, a paste, a wheel or a new size.
func stroke(keys ...string) *rapid.Generator[tea.Msg] {
	messages := []tea.Msg{
		tea.PasteMsg{Content: "jk\thl"}, tea.PasteMsg{Content: "8856"}, tea.PasteMsg{Content: "8856\n"},
		tea.MouseWheelMsg{Button: tea.MouseWheelDown}, tea.MouseWheelMsg{Button: tea.MouseWheelUp},
	}
	for _, key := range keys {
		messages = append(messages, uitest.Key(key))
	}
	return rapid.SampledFrom(messages)
}

// size is any size, also one that nothing fits into.
func size() *rapid.Generator[[2]int] {
	return rapid.Custom(func(t *rapid.T) [2]int {
		return [2]int{rapid.IntRange(0, 170).Draw(t, "width"), rapid.IntRange(0, 50).Draw(t, "height")}
	})
}

// state is all that the form would send, and where the next key goes.
func (f *desk) state() string {
	return fmt.Sprintf("%+v, focus %v, asks for %#v", f.Draft(), f.Typing(), f.action)
}

func TestTheSameKeysGiveTheSameRequestAtEverySize(t *testing.T) {
	keys := slices.Concat(moving, characters, []string{"left", "right", "space", "enter", "backspace", "delete", "ctrl+p", "ctrl+n", "ctrl+u"})
	rapid.Check(t, func(t *rapid.T) {
		steady, resized := newForm(uitest.Practice()), newForm(uitest.Practice())
		for _, msg := range rapid.SliceOf(stroke(keys...)).Draw(t, "keys") {
			at := size().Draw(t, "size")
			resized.Model = resized.Resize(at[0], at[1])
			resized.screen()
			steady.send(msg)
			resized.send(msg)
			if steady.state() != resized.state() {
				t.Fatalf("at %dx%d %v gives\n%s\nand at 80x20\n%s", at[0], at[1], msg, resized.state(), steady.state())
			}
		}
	})
}

func TestMovingNeverChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := newForm(uitest.Practice())
		f.types("8856")
		for range rapid.IntRange(0, 4).Draw(t, "type") {
			f.keys("up", "right", "down")
		}
		for range rapid.IntRange(0, 4).Draw(t, "status") {
			f.keys("tab", "right", "shift+tab")
		}
		before := f.Draft()
		for _, key := range rapid.SliceOf(rapid.SampledFrom(moving)).Draw(t, "keys") {
			at := size().Draw(t, "size")
			f.Model = f.Resize(at[0], at[1])
			f.keys(key)
			if f.Draft() != before {
				t.Fatalf("%s at %dx%d makes %+v of %+v", key, at[0], at[1], f.Draft(), before)
			}
		}
	})
}

func TestInAChoiceOnlyLeftRightSpaceAndDigitsChoose(t *testing.T) {
	for place, way := range map[string][]string{"the type": {"up"}, "the status": {"down"}} {
		rapid.Check(t, func(t *rapid.T) {
			f := newForm(uitest.Practice())
			f.types("8856")
			f.keys(way...)
			before := f.Draft()
			for _, msg := range rapid.SliceOf(stroke(append(letters, "home", "end", "pgup", "pgdown", "backspace", "delete", "ctrl+u")...)).Draw(t, "keys") {
				f.send(msg)
			}
			if f.Draft() != before || f.Typing() {
				t.Fatalf("in %s it became %+v", place, f.Draft())
			}
		})
	}
	f := newForm(uitest.Practice())
	f.types("8856")
	f.keys("up", "right", "space", "left", "down", "down", "enter")
	if review, ok := f.action.(form.Review); !ok || review.Request.Selector.Type() != deletion.CallID {
		t.Errorf("left, right and space give %#v", f.action)
	}
}

func TestADigitTakesTheChoiceAtItsPlace(t *testing.T) {
	f := newForm(uitest.Practice())
	f.types("8856")
	f.keys("up", "4", "9", "0", "down", "enter")
	if review, ok := f.action.(form.Review); !ok || review.Request.Selector.String() != "Native ID 8856" {
		t.Errorf("4 gives %#v", f.action)
	}
	f.keys("up", "1", "down", "down", "5", "enter")
	if review, ok := f.action.(form.Review); !ok || review.Request.Selector.Status() != "ongoing,next" {
		t.Errorf("5 gives %#v", f.action)
	}
	f.send(tea.PasteMsg{Content: "2"})
	f.keys("enter")
	if review, ok := f.action.(form.Review); !ok || review.Request.Selector.Status() != "ongoing,next" {
		t.Errorf("a paste chooses: %#v", f.action)
	}
}

// The keys of the report: at 80x24 they moved the status, and wrote no reason.
func TestWalkingDownToTheReasonChoosesNothing(t *testing.T) {
	for _, at := range [][2]int{{80, 20}, {40, 10}, {120, 36}, {160, 41}} {
		f := newForm(uitest.Practice())
		f.Model = f.Resize(at[0], at[1])
		f.types("8856")
		f.keys("down", "down", "down")
		f.types("Ticket")
		f.keys("enter")
		review, ok := f.action.(form.Review)
		if !ok || review.Request.Selector.String() != "extension 8856, status last" || review.Request.Reason != "Ticket" {
			t.Errorf("%dx%d gives %#v", at[0], at[1], f.action)
		}
	}
}

func TestUpAndDownEndAtTheFirstAndTheLastField(t *testing.T) {
	f := newForm(uitest.Practice())
	for range 20 {
		f.keys("down")
	}
	if !strings.Contains(f.screen(), "▸Reason") {
		t.Errorf("down does not end at the reason:\n%s", f.screen())
	}
	for range 20 {
		f.keys("up")
	}
	if !strings.Contains(f.screen(), "▸Find the conversation by") {
		t.Errorf("up does not end at the type:\n%s", f.screen())
	}
	f.keys("tab", "tab", "tab", "tab")
	if !strings.Contains(f.screen(), "▸Find the conversation by") {
		t.Errorf("four tabs do not come back:\n%s", f.screen())
	}
}
