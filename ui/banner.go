package ui

import (
	"strings"

	"deletecall/keymap"
	"deletecall/safetext"
	"deletecall/ui/widget"
)

// roomyHeight is the height from which a list has enough rows beside whole sentences.
const roomyHeight = 40

// banner says what must not be overlooked: a history that can't take a record,
// and outcomes that nobody has settled.
func (c Console) banner() []string {
	switch {
	case c.screen == keymap.Confirm:
		return nil // its review has found the history ready, and has the same warnings
	case c.visible() == keymap.Help:
		return nil // it begins with all of them, whole
	}
	// The banner grows with the screen but never takes the lines in which a small one shows
	// what is deleted.
	const leastBody = 8 // what the screens need besides header, footer and warnings
	width, room := max(1, c.width-2), max(2, c.height-2-leastBody)
	var lines []string
	mark := c.moreMark()
	if stopped := c.stopped(); stopped != "" { // its end says what to do
		most := max(4, room)
		if c.screen == keymap.History && c.height < roomyHeight && c.history.Wrong() == "" {
			most = 2 // from here nothing is sent, and the rows are what is read
		}
		lines = widget.Styled(c.styles.Danger, widget.Marked(widget.Wrap(stopped, width), most, width, mark))
	}
	// The one that is on the screen says so itself, right below.
	ofResult := c.screen == keymap.Result && c.result.Record().Unsettled()
	if count := c.historyState.unsettled; count > 1 || count == 1 && !ofResult {
		text := unsettledText(count)
		if !c.covered() {
			text += ": " + c.wayToUnsettled(width-widget.Width(text+": "))
		}
		lines = append(lines, c.styles.Warning.Render(widget.Cut(text, width)))
	}
	if c.queued.Unfinished() && c.screen != keymap.Queue {
		key := ""
		if show := c.keys.Binding(keymap.ShowQueue); show.Enabled() && !c.covered() {
			key = " (" + show.Help().Key + ")"
		}
		text := widget.Cut(queueTitle(c.queued.Queue), width-widget.Width(key)) + key // a hint without its key is none
		lines = append(lines, c.styles.Accent.Render(widget.Cut(text, width)))
	}
	// Warnings come last: they advise, while the lines above stop a deletion or need a person.
	if rest := min(6, room) - len(lines); rest > 0 {
		lines = append(lines, widget.Styled(c.styles.Warning, c.warnings(rest, width))...)
	}
	if c.screen == keymap.Result && c.height >= tallHeight && len(lines) > 0 {
		lines = append(lines, "") // what came of the deletion stands alone
	}
	return widget.Indent(lines, 1)
}

// warnings are whole where there is room for all of them, since their ends say what to do; else each
// has a line. The last line says so where anything is cut off.
func (c Console) warnings(most, width int) (lines []string) {
	var whole []string
	for _, warning := range c.historyState.warnings {
		text := "! " + widget.Clean(warning)
		lines, whole = append(lines, text), append(whole, widget.Wrap(text, width)...)
	}
	if len(whole) <= most {
		return whole
	}
	if len(lines) == 1 {
		lines = whole
	}
	lines, mark := lines[:min(most, len(lines))], c.moreMark()
	for i, line := range lines {
		lines[i] = widget.Cut(line, width)
	}
	lines[len(lines)-1] = widget.WithMark(lines[len(lines)-1], width, mark)
	return lines
}

func unsettledText(count int64) string {
	return "! " + safetext.Count(count, "unknown outcome to settle", "unknown outcomes to settle")
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
