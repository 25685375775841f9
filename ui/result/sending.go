package result

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// Sending is a deletion that was confirmed and has no outcome yet.
type Sending struct {
	Request  deletion.Request
	Started  time.Time
	Sent     time.Time // zero until the intent is durable: nothing was sent before
	Answered time.Time // zero until the request has ended: its outcome is then recorded
	Now      time.Time
}

// Elapsed is how long the request has been in progress, or how long its intent or its
// outcome has waited to be recorded, in whole seconds.
func (s Sending) Elapsed() time.Duration {
	since := s.Answered
	if since.IsZero() {
		since = s.Sent
	}
	if since.IsZero() {
		since = s.Started
	}
	// The moments come from commands that run at the same time, so a later message can bring an
	// earlier moment; a negative time would look like a fault.
	if since.IsZero() || s.Now.Before(since) {
		return 0
	}
	return s.Now.Sub(since).Truncate(time.Second)
}

// View draws the wait: how long it has lasted, how long it may, and what the
// server may be doing meanwhile.
func (s Sending) View(width, height int, styles theme.Styles) widget.Frame {
	inner := max(1, width-2)
	title := "Sending to " + widget.Clean(s.Request.Server.Name)
	switch {
	// "Sending" would be untrue before the intent is durable: no intent, no request.
	case s.Sent.IsZero():
		title = "Recording the intent"
	case !s.Answered.IsZero():
		title = "Recording the outcome"
	}
	lines := []string{styles.Strong.Render(widget.Cut(title, inner)), ""}
	lines = append(lines, widget.Wrap(widget.Clean(s.Request.Selector.String()), inner)...)
	lines = append(append(lines, ""), s.progress(min(inner, 48), styles)...)
	lines = append(lines, "")
	for _, sentence := range s.doing() {
		lines = append(lines, widget.Wrap(sentence, inner)...)
	}
	if len(lines) > height { // the empty lines give way first
		lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	}
	return widget.Frame{Lines: widget.Height(widget.Indent(lines, 1), height)}
}

// progress is the time of the request against its limit, which begins when it is sent.
func (s Sending) progress(width int, styles theme.Styles) []string {
	// No limit to show: it bounds the request, and not the wait for another process's lock.
	if s.Sent.IsZero() || !s.Answered.IsZero() {
		return []string{fmt.Sprintf("waiting for %s", s.Elapsed())}
	}
	limit := s.Request.Server.TimeLimit
	// The clock goes on while the outcome is on its way; more than the limit would look like a fault.
	elapsed := min(s.Elapsed(), limit)
	return []string{bar(elapsed, limit, width, styles), fmt.Sprintf("%s of at most %s", elapsed, limit)}
}

// doing never says more than is known: before the intent is durable nothing was sent, and after the
// answer only recording is left.
func (s Sending) doing() []string {
	const leave = "You can leave this screen. The outcome is recorded either way, and will appear below."
	if s.Sent.IsZero() {
		return []string{"Nothing has been sent yet. The request is sent as soon as its intent is in the history, " +
			"which another process may be using.", leave}
	}
	if !s.Answered.IsZero() {
		return []string{"The request has ended. Its outcome is shown as soon as it is in the history, which another " +
			"process may be using.", leave}
	}
	var sentences []string
	if s.Request.Selector.Status().Watches() {
		sentences = append(sentences, "The server may watch for up to a minute for the next call to begin.")
	}
	return append(sentences, "The request can't be recalled.", leave)
}

// bar fills with the time that has passed, a cell at a time: few bytes travel.
func bar(elapsed, limit time.Duration, width int, styles theme.Styles) string {
	filled := 0
	if limit > 0 {
		filled = min(width, int(int64(width)*int64(elapsed)/int64(limit)))
	}
	return styles.Accent.Render(strings.Repeat("━", filled)) + styles.Rule.Render(strings.Repeat("─", width-filled))
}
