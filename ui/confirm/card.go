package confirm

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/ui/card"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// awaited is what has to come before anything can be confirmed: what is on the screen would
// change under the finger.
type awaited int

const (
	nothing    awaited = iota
	theCall            // it is being looked up
	theRequest         // the person has chosen what is sent; it is being prepared
)

// Skipped goes on without the look-up that is still running.
type Skipped struct{}

// Switched asks for the same deletion, sent as typed or by the call that is shown.
type Switched struct{ Request deletion.Request }

func (Skipped) isAnswer()  {}
func (Switched) isAnswer() {}

type secondMsg struct{ identity *byte }

// second ticks only while the call is looked up: a confirmation that waits for a person sends
// nothing over a slow line.
func (m Model) second() tea.Cmd {
	passed := secondMsg{m.identity}
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return passed })
}

// LookingUp says that the call is being looked up. Until [Model.LookedUp] nothing confirms.
func (m Model) LookingUp() (Model, tea.Cmd) {
	m.awaits = theCall
	m, _ = m.reading()
	return m, m.second()
}

// LookedUp shows what came of the look-up, with the review of the request that is now to be
// confirmed. The reading time begins now, and no key that was struck before it counts; what was
// typed stays.
func (m Model) LookedUp(review deletion.Review, result lookup.Result) (Model, tea.Cmd) {
	m.review, m.result, m.awaits = review, result, nothing
	m.scroll, m.seen, m.tooEarly = widget.Scroll{}, 0, false
	switch {
	case m.wantsTyping() && m.focus == cancelPart && m.typed.Value() == "":
		m = m.focused(typedPart) // an earlier deletion of this call has to be named
	case !m.wantsTyping():
		m = m.focused(cancelPart)
	}
	said := m.hint
	m, quiet, _ := m.struck()
	m, reading := m.reading()
	if said == pastedText {
		m.hint = said
	}
	return m, tea.Batch(quiet, reading)
}

func (m Model) tick(msg secondMsg) (Model, tea.Cmd) {
	if msg.identity != m.identity || m.awaits != theCall {
		return m, nil
	}
	m.waited += time.Second
	return m, m.second()
}

// switches skips the look-up, or chooses between the call that is shown and what was typed.
func (m Model) switches(repeated bool) (Model, tea.Cmd, Answer) {
	m, wait, _ := m.struck()
	other, possible := m.other()
	switch {
	case repeated || m.awaits == theRequest || m.awaits == theCall && m.review.Request.Server.RequiresLookUp():
		return m, wait, nil
	case m.awaits == theCall:
		m.awaits = theRequest
		return m, wait, Skipped{}
	case !possible:
		m.hint = "There is nothing to choose: it is sent as shown."
		return m, wait, nil
	}
	m.awaits = theRequest
	m, _ = m.reading()
	return m, wait, Switched{other}
}

// triesAgain reports whether a deletion of exactly one call is tried again ([deletion.NewRetry]).
func (m Model) triesAgain() bool { return m.listed.Request.Pinned }

// other is [Other], but for a call that is tried again: it was looked up by its ID, so nobody has seen which call its words
// mean by now.
func (m Model) other() (other deletion.Request, possible bool) {
	if m.triesAgain() {
		return deletion.Request{}, false
	}
	return Other(m.review, m.result)
}

// Other is the same deletion in the other form in which it can be sent, by what a look-up showed of
// its call: by exactly this call, or as typed. Where the server wants a look-up, there is none.
func Other(review deletion.Review, result lookup.Result) (other deletion.Request, possible bool) {
	if result.Verdict != lookup.Found || review.Request.Server.RequiresLookUp() {
		return deletion.Request{}, false
	}
	if review.Request.Pinned {
		return review.Request.AsTyped(), true
	}
	other = review.Request.Showing(result)
	return other, other.Pinned
}

func (m Model) awaiting() string {
	if m.awaits == theRequest {
		return "Preparing…"
	}
	said := fmt.Sprintf("Looking up the call… %d s", int(m.waited.Seconds()))
	if skip := m.keys.Binding(keymap.ConfirmTyped); skip.Enabled() && !m.review.Request.Server.RequiresLookUp() {
		said += " (" + skip.Help().Key + " skips it)"
	}
	return said
}

// shows reports whether the look-up has a call for the screen. What a flawed answer names may be
// another call than the one that was chosen in a search: that one stays on the screen.
func (m Model) shows() bool {
	return m.result.Shows() && (m.result.Verdict == lookup.Found || m.review.Request.Shown.Verdict != lookup.Found)
}

// call says who spoke with whom and when: a person knows a call by that, so it stays in sight.
func (m Model) call(width int, styles theme.Styles) (lines []string) {
	switch shown := m.review.Request.Shown; {
	case m.shows():
		if m.result.Verdict != lookup.Found {
			lines = m.warning("Not proved, the answer was flawed:", width, styles)
		}
		return append(lines, card.Head(m.result.Call, width, styles)...)
	case shown.HasCall(): // a command has looked it up
		for _, line := range widget.Wrap(widget.Clean(m.review.CallShown()), width) {
			lines = append(lines, styles.Strong.Render(line))
		}
	}
	return lines
}

func (m Model) oddities(width int, styles theme.Styles) (lines []string) {
	if !m.shows() {
		return nil
	}
	before := "The list"
	if m.triesAgain() {
		before = "The earlier confirmation"
	}
	if listed := m.listed.Request.Shown; listed.HasCall() && m.result.Verdict == lookup.Found && m.review.Request.Shown.DiffersFrom(listed) {
		lines = m.warning(before+" showed another call with this ID: "+widget.Clean(m.listed.CallShown())+".", width, styles)
	}
	for _, text := range m.result.Warnings() {
		lines = append(lines, m.warning(text, width, styles)...)
	}
	return lines
}

// facts are everything else that is known of the call. They come last: where a part is out of
// sight, it is these, and not the note, the reason or the request.
func (m Model) facts(width int, airy bool, styles theme.Styles) (lines []string) {
	if !m.shows() {
		return nil
	}
	if airy {
		lines = append(lines, "")
	}
	return append(lines, card.Dense(m.result.Call, width, styles)...)
}

// asTyped says why the identifier is sent as it was typed although the call was looked up, and
// what that leaves open.
func (m Model) asTyped(width int, styles theme.Styles) []string {
	request := m.review.Request
	if request.Shown.IsZero() || request.Pinned && m.result.Verdict != lookup.CantSay {
		return nil
	}
	var said []string
	switch m.result.Verdict {
	case lookup.NotYet:
		return widget.Wrap(widget.Clean(m.result.Detail), width)
	case lookup.CantSay:
		said = append(said, m.unsaid(), m.result.Detail, request.Sent().Race())
	case lookup.NotFound:
		said = append(said, m.result.Detail, request.Selector.Race())
	default:
		said = append(said, request.WhyNotPinned(), request.Selector.Race())
	}
	text := strings.Join(strings.Fields(strings.Join(said, " ")), " ")
	if text == "" {
		return nil // the internal ID was typed
	}
	return m.warning(text, width, styles)
}

// unsaid is what a look-up that can't say anything means for the call on the screen.
func (m Model) unsaid() string {
	switch {
	case m.shows():
		return "" // the line above says that it is not proved
	case m.triesAgain():
		return "The call is shown as it was confirmed before, and can't be looked up now."
	case m.review.Request.Shown.HasCall():
		return "The call is shown as the search found it, and can't be looked up now."
	}
	return "The call can't be shown."
}

// Result is what came of the look-up; zero where there was none.
func (m Model) Result() lookup.Result { return m.result }
