// Package confirm stands between a request and its irreversible effect. Only a
// person gets past it: the safe side is the default, a paste never confirms, and
// neither does a key that was struck before the screen could be read, that is
// held down, or that arrives in a burst.
package confirm

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/widget"
)

const (
	// readingTime has to pass without a key before anything can confirm. Every key
	// begins it again, so that a held-down key never gets through.
	readingTime = 600 * time.Millisecond
	// burstTime has to pass between two keys for the second one to confirm: what a
	// terminal pastes without saying so arrives faster than anybody types.
	burstTime = 60 * time.Millisecond
	// Below this size a confirmation can't be read, and nothing confirms it.
	leastWidth, leastHeight = 30, 6
)

// readFirst stands on the screen until a key counts.
const readFirst = "Please read this first."

// tooFast stands there after a key that came with others.
const tooFast = "Too fast; press again."

// readWhole stands there after a key that would confirm an identifier of which a part
// was not in sight yet.
const readWhole = "Read the whole identifier first (↓)."

// Answer is what the person decided.
type Answer interface{ isAnswer() }

// Confirmed hands back the very review that was shown, with the record named that was
// typed.
type Confirmed struct{ Review deletion.Review }

// Cancelled goes back to the form; nothing was sent.
type Cancelled struct{}

func (Confirmed) isAnswer() {}
func (Cancelled) isAnswer() {}

// quietMsg says that no key was struck for a while.
type quietMsg struct {
	identity   *byte
	generation int
}

// part is what can have the focus.
type part int

const (
	typedPart part = iota
	cancelPart
	acceptPart
)

// Model is one confirmation.
type Model struct {
	keys          keymap.Map
	review        deletion.Review
	width, height int

	typed  widget.Input
	focus  part
	scroll widget.Scroll
	seen   int // lines from the first that were in sight at this size, where all of them scroll
	hint   string

	identity   *byte // tells this confirmation from a former one, whose waits are not its own
	generation int   // of the last key; answers to earlier waits are late
	read       bool  // the reading time has passed
	quiet      bool  // no key was struck for the burst time
	pending    bool  // a key has confirmed, and counts unless another one follows at once
}

// New returns the confirmation of a review, and the wait for its reading time.
func New(keys keymap.Map, review deletion.Review) (Model, tea.Cmd) {
	m := Model{keys: keys, review: review, typed: widget.NewInput(""), focus: cancelPart, hint: readFirst, identity: new(byte)}
	if m.wantsTyping() {
		m = m.focused(typedPart)
	}
	return m, m.wait(readingTime)
}

// Resize returns the confirmation for a place of so many cells. What could not be
// read there is read first once it can.
func (m Model) Resize(width, height int) Model {
	if m.width != width || m.height != height {
		m.seen, m.scroll = 0, widget.Scroll{}
	}
	m.width, m.height = width, height
	if !m.readable() {
		m.read, m.pending, m.hint = false, false, readFirst
	}
	return m
}

// readable reports whether there is room for what is deleted and for the buttons.
func (m Model) readable() bool { return m.width >= leastWidth && m.height >= leastHeight }

func (m Model) wantsTyping() bool { return m.wanted() != "" }

// wanted is the text to type; empty where choosing the button is enough.
func (m Model) wanted() string {
	text, _ := Typed(m.review)
	return text
}

// Typing reports whether the text field has the focus.
func (m Model) Typing() bool { return m.focus == typedPart }

func (m Model) wait(length time.Duration) tea.Cmd {
	over := quietMsg{m.identity, m.generation}
	return tea.Tick(length, func(time.Time) tea.Msg { return over })
}

func (m Model) focused(at part) Model {
	m.focus = at
	m.typed.Blur()
	if at == typedPart {
		m.typed.Focus()
	}
	return m
}

// Update takes keys, pastes and the end of waits. The answer is nil until the
// person decided.
func (m Model) Update(msg tea.Msg) (Model, tea.Cmd, Answer) {
	switch msg := msg.(type) {
	case quietMsg:
		return m.becomeQuiet(msg)
	case tea.PasteMsg:
		m.hint = "Pasting does not confirm. Type it."
		return m.struck()
	case tea.KeyPressMsg:
		return m.press(msg)
	}
	return m, nil, nil
}

