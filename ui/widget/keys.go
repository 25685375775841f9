package widget

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"deletecall/ui/theme"
)

// Footer shows keys and what they do, as many as fit, and before the last one the further
// ones for which there is still room. The last one, which quits, and the ways out of the
// screen must never be left out: they keep their place.
func Footer(bindings, further []key.Binding, width int, styles theme.Styles, waysOut ...key.Binding) string {
	const gap = "   "
	last := max(0, len(bindings)-1)
	all := slices.Concat(bindings[:last], further, bindings[last:])
	words, shown := make([]string, len(all)), make([]bool, len(all))
	left := width + len(gap)
	take := func(i int) {
		if cells := Width(words[i]); !shown[i] && cells <= left {
			left -= cells
			shown[i] = true
		}
	}
	for i, binding := range all {
		help := binding.Help()
		words[i] = gap + styles.Strong.Render(help.Key) + " " + styles.Subtle.Render(help.Desc)
		// Compared by their help, since a binding is a value without an identity.
		if i == len(all)-1 || slices.ContainsFunc(waysOut, func(out key.Binding) bool { return out.Help() == help }) {
			left -= Width(words[i])
			shown[i] = true
		}
	}
	// The further ones stand before the last one, but take only what the others leave. One that
	// does not fit leaves its place to a shorter one further on.
	for i := range last {
		take(i)
	}
	for i := last; i < len(all); i++ {
		take(i)
	}
	line := ""
	for i, word := range words {
		if shown[i] {
			line += word
		}
	}
	return Cut(strings.TrimPrefix(line, gap), width)
}
