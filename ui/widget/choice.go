package widget

import (
	"strconv"
	"strings"

	"deletecall/ui/theme"
)

// Choice is one value out of a few.
type Choice struct {
	Labels []string
	Chosen int
}

// Take chooses the value at a place, and reports whether the choice has changed. Outside
// of the list nothing changes: whoever holds a key down ends at a known value.
func (c *Choice) Take(place int) bool {
	if place < 0 || place >= len(c.Labels) || place == c.Chosen {
		return false
	}
	c.Chosen = place
	return true
}

// Numbered returns the choice with the place of each value before it, for where a digit takes one.
func (c Choice) Numbered() Choice {
	labels := make([]string, len(c.Labels))
	for i, label := range c.Labels {
		labels[i] = strconv.Itoa(i+1) + " " + label
	}
	c.Labels = labels
	return c
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

// Line shows the chosen value alone, with signs where there are others.
func (c Choice) Line(focused bool, styles theme.Styles) string {
	label := "‹ " + c.Labels[c.Chosen] + " ›"
	if focused {
		return styles.Accent.Render(label)
	}
	return label
}

// ButtonColumn is where the label of the chosen button begins in the row of [Buttons].
func ButtonColumn(labels []string, chosen int) int {
	column := len("[ ")
	for _, label := range labels[:chosen] {
		column += Width(label) + len("[  ]") + len("  ")
	}
	return column
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
