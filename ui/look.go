package ui

import (
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"deletecall/palette"
	"deletecall/ui/theme"
)

type look struct {
	theme    palette.Theme
	terminal theme.Terminal
	styles   theme.Styles
}

// newLook assumes a dark background until the terminal answers; many never do.
func newLook(name palette.Theme) look {
	return look{theme: name, terminal: theme.Terminal{Dark: true}}.drawn()
}

func (l look) drawn() look {
	l.styles = theme.New(l.theme, l.terminal)
	return l
}

func (l look) on(background tea.BackgroundColorMsg) look {
	l.terminal.Dark = background.IsDark()
	return l.drawn()
}

func (l look) with(colours tea.ColorProfileMsg) look {
	l.terminal.Few = colours.Profile == colorprofile.ANSI
	return l.drawn()
}

func (l look) ask() tea.Cmd {
	// A theme that was chosen needs no answer, and a late one would be noise to a confirmation.
	if !l.theme.FollowsBackground() {
		return nil
	}
	return tea.RequestBackgroundColor
}
