package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"deletecall/ui/theme"
)

// Request shows a request, the lines of a preview, whole: what does not fit
// into a line goes on in the next.
func Request(lines []string, width int, styles theme.Styles) []string {
	var shown []string
	for i, line := range lines {
		render := styles.Subtle.Render
		if i == 0 {
			render = styles.Strong.Render
		}
		// At the edge and not at blanks: every character of the request is shown, blanks included.
		for _, part := range strings.Split(ansi.HardwrapWc(Clean(line), max(1, width), true), "\n") {
			shown = append(shown, render(part))
		}
	}
	return shown
}
