package widget_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"deletecall/keymap"
	"deletecall/palette"
	"deletecall/ui/theme"
	"deletecall/ui/uitest"
	"deletecall/ui/widget"
)

var plain = theme.Plain()

func texts() *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOf(rapid.SampledFrom([]string{"a", "word ", "山田", "é", "e\u0301", "\x1b[2J", "\u202e", "\n", "…", "│", "  "})),
		func(parts []string) string { return strings.Join(parts, "") })
}

func TestEveryLineKeepsItsWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, other := widget.Clean(texts().Draw(t, "text")), widget.Clean(texts().Draw(t, "other"))
		width, height := rapid.IntRange(-1, 30).Draw(t, "width"), rapid.IntRange(-1, 10).Draw(t, "height")
		room := max(0, width)
		if cells := widget.Width(widget.Fit(text, width)); cells != room {
			t.Fatalf("Fit makes %d cells of %d", cells, width)
		}
		lines := append(widget.Wrap(text, width), widget.Cut(text, width), widget.Ends(text, other, width))
		if width > 0 {
			lines = append(lines, widget.Block(text+"\n"+other, width, 100)...)
			lines = append(lines, widget.Request([]string{text, other}, width, plain)...)
		}
		for _, line := range lines {
			// A wide character has no place in a single cell.
			if cells := widget.Width(line); cells > room && room != 1 {
				t.Fatalf("%q has %d cells, the limit is %d", line, cells, width)
			}
		}
		if got := len(widget.Height([]string{text, other}, height)); got != max(0, height) {
			t.Fatalf("Height makes %d lines of %d", got, height)
		}
	})
}

func TestWrappingLosesNoWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := widget.Clean(texts().Draw(t, "text"))
		wrapped := strings.Join(widget.Wrap(text, rapid.IntRange(2, 30).Draw(t, "width")), "")
		without := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if without(wrapped) != without(text) {
			t.Fatalf("%q became %q", text, wrapped)
		}
	})
}

func TestAnIDIsNotPartedAtItsHyphens(t *testing.T) {
	const id = "13ebbc2d-f084-4174-9fda-08a9f0050fa7"
	lines := widget.Wrap("Recorder: recorder-1 · Call ID: "+id+" · State: finished", 40)
	if !slices.ContainsFunc(lines, func(line string) bool { return strings.Contains(line, id) }) {
		t.Errorf("parted: %q", lines)
	}
}

func TestTheCursorStaysInItsFieldAndBehindWhatIsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		input := widget.NewInput("")
		input.Focus()
		for _, key := range rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "山", "\u202e", "\u26a0", "\ufe0f", "left", "right", "home", "end", "backspace"})).Draw(t, "keys") {
			input, _ = input.Update(uitest.Key(key))
		}
		width := rapid.IntRange(4, 20).Draw(t, "width")
		line, cursor := input.View(width, plain)
		line = ansi.Strip(line)
		if widget.Width(line) != width || cursor < 0 || cursor >= width {
			t.Fatalf("%d cells, the cursor in column %d of %d: %q", widget.Width(line), cursor, width, line)
		}
		if strings.ContainsRune(line, '\u202e') {
			t.Fatalf("it is drawn raw: %q", line)
		}
	})
}

func TestTheEndOfALongTextIsSeenWhileItIsTyped(t *testing.T) {
	input := widget.NewInput("")
	input.Focus()
	input.SetValue("0123456789山abc")
	for width, want := range map[int]string{20: "0123456789山abc     ", 10: "…789山abc ", 9: "…89山abc ", 8: "…9山abc ", 7: "…山abc ", 6: "…abc  "} {
		line, cursor := input.View(width, plain)
		if line = ansi.Strip(line); line != want || cursor != widget.Width(strings.TrimRight(line, " ")) {
			t.Errorf("in %d cells it is %q with the cursor in column %d", width, line, cursor)
		}
	}
	input.Blur()
	if line, cursor := input.View(10, plain); ansi.Strip(line) != "012345678…" || cursor != -1 {
		t.Errorf("without the focus it is %q, %d", line, cursor)
	}
}

// The library panicked at the last character, and the console ended.
func TestTheNextWordIsDeletedAtEveryPlace(t *testing.T) {
	for _, text := range []string{"8", "88", "one two", "two  ", "漢字", "e\u0301"} {
		for back := range len([]rune(text)) + 1 {
			for _, word := range []tea.KeyPressMsg{{Code: 'd', Mod: tea.ModAlt}, {Code: tea.KeyDelete, Mod: tea.ModAlt}} {
				input := widget.NewInput("")
				input.Focus()
				input.SetValue(text)
				for range back {
					input, _ = input.Update(tea.KeyPressMsg{Code: tea.KeyLeft})
				}
				input, _ = input.Update(word)
				before := string([]rune(text)[:len([]rune(text))-back])
				if kept := input.Value(); !strings.HasPrefix(kept, before) || back > 0 && len(kept) >= len(text) {
					t.Errorf("%q, %d from its end, is %q after %s", text, back, kept, word)
				}
			}
		}
	}
}

