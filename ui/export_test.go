package ui

import (
	"charm.land/bubbles/v2/key"

	"deletecall/keymap"
)

// KeyScreen is the screen whose keys are in force.
func (c Console) KeyScreen() keymap.Screen { return c.keyScreen() }

// Size is the terminal's.
func (c Console) Size() (width, height int) { return c.width, c.height }

// FooterKeys are the keys that the footer offers at the moment.
func (c Console) FooterKeys() []key.Binding { return append(c.footer(), c.further()...) }

// Edges are the lines above and below the body, as layout counts them and as they are drawn.
func (c Console) Edges() (counted, drawn [2]int) {
	top, bottom := c.edges()
	return [2]int{top, bottom}, [2]int{len(c.top()), len(c.bottom())}
}

// ThroughMultiplexer is a sequence as it reaches the terminal through tmux or screen.
var ThroughMultiplexer = throughMultiplexer
