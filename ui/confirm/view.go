package confirm

import (
	"deletecall/deletion"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// spacious is the height from which empty lines part the groups.
const spacious = 14

// View draws the confirmation. What a person has to read comes first, the
// buttons stand at the bottom and are never cut off.
func (m Model) View(styles theme.Styles) widget.Frame {
	bottom, cursor := m.bottom(m.inner(), styles)
	body := m.body(m.inner(), styles)
	room := m.room(len(bottom))
	lines := m.scroll.Window(body, min(len(body), room))
	if len(body) < room {
		lines = append(lines, "")
	}
	if more := m.scroll.Position(len(body), room); more != "" && m.hint == "" {
		bottom[len(bottom)-1] = styles.Warning.Render(widget.Cut(more+" (↓ for more)", m.inner()))
	}
	frame := widget.Frame{Lines: widget.Height(widget.Indent(append(lines, bottom...), 1), m.height)}
	if cursor >= 0 {
		frame.Cursor = widget.At(cursor+1, len(lines))
	}
	return frame
}

func (m Model) inner() int { return max(1, m.width-2) }

// room is how many lines there are above the buttons.
func (m Model) room(bottom int) int { return max(0, m.height-bottom) }

func (m Model) scrolled(by int) Model {
	styles := theme.New(theme.None, false) // only the number of lines matters
	bottom, _ := m.bottom(m.inner(), styles)
	m.scroll.Move(by, len(m.body(m.inner(), styles)), m.room(len(bottom)))
	return m
}

func (m Model) body(width int, styles theme.Styles) []string {
	request := m.review.Request
	server := request.Server
	lines := []string{styles.Danger.Render("Delete this conversation?")}
	if m.height >= spacious {
		lines = append(lines, "")
	}
	name := "On " + styles.Server(server.Colour).Render(widget.Clean(server.Name)) + " at " + widget.Clean(server.Host)
	if server.Note != "" {
		name += ", " + widget.Clean(server.Note)
	}
	lines = append(lines, widget.Wrap(name, width)...)
	lines = append(lines, widget.Wrap(widget.Clean(request.Selector.Consequence()), width)...)
	for _, warning := range m.review.Warnings {
		for _, line := range widget.Wrap("! "+widget.Clean(warning), width) {
			lines = append(lines, styles.Warning.Render(line))
		}
	}
	if request.Reason != "" {
		lines = append(lines, widget.Wrap("Reason: "+widget.Clean(request.Reason), width)...)
	}
	if m.height >= spacious {
		lines = append(lines, "")
	}
	lines = append(lines, widget.Request(m.review.Preview.Lines(), width, styles)...)
	if server.Proxy != "" {
		lines = append(lines, styles.Subtle.Render(widget.Cut("through the proxy "+widget.Clean(server.Proxy), width)))
	}
	return lines
}

// bottom is the text field, the buttons and the hint; cursor is its column in
// the first line, or -1.
func (m Model) bottom(width int, styles theme.Styles) (lines []string, cursor int) {
	cursor = -1
	chosen := -1
	switch m.focus {
	case cancelPart:
		chosen = 0
	case acceptPart:
		chosen = 1
	}
	buttons := widget.Buttons([]string{"Cancel", acceptLabel(m.review.Request)}, chosen, styles)
	if m.wantsTyping() {
		label := "Type " + styles.Strong.Render(widget.Clean(m.wanted())) + " to delete: "
		field, at := m.typed.View(max(1, min(typedLength+4, width-widget.Width(label))))
		if at >= 0 {
			cursor = widget.Width(label) + at
		}
		lines = append(lines, widget.Cut(label+styles.Field.Styled(field), width))
	}
	lines = append(lines, widget.Cut(buttons, width), styles.Warning.Render(widget.Cut(m.hint, width)))
	return lines, cursor
}

func acceptLabel(request deletion.Request) string {
	if request.Selector.Type() == deletion.Extension {
		return "Delete the call"
	}
	return "Delete"
}
