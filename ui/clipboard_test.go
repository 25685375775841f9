package ui_test

import (
	"testing"

	"github.com/charmbracelet/x/ansi"

	"deletecall/ui"
)

func TestTheClipboardIsReachedThroughMultiplexers(t *testing.T) {
	bare := ansi.SetSystemClipboard("8856")
	for _, test := range []struct {
		tmux       bool
		term, want string
	}{
		{false, "xterm-256color", bare},
		{true, "tmux-256color", bare + ansi.TmuxPassthrough(bare)}, // which of them it takes, its configuration says
		{true, "screen-256color", bare + ansi.TmuxPassthrough(bare)},
		{false, "screen", ansi.ScreenPassthrough(bare, 768)},
	} {
		if got := ui.ThroughMultiplexer(bare, test.tmux, test.term); got != test.want {
			t.Errorf("in %s: %q", test.term, got)
		}
	}
}
