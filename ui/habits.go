package ui

import (
	tea "charm.land/bubbletea/v2"

	"deletecall/ui/history"
)

// afterChange remembers the habits of the history where they are others than before, and brings all screens
// into its zone. Habits are compared around each message, so no key has to say that it changed one.
func (c Console) afterChange(before history.Habits) (Console, tea.Cmd) {
	c.search, c.result = c.search.In(c.history.Zone()), c.result.In(c.history.Zone())
	now := c.history.Habits()
	if now.Equal(before) || c.options.Remember == nil {
		return c, nil
	}
	// Commands end in any order. By the number, older habits never replace newer ones.
	c.remembered++
	return c, c.remember(c.remembered, now)
}

// inOtherZone switches all screens to UTC, or back. The history has the zone, which is one of its habits.
func (c Console) inOtherZone() (Console, tea.Cmd) {
	habits := c.history.Habits()
	c.history = c.history.InOtherZone()
	return c.afterChange(habits)
}

type unrememberedMsg struct{ err error }

func (c Console) remember(number int64, habits history.Habits) tea.Cmd {
	remember := c.options.Remember
	return func() tea.Msg {
		if err := remember(number, habits); err != nil {
			return unrememberedMsg{err}
		}
		return nil
	}
}
