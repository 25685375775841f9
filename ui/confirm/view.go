package confirm

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

const (
	// From these on there is a frame around the confirmation, and the identifier has a line
	// of its own.
	framedWidth, framedHeight = 60, 16
	// widest is as long as a line is easily read.
	widest = 100
	// spacious is the height from which empty lines part the groups of one without a frame.
	spacious = 14
)

// View draws the confirmation. What is deleted comes first and stays in sight
// however long the rest is; the buttons are at the bottom and are never cut off.
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
	frame := widget.Frame{Lines: append(lines, bottom...), Cursor: &cursor}
	frame = m.framedBy(frame.Shift(0, len(lines)), styles)
	frame.Lines = widget.Height(frame.Lines, m.height)
	return frame
}

// framedBy puts the contents into their place on the screen, with a frame where there is
// room for one: a double one in the colour of danger where the deletion is no practice.
func (m Model) framedBy(contents widget.Frame, styles theme.Styles) widget.Frame {
	if !m.framed() {
		contents.Lines = widget.Indent(contents.Lines, 1)
		return contents.Shift(1, 0)
	}
	border, style := widget.Double, styles.Danger
	if m.review.Request.Server.ForPractice() {
		border, style = widget.Single, styles.Strong
	}
	width := m.inner() + widget.BoxWidth
	left := (m.width - width) / 2
	contents.Lines = widget.Indent(widget.Box(m.title(), contents.Lines, width, border, style), left)
	return contents.Shift(left+widget.BoxWidth/2, widget.BoxHeight/2)
}

// framed reports whether there is a frame. It takes cells and lines, which a small screen needs for
// what is deleted.
func (m Model) framed() bool { return m.width >= framedWidth && m.height >= framedHeight }

// short reports whether lines are so few that what comes before everything else is in the title.
func (m Model) short() bool { return !m.framed() && !m.printed }

func (m Model) inner() int {
	if m.framed() {
		return min(widest, m.width-2-widget.BoxWidth)
	}
	return max(1, m.width-2)
}

func (m Model) room(others int) int {
	if m.framed() {
		others += widget.BoxHeight
	}
	return max(0, m.height-others)
}

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
	return head != nil || m.scrolled(0).seen >= len(m.head(m.inner(), false, styles))
}

// parts are the lines that stay and those that scroll below them. An identifier so
// long that it would fill the screen scrolls too, from its beginning.
func (m Model) parts(width, bottom int, styles theme.Styles) (head, body []string) {
	const leastBody = 2
	airy := m.height >= spacious
	head, body = m.head(width, airy, styles), m.body(width, airy, styles)
	// The empty lines give way before anything is hidden.
	if m.framed() && len(body) > m.room(len(head)+bottom) {
		head, body = m.head(width, false, styles), m.body(width, false, styles)
	}
	if m.room(len(head)+bottom) < leastBody {
		return nil, append(m.head(width, false, styles), body...)
	}
	return head, body
}

// title asks. Without a frame it also is the first line, so what comes before everything else is in it.
func (m Model) title() string {
	title := "Delete this conversation?"
	if m.review.Another != "" && m.short() {
		title = "! " + m.review.Another + "."
	}
	if m.place != "" {
		title += " " + m.place
	}
	return title
}

// bottom is the text field, the buttons and the hint, and where the cursor is in them.
// Each part is one line at every size, so the buttons stay where they are while hints change.
func (m Model) bottom(width int, styles theme.Styles) (lines []string, cursor tea.Position) {
	if m.wantsTyping() {
		label := "Type " + styles.Strong.Render(widget.Clean(m.wanted())) + " to delete: "
		// A little wider than what is wanted, so that a character too many is seen.
		field, at := m.typed.View(max(1, min(widget.Width(m.wanted())+4, width-widget.Width(label))), styles)
		cursor = tea.Position{X: widget.Width(label) + at}
		lines = append(lines, widget.Cut(label+field, width))
	}
	buttons, at := m.buttons(styles)
	if m.focus != typedPart {
		cursor = tea.Position{X: at, Y: len(lines)}
	}
	cursor.X = min(cursor.X, width-1)
	return append(lines, widget.Cut(buttons, width), widget.Cut(m.said(styles), width)), cursor
}

// buttons draws Cancel and Delete. The focused one has brackets, and Delete marks that no
// other button has: whoever sees no colours can't take it for Cancel either. focused is the
// column at which the label of the focused one begins.
func (m Model) buttons(styles theme.Styles) (line string, focused int) {
	const gap = "  "
	cancel, accept := "  Cancel  ", "    "+acceptLabel(m.review.Request)+"    "
	focused = len("[ ")
	switch {
	case m.focus == cancelPart:
		cancel = styles.Selected.Render("[ Cancel ]")
	case m.focus == acceptPart:
		focused = widget.Width(cancel) + len(gap) + len("!![ ")
		accept = styles.Destructive.Render("!![ " + acceptLabel(m.review.Request) + " ]!!")
	}
	switch {
	case m.focus == acceptPart:
	case m.complete():
		accept = styles.Danger.Render(accept)
	default:
		accept = styles.Subtle.Render(accept) // until it is typed, it does nothing
	}
	return cancel + gap + accept, focused
}

// said is the hint, or what the next key would do where it deletes.
func (m Model) said(styles theme.Styles) string {
	switch {
	case m.awaits != nothing && m.hint != pastedText:
		return styles.Accent.Render(m.awaiting())
	case m.hint == readFirst && m.unread > 0:
		return styles.Warning.Render(readFirst + " " + strings.Repeat("■", m.unread) + strings.Repeat("□", readingSteps-m.unread))
	case m.hint != "":
		return styles.Warning.Render(m.hint)
	case m.complete() && (m.focus == acceptPart || m.focus == typedPart):
		key := m.keys.Binding(keymap.ConfirmPress).Help().Key
		return styles.Danger.Render(strings.ToUpper(key[:min(1, len(key))]) + key[min(1, len(key)):] + " deletes. This can't be undone.")
	}
	return ""
}

// acceptLabel says no more than is known: only a call that was shown is "this call".
func acceptLabel(request deletion.Request) string {
	switch {
	case request.NamesShown():
		return "Delete this call"
	case request.Selector.Type() == deletion.Extension:
		return "Delete the call"
	}
	return "Delete"
}
