package widget

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"deletecall/safetext"
	"deletecall/ui/theme"
)

// Input is a line of text that a person writes. What is pasted with a
// character that can't be printed is refused and changes nothing.
type Input struct {
	// field is shared by the copies of an input, of which a console has many, and is large:
	// what changes it changes a copy of its own.
	field       *textinput.Model
	placeholder string // what an empty field shows
	// selected marks the whole text as selected: what is typed or pasted replaces it.
	selected bool
	hidden   bool // dots stand for what is typed
	prose    bool // every blank is taken as the plain one
}

// NewProse returns an empty input for what a person writes for others to read. In it a blank is a blank: word
// processors, and keyboards with alt, write others, and a text with one of them would have to be typed again.
func NewProse() Input {
	input := NewInput("")
	input.prose = true
	return input
}

// Suggest sets what an empty field shows: what is written there, for example.
func (i *Input) Suggest(placeholder string) { i.placeholder = placeholder }

// NewInput returns an empty input.
func NewInput(placeholder string) Input {
	field := textinput.New()
	field.Prompt = ""
	// The terminal's own cursor: it needs no timer to blink, and screen readers follow it.
	field.SetVirtualCursor(false)
	field.SetStyles(textinput.Styles{})
	field.KeyMap.Paste = key.NewBinding(key.WithDisabled()) // pastes come from the terminal
	return Input{field: &field, placeholder: placeholder}
}

// none is the field of an input that was never made.
var none textinput.Model

// reading is the field for whoever changes nothing.
func (i Input) reading() *textinput.Model { return cmp.Or(i.field, &none) }

// changing returns the field as one that no other copy of the input has.
func (i *Input) changing() *textinput.Model {
	own := *i.reading()
	i.field = &own
	return i.field
}

// take hands a key or a paste to the field. Before the last character, bubbles (2.2.1) panics where
// the next word is to be deleted, and that word is this character.
func (i *Input) take(msg tea.Msg) {
	field := i.reading()
	if press, ok := msg.(tea.KeyPressMsg); ok && key.Matches(press, field.KeyMap.DeleteWordForward) && field.Position() == utf8.RuneCountInString(field.Value())-1 {
		msg = tea.KeyPressMsg{Code: tea.KeyDelete}
	}
	changed, _ := i.reading().Update(msg)
	i.field = &changed
}

// NewHiddenInput returns an empty input that shows dots: for a secret.
func NewHiddenInput() Input {
	i := NewInput("")
	i.hidden = true
	return i
}

// shown is text as the input shows it.
func (i Input) shown(text string) string {
	if i.hidden {
		return strings.Repeat("•", utf8.RuneCountInString(text))
	}
	return Clean(text)
}

// Value is the text.
func (i Input) Value() string { return i.reading().Value() }

// SetValue replaces the text.
func (i *Input) SetValue(text string) {
	field := i.changing()
	field.SetValue(text)
	field.CursorEnd()
	i.selected = false
}

// Select selects the whole text. A key that deletes removes it, and a key that
// moves the cursor, or the loss of the focus, ends the selection.
func (i *Input) Select() {
	i.changing().CursorEnd()
	i.selected = i.reading().Value() != ""
}

// Focus makes the input take keys.
func (i *Input) Focus() { i.changing().Focus() }

// Blur makes it take none.
func (i *Input) Blur() {
	i.changing().Blur()
	i.selected = false
}

// Update takes a key or a paste. The error, a *[safetext.ControlError] or a *[LongPasteError],
// says why a paste was refused.
func (i Input) Update(msg tea.Msg) (Input, error) {
	if paste, ok := msg.(tea.PasteMsg); ok {
		text := safetext.Trim(paste.Content) // as terminals and tables leave it at the ends
		if i.prose {
			text = safetext.PlainBlanks(text)
		}
		if err := checkPaste(text); err != nil {
			return i, err
		}
		msg = tea.PasteMsg{Content: text}
	}
	if press, ok := msg.(tea.KeyPressMsg); ok && i.prose {
		press.Text = safetext.PlainBlanks(press.Text)
		msg = press
	}
	if i.selected && i.reading().Focused() {
		return i.replace(msg), nil
	}
	i.take(msg)
	return i, nil
}

// replace takes a key or a paste while the text is selected.
func (i Input) replace(msg tea.Msg) Input {
	keys := i.reading().KeyMap
	switch msg := msg.(type) {
	case tea.PasteMsg:
		if msg.Content != "" {
			i.SetValue("")
			i.take(msg)
		}
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, keys.DeleteCharacterBackward, keys.DeleteCharacterForward, keys.DeleteWordBackward,
			keys.DeleteWordForward, keys.DeleteBeforeCursor, keys.DeleteAfterCursor):
			i.SetValue("")
		case key.Matches(msg, keys.CharacterBackward, keys.WordBackward, keys.LineStart):
			i.changing().CursorStart()
			i.selected = false
		case key.Matches(msg, keys.CharacterForward, keys.WordForward, keys.LineEnd):
			i.selected = false // the cursor is at the end already
		// A key without a text of its own, such as one with ctrl, keeps text and selection.
		case msg.Text != "":
			i.SetValue("")
			i.take(msg)
		}
	}
	return i
}

// View draws the input width cells wide. cursor is the column of the cursor, or
// -1 without the focus.
func (i Input) View(width int, styles theme.Styles) (line string, cursor int) {
	if i.reading().Value() == "" && i.placeholder != "" {
		cursor = -1
		if i.reading().Focused() {
			cursor = 0
		}
		return styles.Subtle.Render(Fit(i.placeholder, width)), cursor
	}
	if !i.reading().Focused() {
		return styles.Field.Styled(Fit(i.shown(i.reading().Value()), width)), -1
	}
	text, at := []rune(i.reading().Value()), i.reading().Position() // in characters
	before, after := safetext.LineAt(string(text), len(string(text[:at])))
	if i.hidden {
		before, after = i.shown(string(text[:at])), i.shown(string(text[at:]))
	}
	before = leftOf(before, width-1)
	if i.selected { // the cursor is at the end
		return styles.Selected.Render(before) + styles.Field.Styled(strings.Repeat(" ", max(0, width-Width(before)))), Width(before)
	}
	return styles.Field.Styled(Fit(before+after, width)), Width(before)
}

// leftOf cuts what is before the cursor at its left end, so that the cursor
// is seen.
func leftOf(text string, width int) string {
	cut := text
	for hidden := Width(text) - width; Width(cut) > width; hidden++ { // half a wide character can't be cut
		if hidden > Width(text) {
			return ""
		}
		cut = ansi.TruncateLeftWc(text, hidden+1, "…")
	}
	return cut
}
