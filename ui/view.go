package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/widget"
)

// LeastWidth and LeastHeight are the cells without which the console shows nothing but
// that it needs them.
const LeastWidth, LeastHeight = 40, 12

const (
	// tallHeight is the height from which tabs and rules are drawn.
	tallHeight = 16
	// Beyond these nothing gets better, and memory would be the terminal's to spend.
	// Bubble Tea allocates every cell: a client may ask for a terminal of 65,535 by 65,535, which
	// took 24 GB.
	mostWidth, mostHeight = 400, 150
)

// Clamp bounds the size that a terminal reports, before anything is laid out or
// allocated for it. It is a filter of the Bubble Tea program.
func Clamp(_ tea.Model, msg tea.Msg) tea.Msg {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		return tea.WindowSizeMsg{Width: max(0, min(size.Width, mostWidth)), Height: max(0, min(size.Height, mostHeight))}
	}
	return msg
}

func isTooSmall(width, height int) bool { return width < LeastWidth || height < LeastHeight }

// tooSmall is what is shown instead of a screen that has no room.
func tooSmall(width, height int) string {
	text := fmt.Sprintf("deletecall needs %dx%d cells; this terminal has %dx%d.", LeastWidth, LeastHeight, width, height)
	return strings.Join(widget.Height(widget.Wrap(text, width), height), "\n")
}

// layout gives every part its place.
// It runs after every message, not only after a resize: notices, news and
// the banner change the height of the body.
func (c Console) layout() Console {
	width, height := c.width, c.height
	top, bottom := len(c.top()), len(c.bottom())
	body := max(0, height-top-bottom)
	c.form = c.form.Resize(width, body)
	c.confirm = c.confirm.Resize(width, body)
	if isTooSmall(width, height) {
		c.confirm = c.confirm.Resize(0, 0) // it is not on the screen
	}
	c.result = c.result.Resize(width, body)
	c.history = c.history.Resize(width, body)
	c.help = c.help.resize(width, body)
	if c.dialog != nil {
		c.dialog = c.dialog.resize(width, body)
	}
	return c
}

// View draws the screen.
func (c Console) View() tea.View {
	view := tea.View{AltScreen: true, WindowTitle: c.title()}
	// Before the size of the terminal is known there is nothing to lay out: drawing for a guessed
	// size would flash, and be drawn again at once.
	switch {
	case c.width == 0 || c.height == 0:
		return view
	case isTooSmall(c.width, c.height):
		view.Content = tooSmall(c.width, c.height)
		return view
	}
	top, bottom := c.top(), c.bottom()
	room := max(0, c.height-len(top)-len(bottom))
	body := c.body(room)
	lines := append(top, widget.Height(body.Lines, room)...)
	lines = append(lines, bottom...)
	for i, line := range lines {
		lines[i] = widget.Cut(line, c.width)
	}
	view.Content = strings.Join(lines, "\n")
	// On a small screen the notices may cover the line of the cursor.
	if body.Cursor != nil && body.Cursor.Y+len(top) < c.height-len(bottom) {
		view.Cursor = tea.NewCursor(body.Cursor.X, body.Cursor.Y+len(top))
		// A blinking cursor makes the terminal draw all the time, over slow lines too.
		view.Cursor.Blink = false
	}
	return view
}

func (c Console) body(height int) widget.Frame {
	if c.dialog != nil {
		return c.dialog.view(c.styles)
	}
	switch c.screen {
	case keymap.Confirm:
		return c.confirm.View(c.styles)
	case keymap.Sending:
		if one, ok := c.onScreen(); ok {
			return one.View(c.width, height, c.styles)
		}
		return widget.Frame{}
	case keymap.Result:
		return c.result.View(c.styles)
	case keymap.History:
		return c.history.View(c.styles)
	case keymap.Help:
		return c.help.view(c.styles)
	}
	return c.form.View(c.styles)
}

// top is the header, the tabs, and what must be seen on every screen.
func (c Console) top() []string {
	lines := []string{c.header()}
	if c.height >= tallHeight {
		lines = append(lines, c.tabs(), c.rule())
	}
	return append(lines, c.banner()...)
}

// bottom is what was last said, and the keys.
func (c Console) bottom() []string {
	width, most := max(1, c.width-2), 4
	// What was said may take lines from a screen, but never those that show what is deleted.
	switch {
	case c.height < tallHeight && (c.screen == keymap.Confirm || c.dialog != nil):
		most = 1 // what is confirmed or answered needs the room
	case c.height < tallHeight:
		most = 3
	}
	now := c.notice.lines(width, min(most, 3), c.styles)
	said := append(c.news.lines(width, max(1, most-len(now)), c.styles), now...)
	lines := widget.Indent(said, 1)
	if c.height >= tallHeight && len(said) == 0 {
		lines = []string{c.rule()}
	}
	keys := c.keys.Footer(c.keyScreen(), c.useless()...)
	if c.keyScreen() == keymap.Confirm {
		keys = c.confirm.NameButton(keys)
	}
	return append(lines, " "+widget.Footer(keys, width, c.styles, c.waysOut()...))
}

