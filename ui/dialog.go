package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/secret"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// dialog covers the screen until it is answered.
// It acts on nothing itself: its answer says what the console shall do, as a screen's action
// does. While typing is true, a key with a text is text, whatever else it is bound to.
type dialog interface {
	screen() keymap.Screen
	typing() bool
	resize(width, height int) dialog
	update(tea.Msg) (dialog, dialogAnswer)
	view(theme.Styles) widget.Frame
}

type dialogAnswer interface{ isDialogAnswer() }

type (
	closed       struct{}
	chosenServer struct{ server deletion.Server }
	settled      struct {
		number  int64
		finding deletion.Finding
		note    string
	}
	copied     struct{ text string } // from where it is shown already
	chosenText struct{ text string } // to be copied
	// chosenPaper is what to write, and ordered into which file.
	chosenPaper struct{ order Order }
	ordered     struct{ order Order }
	// settleNext settles another record than the one that was just settled.
	settleNext struct{ record deletion.Record }
	// typed is a credential that was typed, or nothing where the person did not want to.
	typed struct{ text secret.Text }
)

func (closed) isDialogAnswer()       {}
func (chosenServer) isDialogAnswer() {}
func (settled) isDialogAnswer()      {}
func (copied) isDialogAnswer()       {}
func (chosenText) isDialogAnswer()   {}
func (chosenPaper) isDialogAnswer()  {}
func (ordered) isDialogAnswer()      {}
func (settleNext) isDialogAnswer()   {}
func (typed) isDialogAnswer()        {}

func (c Console) open(d dialog) Console {
	c.dialog = d
	return c.layout()
}

// toDialog does what a dialog answers. Most of them are closed first, since what follows may open
// another one.
func (c Console) toDialog(msg tea.Msg) (Console, tea.Cmd) {
	var answer dialogAnswer
	c.dialog, answer = c.dialog.update(msg)
	switch answer := answer.(type) {
	case closed:
		c = c.keepSetup()
		c.dialog = nil
	case chosenServer:
		c.dialog = nil
		return c.useServer(answer.server)
	case wantsSetup, wantsPractice, leavePractice, wantsTest, wantsSave:
		return c.toSetup(answer)
	// The key is pressed where the dialog was opened, so it does the same as it does there.
	case chosenAction:
		c.dialog = nil
		return c.layout().press(keymap.Stroke(answer.key))
	case chosenExample:
		c.dialog = nil
		return c.useExample(answer.selector)
	case chosenRecent:
		c.dialog = nil
		c.form = c.form.Recalled(answer.field, answer.text)
		return c.preview()
	case wantsRecent:
		return c, c.askRecent(answer.recent)
	case chosenProgress:
		c.dialog = nil
		return c.showWaiting(answer.id)
	case settled:
		c.dialog = nil
		// Settling writes to the history, so it runs in a command: Update touches no disk.
		workflow, history := c.options.Workflow, c.options.History
		return c, func() tea.Msg {
			ctx, done := context.Background(), settledMsg{number: answer.number, finding: answer.finding}
			if done.err = workflow.Settle(ctx, answer.number, answer.finding, answer.note); done.err == nil {
				done.next, done.left, _ = history.Unsettled(ctx, 1) // without it nothing is offered
			}
			return done
		}
	// The viewer stays open: a terminal that ignores OSC 52 leaves the text there to select.
	case copied:
		return c.toClipboard(answer.text)
	case chosenText:
		return c.copyShown(answer.text)
	case chosenPaper:
		return c.askFile(answer.order, ""), nil
	case ordered:
		return c.write(answer.order)
	case settleNext:
		return c.settle(answer.record)
	case typed:
		return c.takeTyped(answer.text)
	}
	return c, nil
}

// settle never settles: it asks first, since a settlement can't be taken back.
func (c Console) settle(record deletion.Record) (Console, tea.Cmd) {
	return c.open(newSettleDialog(c.keys, record, c.options.Workflow.CanCheck(record), c.history.Zone())), nil
}

func (c Console) view(answer deletion.Answer) (Console, tea.Cmd) {
	return c.open(newAnswerViewer(c.keys, answer)), nil
}
