package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// mostAhead bounds what is kept: more than anybody types while a credential is fetched.
const mostAhead = 64

// keep keeps what is typed while a review is prepared, which takes as long as a command that prints the
// key: where the end of the identifier has to be typed, a fast operator has begun by then.
func (c Console) keep(msg tea.Msg) Console {
	press, ok := msg.(tea.KeyPressMsg)
	if ok && (press.Text != "" || press.Code == tea.KeyBackspace) && len(c.ahead) < mostAhead {
		c.ahead = append(slices.Clip(c.ahead), press)
	}
	return c
}

// typeAhead types it into the confirmation, where it confirms nothing. Where nothing has to be typed it is
// dropped: a key that deletes must not be struck before the question is seen.
func (c Console) typeAhead() (Console, tea.Cmd) {
	keys := c.ahead
	c.ahead = nil
	var waits []tea.Cmd
	for _, press := range keys {
		if !c.confirm.Typing() {
			break
		}
		var wait tea.Cmd
		c.confirm, wait = c.confirm.Type(press)
		waits = append(waits, wait)
	}
	return c, tea.Batch(waits...)
}
