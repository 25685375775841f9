package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/confirm"
	"deletecall/ui/input"
	"deletecall/ui/widget"
)

// Question is the console's confirmation alone, as a program of its own, for a
// command that asks on a terminal. It has the console's keys, theme and sizes.
type Question struct {
	options Options
	look
	confirm       confirm.Model
	wait          tea.Cmd
	width, height int
	notice        notice
	answer        confirm.Answer // nil until it is answered
	answered      bool
}

// NewQuestion asks for the confirmation of a review. Of the options it uses keys,
// theme, and whether it can be suspended.
// It sends nothing. The command executes the review after the program has ended and the
// terminal is the shell's again.
func NewQuestion(options Options, review deletion.Review) Question {
	q := Question{options: options, look: newLook(options.Theme)}
	q.confirm, q.wait = confirm.New(options.Keys, review)
	return q
}

// Confirmed returns the review that the person confirmed, if so.
// It is false after ctrl+c and after the end of the terminal: only a person's answer confirms.
func (q Question) Confirmed() (deletion.Review, bool) {
	answer, ok := q.answer.(confirm.Confirmed)
	return answer.Review, ok
}

// Init begins the reading time.
func (q Question) Init() tea.Cmd { return tea.Batch(q.look.ask(), q.wait) }

// Update takes keys until the question is answered.
func (q Question) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	q, command := q.route(msg)
	// After every message, as in the console: the notice and the footer change the room.
	q.confirm = q.confirm.Resize(q.width, max(0, q.height-len(q.bottom())))
	if isTooSmall(q.width, q.height) {
		q.confirm = q.confirm.Resize(0, 0) // it is not shown
	}
	return q, command
}

func (q Question) route(msg tea.Msg) (Question, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		q.width, q.height = msg.Width, msg.Height
		return q, nil
	case tea.BackgroundColorMsg:
		q.look = q.look.on(msg)
		return q, nil
	case tea.KeyPressMsg:
		q.notice = notice{}
		action, _ := q.options.Keys.Action(keymap.Confirm, msg, q.confirm.Typing())
		if command, said, ok := q.options.programKey(action); ok {
			q.notice, q.answered = said, q.answered || action == keymap.Quit
			var wait tea.Cmd
			q.confirm, wait, _ = q.confirm.Disturbed() // it is a key of whatever burst it came in
			return q, tea.Batch(command, wait)
		}
	}
	var command tea.Cmd
	if _, isNoise := msg.(input.Noise); isNoise {
		q.confirm, command, _ = q.confirm.Disturbed()
		return q, command
	}
	q.confirm, command, q.answer = q.confirm.Update(msg)
	// Until it is answered the program stays; afterwards it must end at once, so that the
	// result is printed below.
	if q.answer == nil {
		return q, command
	}
	q.answered = true
	return q, tea.Quit
}

func (q Question) bottom() []string {
	width := max(1, q.width-2)
	keys := q.options.Keys
	shown := q.confirm.NameButton(keys.Footer(keymap.Confirm, append(append(q.confirm.Useless(), keysFromAnywhere()...), keymap.NoticesDismiss)...))
	footer := widget.Footer(shown, nil, width, q.styles, keys.Binding(keymap.ConfirmCancel))
	return append(widget.Indent(q.notice.lines(width, 3, " …", q.styles), 1), " "+footer)
}

// View draws the confirmation over the whole screen.
func (q Question) View() tea.View {
	switch {
	// Without AltScreen the terminal leaves the alternate screen, so the last frame of the question
	// is not left above the command's result.
	case q.width == 0 || q.answered:
		return tea.View{}
	case isTooSmall(q.width, q.height):
		return fullScreen(tooSmall(q.width, q.height))
	}
	frame, bottom := q.confirm.View(q.styles), q.bottom()
	lines := append(widget.Height(frame.Lines, max(0, q.height-len(bottom))), bottom...)
	view := fullScreen(strings.Join(lines, "\n"))
	if frame.Cursor != nil {
		view.Cursor = tea.NewCursor(frame.Cursor.X, frame.Cursor.Y)
		view.Cursor.Blink = false
	}
	return view
}
