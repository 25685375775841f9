package widget

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"deletecall/ui/theme"
)

// Footer shows keys and what they do, as many as fit, and before the last one the further
// ones for which there is still room. The last one, which quits, and the ways out of the
// screen must never be left out: they keep their place, and move closer where they need to.
func Footer(bindings, further []key.Binding, width int, styles theme.Styles, waysOut ...key.Binding) string {
	last := max(0, len(bindings)-1)
	all := slices.Concat(bindings[:last], further, bindings[last:])
	words, shown := make([]string, len(all)), make([]bool, len(all))
	left, gap := width, "   "
	for i, binding := range all {
		help := binding.Help()
		words[i] = styles.Strong.Render(help.Key) + " " + styles.Subtle.Render(help.Desc)
		// Compared by their help, since a binding is a value without an identity.
		if i == len(all)-1 || slices.ContainsFunc(waysOut, func(out key.Binding) bool { return out.Help() == help }) {
			left -= Width(words[i]) + len(gap)
			shown[i] = true
		}
	}
	if left += len(gap); left < 0 { // none is before the first one
		gap = "  "
		left = 0
	}
	take := func(i int) {
		if cells := len(gap) + Width(words[i]); !shown[i] && cells <= left {
			left -= cells
			shown[i] = true
		}
	}
	// The further ones are before the last one, but take only what the others leave. One that
	// does not fit leaves its place to a shorter one further on.
	for i := range last {
		take(i)
	}
	for i := last; i < len(all); i++ {
		take(i)
	}
	var line []string
	for i, word := range words {
		if shown[i] {
			line = append(line, word)
		}
	}
	return Cut(strings.Join(line, gap), width)
}
