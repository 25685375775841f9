// Package theme holds the console's palette, a colour for each role, and the
// styles drawn from it. Colour supports words and signs, and never replaces
// them: every screen reads the same without any.
package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// Name names a theme, as in the configuration.
type Name string

// The themes. Auto follows the terminal's background.
const (
	Auto     Name = "auto"
	Light    Name = "light"
	Dark     Name = "dark"
	Contrast Name = "contrast"
	None     Name = "none"
)

// palette is a colour for each role; nil leaves the terminal's own.
type palette struct {
	subtle, rule, accent, success, warning, danger color.Color
}

// palette follows the background for Auto, Contrast and an unknown name only: the other themes
// were chosen, and look.ask does not even ask for it.
func (n Name) palette(darkBackground bool) palette {
	switch n {
	case None:
		return palette{}
	case Contrast:
		return contrastPalette(darkBackground)
	case Light:
		return lightPalette
	case Dark:
		return darkPalette
	}
	if darkBackground {
		return darkPalette
	}
	return lightPalette
}

var (
	lightPalette = palette{
		subtle: lipgloss.Color("#5f6672"), rule: lipgloss.Color("#b6bcc6"), accent: lipgloss.Color("#0b57a4"),
		success: lipgloss.Color("#1a6b32"), warning: lipgloss.Color("#8a5200"), danger: lipgloss.Color("#b3261e"),
	}
	darkPalette = palette{
		subtle: lipgloss.Color("#9aa3b2"), rule: lipgloss.Color("#4a5260"), accent: lipgloss.Color("#7cb7ff"),
		success: lipgloss.Color("#7fd394"), warning: lipgloss.Color("#f0b95a"), danger: lipgloss.Color("#ff8f85"),
	}
)

// contrastPalette uses the terminal's own colours, which its owner chose to be read.
func contrastPalette(darkBackground bool) palette {
	if darkBackground {
		return palette{accent: lipgloss.BrightCyan, success: lipgloss.BrightGreen, warning: lipgloss.BrightYellow, danger: lipgloss.BrightRed}
	}
	return palette{accent: lipgloss.Blue, success: lipgloss.Green, warning: lipgloss.Magenta, danger: lipgloss.Red}
}

// Styles are the styles of the console's parts.
type Styles struct {
	Text    lipgloss.Style
	Strong  lipgloss.Style
	Subtle  lipgloss.Style
	Rule    lipgloss.Style
	Accent  lipgloss.Style // what has the focus
	Success lipgloss.Style
	Warning lipgloss.Style
	Danger  lipgloss.Style
	// Selected is the chosen row of a table, and the chosen button.
	Selected lipgloss.Style
	// Field is the text of an input, underlined as far as it goes. A style of
	// Lip Gloss would draw each of its cells on its own.
	Field ansi.Style

	server map[string]lipgloss.Style
}

// New returns the styles of a theme.
func New(name Name, darkBackground bool) Styles {
	p := name.palette(darkBackground)
	plain := lipgloss.NewStyle()
	in := func(c color.Color) lipgloss.Style {
		// No colour at all, rather than a default one: with None not a byte of colour is sent.
		if c == nil {
			return plain
		}
		return plain.Foreground(c)
	}
	styles := Styles{
		Text: plain, Strong: plain.Bold(true), Subtle: in(p.subtle), Rule: in(p.rule), Accent: in(p.accent).Bold(true),
		Success: in(p.success).Bold(true), Warning: in(p.warning).Bold(true), Danger: in(p.danger).Bold(true),
		Selected: plain.Reverse(true), Field: ansi.Style{}.Underline(true),
	}
	styles.server = map[string]lipgloss.Style{
		"red": styles.Danger, "amber": styles.Warning, "green": styles.Success, "blue": styles.Accent, "grey": styles.Subtle,
	}
	return styles
}

// Server is the style of a server's name, for the colour that the configuration gives it.
func (s Styles) Server(colour string) lipgloss.Style {
	if style, ok := s.server[colour]; ok {
		return style
	}
	return s.Strong
}
