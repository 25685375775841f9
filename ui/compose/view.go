package compose

import (
	"strings"

	"deletecall/deletion"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

const (
	tallHeight = 16 // lines that every choice on a line of its own needs
	wideWidth  = 72 // cells from which the request stands beside the form
	labelWidth = 10
)

// View draws the form.
func (m Model) View(styles theme.Styles) widget.Frame {
	width, height := m.width, m.height
	if width < wideWidth {
		return m.viewNarrow(width, height, styles)
	}
	left := min(48, width/2+1)
	form := m.form(left-1, height, styles)
	pane := m.consequence(width-left-2, styles)
	pane = append(append(pane, ""), m.request(width-left-2, styles)...)
	separator := styles.Rule.Render("│ ")
	lines := widget.Beside(widget.Indent(form.Lines, 1), pane, left, separator, height)
	form.Lines = lines
	return form.Shift(1, 0)
}

// viewNarrow puts what will happen, or the request, below the form.
func (m Model) viewNarrow(width, height int, styles theme.Styles) widget.Frame {
	form := m.form(width-2, height, styles)
	below := m.consequence(width-2, styles)
	if m.onlyRequest {
		below = m.request(width-2, styles)
	}
	lines := append(form.Lines, "")
	if len(lines)+len(below) > height {
		lines = form.Lines // the empty line gives way first
	}
	form.Lines = widget.Height(widget.Indent(append(lines, below...), 1), height)
	return form.Shift(1, 0)
}

// formLines collects the form's lines and remembers the cursor.
type formLines struct {
	widget.Frame
	styles theme.Styles
	width  int
}

func (f *formLines) add(lines ...string) { f.Lines = append(f.Lines, lines...) }

func (f *formLines) problem(text string) {
	if text == "" {
		return
	}
	const mostLines = 3
	wrapped := widget.Wrap("✗ "+text, f.width-1)
	for _, line := range wrapped[:min(len(wrapped), mostLines)] {
		f.add(" " + f.styles.Danger.Render(line))
	}
}

func (f *formLines) input(label string, input widget.Input, focused bool) {
	if focused {
		label = f.styles.Accent.Render(widget.Fit(label, max(labelWidth, widget.Width(label))))
	}
	label = widget.Fit(label, max(labelWidth, widget.Width(label))) + " "
	start := widget.Width(label)
	line, cursor := input.View(max(4, f.width-start))
	if cursor >= 0 {
		f.Cursor = widget.At(start+cursor, len(f.Lines))
	}
	f.add(label + f.styles.Field.Render(line))
}

func (m Model) form(width, height int, styles theme.Styles) widget.Frame {
	f := &formLines{styles: styles, width: width}
	tall := height >= tallHeight
	roomy := height >= tallHeight+3

	f.choice("Find the conversation by", "Find by", m.identifierType, m.focus == typeField, tall)
	f.problem(m.problems[deletion.FieldServer])
	f.gap(roomy)
	f.input(m.row().Label, m.identifier, m.focus == identifierField)
	f.problem(m.problems[deletion.FieldIdentifier])
	if m.row().TakesStatus {
		f.gap(roomy)
		f.choice("Which of its calls", "Status", m.status, m.focus == statusField, tall)
		f.problem(m.problems[deletion.FieldStatus])
	}
	f.gap(roomy)
	label := "Reason"
	if m.server.ReasonRequired {
		label = "Reason *"
	}
	f.input(label, m.reason, m.focus == reasonField)
	f.problem(m.problems[deletion.FieldReason])
	return f.Frame
}

func (f *formLines) gap(roomy bool) {
	if roomy {
		f.add("")
	}
}

func (f *formLines) choice(heading, label string, choice widget.Choice, focused, tall bool) {
	if !tall {
		f.add(widget.Fit(label, labelWidth) + " " + choice.Line(focused, f.styles))
		return
	}
	if focused {
		heading = f.styles.Accent.Render(heading)
	}
	f.add(heading)
	f.add(widget.Indent(choice.List(focused, f.styles), 1)...)
}

// consequence says what will happen, as far as the form is written.
func (m Model) consequence(width int, styles theme.Styles) []string {
	lines := []string{styles.Strong.Render("What will happen")}
	text := deletion.Consequence(m.row().Type, widget.Clean(strings.TrimSpace(m.identifier.Value())), m.chosenStatus())
	lines = append(lines, widget.Wrap(text, width)...)
	if m.row().TakesStatus && m.chosenStatus().Watches() {
		lines = append(lines, styled(styles.Subtle.Render, widget.Wrap("The server may watch for a minute.", width))...)
	}
	if m.server.ClearText {
		lines = append(lines, "")
		lines = append(lines, styled(styles.Warning.Render, widget.Wrap("! Clear text: key, request and answer can be read on the way.", width))...)
	}
	return lines
}

// request shows the request as it will be sent.
func (m Model) request(width int, styles theme.Styles) []string {
	return widget.Request(m.preview.Lines(), width, styles)
}

func styled(render func(...string) string, lines []string) []string {
	for i, line := range lines {
		lines[i] = render(line)
	}
	return lines
}
