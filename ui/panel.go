package ui

import (
	"deletecall/keymap"
	"deletecall/ui/widget"
)

// panelWidth is how many cells are kept beside a result for the queue, and for what was deleted
// before; 0 without room. They are kept before both are known: the result must not jump.
func (c Console) panelWidth() int {
	// In cells. A row of the queue is shorter than one of what was deleted before.
	const leastForQueue, panel, most = 110, 50, 72
	queue := len(c.queued.Items()) > 0 && c.width >= leastForQueue
	if c.screen != keymap.Result || !queue && c.width < earlierWidth {
		return 0
	}
	return min(panel+max(0, c.width-earlierWidth)/2, most)
}

// besideResult puts the queue, and below it what was deleted before, beside the result.
func (c Console) besideResult(frame widget.Frame, height int) widget.Frame {
	width := c.panelWidth()
	if width == 0 {
		return frame
	}
	var panel []string
	if len(c.queued.Items()) > 0 {
		panel = queuePanel(c.queued.Queue, width, height, c.styles)
	}
	intent := c.result.Record().Intent
	// Without this very deletion, which the result is about.
	list := c.earlier.Without(intent.Number)
	// The list of another identifier may be the one that was read last.
	if c.width >= earlierWidth && list.Of == intent.Identifier && len(list.Records) > 0 {
		lines := list.Lines(width-widget.BoxWidth, height-len(panel)-widget.BoxHeight, c.styles)
		panel = append(panel, widget.Box("", lines, width, widget.Single, c.styles.Rule)...)
	}
	frame.Lines = widget.Beside(frame.Lines, panel, c.width-width, "", height)
	return frame
}
