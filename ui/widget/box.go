package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Border is how a box is drawn.
type Border struct{ corners, horizontal, vertical string }

// The borders. The double one is for what can't be undone.
var (
	Single = Border{"╭╮╰╯", "─", "│"}
	Double = Border{"╔╗╚╝", "═", "║"}
)

// BoxWidth and BoxHeight are how many cells and lines a box takes besides its contents.
const BoxWidth, BoxHeight = 4, 2

// Box draws a frame of so many cells around lines, with a clean title in its upper edge.
// A line that is too long is cut.
func Box(title string, lines []string, width int, border Border, style lipgloss.Style) []string {
	inner := max(0, width-BoxWidth)
	corners := []rune(border.corners)
	edge := func(left, right rune, title string) string {
		if title != "" {
			title = Cut(border.horizontal+" "+title+" ", inner+1)
		}
		fill := strings.Repeat(border.horizontal, max(0, inner+2-Width(title)))
		return style.Render(string(left) + title + fill + string(right))
	}
	side := style.Render(border.vertical)
	boxed := []string{edge(corners[0], corners[1], title)}
	for _, line := range lines {
		boxed = append(boxed, side+" "+Fit(line, inner)+" "+side)
	}
	return append(boxed, edge(corners[2], corners[3], ""))
}
