package ui

import (
	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/widget"
)

// newServerDialog chooses the server for what comes next. Host and note are next to the name:
// a name alone is easily confused with another one.
func newServerDialog(keys keymap.Map, servers []deletion.Server, current string) listDialog {
	d := listDialog{keys: keys, title: "Which server?"}
	for i, server := range servers {
		row := widget.Clean(server.Name) + "  " + widget.Clean(server.Host)
		if server.Note != "" {
			row += "  " + widget.Clean(server.Note)
		}
		// The present server is chosen at first: enter alone changes nothing.
		if server.Name == current {
			d.chosen.At = i
		}
		d.rows, d.answers = append(d.rows, row), append(d.answers, chosenServer{server})
	}
	return d
}
