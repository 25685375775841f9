package ui

import (
	"fmt"
	"slices"
	"strings"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/widget"
)

// wideHeader is the width from which the header has room for a key.
const wideHeader = 72

// meant is the server of the deletion on the screen. A queue, and what was confirmed, keep theirs
// when another one is chosen.
func (c Console) meant() deletion.Server {
	switch c.screen {
	case keymap.Queue:
		return c.queued.Terms().Server
	case keymap.Confirm, keymap.Result:
		return c.confirmed
	case keymap.Sending:
		if one, ok := c.onScreen(); ok {
			return one.Request.Server
		}
	}
	return c.server
}

// header always says which server is meant, and who acts.
func (c Console) header() string {
	meant := c.meant()
	server := c.styles.Warning.Render("no server is configured")
	if meant.Name != "" {
		server = c.styles.Server(meant.Colour).Render(widget.Clean(meant.Name))
	}
	if meant.ClearText {
		server += " " + c.styles.Warning.Render("clear text")
	}
	name := widget.Clean(c.options.Workflow.Operator().Name) + " "
	right := name
	if count := len(c.underWay); count > 0 {
		right = c.styles.Accent.Render(fmt.Sprintf("%d in progress", count)) + "  " + name
		withKey := c.styles.Accent.Render(fmt.Sprintf("%d in progress (%s)", count, c.keys.Binding(keymap.ShowProgress).Help().Key)) + "  " + name
		if c.width >= wideHeader && !c.covered() && c.keys.Binding(keymap.ShowProgress).Enabled() {
			right = withKey
		}
	}
	program := " " + c.styles.Strong.Render("deletecall") + "  "
	host, note := c.aside(meant.Host), c.aside(meant.Note)
	if meant.Host == meant.Name { // it has no name of its own
		host = ""
	}
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

// tabs are the screens, each with the key that shows it, unless it does nothing at the moment: then its place
// stays free, and nothing moves. On a narrow screen the last ones give way.
func (c Console) tabs() string {
	line := ""
	for _, tab := range []struct {
		name    string
		action  keymap.Action
		screens []keymap.Screen
	}{
		{"Delete", keymap.ShowDelete, []keymap.Screen{keymap.Form, keymap.Queue, keymap.Confirm, keymap.Sending, keymap.Result}},
		{"Search", keymap.ShowSearch, []keymap.Screen{keymap.Calls}},
		{"History", keymap.ShowHistory, []keymap.Screen{keymap.History}},
		{"Help", keymap.ShowHelp, []keymap.Screen{keymap.Help}},
		{"Server", keymap.ChooseServer, nil},
	} {
		name := strings.TrimLeft(c.keys.Binding(tab.action).Help().Key+" "+tab.name, " ")
		if c.screen == keymap.Confirm || c.dialog != nil && tab.action != keymap.ShowHelp {
			name = widget.Fit(tab.name, widget.Width(name))
		}
		cell := "   " + c.styles.Subtle.Render(name)
		if slices.Contains(tab.screens, c.visible()) {
			cell = " " + c.styles.Accent.Render("▸ "+name)
		}
		if widget.Width(line+cell) > c.width {
			break
		}
		line += cell
	}
	return line
}

func (c Console) title() string {
	state := map[keymap.Screen]string{
		keymap.Form: "form", keymap.Confirm: "confirm", keymap.Sending: "sending",
		keymap.Result: "result", keymap.History: "history", keymap.Help: "help", keymap.Queue: "queue", keymap.Calls: "search",
	}[c.visible()]
	server := c.meant().Name
	if server == "" {
		return "deletecall – " + state
	}
	// Cleaned, because a title travels in an OSC sequence, which a control in the name would end.
	// Cut, so that the state at the end is seen where window managers cut long titles.
	return "deletecall – " + widget.Cut(widget.Clean(server), 50) + " – " + state
}
