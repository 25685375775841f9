// Package confirm stands between a request and its irreversible effect. Only a
// person gets past it: the safe side is the default, a paste never confirms, and
// neither does a key that was struck before the screen could be read, that is
// held down, or that arrives in a burst.
package confirm

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/ui/widget"
)

const (
	// readingTime has to pass before anything can confirm. A key that would confirm begins it
	// again, so that a held-down key never gets through; a letter that is typed into the field
	// confirms nothing, and is taken at once.
	readingTime = readingSteps * readingStep
	// readingSteps are counted down on the screen.
	readingSteps, readingStep = 3, 200 * time.Millisecond
	// burstTime has to pass between two keys for the second one to confirm: what a
	// terminal pastes without saying so arrives faster than anybody types.
	burstTime = 60 * time.Millisecond
	// Below this size a confirmation can't be read, and nothing confirms it.
	leastWidth, leastHeight = 30, 6
)

// readFirst is on the screen until a key counts, and readNow after it where a key has
// come too early.
const (
	readFirst = "Please read this first."
	readNow   = "Now press the key again."
)

const tooFast = "Too fast; press again."

const pastedText = "Pasting does not confirm. Type it."

// changedSince is shown after a key that would confirm what has changed since it was reviewed.
const changedSince = "This has changed meanwhile. Cancel, and review it again."

// readWhole is shown after a key that would confirm an identifier of which a part
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
	changed       string // what has happened since the review, clean; then nothing confirms
	place         string // in a queue, clean; empty without one
	printed       bool   // as lines, without styles
	width, height int

	typed  widget.Input
	focus  part
	scroll widget.Scroll
	seen   int // lines from the first that were in sight at this size, where all of them scroll
	hint   string

	awaits awaited         // nothing confirms until it has come
	waited time.Duration   // for the call, in seconds
	result lookup.Result   // of the call's look-up; zero where there was none
	listed deletion.Review // as it was before a look-up: with what a search showed of the call

	identity *byte // tells this confirmation from a former one, whose waits are not its own
	strokes  int   // counts the keys; answers to earlier waits are late
	readings int   // counts how often the reading time has begun, likewise
	tooEarly bool  // a key that could confirm came before the reading time had passed
	unread   int   // steps of the reading time that are left
	quiet    bool  // no key was struck for the burst time
	pending  bool  // a key has confirmed, and counts unless another one follows at once
}

// New returns the confirmation of a review, and the wait for its reading time.
func New(keys keymap.Map, review deletion.Review) (Model, tea.Cmd) {
	m := Model{keys: keys, review: review, typed: widget.NewInput(""), focus: cancelPart, identity: new(byte), quiet: true, listed: review}
	if m.wantsTyping() {
		m = m.focused(typedPart)
	}
	return m.reading()
}

// In returns the confirmation with its place in a queue, such as "3 of 10".
func (m Model) In(place string) Model {
	m.place = place
	return m
}

// Changed says what has happened to the same target since the review. From then on nothing
// confirms: the person was asked about something else.
func (m Model) Changed(what string) Model {
	m.changed, m.scroll = widget.Clean(what), widget.Scroll{}
	m, _, _ = m.struck()
	m.hint = changedSince
	return m
}

// Resize returns the confirmation for a place of so many cells. What could not be
// read there is read first once it can.
func (m Model) Resize(width, height int) Model {
	if m.width != width || m.height != height {
		m.seen, m.scroll = 0, widget.Scroll{}
	}
	m.width, m.height = width, height
	if !m.readable() {
		m.unread, m.pending, m.hint = readingSteps, false, readFirst
	}
	return m
}

// readable reports whether there is room for what is deleted and for the buttons.
func (m Model) readable() bool { return m.width >= leastWidth && m.height >= leastHeight }

// wantsTyping follows from the review: the server's rule, and an earlier unknown outcome that has
// to be named.
func (m Model) wantsTyping() bool { return m.wanted() != "" }

// wanted is the text to type; empty where choosing the button is enough.
func (m Model) wanted() string {
	text, _ := Typed(m.review)
	return text
}

// Typing reports whether the text field has the focus.
func (m Model) Typing() bool { return m.focus == typedPart }

func (m Model) focused(at part) Model {
	m.focus = at
	m.typed.Blur()
	if at == typedPart {
		m.typed.Focus()
	}
	return m
}
