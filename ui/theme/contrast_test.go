package theme_test

import (
	"image/color"
	"math"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"deletecall/palette"
	"deletecall/ui/theme"
)

// What the 16 colours are is the terminal's choice; these are the two usual ones.
var (
	xterm = [16]uint32{
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
	}
	vga = [16]uint32{
		0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
		0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
	}
)

// luminance is the relative luminance of WCAG 2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		if s := float64(v) / 0xffff; s > 0.04045 {
			return math.Pow((s+0.055)/1.055, 2.4)
		} else {
			return s / 12.92
		}
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// contrast is the contrast ratio of WCAG 2. It is the same where both are reversed, as on a badge.
func contrast(a, b color.Color) float64 {
	light, dark := max(luminance(a), luminance(b)), min(luminance(a), luminance(b))
	return (light + 0.05) / (dark + 0.05)
}

func rgb(hex uint32) color.Color {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}

// drawn is what a colour of a style is on a terminal with so many colours.
func drawn(c color.Color, profile colorprofile.Profile, of16 [16]uint32) color.Color {
	if basic, ok := profile.Convert(c).(ansi.BasicColor); ok {
		return rgb(of16[basic])
	}
	return profile.Convert(c)
}

func TestEveryTextAndBadgeCanBeReadInAnyTerminal(t *testing.T) {
	for _, terminal := range []struct {
		colours colorprofile.Profile
		of16    [16]uint32
		text    float64 // the least contrast: of a text, and of a bold one where the terminal chooses the colour
		rule    float64 // of a line that only decorates
	}{
		{colorprofile.TrueColor, xterm, 4.5, 2}, {colorprofile.ANSI256, xterm, 4.5, 2}, {colorprofile.ANSI, xterm, 3, 2}, {colorprofile.ANSI, vga, 3, 2},
	} {
		for _, name := range palette.Themes() {
			for background, dark := range map[uint32]bool{0xffffff: false, 0x000000: true} {
				if name == palette.Light && dark || name == palette.Dark && !dark {
					continue // chosen for the other background
				}
				styles := theme.New(name, theme.Terminal{Dark: dark, Few: terminal.colours == colorprofile.ANSI})
				drawings := roles(styles)
				for _, colour := range palette.Colours() {
					drawings["server "+colour], drawings["badge "+colour] = styles.Server(colour), styles.Badge(colour)
				}
				delete(drawings, "destructive") // filled with colours of its own
				for role, style := range drawings {
					least := terminal.text
					if _, named := style.GetForeground().(ansi.BasicColor); named {
						least = 3 // the theme of high contrast names the terminal's own
					}
					if role == "rule" {
						least = terminal.rule
					}
					if style.GetForeground() == (lipgloss.NoColor{}) {
						continue // the terminal's own text
					}
					if got := contrast(drawn(style.GetForeground(), terminal.colours, terminal.of16), rgb(background)); got < least {
						t.Errorf("%s of %s, dark %v, %s: the contrast is %.1f, want %.1f", role, name, dark, terminal.colours, got, least)
					}
				}
			}
		}
	}
}
