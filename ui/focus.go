package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"deletecall/ui/widget"
)

// focus is where the cursor is on a screen that sets none: at the mark of the chosen row,
// else where reading begins. Screen readers and magnifiers follow the cursor.
func focus(lines []string) *tea.Position {
	const mark = "▸"
	for y, line := range lines {
		if !strings.Contains(line, mark) {
			continue
		}
		// Only a mark at the beginning of a line is ours; a text can have one too.
		text := ansi.Strip(line)
		if before, _, _ := strings.Cut(text, mark); strings.TrimLeft(before, " ") == "" {
			return widget.At(len(before), y)
		}
	}
	return widget.At(0, 0)
}
