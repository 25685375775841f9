package ui

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// serverDialog chooses the server for what comes next.
type serverDialog struct {
	keys          keymap.Map
	servers       []deletion.Server
	chosen        int
	scroll        widget.Scroll
	width, height int
}

func newServerDialog(keys keymap.Map, servers []deletion.Server, current string) serverDialog {
	d := serverDialog{keys: keys, servers: servers}
	for i, server := range servers {
		if server.Name == current {
			d.chosen = i
		}
	}
	return d
}

func (serverDialog) screen() keymap.Screen { return keymap.Dialog }
func (serverDialog) typing() bool          { return false }

func (d serverDialog) resize(width, height int) dialog {
	d.width, d.height = width, height
	d.scroll.Follow(d.chosen, len(d.servers), d.rows())
	return d
}

func (d serverDialog) rows() int { return max(1, d.height-2) }

func (d serverDialog) update(msg tea.Msg) (dialog, dialogAnswer) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return d, nil
	}
	action, _ := d.keys.Action(keymap.Dialog, press, false)
	switch action {
	case keymap.MoveUp, keymap.ButtonPrevious:
		d.chosen = max(0, d.chosen-1)
	case keymap.MoveDown, keymap.ButtonNext:
		d.chosen = min(len(d.servers)-1, d.chosen+1)
	case keymap.MoveTop:
		d.chosen = 0
	case keymap.MoveBottom:
		d.chosen = len(d.servers) - 1
	case keymap.DialogAccept:
		return d, chosenServer{d.servers[d.chosen]}
	case keymap.DialogCancel:
		return d, closed{}
	}
	d.scroll.Follow(d.chosen, len(d.servers), d.rows())
	return d, nil
}

func (d serverDialog) view(styles theme.Styles) widget.Frame {
	var rows []string
	for i, server := range d.servers {
		text := widget.Clean(server.Name) + "  " + widget.Clean(server.Host)
		if server.Note != "" {
			text += "  " + widget.Clean(server.Note)
		}
		if i == d.chosen {
			text = styles.Selected.Render(widget.Fit("▸"+text, max(1, d.width-2)))
		} else {
			text = widget.Fit(" "+text, max(1, d.width-2))
		}
		rows = append(rows, text)
	}
	lines := append([]string{styles.Strong.Render("Which server?"), ""}, d.scroll.Window(rows, d.rows())...)
	return widget.Frame{Lines: widget.Indent(lines, 1)}
}