// becomeQuiet ends a wait without a key. Only now it is certain that the key
// which confirmed was not the first one of a burst.
func (m Model) becomeQuiet(msg quietMsg) (Model, tea.Cmd, Answer) {
	if msg != (quietMsg{m.identity, m.generation}) {
		return m, nil, nil // overtaken by a key, or of a former confirmation
	}
	if !m.readable() {
		return m, nil, nil
	}
	// Only a key that nothing followed counts.
	if m.pending {
		return m, nil, Confirmed{Named(m.review)}
	}
	if !m.read {
		m.hint = "" // it asked for patience
	}
	m.read, m.quiet = true, true
	return m, nil, nil
}

// struck begins the wait for quiet again.
func (m Model) struck() (Model, tea.Cmd, Answer) {
	m.generation++
	m.quiet, m.pending = false, false
	length := burstTime
	if !m.read {
		length = readingTime
	}
	return m, m.wait(length), nil
}

// Disturbed begins the reading time again, because the terminal has sent something
// else than a person's keys. A key that was about to confirm does not: it may be a
// piece of that.
func (m Model) Disturbed() (Model, tea.Cmd, Answer) {
	m.read, m.hint = false, readFirst
	return m.struck()
}

func (m Model) press(press tea.KeyPressMsg) (Model, tea.Cmd, Answer) {
	action, known := m.keys.Action(keymap.Confirm, press, m.Typing())
	if known && action == keymap.ConfirmCancel {
		return m, nil, Cancelled{} // the safe side is always open
	}
	// Only terminals with the Kitty protocol mark repeats; the reading time catches the others.
	ready := m.read && m.quiet && !press.IsRepeat
	switch {
	case !m.read:
		m.hint = readFirst
		return m.struck()
	// A second key within the burst time shows that the first one was not a person's decision.
	case m.pending:
		m.hint = tooFast
		return m.struck()
	}
	m.hint = ""
	if !known && !m.wantsTyping() {
		// Nobody means a key that means nothing here: it may be a piece of a terminal's
		// late answer, and the next piece could look like a confirmation.
		return m.Disturbed()
	}
	if !known {
		m.typed, _ = m.typed.Update(press)
		return m.struck()
	}
	switch action {
	case keymap.ButtonNext:
		m = m.step(1)
	case keymap.ButtonPrevious:
		m = m.step(-1)
	case keymap.ConfirmUp:
		m = m.scrolled(-1)
	case keymap.ConfirmDown:
		m = m.scrolled(1)
	case keymap.ConfirmPress:
		return m.pressButton(ready)
	case keymap.ConfirmAccept:
		if m.wantsTyping() {
			m.hint = "Type " + widget.Clean(m.wanted()) + " to confirm."
			return m.struck()
		}
		return m.accept(ready)
	}
	return m.struck()
}

func (m Model) pressButton(ready bool) (Model, tea.Cmd, Answer) {
	if m.focus == cancelPart {
		if !ready {
			return m.struck() // a held-down key does not close what it has opened
		}
		return m, nil, Cancelled{}
	}
	return m.accept(ready)
}

func (m Model) accept(ready bool) (Model, tea.Cmd, Answer) {
	switch {
	case m.wantsTyping() && strings.TrimSpace(m.typed.Value()) != m.wanted():
		_, meaning := Typed(m.review)
		m.hint = "That is not " + widget.Clean(m.wanted()) + ", " + meaning + "."
		if m.typed.Value() == "" {
			m.hint = "Type " + widget.Clean(m.wanted()) + " to confirm, or press esc to cancel."
		}
		return m.focused(typedPart).struck()
	case !m.identifierSeen():
		m.hint = readWhole
		return m.struck()
	case !ready:
		m.hint = tooFast
		return m.struck()
	}
	// Not confirmed yet: becomeQuiet answers once nothing has followed this key.
	m, wait, _ := m.struck()
	m.pending = true
	return m, wait, nil
}

func (m Model) step(by int) Model {
	parts := []part{cancelPart, acceptPart}
	if m.wantsTyping() {
		parts = []part{typedPart, cancelPart, acceptPart}
	}
	for i, at := range parts {
		if at == m.focus {
			return m.focused(parts[(i+by+len(parts))%len(parts)])
		}
	}
	return m.focused(cancelPart)
}
