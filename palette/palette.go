// Package palette names the console's themes and the colours that tell servers apart.
// The configuration accepts these words, and package theme draws what they mean.
package palette

// Theme names a theme.
type Theme string

// The themes. Auto follows the terminal's background.
const (
	Auto     Theme = "auto"
	Light    Theme = "light"
	Dark     Theme = "dark"
	Contrast Theme = "contrast"
	// ColourBlind tells outcomes apart without red and green.
	ColourBlind Theme = "colour-blind"
	None        Theme = "none"
)

// Themes returns all themes, the default first.
func Themes() []Theme { return []Theme{Auto, Light, Dark, Contrast, ColourBlind, None} }

// FollowsBackground reports whether a theme depends on the terminal's background. An
// unknown one is drawn as Auto.
func (t Theme) FollowsBackground() bool {
	return t != Light && t != Dark && t != None
}

// Colours of servers. Each is a role of the theme and not a colour of its own, so that it
// can be read in all of them.
const (
	Red   = "red"
	Amber = "amber"
	Green = "green"
	Blue  = "blue"
	Grey  = "grey"
)

// Colours returns all colours of servers.
func Colours() []string { return []string{Red, Amber, Green, Blue, Grey} }
