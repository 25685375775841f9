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

// Sending is a deletion under way.
type Sending struct {
	Request deletion.Request
	Started time.Time
	Now     time.Time
}

// Elapsed is how long the request has been under way, in whole seconds.
func (s Sending) Elapsed() time.Duration {
	if s.Started.IsZero() || s.Now.Before(s.Started) {
		return 0
	}
	return s.Now.Sub(s.Started).Truncate(time.Second)
}

// View draws the wait: how long it has lasted, how long it may, and what the
// server may be doing meanwhile.
func (s Sending) View(width, height int, styles theme.Styles) widget.Frame {
	inner := max(1, width-2)
	limit := s.Request.Server.TimeLimit
	lines := []string{styles.Strong.Render(widget.Cut("Sending to "+widget.Clean(s.Request.Server.Name), inner)), ""}
	lines = append(lines, widget.Wrap(widget.Clean(s.Request.Selector.String()), inner)...)
	lines = append(lines, "", bar(s.Elapsed(), limit, min(inner, 48), styles), fmt.Sprintf("%s of at most %s", s.Elapsed(), limit), "")
	for _, sentence := range s.doing() {
		lines = append(lines, widget.Wrap(sentence, inner)...)
	}
	if len(lines) > height { // the empty lines give way first
		lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	}
	return widget.Frame{Lines: widget.Height(widget.Indent(lines, 1), height)}
}

func (s Sending) doing() []string {
	var sentences []string
	if s.Request.Selector.Status().Watches() {
		sentences = append(sentences, "The server may be watching up to a minute for the next call to begin.")
	}
	return append(sentences, "The request can't be called back. You may leave this screen: the outcome is recorded and announced when it comes.")
}

// bar fills with the time that has passed, a cell at a time: few bytes travel.
func bar(elapsed, limit time.Duration, width int, styles theme.Styles) string {
	filled := 0
	if limit > 0 {
		filled = min(width, int(int64(width)*int64(elapsed)/int64(limit)))
	}
	return styles.Accent.Render(strings.Repeat("━", filled)) + styles.Rule.Render(strings.Repeat("─", width-filled))
}
