package widget

import (
	"strings"

	"deletecall/ui/theme"
)

// Choice is one value out of a few.
type Choice struct {
	Labels []string
	Chosen int
}

// Move takes the next or a former value, and reports false at the end of the list.
// It does not go round: who holds a key down ends at a known value. False also says that the
// request has not changed.
func (c *Choice) Move(by int) bool {
	next := c.Chosen + by
	if next < 0 || next >= len(c.Labels) {
		return false
	}
	c.Chosen = next
	return true
}

// List shows every value on a line of its own.
func (c Choice) List(focused bool, styles theme.Styles) []string {
	lines := make([]string, len(c.Labels))
	for i, label := range c.Labels {
		switch {
		case i == c.Chosen && focused:
			lines[i] = styles.Accent.Render("● " + label)
		case i == c.Chosen:
			lines[i] = "● " + label
		default:
			lines[i] = styles.Subtle.Render("○ ") + label
		}
	}
	return lines
}

// Line shows the chosen value alone, with signs that there are others.
func (c Choice) Line(focused bool, styles theme.Styles) string {
	label := "‹ " + c.Labels[c.Chosen] + " ›"
	if focused {
		return styles.Accent.Render(label)
	}
	return label
}

// Buttons shows buttons in a row, the chosen one reversed and in brackets.
// The brackets show the chosen one where reversing is not seen.
func Buttons(labels []string, chosen int, styles theme.Styles) string {
	parts := make([]string, len(labels))
	for i, label := range labels {
		if i == chosen {
			parts[i] = styles.Selected.Render("[ " + label + " ]")
		} else {
			parts[i] = "  " + label + "  "
		}
	}
	return strings.Join(parts, "  ")
}
