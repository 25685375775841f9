package theme_test

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"deletecall/deletion"
	"deletecall/palette"
	"deletecall/ui/theme"
	_ "deletecall/ui/uitest" // its -update flag
)

func roles(s theme.Styles) map[string]lipgloss.Style {
	return map[string]lipgloss.Style{
		"text": s.Text, "strong": s.Strong, "subtle": s.Subtle, "rule": s.Rule, "accent": s.Accent,
		"success": s.Success, "warning": s.Warning, "danger": s.Danger, "selected": s.Selected,
		"destructive": s.Destructive,
	}
}

func TestWithoutColoursThereIsNoColour(t *testing.T) {
	for name, style := range roles(theme.New(palette.None, theme.Terminal{Dark: true})) {
		if drawn := style.Render("x"); strings.Contains(drawn, "38;") || strings.Contains(drawn, "\x1b[3") {
			t.Errorf("%s is drawn as %q", name, drawn)
		}
	}
}

func TestStylesAddNoTextAndNoBlinking(t *testing.T) {
	for _, name := range append(palette.Themes(), "no such theme") {
		for _, dark := range []bool{false, true} {
			for role, style := range roles(theme.New(name, theme.Terminal{Dark: dark})) {
				if drawn := style.Render("x"); ansi.Strip(drawn) != "x" || style.GetBlink() {
					t.Errorf("%s of %s is drawn as %q", role, name, drawn)
				}
			}
		}
	}
}

// With NO_COLOR the terminal gets no colours of a theme that has some; the button that deletes
// is filled all the same.
func TestWhatDeletesIsFilledWithoutItsColours(t *testing.T) {
	for _, name := range palette.Themes() {
		var plain strings.Builder
		writer := colorprofile.Writer{Forward: &plain, Profile: colorprofile.ASCII}
		if _, err := writer.WriteString(theme.New(name, theme.Terminal{Dark: true}).Destructive.Render("x")); err != nil || !strings.Contains(plain.String(), "7m") {
			t.Errorf("%s: it is drawn as %q, %v", name, plain.String(), err)
		}
	}
}

func TestTheThemeFollowsTheBackgroundOnlyWhereItIsAskedTo(t *testing.T) {
	for _, name := range append(palette.Themes(), "no such theme") {
		differs := theme.New(name, theme.Terminal{Dark: true}).Danger.Render("x") != theme.New(name, theme.Terminal{}).Danger.Render("x")
		if differs != name.FollowsBackground() {
			t.Errorf("%s differs with the background: %v", name, differs)
		}
	}
}

func TestEachOutcomeHasASignOfItsOwn(t *testing.T) {
	signs := map[string]deletion.OutcomeKind{}
	for _, kind := range deletion.OutcomeKinds() {
		sign := theme.Sign(kind)
		if other, taken := signs[sign]; taken || ansi.StringWidthWc(sign) != 1 {
			t.Errorf("%s has the sign %q of %s", kind, sign, other)
		}
		signs[sign] = kind
	}
	if theme.Sign("something new") != theme.Sign(deletion.Unknown) {
		t.Error("an outcome that this version does not know looks known")
	}
}

func TestEachColourOfAServerHasAStyleOfItsOwn(t *testing.T) {
	styles, seen := theme.New(palette.Dark, theme.Terminal{Dark: true}), map[string]string{}
	for _, colour := range append(palette.Colours(), "") {
		drawn := styles.Server(colour).Render("x")
		if other, taken := seen[drawn]; taken {
			t.Errorf("servers in %q and in %q look alike", colour, other)
		}
		seen[drawn] = colour
	}
}

func TestAnUnknownColourOfAServerIsNoError(t *testing.T) {
	styles := theme.New(palette.Dark, theme.Terminal{Dark: true})
	if styles.Server("red").Render("x") != styles.Danger.Render("x") || styles.Server("\x1b[31m").Render("x") != styles.Strong.Render("x") {
		t.Error("a server is drawn in the wrong role")
	}
}
