package widget

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"deletecall/ui/theme"
)

// Footer shows keys and what they do, as many as fit. The last one, which quits,
// and the ways out of the screen must never be left out: they keep their place.
func Footer(bindings []key.Binding, width int, styles theme.Styles, waysOut ...key.Binding) string {
	const gap = "   "
	words, kept := make([]string, len(bindings)), make([]bool, len(bindings))
	left := width + len(gap)
	for i, binding := range bindings {
		help := binding.Help()
		words[i] = gap + styles.Strong.Render(help.Key) + " " + styles.Subtle.Render(help.Desc)
		// Compared by their help, since a binding is a value without an identity.
		kept[i] = i == len(bindings)-1 || slices.ContainsFunc(waysOut, func(out key.Binding) bool { return out.Help() == help })
		if kept[i] {
			left -= ansi.StringWidth(words[i])
		}
	}
	line := ""
	for i, word := range words {
		// A shorter one further on may still fit, so this goes on.
		if cells := ansi.StringWidth(word); !kept[i] && cells > left {
			continue
		} else if !kept[i] {
			left -= cells
		}
		line += word
	}
	return Cut(strings.TrimPrefix(line, gap), width)
}
