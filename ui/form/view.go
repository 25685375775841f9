package form

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

const (
	tallHeight = 16 // lines that every choice on a line of its own needs
	wideWidth  = 72 // cells from which the request is beside the form
	labelWidth = 10
	// earlierWidth is the width from which earlier deletions are shown below the request.
	earlierWidth = 120
	mostProse    = 100 // cells of a line that is read
)

// View draws the form.
func (m Model) View(styles theme.Styles) widget.Frame {
	width, height := m.width, m.height
	if width < wideWidth {
		return m.viewNarrow(width, height, styles)
	}
	left := m.formWidth() + 1
	form := m.fittingForm(m.formWidth(), height, styles)
	room := min(width-left-2, mostProse)
	pane := m.consequence(room, styles)
	pane = append(append(pane, ""), m.request(room, styles)...)
	if width >= earlierWidth {
		pane = append(append(pane, ""), m.earlier.Lines(room, height-len(pane)-1, styles)...)
	}
	separator := styles.Rule.Render("│ ")
	form.Lines = widget.Beside(form.Lines, widget.Marked(pane, height, room, widget.MoreMark(m.keys)), left, separator, height)
	return form
}

func (m Model) viewNarrow(width, height int, styles theme.Styles) widget.Frame {
	form := m.fittingForm(m.formWidth(), height, styles)
	below := m.below(width-2, styles)
	lines := append(form.Lines, "")
	if len(lines)+len(below) > height {
		lines = form.Lines // the empty lines give way first
		below = slices.DeleteFunc(below, func(line string) bool { return line == "" })
	}
	below = widget.Marked(below, height-len(lines), width-2, widget.MoreMark(m.keys))
	form.Lines = widget.Height(append(lines, widget.Indent(below, 1)...), height)
	return form
}

func (m Model) below(width int, styles theme.Styles) []string {
	if m.onlyRequest {
		return m.request(width, styles)
	}
	return m.consequence(width, styles)
}

// fittingForm draws the form as spaciously as it fits: errors take lines, too.
func (m Model) fittingForm(width, height int, styles theme.Styles) widget.Frame {
	// The most spacious form that fits. The choice never changes which keys do what: moving
	// must not choose, at any size.
	for _, density := range []density{spacious, dense} {
		if form := m.form(width, density, styles); height >= tallHeight && len(form.Lines) <= height {
			return form
		}
	}
	form := m.form(width, compact, styles)
	if form.Cursor == nil || form.Cursor.Y < height {
		return form
	}
	// A warning has taken the room, and what has the focus must be seen.
	from := form.Cursor.Y - height + 1
	form.Lines = form.Lines[from:]
	return form.Shift(0, -from)
}

func (m Model) formWidth() int {
	if m.width < wideWidth {
		return m.width - 1
	}
	// What is wider than usual goes to both: a long reason is seen, too.
	return min(48+max(0, m.width-earlierWidth)/4, 64, m.width/2+1) - 1
}

type density int

const (
	spacious density = iota // with empty lines between the groups
	dense                   // every choice on a line of its own
	compact                 // only the chosen one is shown
)

type formLines struct {
	widget.Frame
	styles theme.Styles
	width  int
	cut    string // ends what is cut off
}

func (f *formLines) add(lines ...string) { f.Lines = append(f.Lines, lines...) }

func (f *formLines) problem(text string) {
	if text == "" {
		return
	}
	// A long error must not push the field that it is about off the screen.
	const mostLines = 3
	for _, line := range widget.Marked(widget.Wrap("✗ "+text, f.width-2), mostLines, f.width-2, f.cut) {
		f.add("  " + f.styles.Danger.Render(line))
	}
}

// mark precedes what has the focus, so that it is seen without colours.
func (f *formLines) mark(focused bool) string {
	if focused {
		return f.styles.Accent.Render("▸")
	}
	return " "
}

func (f *formLines) input(label string, input widget.Input, focused bool) {
	if focused {
		label = f.styles.Accent.Render(widget.Fit(label, max(labelWidth, widget.Width(label))))
	}
	label = widget.Fit(label, max(labelWidth, widget.Width(label))) + " "
	label = f.mark(focused) + label
	start := widget.Width(label)
	line, cursor := input.View(max(4, f.width-start), f.styles)
	if cursor >= 0 {
		f.Cursor = widget.At(start+cursor, len(f.Lines))
	}
	f.add(label + line)
}

