package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/ui/widget"
)

// chosenProgress is a deletion in progress whose waiting screen is wanted.
type chosenProgress struct{ id int }

func (chosenProgress) isDialogAnswer() {}

// showProgress leads back to the waiting screen: of the one deletion that is in progress, or
// of one to choose.
func (c Console) showProgress() (Console, tea.Cmd) {
	switch len(c.underWay) {
	case 0:
		c.notice = notice{text: "Nothing is in progress."}
		return c, nil
	case 1:
		return c.showWaiting(c.underWay[0].id)
	}
	d := listDialog{keys: c.keys, title: "What is in progress?"}
	for _, one := range c.underWay {
		row := widget.Clean(one.Request.Selector.String()) + "  on " + widget.Clean(one.Request.Server.Name)
		d.rows, d.answers = append(d.rows, row), append(d.answers, chosenProgress{one.id})
	}
	return c.open(d), nil
}

// showWaiting shows the waiting screen of a deletion. If its outcome has come meanwhile, it was
// announced.
func (c Console) showWaiting(id int) (Console, tea.Cmd) {
	for _, one := range c.underWay {
		if one.id == id {
			c.shown = id
			// A clock that runs since an earlier visit ends with its next tick.
			c.ticks++
			c, _ = c.show(keymap.Sending)
			tick, now := c.ticks, c.options.Now
			return c, func() tea.Msg { return tickMsg{tick, now()} }
		}
	}
	return c, nil
}

// takeTime moves the clocks of what is under way. It ticks only while somebody
// looks.
func (c Console) takeTime(msg tea.Msg) (Console, tea.Cmd) {
	// An earlier copy of the console has the same array.
	c.underWay = slices.Clone(c.underWay)
	for i := range c.underWay {
		switch msg := msg.(type) {
		case startedMsg:
			if c.underWay[i].id == msg.id {
				c.underWay[i].Started, c.underWay[i].Now = msg.at, msg.at
			}
		case recordedMsg:
			if c.underWay[i].id == msg.id {
				c.underWay[i].Sent, c.underWay[i].Now = msg.at, msg.at
				// The request has left by now, so what was said on leaving the screen would be
				// untrue.
				if c.notice == notSentYet && c.shown == msg.id {
					c.notice = stillRunning
				}
			}
		case answeredMsg:
			if c.underWay[i].id == msg.id {
				c.underWay[i].Answered, c.underWay[i].Now = msg.at, msg.at
			}
		case tickMsg:
			c.underWay[i].Now = msg.at
		}
	}
	switch msg := msg.(type) {
	case recordedMsg, answeredMsg: // the clock ticks since the start
		return c, nil
	case tickMsg:
		if msg.clock != c.ticks {
			return c, nil
		}
	case startedMsg:
		if msg.id != c.shown {
			return c, nil
		}
	}
	if _, waiting := c.onScreen(); !waiting {
		return c, nil
	}
	clock := c.ticks
	return c, tea.Tick(time.Second, func(at time.Time) tea.Msg { return tickMsg{clock, at} })
}

func (c Console) onScreen() (underWay, bool) {
	for _, one := range c.underWay {
		if one.id == c.shown && c.screen == keymap.Sending {
			return one, true
		}
	}
	return underWay{}, false
}

// One of these is said after the waiting screen was left.
var (
	notSentYet   = notice{text: "Nothing has been sent yet; the outcome will appear here."}
	stillRunning = notice{text: "Still running; the outcome will appear here."}
)

// toSending knows one key, which leaves the screen and aborts nothing. What it says depends on
// whether the request has left.
func (c Console) toSending(msg tea.Msg) (Console, tea.Cmd) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return c, nil
	}
	if action, _ := c.keys.Action(keymap.Sending, press, false); action == keymap.SendingLeave {
		c.notice = stillRunning
		if one, _ := c.onScreen(); one.Sent.IsZero() {
			c.notice = notSentYet
		}
		return c.show(keymap.Form)
	}
	return c, nil
}
