package confirm

import (
	"slices"
	"strings"

	"deletecall/deletion"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// head says what is deleted. That it deletes another call than an earlier one comes before everything else: whole in a
// frame and in print, and elsewhere in the title, since lines are few. In a frame the identifier has a line of its own.
func (m Model) head(width int, airy bool, styles theme.Styles) []string {
	gap := func(lines []string) []string {
		if airy {
			lines = append(lines, "")
		}
		return lines
	}
	selector := m.review.Request.Selector
	label, identifier, status := selector.Type().Label(), widget.Clean(selector.Identifier()), ""
	if selector.Status() != deletion.NoStatus {
		status = ", status " + string(selector.Status())
	}
	if !m.framed() {
		title := styles.Danger
		if !m.review.Request.Server.ForPractice() {
			title = styles.Destructive
		}
		lines := gap([]string{title.Render(widget.Cut(m.title(), width))})
		if first := m.first(width, styles); m.printed && len(first) > 0 {
			lines = gap(append(lines, first...))
		}
		if whole := label + " " + styles.Strong.Render(identifier) + status; widget.Width(whole) <= width {
			return append(append(lines, whole), m.call(width, styles)...)
		}
		lines = append(lines, widget.Cut(label+status, width))
		return slices.Concat(lines, m.identifier(identifier, width, styles), m.call(width, styles))
	}
	lines := m.first(width, styles)
	if len(lines) > 0 {
		lines = gap(lines)
	}
	lines = gap(append(lines, widget.Cut(label+status, width)))
	const indent = 4
	if widget.Width(identifier) <= width-indent-2 {
		lines = gap(append(lines, strings.Repeat(" ", indent)+styles.Strong.Reverse(true).Render(" "+identifier+" ")))
	} else {
		lines = gap(append(lines, widget.Indent(m.identifier(identifier, width-indent, styles), indent)...))
	}
	if call := m.call(width, styles); len(call) > 0 {
		lines = gap(append(lines, call...))
	}
	return lines
}

// first is what nothing else is more important than: what has happened since the review, and
// that another call may be deleted than an earlier time.
func (m Model) first(width int, styles theme.Styles) (lines []string) {
	if m.changed != "" {
		for _, line := range widget.Wrap("! "+m.changed, width) {
			lines = append(lines, styles.Danger.Render(line))
		}
	}
	// The first warning is then about that, see [deletion.Review].
	if m.review.Repeats {
		text := m.review.Warnings[0]
		if m.short() {
			text = strings.TrimLeft(strings.TrimPrefix(text, m.review.Another), ":. ") // the title says it
		}
		lines = append(lines, m.warning(text, width, styles)...)
	}
	return lines
}

func (m Model) identifier(identifier string, width int, styles theme.Styles) []string {
	lines := widget.Block(identifier, width, 1) // one line is the bound before wrapping
	for i, line := range lines {
		lines[i] = styles.Strong.Render(line)
	}
	return lines
}

// warning draws a sentence in the colour of warnings, and with a sign for those who see no colours.
func (m Model) warning(text string, width int, styles theme.Styles) []string {
	lines := widget.Wrap("! "+widget.Clean(text), width)
	for i, line := range lines {
		lines[i] = styles.Warning.Render(line)
	}
	return lines
}

func (m Model) body(width int, airy bool, styles theme.Styles) []string {
	request := m.review.Request
	server, warnings := request.Server, m.review.Warnings
	var lines []string
	if m.review.Repeats {
		warnings = warnings[1:]
	}
	if m.short() { // there they are in the head
		lines = m.first(width, styles)
	}
	on := "On " + m.server(styles)
	if server.Host != server.Name { // one that has no name of its own is called by its host
		on += " at " + widget.Clean(server.Host)
	}
	lines = append(lines, widget.Wrap(on, width)...)
	lines = append(lines, m.asTyped(width, styles)...)
	lines = append(lines, widget.Wrap(widget.Clean(request.Consequence()), width)...)
	lines = append(lines, m.oddities(width, styles)...)
	for _, warning := range warnings {
		lines = append(lines, m.warning(warning, width, styles)...)
	}
	if server.Note != "" {
		for _, line := range widget.Wrap("Note: "+widget.Clean(server.Note), width) {
			lines = append(lines, styles.Server(server.Colour).Render(line))
		}
	}
	if request.Reason != "" {
		lines = append(lines, widget.Wrap("Reason: "+widget.Clean(request.Reason), width)...)
	}
	if airy {
		lines = append(lines, "")
	}
	// The preview of the prepared request, not of the form: what was shown is what is sent.
	lines = append(lines, requestLines(m.review.Preview, width, styles)...)
	if server.Proxy != "" {
		lines = append(lines, styles.Subtle.Render(widget.Cut("through the proxy "+widget.Clean(server.Proxy), width)))
	}
	return append(lines, m.facts(width, airy, styles)...)
}

func (m Model) server(styles theme.Styles) string {
	server := m.review.Request.Server
	if m.printed {
		return widget.Clean(server.Name)
	}
	return styles.Badge(server.Colour).Render(" " + widget.Clean(server.Name) + " ")
}

func requestLines(preview deletion.Preview, width int, styles theme.Styles) []string {
	const separator = " · "
	if preview.Endpoint == "" {
		return nil
	}
	line := string(preview.Method) + " "
	var lines []string
	for i, parameter := range preview.ChoosingFirst() {
		// In a value it would read as two parameters: then each has a line of its own.
		if strings.Contains(parameter.Value, strings.TrimSpace(separator)) {
			return widget.Request(preview.Lines(), width, styles)
		}
		next := parameter.Name + "=" + parameter.Value
		switch {
		case i == 0:
			line += next
		// A parameter is not parted where it fits into a line.
		case widget.Width(widget.Clean(line+separator+next)) > width:
			lines, line = append(lines, line), " "+next
		default:
			line += separator + next
		}
	}
	lines = append(lines, line, "to "+preview.Endpoint)
	if preview.Login != "" {
		lines = append(lines, "after a login as "+preview.Login)
	}
	return widget.Request(lines, width, styles)
}
