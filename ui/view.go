package ui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/safetext"
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

// isTooSmall is one rule for layout and View: what View does not draw, layout must not let anybody
// confirm.
func isTooSmall(width, height int) bool { return width < LeastWidth || height < LeastHeight }

func tooSmall(width, height int) string {
	text := fmt.Sprintf("deletecall needs %dx%d cells; this terminal has %dx%d.", LeastWidth, LeastHeight, width, height)
	return strings.Join(widget.Height(widget.Wrap(text, width), height), "\n")
}

// layout gives every part its place.
// It runs after every message, not only after a resize: notices, news and
// the banner change the height of the body.
func (c Console) layout() Console {
	width, height := c.width, c.height
	top, bottom := c.edges()
	body := max(0, height-top-bottom)
	c.form = c.form.Resize(width, body)
	c.confirm = c.confirm.Resize(width, body)
	if isTooSmall(width, height) {
		c.confirm = c.confirm.Resize(0, 0) // it is not on the screen
	}
	c.result = c.result.Resize(width-c.panelWidth(), body)
	c.queueScreen = c.queueScreen.resize(width, body)
	c.history = c.history.Resize(width, body)
	c.search = c.search.Resize(width, body)
	c.help = c.help.resize(width, body)
	if c.dialog != nil {
		c.dialog = c.dialog.resize(width, body)
	}
	return c
}

// View draws the screen.
func (c Console) View() tea.View {
	view := fullScreen("")
	view.WindowTitle = c.title()
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
	if body.Cursor == nil {
		body.Cursor = focus(body.Lines)
	}
	lines := append(top, widget.Height(body.Lines, room)...)
	lines = append(lines, bottom...)
	for i, line := range lines {
		lines[i] = widget.Cut(line, c.width)
	}
	view.Content = safetext.Drawn(strings.Join(lines, "\n"))
	// On a small screen the notices may cover the line of the cursor.
	if body.Cursor != nil && body.Cursor.Y+len(top) < c.height-len(bottom) {
		view.Cursor = tea.NewCursor(body.Cursor.X, body.Cursor.Y+len(top))
		// A blinking cursor makes the terminal draw all the time, over slow lines too.
		view.Cursor.Blink = false
	}
	return view
}

func fullScreen(content string) tea.View {
	view := tea.View{AltScreen: true, Content: content}
	// The place of a key on a US keyboard, so that ctrl+c is found on any other (input.Unwrap).
	view.KeyboardEnhancements.ReportAlternateKeys = true
	return view
}

// body is what is below the header: the dialog in place of the screen, where one is open.
func (c Console) body(height int) widget.Frame {
	switch {
	case c.helpOver:
		return c.help.view(c.styles)
	case c.dialog != nil:
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
		return c.besideResult(c.result.View(c.styles), height)
	case keymap.Queue:
		return c.queueScreen.view(c.queued.Queue, queueKeys{c.keys.Binding(keymap.FormCorrect).Help().Key, c.keys.Binding(keymap.QueueSkip).Help().Key}, c.styles)
	case keymap.History:
		return c.history.View(c.styles)
	case keymap.Calls:
		return c.search.View(c.styles)
	case keymap.Help:
		return c.help.view(c.styles)
	}
	return c.form.View(c.styles)
}

// edges are the numbers of lines above and below the body. To lay out they are only counted: to draw
// them for it took a fifth of the time of a key.
func (c Console) edges() (top, bottom int) {
	said, _ := c.said(c.lineWidth())
	top, bottom = 1+len(c.banner()), len(said)+1
	if c.height >= tallHeight {
		top += 2 // the tabs and a rule
		bottom = max(bottom, 2)
	}
	return top, bottom
}

func (c Console) lineWidth() int { return max(1, c.width-2) }

// top is the header, the tabs, and what must be seen on every screen.
func (c Console) top() []string {
	lines := []string{c.header()}
	if c.height >= tallHeight {
		lines = append(lines, c.tabs(), c.rule())
	}
	return append(lines, c.banner()...)
}

func (c Console) bottom() []string {
	width := c.lineWidth()
	said, _ := c.said(width)
	lines := widget.Indent(said, 1)
	if c.height >= tallHeight && len(said) == 0 {
		lines = []string{c.rule()}
	}
	return append(lines, " "+widget.Footer(c.footer(), c.further(), width, c.styles, c.waysOut()...))
}

