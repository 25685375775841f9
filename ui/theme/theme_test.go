package theme_test

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"deletecall/deletion"
	"deletecall/ui/theme"
	_ "deletecall/ui/uitest" // its -update flag
)

func roles(s theme.Styles) map[string]lipgloss.Style {
	return map[string]lipgloss.Style{
		"text": s.Text, "strong": s.Strong, "subtle": s.Subtle, "rule": s.Rule, "accent": s.Accent,
		"success": s.Success, "warning": s.Warning, "danger": s.Danger, "selected": s.Selected,
	}
}

func TestWithoutColoursThereIsNoColour(t *testing.T) {
	for name, style := range roles(theme.New(theme.None, true)) {
		if drawn := style.Render("x"); strings.Contains(drawn, "38;") || strings.Contains(drawn, "\x1b[3") {
			t.Errorf("%s is drawn as %q", name, drawn)
		}
	}
}

func TestStylesAddNoTextAndNoBlinking(t *testing.T) {
	for _, name := range []theme.Name{theme.Auto, theme.Light, theme.Dark, theme.Contrast, theme.None, "no such theme"} {
		for _, dark := range []bool{false, true} {
			for role, style := range roles(theme.New(name, dark)) {
				if drawn := style.Render("x"); ansi.Strip(drawn) != "x" || style.GetBlink() {
					t.Errorf("%s of %s is drawn as %q", role, name, drawn)
				}
			}
		}
	}
}

func TestTheThemeFollowsTheBackgroundOnlyWhereItIsAskedTo(t *testing.T) {
	for name, follows := range map[theme.Name]bool{theme.Auto: true, theme.Contrast: true, theme.Light: false, theme.Dark: false, theme.None: false} {
		differs := theme.New(name, true).Danger.Render("x") != theme.New(name, false).Danger.Render("x")
		if differs != follows {
			t.Errorf("%s differs with the background: %v", name, differs)
		}
	}
}

func TestEachOutcomeHasASignOfItsOwn(t *testing.T) {
	signs := map[string]deletion.OutcomeKind{}
	for _, kind := range deletion.OutcomeKinds() {
		sign := theme.Sign(string(kind))
		if other, taken := signs[sign]; taken || ansi.StringWidth(sign) != 1 {
			t.Errorf("%s has the sign %q of %s", kind, sign, other)
		}
		signs[sign] = kind
	}
	if theme.Sign("something new") != theme.Sign(string(deletion.Unknown)) {
		t.Error("an outcome that this version does not know looks known")
	}
}

func TestAnUnknownColourOfAServerIsNoError(t *testing.T) {
	styles := theme.New(theme.Dark, true)
	if styles.Server("red").Render("x") != styles.Danger.Render("x") || styles.Server("\x1b[31m").Render("x") != styles.Strong.Render("x") {
		t.Error("a server is drawn in the wrong role")
	}
}
