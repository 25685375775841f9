package ui

import (
	"deletecall/deletion"
	"deletecall/ui/widget"
)

// chooseServer opens the list of the servers, and of the ways to another one.
func (c Console) chooseServer() Console {
	d := newServerDialog(c.options.Workflow.Servers(), c.server.Name)
	d.keys = c.keys
	if c.options.Setup != nil {
		d.add("Add a server: its URL and an API key", wantsSetup{})
		d.add("Open the practice system: a simulated office, in which nothing is real", wantsPractice{})
	}
	if c.options.CanLeave {
		d.add("Leave the practice system: your own servers, or add one", leavePractice{})
	}
	if len(d.rows) == 0 {
		c.notice = notice{text: "No server is configured. Set DELETECALL_URL, or add a server to the configuration.", level: warning}
		return c
	}
	return c.open(d)
}

// newServerDialog chooses the server for what comes next. Host and note are next to the name:
// a name alone is easily confused with another one.
func newServerDialog(servers []deletion.Server, current string) listDialog {
	d := listDialog{title: "Which server?"}
	if len(servers) == 0 {
		d.title = "No server is configured yet. What now?"
	}
	for i, server := range servers {
		name := widget.Clean(server.Name)
		row := name + "  " + widget.Clean(server.Host)
		if server.Note != "" {
			row += "  " + widget.Clean(server.Note)
		}
		// The present server is chosen at first: enter alone changes nothing.
		if server.Name == current {
			d.chosen.At = i
		}
		d.add(row, chosenServer{server})
		d.names = append(d.names, widget.Name{Text: name, Colour: server.Colour})
	}
	return d
}
