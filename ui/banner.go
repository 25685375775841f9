package ui

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/safetext"
	"deletecall/ui/widget"
)

// banner says what must not be overlooked: a history that can't take a record,
// and outcomes that nobody has settled.
func (c Console) banner() []string {
	if c.screen == keymap.Confirm {
		return nil // its review has found the history ready, and has the same warnings
	}
	// The banner grows with the screen but never takes the lines in which a small one shows
	// what is deleted.
	const leastBody = 8 // what the screens need besides header, footer and warnings
	width, room := max(1, c.width-2), max(2, c.height-2-leastBody)
	var lines []string
	if c.historyState.err != nil {
		whole := widget.Wrap("! Nothing can be sent. "+widget.Clean(hint.Sentences(c.historyState.err.Error())), width)
		lines = append(lines, cutAfter(whole, max(4, room), c.styles.Danger, width)...) // its end says what to do
	}
	if count := c.historyState.unsettled; count > 0 {
		text := fmt.Sprintf("! %s unknown outcomes to settle", safetext.Number(count))
		if count == 1 {
			text = "! 1 unknown outcome to settle"
		}
		lines = append(lines, c.styles.Warning.Render(widget.Cut(text+": "+c.wayToUnsettled(width-widget.Width(text+": ")), width)))
	}
	if c.queued.Unfinished() && c.screen != keymap.Queue {
		text := queueTitle(c.queued.Queue)
		if show := c.keys.Binding(keymap.ShowQueue); show.Enabled() {
			text += " (" + show.Help().Key + ")"
		}
		lines = append(lines, c.styles.Accent.Render(widget.Cut(text, width)))
	}
	var warnings, whole []string
	for _, warning := range c.historyState.warnings {
		warnings = append(warnings, "! "+widget.Clean(warning))
		whole = append(whole, widget.Wrap(warnings[len(warnings)-1], width)...)
	}
	// Warnings come last: they advise, while the lines above stop a deletion or need a person.
	if rest := min(6, room) - len(lines); rest > 0 {
		if len(whole) <= rest { // their ends say what to do, and may name a key to pass on
			warnings = whole
		}
		lines = append(lines, cutAfter(warnings, rest, c.styles.Warning, width)...)
	}
	return widget.Indent(lines, 1)
}

// wayToUnsettled says which keys lead from here to the unknown outcomes, in a few
// cells where there are no more: a hint that is cut off before its key is none.
func (c Console) wayToUnsettled(width int) string {
	history, unsettled := c.keys.Binding(keymap.ShowHistory), c.keys.Binding(keymap.HistoryUnsettled)
	if !unsettled.Enabled() {
		return "filter by is:unsettled"
	}
	keys := []string{unsettled.Help().Key}
	if c.keyScreen() != keymap.History && history.Enabled() {
		keys = []string{history.Help().Key, keys[0]}
	}
	if text := "press " + strings.Join(keys, ", then "); widget.Width(text) <= width {
		return text
	}
	return strings.Join(keys, " ")
}

// cutAfter draws so many lines; the last one ends with … when others follow.
func cutAfter(lines []string, most int, style lipgloss.Style, width int) []string {
	drawn := make([]string, 0, most)
	for i, line := range lines[:min(most, len(lines))] {
		if i == most-1 && len(lines) > most {
			line += " …"
		}
		drawn = append(drawn, style.Render(widget.Cut(line, width)))
	}
	return drawn
}
