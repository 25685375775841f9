package ui

import (
	"errors"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/secret"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// typingDialog asks, hidden, for a credential that a person types. It opens only when somebody begins a
// deletion or a search, never over a confirmation: what is typed for one must not answer the other.
type typingDialog struct {
	keys   keymap.Map
	server deletion.Server
	wanted deletion.Untyped
	goOn   func(Console) (Console, tea.Cmd) // with what was begun
	secret widget.Input
	hint   string
	width  int
}

func (typingDialog) screen() keymap.Screen { return keymap.Dialog }
func (typingDialog) typing() bool          { return true }

func (d typingDialog) resize(width, _ int) dialog {
	d.width = width
	return d
}

func (d typingDialog) update(msg tea.Msg) (dialog, dialogAnswer) {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		switch action, _ := d.keys.Action(keymap.Dialog, press, true); action {
		// Nothing typed means cancelled, see takeTyped: no request goes on without the credential.
		case keymap.DialogCancel:
			return d, typed{}
		case keymap.DialogAccept:
			if press.IsRepeat && d.secret.Value() == "" {
				return d, nil // the key that began it is still held down
			}
			return d, typed{secret.New(d.secret.Value())}
		}
	}
	var err error
	d.secret, err = d.secret.Update(msg)
	d.hint = widget.RefusedPaste(err)
	return d, nil
}

func (d typingDialog) view(styles theme.Styles) widget.Frame {
	width := max(1, d.width-2)
	name := string(d.wanted.Credential)
	lines := widget.Wrap(widget.Clean("Type the "+name+" for "+d.server.Name), width)
	for i, line := range lines {
		lines[i] = styles.Strong.Render(line)
	}
	lines = append(lines, widget.Wrap(hint.Capital(d.wanted.Why)+".", width)...)
	lines = append(lines, "")
	label := "▸" + hint.Capital(name) + " "
	field, cursor := d.secret.View(max(1, min(60, width-widget.Width(label))), styles)
	at := len(lines)
	frame := widget.Frame{Lines: append(widget.Indent(lines, 1), styles.Accent.Render(label)+field)}
	below := func(text string, style lipgloss.Style) {
		for _, line := range widget.Wrap(text, width) {
			frame.Lines = append(frame.Lines, " "+style.Render(line))
		}
	}
	below(d.hint, styles.Warning)
	frame.Lines = append(frame.Lines, "")
	below("It is not shown, kept only in memory, and forgotten after 5 minutes without use.", styles.Subtle)
	if cursor >= 0 {
		frame.Cursor = widget.At(widget.Width(label)+cursor, at)
	}
	return frame
}

func isUntyped(err error) bool {
	var wanted *deletion.CredentialsError
	return errors.As(err, &wanted) && wanted.Untyped
}

// askTyped asks for the first credential of a server that a person has to type, and then goes on with
// what was begun, which asks for the next one.
func (c Console) askTyped(server deletion.Server, goOn func(Console) (Console, tea.Cmd)) (Console, tea.Cmd) {
	untyped := c.options.Workflow.Untyped(server)
	if len(untyped) == 0 {
		return goOn(c)
	}
	d := typingDialog{keys: c.keys, server: server, wanted: untyped[0], goOn: goOn, secret: widget.NewHiddenInput()}
	d.secret.Focus()
	return c.open(d), nil
}

// takeTyped keeps what was typed, which touches nothing but memory, and goes on.
func (c Console) takeTyped(text secret.Text) (Console, tea.Cmd) {
	d, _ := c.dialog.(typingDialog)
	c.dialog = nil
	if !text.IsSet() {
		// Nothing came of this one of the queue, so it is still the next.
		c.queued.reviews = false
		c.notice = notice{text: "Cancelled; nothing was sent."}
		return c, nil
	}
	c.options.Workflow.KeepTyped(d.server, d.wanted.Credential, text)
	return d.goOn(c.layout())
}
