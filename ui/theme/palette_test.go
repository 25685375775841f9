package theme_test

import (
	"image/color"
	"slices"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"deletecall/palette"
	"deletecall/ui/theme"
)

// Colours of the 16 that a terminal always has.
var (
	greys   = []color.Color{lipgloss.White, lipgloss.BrightBlack}
	reds    = []color.Color{lipgloss.Red, lipgloss.BrightRed}
	greens  = []color.Color{lipgloss.Green, lipgloss.BrightGreen}
	blues   = []color.Color{lipgloss.Blue, lipgloss.BrightBlue}
	yellows = []color.Color{lipgloss.Yellow, lipgloss.BrightYellow}
	purples = []color.Color{lipgloss.Magenta, lipgloss.BrightMagenta}
)

func TestColoursKeepTheirHueInAnyTerminal(t *testing.T) {
	for _, name := range []palette.Theme{palette.Light, palette.Dark, palette.ColourBlind} {
		for _, dark := range []bool{false, true} {
			s := theme.New(name, theme.Terminal{Dark: dark})
			hues := map[string][]color.Color{"subtle": greys, "rule": greys, "success": greens, "warning": yellows, "danger": reds, "accent": blues}
			if name == palette.Light {
				hues["warning"] = purples
			}
			if name == palette.ColourBlind {
				hues["success"], hues["warning"] = blues, append(purples, yellows...)
				hues["accent"] = []color.Color{lipgloss.Black, lipgloss.BrightWhite}
			}
			for role, hue := range hues {
				drawn := roles(s)[role].GetForeground()
				if colorprofile.ANSI256.Convert(drawn) != drawn {
					t.Errorf("%s of %s is another colour among 256", role, name)
				}
				if of16 := colorprofile.ANSI.Convert(drawn); !slices.Contains(hue, of16) {
					t.Errorf("%s of %s, dark %v, is %v among 16", role, name, dark, of16)
				}
			}
		}
	}
}

func TestOutcomesAreToldApartAmong16Colours(t *testing.T) {
	for _, name := range palette.Themes() {
		for _, dark := range []bool{false, true} {
			if name == palette.None {
				continue
			}
			seen := map[color.Color]string{}
			for _, role := range []string{"success", "warning", "danger", "accent"} {
				of16 := colorprofile.ANSI.Convert(roles(theme.New(name, theme.Terminal{Dark: dark}))[role].GetForeground())
				if other, taken := seen[of16]; taken {
					t.Errorf("%s: %s and %s look alike", name, role, other)
				}
				seen[of16] = role
			}
		}
	}
}
