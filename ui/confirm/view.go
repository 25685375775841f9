package confirm

import (
	"strings"

	"deletecall/deletion"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// spacious is the height from which empty lines part the groups.
const spacious = 14

// View draws the confirmation. What is deleted comes first and stays in sight
// however long the rest is; the buttons stand at the bottom and are never cut off.
func (m Model) View(styles theme.Styles) widget.Frame {
	bottom, cursor := m.bottom(m.inner(), styles)
	head, body := m.parts(m.inner(), len(bottom), styles)
	room := m.room(len(head) + len(bottom))
	lines := append(head, m.scroll.Window(body, min(len(body), room))...)
	if len(body) < room {
		lines = append(lines, "")
	}
	// Where a part is hidden, the last line says so: nobody confirms unaware that there is more.
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

// room is how many lines are left beside others.
func (m Model) room(others int) int { return max(0, m.height-others) }

func (m Model) scrolled(by int) Model {
	styles := theme.Plain() // only the number of lines matters
	// The same parts and the same room as in View: otherwise the last lines could not be reached.
	bottom, _ := m.bottom(m.inner(), styles)
	head, body := m.parts(m.inner(), len(bottom), styles)
	room := m.room(len(head) + len(bottom))
	m.scroll.Move(by, len(body), room)
	m.seen = max(m.seen, m.scroll.Offset+room)
	return m
}

// identifierSeen reports whether all of the identifier was in sight at this size: it
// stays there, or was scrolled through.
func (m Model) identifierSeen() bool {
	styles := theme.Plain()
	bottom, _ := m.bottom(m.inner(), styles)
	head, _ := m.parts(m.inner(), len(bottom), styles)
	return head != nil || m.scrolled(0).seen >= len(m.head(m.inner(), styles))
}

// parts are the lines that stay and those that scroll below them. An identifier so
// long that it would fill the screen scrolls too, from its beginning.
func (m Model) parts(width, bottom int, styles theme.Styles) (head, body []string) {
	const leastBody = 2
	head, body = m.head(width, styles), m.body(width, styles)
	if m.room(len(head)+bottom) < leastBody {
		return nil, append(head, body...)
	}
	return head, body
}

// head says what is deleted.
func (m Model) head(width int, styles theme.Styles) []string {
	selector := m.review.Request.Selector
	lines := []string{styles.Danger.Render("Delete this conversation?")}
	if m.height >= spacious {
		lines = append(lines, "")
	}
	label, identifier, status := selector.Type().Label()+" ", widget.Clean(selector.Identifier()), ""
	if selector.Status() != deletion.NoStatus {
		status = ", status " + string(selector.Status())
	}
	if widget.Width(label+identifier+status) <= width {
		return append(lines, label+styles.Strong.Render(identifier)+status)
	}
	lines = append(lines, widget.Cut(label+strings.TrimPrefix(status, ", "), width))
	// One line is the bound before wrapping: the identifier is shown whole, however long it is.
	for _, line := range widget.Block(identifier, width, 1) {
		lines = append(lines, styles.Strong.Render(line))
	}
	return lines
}

// body is everything else that a person should read, the most important first.
func (m Model) body(width int, styles theme.Styles) []string {
	request := m.review.Request
	server, warnings := request.Server, m.review.Warnings
	var lines []string
	warn := func(text string) {
		for _, line := range widget.Wrap("! "+widget.Clean(text), width) {
			lines = append(lines, styles.Warning.Render(line))
		}
	}
	if len(m.review.Unsettled) > 0 && len(warnings) > 0 { // nothing is more important than an unknown outcome
		warn(warnings[0])
		warnings = warnings[1:]
	}
	lines = append(lines, widget.Wrap("On "+styles.Server(server.Colour).Render(widget.Clean(server.Name))+" at "+widget.Clean(server.Host), width)...)
	lines = append(lines, widget.Wrap(widget.Clean(request.Selector.Consequence()), width)...)
	for _, warning := range warnings {
		warn(warning)
	}
	if server.Note != "" {
		lines = append(lines, widget.Wrap("Note: "+widget.Clean(server.Note), width)...)
	}
	if request.Reason != "" {
		lines = append(lines, widget.Wrap("Reason: "+widget.Clean(request.Reason), width)...)
	}
	if m.height >= spacious {
		lines = append(lines, "")
	}
	// The preview of the prepared request, not of the form: what was shown is what is sent.
	lines = append(lines, widget.Request(m.review.Preview.Lines(), width, styles)...)
	if server.Proxy != "" {
		lines = append(lines, styles.Subtle.Render(widget.Cut("through the proxy "+widget.Clean(server.Proxy), width)))
	}
	return lines
}

// bottom is the text field, the buttons and the hint; cursor is its column in
// the first line, or -1.
// Each part is one line at every size, so the buttons stay where they are while hints change.
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
		// A little wider than what is wanted, so that a character too many is seen.
		field, at := m.typed.View(max(1, min(widget.Width(m.wanted())+4, width-widget.Width(label))), styles)
		if at >= 0 {
			cursor = widget.Width(label) + at
		}
		lines = append(lines, widget.Cut(label+field, width))
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
