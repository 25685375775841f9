// Package theme holds a colour for each role of the console's themes, and the
// styles drawn from them. Colour supports words and signs, and never replaces
// them: every screen reads the same without any.
package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"deletecall/palette"
)

// colours has a colour for each role; nil leaves the terminal's own.
type colours struct {
	subtle, rule, accent, success, warning, danger color.Color
}

// coloursOf uses the background only where [palette.Theme.FollowsBackground] says so: the
// console does not ask the terminal for it elsewhere.
func coloursOf(theme palette.Theme, darkBackground bool) colours {
	switch theme {
	case palette.None:
		return colours{}
	case palette.Contrast:
		return contrastColours(darkBackground)
	case palette.Light:
		return lightColours
	case palette.Dark:
		return darkColours
	}
	if darkBackground {
		return darkColours
	}
	return lightColours
}

var (
	lightColours = colours{
		subtle: lipgloss.Color("#5f6672"), rule: lipgloss.Color("#b6bcc6"), accent: lipgloss.Color("#0b57a4"),
		success: lipgloss.Color("#1a6b32"), warning: lipgloss.Color("#8a5200"), danger: lipgloss.Color("#b3261e"),
	}
	darkColours = colours{
		subtle: lipgloss.Color("#9aa3b2"), rule: lipgloss.Color("#4a5260"), accent: lipgloss.Color("#7cb7ff"),
		success: lipgloss.Color("#7fd394"), warning: lipgloss.Color("#f0b95a"), danger: lipgloss.Color("#ff8f85"),
	}
)

// contrastColours uses the terminal's own colours, which its owner chose to be read.
func contrastColours(darkBackground bool) colours {
	if darkBackground {
		return colours{accent: lipgloss.BrightCyan, success: lipgloss.BrightGreen, warning: lipgloss.BrightYellow, danger: lipgloss.BrightRed}
	}
	return colours{accent: lipgloss.Blue, success: lipgloss.Green, warning: lipgloss.Magenta, danger: lipgloss.Red}
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

// Plain returns the styles of no colour at all, such as for counting lines.
func Plain() Styles { return New(palette.None, false) }

// New returns the styles of a theme.
func New(name palette.Theme, darkBackground bool) Styles {
	p := coloursOf(name, darkBackground)
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
		palette.Red: styles.Danger, palette.Amber: styles.Warning, palette.Green: styles.Success,
		palette.Blue: styles.Accent, palette.Grey: styles.Subtle,
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
