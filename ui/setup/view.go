package setup

import (
	"strings"

	"charm.land/lipgloss/v2"

	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// labelWidth is that of the longest label, in cells.
const labelWidth = 12

// View draws the screen. The buttons stay in place while the page above them scrolls: what is to be
// written may be longer than the screen.
func (m Model) View(styles theme.Styles) widget.Frame {
	if m.stage == typing {
		return m.form(styles)
	}
	page := m.page(styles)
	lines := m.scroll.Announced(page, m.room(), styles)
	lines = append(widget.Height(lines, m.room()), m.bottom(styles))
	frame := widget.Frame{Lines: widget.Indent(lines, 1)}
	if m.stage == tested || m.stage == notSaved {
		frame.Cursor = widget.At(1+widget.ButtonColumn(m.buttons(), m.button), m.room())
	}
	return frame
}

func (m Model) room() int { return max(1, m.height-1) }

// lines is counted without styles, which take no cells. Scrolling needs the number at every key.
func (m Model) lines() int { return len(m.page(theme.Plain())) }

// lines collects lines, and remembers those of the part with the focus.
type lines struct {
	widget.Frame
	width    int
	styles   theme.Styles
	from, to int // of the part with the focus
}

// add cleans its text: what a server or its certificate says is foreign (promise 7).
func (l *lines) add(text string, style lipgloss.Style) {
	for _, line := range widget.Wrap(widget.Clean(text), l.width) {
		l.Lines = append(l.Lines, style.Render(line))
	}
}

func (l *lines) below(text string, style lipgloss.Style) {
	// Less on a narrow screen, where the text needs the cells more.
	indent := min(labelWidth+2, max(2, l.width/4))
	for _, line := range widget.Wrap(widget.Clean(text), max(8, l.width-indent)) {
		l.Lines = append(l.Lines, strings.Repeat(" ", indent)+style.Render(line))
	}
}

// form is the first page. What is wrong with a field is below it, where the eye is.
func (m Model) form(styles theme.Styles) widget.Frame {
	l := &lines{width: max(1, m.width-2), styles: styles}
	// With fewer lines, the fields and what is wrong with them have all of these.
	roomy := m.height >= 16
	l.add("Add a server", styles.Strong)
	if roomy {
		l.add("It is tested before anything is written. No deletion is sent.", styles.Subtle)
		l.Lines = append(l.Lines, "")
	}
	m.field(l, namePart, "Name", m.problem(NameField))
	m.field(l, urlPart, "URL", m.problem(URLField))
	if m.checked.Problems[URLField] == "" && m.checked.Address != "" {
		l.below("→ "+m.checked.Address, styles.Subtle)
		for _, warning := range m.checked.Warnings {
			l.below("! "+warning, styles.Warning)
		}
	}
	m.choice(l, sourcePart, "API key", m.source)
	if m.has(keyPart) {
		m.field(l, keyPart, m.keyLabel(), m.problem(KeyField))
	}
	m.field(l, userPart, "User", m.problem(UserField))
	if m.has(passwordPart) {
		m.field(l, passwordPart, "Password", m.problem(PasswordField))
	}
	m.choice(l, practicePart, "For practice", m.practice)
	m.field(l, notePart, "Note", m.problem(NoteField))
	if roomy {
		l.Lines = append(l.Lines, "")
		l.add(m.about(), styles.Subtle)
	}
	return l.window(m.height)
}

// window shows as many lines as there is room for, those of the focus among them.
func (l *lines) window(height int) widget.Frame {
	var scroll widget.Scroll
	// The end first, then the beginning: where not all of the part fits, its label and its field
	// are seen.
	scroll.Follow(l.to, len(l.Lines), height)
	scroll.Follow(l.from, len(l.Lines), height)
	frame := widget.Frame{Lines: widget.Indent(scroll.Window(l.Lines, height), 1), Cursor: l.Cursor}
	return frame.Shift(1, -scroll.Offset)
}

// problem is what is wrong with a field. What is only missing is said after enter: nobody is
// blamed for a field that they have not come to.
func (m Model) problem(field Field) string {
	empty := map[Field]bool{NameField: m.name.Value() == "", URLField: m.url.Value() == "", KeyField: m.has(keyPart) && m.inputOf(keyPart).Value() == ""}
	if empty[field] && !m.strict {
		return ""
	}
	return m.checked.Problems[field]
}

// inputOf is the text field of a part for drawing, which changes nothing.
func (m Model) inputOf(at part) widget.Input { return *(&m).input(at) }

func (m Model) label(l *lines, at part, text string) string {
	text = widget.Fit(text, labelWidth)
	if m.focus == at {
		l.from = len(l.Lines)
		return l.styles.Accent.Render("▸" + text + " ")
	}
	return " " + text + " "
}

// field draws a label, its text field, and what is wrong with it. A refused paste comes before any
// other problem, since it has just happened.
func (m Model) field(l *lines, at part, text, problem string) {
	label := m.label(l, at, text)
	line, cursor := m.inputOf(at).View(max(4, min(60, l.width-widget.Width(label))), l.styles)
	if cursor >= 0 {
		l.Cursor = widget.At(widget.Width(label)+cursor, len(l.Lines))
	}
	l.Lines = append(l.Lines, label+line)
	if m.focus == at && m.paste != "" {
		problem = m.paste
	}
	if problem != "" {
		l.below("✗ "+problem, l.styles.Danger)
	}
	if m.focus == at {
		l.to = len(l.Lines) - 1
	}
}

// choice shows the chosen value alone: the arrows and digits reach the others.
func (m Model) choice(l *lines, at part, text string, choice widget.Choice) {
	label := m.label(l, at, text)
	if m.focus == at {
		l.Cursor = widget.At(widget.Width(label), len(l.Lines))
	}
	for _, line := range widget.Wrap(choice.Line(false, l.styles), max(8, l.width-widget.Width(label))) {
		if m.focus == at {
			line = l.styles.Accent.Render(line)
		}
		l.Lines = append(l.Lines, label+line)
		label = strings.Repeat(" ", widget.Width(label))
	}
	if m.focus == at {
		l.to = len(l.Lines) - 1
	}
}

func (m Model) keyLabel() string {
	switch KeySource(m.source.Chosen) {
	case FromFile:
		return "Key file"
	case FromCommand:
		return "Command"
	}
	return "Key"
}

func (m Model) about() string {
	switch m.focus {
	case namePart:
		return "A short name without blanks, such as production. It is shown wherever something is deleted."
	case urlPart:
		return "The address as a browser shows it, such as https://verba.example.com"
	case sourcePart, keyPart:
		switch KeySource(m.source.Chosen) {
		case FromFile:
			return "The whole path of a file that only you can read, with the API key in it."
		case FromCommand:
			return "The program and its arguments, separated by blanks, such as: pass show verba. No shell reads them."
		case Prompted:
			return "You are asked for the key before the first request that needs it. It is written nowhere, and forgotten when it was not used for 5 minutes."
		}
		return "The key is not shown. It is written into " + m.checked.KeyFile + ", which only you can read, and not into the configuration."
	case userPart:
		return "The API user, where the server requires a login with this key, as current installations do. Otherwise leave it empty."
	case passwordPart:
		if m.Server().Password.IsSet() {
			return "The password is not shown. It is written into " + m.checked.PasswordFile + ", which only you can read, and not into the configuration."
		}
		return "Leave it empty to be asked for it, hidden, when it is needed. What is typed here is kept in a private file."
	case practicePart:
		return "On a system for practice a key confirms. On a real one the end of the identifier is typed."
	}
	return "A remark that is shown next to the name, such as: legal hold applies. It may be empty."
}

func (m Model) page(styles theme.Styles) []string {
	l := &lines{width: max(1, m.width-2), styles: styles}
	if m.stage == testing {
		l.add("Testing "+m.checked.Address+" …", styles.Strong)
		text := "The server is asked for a call that does not exist. No deletion is sent."
		if m.Server().AsksLater() {
			text = "The program connects to the server, and sends no request."
		}
		l.add(text, styles.Text)
		return l.Lines
	}
	l.add("The test", styles.Strong)
	for _, finding := range m.findings {
		sign, style := "✓ ", styles.Success
		switch finding.State {
		case Warning:
			sign, style = "! ", styles.Warning
		case Wrong:
			sign, style = "✗ ", styles.Danger
		}
		l.add(sign+finding.Text, style)
		for line := range strings.Lines(finding.Advice) {
			l.add("  "+hint.Capital(strings.TrimSuffix(line, "\n")), styles.Text)
		}
		if finding.Pin != "" {
			l.add("  Its SHA-256 fingerprint is "+finding.Pin, styles.Strong)
			l.add("  Trust it only if the server's administrator reads you the same.", styles.Text)
		}
	}
	// Said on this page too, since it is here that a person decides.
	for _, warning := range m.checked.Warnings {
		l.add("! "+warning, styles.Warning)
	}
	l.Lines = append(l.Lines, "")
	if m.failure != "" {
		l.add("✗ Nothing was written. "+m.failure, styles.Danger)
		l.Lines = append(l.Lines, "")
	}
	l.add("This is added to "+m.checked.File, styles.Strong)
	for line := range strings.Lines(m.checked.Text) {
		l.add("  "+strings.TrimSuffix(line, "\n"), styles.Text)
	}
	if m.checked.KeyFile != "" {
		l.add("The key is written into "+m.checked.KeyFile+", which only you can read.", styles.Text)
	}
	if m.checked.PasswordFile != "" {
		l.add("The password is written into "+m.checked.PasswordFile+", which only you can read.", styles.Text)
	}
	return l.Lines
}

func (m Model) bottom(styles theme.Styles) string {
	switch m.stage {
	case testing:
		return styles.Subtle.Render(m.keys.Binding(keymap.DialogCancel).Help().Key + " goes back")
	case saving:
		return styles.Subtle.Render("Writing…")
	}
	return widget.Buttons(m.buttons(), m.button, styles)
}

// wideButtons is the width from which three buttons with their whole names fit.
const wideButtons = 72

// buttons names the second one by what it means: where the test found a problem, the server is
// written in spite of it.
func (m Model) buttons() []string {
	write, trust := "Write it", "Trust this certificate"
	for _, finding := range m.findings {
		if finding.State == Wrong {
			write = "Write it anyway"
		}
	}
	if m.width < wideButtons && m.offered() != "" {
		write, trust = "Write it", "Trust"
	}
	buttons := []string{"Back", write}
	if m.offered() != "" {
		buttons = append(buttons, trust)
	}
	return buttons
}