func (c Console) footer() []key.Binding {
	keys := c.keys.Footer(c.keyScreen(), append(c.useless(), c.inTabs()...)...)
	switch c.keyScreen() {
	case keymap.Confirm:
		return c.confirm.NameButton(keys)
	case keymap.Help:
		keys = c.help.withHints(keys)
	case keymap.Actions:
		keys = slices.Insert(keys, min(1, len(keys)), typeToSearch)
	case keymap.Recent:
	default:
		return keys
	}
	return c.nameSearchKey(keys)
}

func (c Console) further() []key.Binding {
	return c.keys.Further(c.keyScreen(), append(c.useless(), c.inTabs()...)...)
}

// inTabs are the actions whose keys are above the screen already.
func (c Console) inTabs() []keymap.Action {
	if c.height < tallHeight {
		return nil
	}
	return []keymap.Action{keymap.ShowDelete, keymap.ShowSearch, keymap.ShowHistory, keymap.ChooseServer}
}

// said are the lines of what was said last, and how many of the news are among them.
func (c Console) said(width int) (lines []string, news int) {
	most := 4
	// What was said may take lines from a screen, but never those that show what is deleted.
	switch {
	case c.height < tallHeight && (c.screen == keymap.Confirm || c.dialog != nil):
		most = 1 // what is confirmed or answered needs the room
	case c.height < tallHeight:
		most = 3
	}
	last := c.notice.besides(c.unusable())
	if c.inHelp(last) {
		last = notice{}
	}
	now := last.lines(width, min(most, 3), c.moreMark(), c.styles)
	next := c.keys.Binding(keymap.NoticesDismiss)
	key := ""
	if next.Enabled() {
		key = next.Help().Key
	}
	if !slices.ContainsFunc(c.news, func(one notice) bool { return !c.inHelp(one) }) {
		return now, len(c.news)
	}
	lines, news = c.news.lines(width, max(1, most-len(now)), key, c.moreMark(), c.styles)
	return append(lines, now...), news
}

// dismiss takes away what was said and is on the screen. What had no room comes up then.
func (c Console) dismiss() Console {
	_, read := c.said(c.lineWidth())
	c.news, c.notice = c.news[read:], notice{}
	return c
}

// waysOut are the keys that leave a screen, and those that accept a dialog; on the narrowest one
// they are shown. A new screen's way out belongs here, or a narrow footer hides it.
func (c Console) waysOut() []key.Binding {
	return []key.Binding{
		c.keys.Binding(keymap.Back), c.keys.Binding(keymap.SendingLeave), c.keys.Binding(keymap.ConfirmCancel),
		c.keys.Binding(keymap.FilterCancel), c.keys.Binding(keymap.DialogCancel), c.keys.Binding(keymap.DialogAccept),
		c.searchKey(), c.keys.Binding(keymap.CallsLeave),
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
	if len(c.underWay) == 0 || c.screen == keymap.Sending && len(c.underWay) == 1 {
		useless = append(useless, keymap.ShowProgress)
	}
	if len(c.queued.Items()) == 0 || c.screen == keymap.Queue {
		useless = append(useless, keymap.ShowQueue)
	}
	if c.options.Examples == nil {
		useless = append(useless, keymap.ShowExamples)
	}
	return useless
}

func (c Console) uselessHere() []keymap.Action {
	switch {
	case c.helpOver:
		return keysFromAnywhere()
	case c.dialog != nil:
		// It is answered first.
		useless := slices.DeleteFunc(keysFromAnywhere(), func(action keymap.Action) bool { return action == keymap.ShowHelp })
		if c.dialog.typing() {
			useless = append(useless, keymap.FormOptionNext, keymap.ButtonNext)
		}
		if d, ok := c.dialog.(interface{ Useless() []keymap.Action }); ok {
			useless = append(useless, d.Useless()...)
		}
		return useless
	case c.screen == keymap.Help:
		return []keymap.Action{keymap.ShowHelp}
	case c.screen == keymap.Form:
		return append(c.form.Useless(), keymap.ShowDelete)
	case c.screen == keymap.Confirm:
		return append(keysFromAnywhere(), c.confirm.Useless()...)
	case c.screen == keymap.Queue:
		return c.uselessInQueue()
	case c.screen == keymap.Result:
		return c.result.Useless()
	case c.screen == keymap.History:
		return c.history.Useless()
	case c.screen == keymap.Calls:
		return c.search.Useless()
	}
	return nil
}

func (c Console) rule() string { return c.styles.Rule.Render(strings.Repeat("─", c.width)) }
