package ui

import (
	"fmt"
	"slices"

	"deletecall/safetext"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// news are the outcomes that were announced: the gravest first, and among equals the
// oldest. They stay, each of them, until a person says that they were read: an outcome
// must not vanish with the key that happened to be struck when it came, nor with the next
// one.
type news []notice

// with keeps the order by level, so that what is cut off for lack of room is the least grave.
func (n news) with(one notice) news {
	if one.text == "" {
		return n
	}
	after := slices.IndexFunc(n, func(other notice) bool { return other.level < one.level })
	if after < 0 {
		after = len(n)
	}
	return slices.Insert(slices.Clone(n), after, one) // an earlier copy of the console has the same array
}

// lines shows them whole where there is room, else the first of them in a line each, and
// how many more there are. shown is how many of them are on the screen.
func (n news) lines(width, most int, next, mark string, styles theme.Styles) (lines []string, shown int) {
	for _, one := range n {
		lines = append(lines, one.lines(width, 3, mark, styles)...)
	}
	if len(lines) <= most {
		return lines, len(n)
	}
	lines = nil
	shown = max(1, min(len(n), most)-1)
	if len(n) <= most {
		shown = len(n)
	}
	for _, one := range n[:shown] {
		if one.brief != "" {
			one.text = one.brief
		}
		if most == 1 && shown < len(n) { // there is no line for the others
			one.text = fmt.Sprintf("1 of %d: %s", len(n), one.text)
		}
		lines = append(lines, one.lines(width, 1, mark, styles)...)
	}
	if more := len(n) - shown; more > 0 && most > 1 {
		text := safetext.Count(more, "more message", "more messages")
		if next != "" {
			text += ": press " + next
		}
		lines = append(lines, styles.Warning.Render(widget.Cut(text, width)))
	}
	return lines, shown
}
