package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/confirm"
	"deletecall/ui/input"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// Question is the confirmation alone, as a program of its own, for a command
// that asks on a terminal.
type Question struct {
	keys          keymap.Map
	confirm       confirm.Model
	wait          tea.Cmd
	width, height int
	confirmed     bool
	answered      bool
}

// NewQuestion asks for the confirmation of a review.
func NewQuestion(review deletion.Review, keys keymap.Map) Question {
	q := Question{keys: keys}
	q.confirm, q.wait = confirm.New(keys, review)
	return q
}

// Confirmed reports whether the person confirmed.
func (q Question) Confirmed() bool { return q.confirmed }

// Init begins the reading time.
func (q Question) Init() tea.Cmd { return q.wait }

// Update takes keys until the question is answered.
func (q Question) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		q.width, q.height = msg.Width, msg.Height
		q.confirm = q.confirm.Resize(q.width, max(0, q.height-1))
		return q, nil
	case tea.KeyPressMsg:
		if q.keys.MatchesTyping(msg, keymap.Quit) || q.keys.Matches(msg, keymap.Quit) {
			q.answered = true
			return q, tea.Quit
		}
	}
	var (
		command tea.Cmd
		answer  confirm.Answer
	)
	if _, isNoise := msg.(input.Noise); isNoise {
		q.confirm, command, _ = q.confirm.Disturbed()
		return q, command
	}
	q.confirm, command, answer = q.confirm.Update(msg)
	if answer == nil {
		return q, command
	}
	_, q.confirmed = answer.(confirm.Confirmed)
	q.answered = true
	return q, tea.Quit
}

// View draws the confirmation over the whole screen.
func (q Question) View() tea.View {
	if q.width == 0 || q.answered {
		return tea.View{}
	}
	styles := theme.New(theme.Contrast, true)
	frame := q.confirm.View(styles)
	lines := append(widget.Height(frame.Lines, max(0, q.height-1)),
		" "+widget.Footer(q.keys.Footer(keymap.Confirm, append(q.confirm.Useless(), keymap.NoticesDismiss)...), max(1, q.width-2), styles))
	view := tea.View{Content: strings.Join(lines, "\n"), AltScreen: true}
	if frame.Cursor != nil {
		view.Cursor = tea.NewCursor(frame.Cursor.X, frame.Cursor.Y)
		view.Cursor.Blink = false
	}
	return view
}