// waysOut are the keys that leave a screen; on the narrowest one they are shown.
// A new screen's way out belongs here, or a narrow footer hides it.
func (c Console) waysOut() []key.Binding {
	return []key.Binding{
		c.keys.Binding(keymap.Back), c.keys.Binding(keymap.SendingLeave), c.keys.Binding(keymap.ConfirmCancel),
		c.keys.Binding(keymap.FilterCancel), c.keys.Binding(keymap.DialogCancel),
	}
}

// useless are the actions that would do nothing at the moment.
// They only leave the footer, which has room for few; a key that is struck all the same says
// why it does nothing.
func (c Console) useless() []keymap.Action {
	useless := c.uselessHere()
	if len(c.news) == 0 && !c.notice.stays || c.screen == keymap.Confirm {
		useless = append(useless, keymap.NoticesDismiss)
	}
	return useless
}

func (c Console) uselessHere() []keymap.Action {
	switch {
	case c.dialog != nil && c.dialog.typing():
		return []keymap.Action{keymap.ShowHistory, keymap.ShowHelp, keymap.FormOptionNext}
	case c.dialog != nil:
		return []keymap.Action{keymap.ShowHistory, keymap.ShowHelp} // it is answered first
	case c.screen == keymap.Help:
		return []keymap.Action{keymap.ShowHelp}
	case c.screen == keymap.Form && c.form.Typing():
		return []keymap.Action{keymap.FormOptionNext}
	case c.screen == keymap.Confirm:
		return c.confirm.Useless()
	case c.screen == keymap.Result:
		return c.result.Useless()
	case c.screen == keymap.History:
		return c.history.Useless()
	}
	return nil
}

func (c Console) rule() string { return c.styles.Rule.Render(strings.Repeat("─", c.width)) }

// header always says which server is meant, and who acts.
func (c Console) header() string {
	server := c.styles.Warning.Render("no server is configured")
	if c.server.Name != "" {
		server = c.styles.Server(c.server.Colour).Render(widget.Clean(c.server.Name))
	}
	if c.server.ClearText {
		server += " " + c.styles.Warning.Render("clear text")
	}
	right := widget.Clean(c.options.Workflow.Operator().Name) + " "
	if count := len(c.underWay); count > 0 {
		right = c.styles.Accent.Render(fmt.Sprintf("%d in progress", count)) + "  " + right
	}
	program := " " + c.styles.Strong.Render("deletecall") + "  "
	host, note := c.aside(c.server.Host), c.aside(c.server.Note)
	// What gives way first where there is no room: the note, the host, the program's name.
	for _, left := range []string{program + server + host + note, program + server + host, program + server} {
		if widget.Width(left)+2+widget.Width(right) <= c.width {
			return widget.Ends(left, right, c.width)
		}
	}
	// The server's name never gives way: it decides whose conversation is deleted.
	return widget.Ends(" "+server, right, c.width)
}

// aside is something that may be left out of the header.
func (c Console) aside(text string) string {
	if text == "" {
		return ""
	}
	return "  " + c.styles.Subtle.Render(widget.Clean(text))
}

func (c Console) tabs() string {
	var tabs []string
	for _, tab := range []struct {
		name    string
		screens []keymap.Screen
	}{
		{"Delete", []keymap.Screen{keymap.Form, keymap.Confirm, keymap.Sending, keymap.Result}},
		{"History", []keymap.Screen{keymap.History}},
		{"Help", []keymap.Screen{keymap.Help}},
	} {
		name := "  " + c.styles.Subtle.Render(tab.name)
		for _, screen := range tab.screens {
			if screen == c.screen {
				name = c.styles.Accent.Render("▸ " + tab.name)
			}
		}
		tabs = append(tabs, name)
	}
	return " " + strings.Join(tabs, "   ")
}

// title names server and state, for whoever has many terminals.
func (c Console) title() string {
	state := map[keymap.Screen]string{
		keymap.Form: "form", keymap.Confirm: "confirm", keymap.Sending: "sending",
		keymap.Result: "result", keymap.History: "history", keymap.Help: "help",
	}[c.screen]
	if c.server.Name == "" {
		return "deletecall – " + state
	}
	// Cleaned, because a title travels in an OSC sequence, which a control in the name would end.
	// Cut, so that the state at the end is seen where window managers cut long titles.
	return "deletecall – " + widget.Cut(widget.Clean(c.server.Name), 50) + " – " + state
}