func TestAPasteWithAControlCharacterChangesNothing(t *testing.T) {
	input := widget.NewInput("")
	input.Focus()
	input.SetValue("88")
	for _, text := range []string{"5\x1b6", "5\n6", "\u009b", "5\u202e6", "\xff"} {
		after, err := input.Update(tea.PasteMsg{Content: text})
		if widget.RefusedPaste(err) == "" || after.Value() != "88" {
			t.Errorf("%q gives %q, %v", text, after.Value(), err)
		}
	}
	after, err := input.Update(tea.PasteMsg{Content: " 56\r\n"})
	if err != nil || after.Value() != "8856" {
		t.Errorf("a clean paste gives %q, %v", after.Value(), err)
	}
}

func TestAFooterNeverLeavesOutTheWaysOut(t *testing.T) {
	keys := keymap.Default()
	out := keys.Binding(keymap.DialogCancel)
	for width := 26; width < 120; width++ {
		line := ansi.Strip(widget.Footer(keys.Footer(keymap.Dialog), nil, width, plain, out))
		if widget.Width(line) > width || !strings.HasSuffix(line, "ctrl+c quit") || !strings.Contains(line, "esc cancel") {
			t.Errorf("in %d cells: %q", width, line)
		}
	}
	if line := ansi.Strip(widget.Footer(keys.Footer(keymap.Dialog), nil, 200, plain, out)); !strings.HasPrefix(line, "tab next   enter accept   esc cancel   ") {
		t.Errorf("with room for all the order is %q", line)
	}
	if line := widget.Footer(nil, nil, 10, plain); line != "" {
		t.Errorf("without keys it is %q", line)
	}
}

func TestAScrolledTextSaysWhichPartIsSeen(t *testing.T) {
	lines := strings.Split("a b c d e f", " ")
	var scroll widget.Scroll
	if got := scroll.Announced(lines, 6, plain); !slices.Equal(got, lines) {
		t.Errorf("all of it is %q", got)
	}
	for by, want := range map[int]string{0: "a b c lines 1–3 of 6", 2: "c d e lines 3–5 of 6", 99: "d e f lines 4–6 of 6", -9: "a b c lines 1–3 of 6"} {
		scroll = widget.Scroll{}
		scroll.Move(by, len(lines), widget.Room(len(lines), 4))
		if got := strings.Join(scroll.Announced(lines, 4, plain), " "); got != want {
			t.Errorf("moved by %d it is %q", by, got)
		}
	}
	for height := range 3 {
		if got := scroll.Announced(lines, height, plain); len(got) != height {
			t.Errorf("in %d lines it is %q", height, got)
		}
	}
}

func TestAScrolledListFollowsItsSelection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var scroll widget.Scroll
		lines, height := rapid.IntRange(1, 40).Draw(t, "lines"), rapid.IntRange(1, 20).Draw(t, "height")
		for _, line := range rapid.SliceOf(rapid.IntRange(0, lines-1)).Draw(t, "visited") {
			scroll.Follow(line, lines, height)
			if line < scroll.Offset || line >= scroll.Offset+height {
				t.Fatalf("line %d is not among %d lines from %d", line, height, scroll.Offset)
			}
		}
	})
}

func TestTheChosenOneIsSeenWithoutColours(t *testing.T) {
	choice := widget.Choice{Labels: []string{"one", "two"}}
	if !choice.Take(1) || choice.Take(2) || choice.Take(1) || choice.Take(-1) || choice.Chosen != 1 {
		t.Errorf("the choice is %d", choice.Chosen)
	}
	if got := fmt.Sprint(choice.List(true, plain)); ansi.Strip(got) != "[○ one ● two]" {
		t.Errorf("the list is %q", got)
	}
	if got := ansi.Strip(widget.Buttons(choice.Labels, 0, plain)); got != "[ one ]    two  " {
		t.Errorf("the buttons are %q", got)
	}
}

// The name of a server has that server's colour wherever it is read, in a list too.
func TestANameInAListHasItsColour(t *testing.T) {
	styles := theme.New(palette.Dark, theme.Terminal{})
	rows, names := []string{"lab  lab.example.com", "production  verba.example.com", "help"}, []widget.Name{{"lab", palette.Green}, {"production", palette.Red}}
	chosen := widget.Selection{At: 1}
	lines := chosen.Named(rows, names, 40, 3, styles)
	for i, want := range []string{" " + styles.Server(palette.Green).Render("lab") + "  lab.example.com", styles.Selected.Render("▸") + styles.Badge(palette.Red).Render("production") +
		styles.Selected.Render("  verba.example.com          "), " help"} {
		if lines[i] != want {
			t.Errorf("%q, want %q", lines[i], want)
		}
	}
	for i, line := range chosen.Named(rows, names, 8, 3, styles) {
		if i == 1 && strings.Contains(line, styles.Badge(palette.Red).Render("produ")) || widget.Width(line) > 8 {
			t.Errorf("%q", line)
		}
	}
}
