package widget

import (
	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"deletecall/ui/theme"
)

// Footer shows keys and what they do, as many as fit. The last ones are those
// of every screen, of which quit must never be left out: it keeps its place.
func Footer(bindings []key.Binding, width int, styles theme.Styles) string {
	const gap = 3
	words := make([]string, len(bindings))
	left := width
	for i, binding := range bindings {
		help := binding.Help()
		words[i] = styles.Strong.Render(help.Key) + " " + styles.Subtle.Render(help.Desc)
	}
	last := len(words) - 1
	if last < 0 {
		return ""
	}
	left -= ansi.StringWidth(words[last])
	line := ""
	for _, word := range words[:last] {
		cells := ansi.StringWidth(word) + gap
		if cells > left {
			continue
		}
		line += word + "   "
		left -= cells
	}
	return Cut(line+words[last], width)
}
