package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
)

type watchedMsg struct {
	generation int
	review     deletion.Review
	changed    string
}

// watchTime is how often it is looked whether somebody else deletes what is being confirmed.
const watchTime = 2 * time.Second

// watch looks, while a review is being confirmed, whether its target is deleted meanwhile, by
// another person too.
func (c Console) watch(review deletion.Review) tea.Cmd {
	generation, workflow := c.reviews, c.options.Workflow
	return tea.Tick(watchTime, func(time.Time) tea.Msg {
		changed, err := workflow.Since(context.Background(), review)
		if err != nil {
			changed = "" // what can't be read now is refused when the intent is to be recorded
		}
		return watchedMsg{generation, review, changed}
	})
}

func (c Console) takeChange(msg watchedMsg) (Console, tea.Cmd) {
	if msg.generation != c.reviews || c.screen != keymap.Confirm {
		return c, nil
	}
	if msg.changed == "" {
		return c, c.watch(msg.review)
	}
	c.confirm = c.confirm.Changed(msg.changed)
	return c, nil
}
