package widget

import tea "charm.land/bubbletea/v2"

// Frame is what a screen draws: lines, and where the cursor is in them.
type Frame struct {
	Lines  []string
	Cursor *tea.Position // nil without a cursor
}

// At is a position in a frame; nil when column is negative.
func At(column, line int) *tea.Position {
	if column < 0 {
		return nil
	}
	return &tea.Position{X: column, Y: line}
}

// Shift moves the frame's cursor with its lines.
func (f Frame) Shift(columns, lines int) Frame {
	if f.Cursor != nil {
		f.Cursor = &tea.Position{X: f.Cursor.X + columns, Y: f.Cursor.Y + lines}
	}
	return f
}
