package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/setup"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// Next is what the program goes on with after this console: nothing, another server, the
// practice system, or what is configured. Its servers are those that it was made with, so it ends for others.
type Next struct {
	Practice   bool
	Configured bool   // back from the practice system
	Server     string // that was added to the configuration
}

// Next is what the program goes on with once the console has ended.
func (c Console) Next() Next { return c.next }

// IsSet reports whether the program goes on.
func (n Next) IsSet() bool { return n != Next{} }

type (
	// testedMsg brings what the test of a new server found.
	testedMsg struct {
		generation int
		findings   []setup.Finding
	}
	// savedMsg says that a new server was written, or why not.
	savedMsg struct {
		server setup.Server
		err    error
	}
	wantsSetup    struct{} // the screen that adds a server
	wantsPractice struct{}
	leavePractice struct{}
	wantsTest     setup.Test
	wantsSave     setup.Save
)

func (wantsSetup) isDialogAnswer()    {}
func (wantsPractice) isDialogAnswer() {}
func (leavePractice) isDialogAnswer() {}
func (wantsTest) isDialogAnswer()     {}
func (wantsSave) isDialogAnswer()     {}

type setupDialog struct{ setup.Model }

func (setupDialog) screen() keymap.Screen { return keymap.Setup }
func (d setupDialog) typing() bool        { return d.Typing() }

func (d setupDialog) resize(width, height int) dialog { return setupDialog{d.Resize(width, height)} }

func (d setupDialog) view(styles theme.Styles) widget.Frame { return d.View(styles) }

// update translates the screen's actions, which know no console, into answers of a dialog.
func (d setupDialog) update(msg tea.Msg) (dialog, dialogAnswer) {
	model, action := d.Update(msg)
	switch action := action.(type) {
	case setup.Close:
		return setupDialog{model}, closed{}
	case setup.Test:
		return setupDialog{model}, wantsTest(action)
	case setup.Save:
		return setupDialog{model}, wantsSave(action)
	}
	return setupDialog{model}, nil
}

// keepSetup keeps what was typed of a new server, but for its secrets, until the screen is opened again.
func (c Console) keepSetup() Console {
	if left, ok := c.dialog.(setupDialog); ok {
		kept := left.WithoutSecrets()
		c.setup = &kept
	}
	return c
}

// mayEnd refuses to go on with something else while an outcome is awaited, which would be
// announced nowhere.
func (c Console) mayEnd() (Console, bool) {
	if len(c.underWay) == 0 {
		return c, true
	}
	c.dialog, c.notice = nil, notice{text: "First wait for the outcome of what is in progress.", level: warning}
	return c, false
}

func (c Console) toSetup(answer dialogAnswer) (Console, tea.Cmd) {
	c, ok := c.mayEnd()
	if !ok {
		return c, nil
	}
	port := c.options.Setup
	switch answer := answer.(type) {
	case wantsSetup:
		if c.setup == nil {
			return c.open(setupDialog{setup.New(c.keys, port.Check)}), nil
		}
		return c.open(setupDialog{*c.setup}), nil
	case wantsPractice:
		c.next = Next{Practice: true}
		return c, tea.Quit
	case leavePractice:
		c.next = Next{Configured: true}
		return c, tea.Quit
	case wantsTest:
		return c, func() tea.Msg {
			return testedMsg{answer.Generation, port.Test(context.Background(), answer.Server)}
		}
	case wantsSave:
		return c, func() tea.Msg { return savedMsg{answer.Server, port.Save(answer.Server)} }
	}
	return c, nil
}

// takeSetup takes what a command of the setup brings back. A screen that was left stays closed.
func (c Console) takeSetup(msg tea.Msg) (Console, tea.Cmd) {
	d, open := c.dialog.(setupDialog)
	switch msg := msg.(type) {
	case testedMsg:
		if open {
			c.dialog = setupDialog{d.Tested(msg.generation, msg.findings)}
		}
	case savedMsg:
		if msg.err != nil && open {
			c.dialog = setupDialog{d.NotSaved(msg.err)}
		}
		if msg.err == nil {
			// This console ends, and the program begins another one: a session keeps the servers
			// that it began with.
			c.next = Next{Server: msg.server.Name}
			return c, tea.Quit
		}
	}
	return c, nil
}
