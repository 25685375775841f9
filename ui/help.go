package ui

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// help lists the live keys, and the words of outcomes and queries.
type help struct {
	keys          keymap.Map
	about         keymap.Screen // the screen from which it was called stands first
	scroll        widget.Scroll
	width, height int
}

func newHelp(keys keymap.Map) help { return help{keys: keys} }

func (c Console) toHelp(msg tea.Msg) (Console, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return c, nil
	}
	action, _ := c.keys.Action(keymap.Help, press, false)
	// To the screen that it was called from, which may be in the middle of something.
	if action == keymap.Back {
		return c.show(c.former)
	}
	// Counted at every key: the number of lines depends on the width and on the user's own keys.
	lines := len(c.help.lines(c.styles))
	room := widget.Room(lines, c.help.height)
	c.help.scroll.Move(widget.By(action, room), lines, room)
	return c, nil
}

func (h help) resize(width, height int) help {
	h.width, h.height = width, height
	return h
}

func (h help) view(styles theme.Styles) widget.Frame {
	return widget.Frame{Lines: widget.Indent(h.scroll.Announced(h.lines(styles), h.height, styles), 1)}
}

func (h help) lines(styles theme.Styles) []string {
	width := max(1, h.width-2)
	// The keys of the screen that was left come first: they are what somebody looks for.
	screens := []keymap.Screen{h.about, keymap.Global}
	for _, screen := range keymap.Screens() {
		if screen != h.about && screen != keymap.Global {
			screens = append(screens, screen)
		}
	}
	var lines []string
	for _, screen := range screens {
		entries := h.keys.Help(screen)
		// The user may have disabled all keys of a screen.
		if len(entries) == 0 {
			continue
		}
		lines = append(lines, styles.Strong.Render(screen.Title()))
		for _, entry := range entries {
			lines = append(lines, row(entry.Labels(), entry.Long, 22, width, styles)...)
		}
		lines = append(lines, "")
	}
	lines = append(lines, styles.Strong.Render("Outcomes"))
	// Outcomes and queries are explained here too, from the same tables as everywhere, since
	// no other screen has room for it.
	for _, kind := range deletion.OutcomeKinds() {
		lines = append(lines, row(theme.Sign(string(kind))+" "+kind.Label(), outcomeMeaning(kind), 22, width, styles)...)
	}
	lines = append(lines, "")
	for _, line := range widget.Wrap("History filter: words, and fields such as outcome:refused -operator:alice since:7d", width) {
		lines = append(lines, styles.Strong.Render(line))
	}
	for _, field := range query.Fields() {
		lines = append(lines, row(string(field.Field)+":"+field.Example, field.Meaning, 22, width, styles)...)
	}
	for _, form := range query.Forms() {
		lines = append(lines, row(form[0], form[1], 22, width, styles)...)
	}
	return lines
}

// row is a name and its meaning, which goes on below itself.
func row(name, meaning string, names, width int, styles theme.Styles) []string {
	// On a narrow screen the meaning needs the room more than the name, which is cut instead.
	if width < 2*names {
		names = 12
	}
	wrapped := widget.Wrap(meaning, max(8, width-names-2))
	lines := make([]string, len(wrapped))
	for i, line := range wrapped {
		label := ""
		if i == 0 {
			label = name
		}
		lines[i] = " " + styles.Accent.Render(widget.Fit(label, names)) + " " + line
	}
	return lines
}

// outcomeMeaning must not promise more than is known: an unknown outcome is neither a success
// nor a failure (promise: the outcome is the truth).
func outcomeMeaning(kind deletion.OutcomeKind) string {
	switch kind {
	case deletion.Accepted:
		return "the server answered code 0: deleted, or marked for deletion if the call is ongoing"
	case deletion.Refused:
		return "the server answered with an error: nothing was deleted"
	case deletion.NotSent:
		return "the request provably never left: nothing was deleted"
	case deletion.Unknown:
		return "it may or may not have been deleted; look in Verba, then settle it"
	}
	return "the request is being sent"
}
