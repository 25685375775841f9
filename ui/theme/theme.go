// Package theme holds a colour for each role of the console's themes, and the
// styles drawn from them. Colour supports words and signs, and never replaces
// them: every screen reads the same without any.
package theme

import (
	"image/color"
	"sync"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"deletecall/palette"
)

// colours has a colour for each role; nil leaves the terminal's own.
type colours struct {
	subtle, rule, accent, success, warning, danger color.Color
	amber                                          color.Color // of a server; nil for that of warnings
}

// Terminal is what a theme is drawn on.
type Terminal struct {
	Dark bool // its background
	Few  bool // it has 16 colours, or fewer
}

// readable leaves the text of a role without a colour where 16 of them have none that can be read:
// on a light background green and yellow have half of the contrast that a text needs. Signs and
// words say the same.
func (c colours) readable(few bool) colours {
	if !few {
		return c
	}
	for _, role := range []*color.Color{&c.success, &c.amber} {
		if *role == nil {
			continue
		}
		if of16 := colorprofile.ANSI.Convert(*role); of16 == lipgloss.Green || of16 == lipgloss.Yellow {
			*role = nil
		}
	}
	c.rule = c.subtle // the rule of a light theme would be white
	return c
}

// coloursOf uses the background only where [palette.Theme.FollowsBackground] says so: the
// console does not ask the terminal for it elsewhere.
func coloursOf(theme palette.Theme, darkBackground bool) colours {
	switch theme {
	case palette.None:
		return colours{}
	case palette.Contrast:
		return contrastColours(darkBackground)
	case palette.ColourBlind:
		if darkBackground {
			return darkColourBlind
		}
		return lightColourBlind
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

// Entries of the palette of 256 colours, each of which becomes a colour of its own hue where a
// terminal has 16: a shade between them would not, as the bluish grey that SSH sessions showed
// as teal. Their sequences are short besides. On a light background a warning is purple: among 16
// colours the yellow can't be read there.
var (
	lightColours = colours{
		subtle: lipgloss.Color("241"), rule: lipgloss.Color("248"), accent: lipgloss.Color("25"),
		success: lipgloss.Color("28"), warning: lipgloss.Color("90"), danger: lipgloss.Color("124"),
		amber: lipgloss.Color("58"),
	}
	darkColours = colours{
		subtle: lipgloss.Color("247"), rule: lipgloss.Color("240"), accent: lipgloss.Color("111"),
		success: lipgloss.Color("114"), warning: lipgloss.Color("228"), danger: lipgloss.Color("210"),
	}
	// With a weakness for red or green, blue, orange, yellow and purple are told apart (Okabe and
	// Ito, "Color Universal Design").
	lightColourBlind = colours{
		subtle: lipgloss.Color("241"), rule: lipgloss.Color("248"), accent: lipgloss.Color("16"),
		success: lipgloss.Color("25"), warning: lipgloss.Color("90"), danger: lipgloss.Color("130"),
	}
	darkColourBlind = colours{
		subtle: lipgloss.Color("247"), rule: lipgloss.Color("240"), accent: lipgloss.Color("255"),
		success: lipgloss.Color("75"), warning: lipgloss.Color("228"), danger: lipgloss.Color("208"),
	}
)

// contrastColours uses the terminal's own colours, which its owner chose to be read.
func contrastColours(darkBackground bool) colours {
	if darkBackground {
		return colours{accent: lipgloss.BrightCyan, success: lipgloss.BrightGreen, warning: lipgloss.BrightYellow, danger: lipgloss.BrightRed}
	}
	// Without a green: the usual one has half of the contrast that a text needs.
	return colours{accent: lipgloss.Blue, warning: lipgloss.Magenta, danger: lipgloss.Red}
}

// Styles are the styles of the console's parts. Its copies share them: every screen hands them on,
// and they take kilobytes.
type Styles struct{ *styles }

type styles struct {
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
	// Destructive fills the button that deletes, while it has the focus. Its colours are the
	// terminal's own: they stay red and white with 16 colours, too.
	Destructive lipgloss.Style
	// Field is the text of an input, underlined as far as it goes, and Found a part of a text
	// that a filter looks for. A style of Lip Gloss would draw each of their cells on its own.
	Field, Found ansi.Style

	server map[string]lipgloss.Style
}

// Plain returns the styles of no colour at all, such as for counting lines. They are made once,
// since some screens count with every key.
var Plain = sync.OnceValue(func() Styles { return New(palette.None, Terminal{}) })

// New returns the styles of a theme on a terminal.
func New(name palette.Theme, terminal Terminal) Styles {
	p := coloursOf(name, terminal.Dark).readable(terminal.Few)
	plain := lipgloss.NewStyle()
	in := func(c color.Color) lipgloss.Style {
		// No colour at all, rather than a default one: with None not a byte of colour is sent.
		if c == nil {
			return plain
		}
		return plain.Foreground(c)
	}
	styles := &styles{
		Text: plain, Strong: plain.Bold(true), Subtle: in(p.subtle), Rule: in(p.rule), Accent: in(p.accent).Bold(true),
		Success: in(p.success).Bold(true), Warning: in(p.warning).Bold(true), Danger: in(p.danger).Bold(true),
		Selected: plain.Reverse(true), Found: ansi.Style{}.Bold().Underline(true), Field: ansi.Style{}.Underline(true),
	}
	styles.Destructive = plain.Bold(true).Reverse(true)
	if p.danger != nil {
		// Reversed, and not filled: with NO_COLOR the colours are taken off, and this stays.
		styles.Destructive = plain.Bold(true).Foreground(lipgloss.Red).Background(lipgloss.BrightWhite).Reverse(true)
	}
	amber := styles.Warning
	if p.amber != nil {
		amber = in(p.amber).Bold(true)
	}
	styles.server = map[string]lipgloss.Style{
		palette.Red: styles.Danger, palette.Amber: amber, palette.Green: styles.Success,
		palette.Blue: styles.Accent, palette.Grey: styles.Subtle,
	}
	return Styles{styles}
}

// Badge is the style of a server's name as a filled field, likewise. Without colours it is
// reversed, too.
func (s Styles) Badge(colour string) lipgloss.Style { return s.Server(colour).Reverse(true) }

// Server is the style of a server's name, for the colour that the configuration gives it.
func (s Styles) Server(colour string) lipgloss.Style {
	if style, ok := s.server[colour]; ok {
		return style
	}
	return s.Strong
}