func (m Model) form(width int, density density, styles theme.Styles) widget.Frame {
	f := &formLines{styles: styles, width: width, cut: widget.MoreMark(m.keys)}
	tall, roomy := density != compact, density == spacious

	f.choice("Find the conversation by", "Find by", m.identifierType, m.focus == typeField, tall)
	// The form has no field for the server, so what is wrong with it is below the first one.
	f.problem(m.problems[deletion.FieldServer])
	f.gap(roomy)
	m.identifier.Suggest("for example " + m.row().Example)
	f.input(m.row().Label, m.identifier, m.focus == identifierField)
	f.problem(m.problems[deletion.FieldIdentifier])
	if m.row().TakesStatus {
		f.gap(roomy)
		f.choice("Which call", "Status", m.status, m.focus == statusField, tall)
		f.problem(m.problems[deletion.FieldStatus])
	}
	f.gap(roomy)
	// A reason that the server requires is marked before anything is refused.
	label := "Reason"
	if m.server.WantsReason() {
		label = "Reason *"
	}
	example := widget.Clean(m.server.ReasonExample())
	if example != "" {
		m.reason.Suggest("for example " + example)
	}
	f.input(label, m.reason, m.focus == reasonField)
	problem, written := m.problems[deletion.FieldReason], m.reason.Value()
	if problem == "" && example != "" && written != "" && deletion.CheckReason(m.server, written) != nil { // as long as it is typed
		f.add("  " + styles.Subtle.Render(widget.Cut("for example "+example, width-2)))
	}
	f.problem(problem)
	return f.Frame
}

func (f *formLines) gap(roomy bool) {
	if roomy {
		f.add("")
	}
}

// choice draws all values, or in few lines the chosen one. Digits precede them only with the
// focus: without it they choose nothing.
func (f *formLines) choice(heading, label string, choice widget.Choice, focused, tall bool) {
	if focused {
		f.Cursor = choiceCursor(choice, len(f.Lines), tall)
	}
	if !tall {
		f.add(f.mark(focused) + widget.Fit(label, labelWidth) + " " + choice.Line(focused, f.styles))
		return
	}
	mark := f.mark(focused)
	if focused {
		choice = choice.Numbered() // a digit takes one
		heading = f.styles.Accent.Render(heading)
	}
	f.add(mark + heading)
	f.add(widget.Indent(choice.List(focused, f.styles), 2)...)
}

// choiceCursor is the place of the chosen value of a choice whose first line is this one.
func choiceCursor(choice widget.Choice, line int, tall bool) *tea.Position {
	if !tall {
		return widget.At(1+labelWidth+1, line)
	}
	return widget.At(2, line+1+choice.Chosen)
}

func (m Model) consequence(width int, styles theme.Styles) []string {
	lines := []string{styles.Strong.Render("What will happen")}
	// Trimmed as the selector trims it: the sentence names what is really sent.
	text := deletion.Consequence(m.row().Type, widget.Clean(strings.TrimSpace(m.identifier.Value())), m.chosenStatus())
	lines = append(lines, widget.Wrap(text, width)...)
	// The API's page: with next, the server looks for a call in the upcoming minute. A person who
	// does not know that takes the wait for a fault.
	if m.row().TakesStatus && m.chosenStatus().Watches() {
		lines = append(lines, widget.Styled(styles.Subtle, widget.Wrap("The server may watch for up to a minute.", width))...)
	}
	if refusal := cmp.Or(m.refusal, m.held); refusal != "" {
		lines = append(lines, "")
		lines = append(lines, widget.Styled(styles.Warning, widget.Wrap("! This would be refused: "+widget.Clean(refusal), width))...)
	}
	if m.server.ClearText {
		lines = append(lines, "")
		lines = append(lines, widget.Styled(styles.Warning, widget.Wrap("! Clear text: others on the network can read key, request and answer.", width))...)
	}
	return lines
}

func (m Model) request(width int, styles theme.Styles) []string {
	return widget.Request(m.preview.Lines(), width, styles)
}
