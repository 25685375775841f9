package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/earlier"
)

const (
	// earlierWidth is from where on there is room for what was deleted before.
	earlierWidth = 120
	// earlierPause is how long nobody types before the history is asked.
	earlierPause = 150 * time.Millisecond
)

// lookingBack is the question for what was deleted before, and whether the history would refuse what is written.
type lookingBack struct {
	asked      earlierQuestion
	generation int
	cancel     context.CancelFunc
}

// earlierQuestion is asked again when any of it changes.
type earlierQuestion struct {
	identifier string // foreign; empty for the newest of all
	look       int64  // at the history; it may be another one since
	wide       bool   // without room nothing is listed
	zone       *time.Location
	draft      target // on the form
}

// target is what the guards go by that ask the history.
type target struct {
	server   string
	selector deletion.Selector
}

type (
	// earlierPauseMsg says that nobody has typed for a while.
	earlierPauseMsg struct{ generation int }
	earlierMsg      struct {
		generation int
		list       *earlier.List // nil where there is no room for one
		refusal    string        // why the history would refuse the request of the form; empty where it would not
	}
)

// lookBack asks for what was deleted before, where the screen has room for it, and whether the history would refuse
// what is written, once that is something else than before or the history has changed.
func (c Console) lookBack() (Console, tea.Cmd) {
	question := earlierQuestion{look: c.historyState.look, wide: c.width >= earlierWidth, zone: c.history.Zone()}
	switch c.screen {
	case keymap.Form:
		question.identifier = c.form.Identifier()
		question.draft = target{c.server.Name, c.form.Draft().Selector}
	case keymap.Result:
		question.identifier = c.result.Record().Intent.Identifier
	default:
		return c, nil // asked again on the way back, where something has changed
	}
	if question == c.lookingBack.asked {
		return c, nil
	}
	if c.lookingBack.cancel != nil {
		c.lookingBack.cancel()
	}
	c.lookingBack.asked, c.lookingBack.cancel = question, nil
	c.lookingBack.generation++
	if !question.wide && question.draft.selector.IsZero() {
		c.form = c.form.WithHistoryRefusal("")
		return c, nil
	}
	generation := c.lookingBack.generation
	return c, tea.Tick(earlierPause, func(time.Time) tea.Msg { return earlierPauseMsg{generation} })
}

// takeLookingBack drops what belongs to an earlier question: somebody has typed since.
func (c Console) takeLookingBack(msg tea.Msg) (Console, tea.Cmd) {
	switch msg := msg.(type) {
	case earlierPauseMsg:
		if msg.generation == c.lookingBack.generation {
			return c.findEarlier()
		}
	case earlierMsg:
		if msg.generation == c.lookingBack.generation {
			c.form = c.form.WithHistoryRefusal(msg.refusal)
			if msg.list != nil {
				c.earlier, c.form = *msg.list, c.form.WithEarlier(*msg.list)
			}
		}
	}
	return c, nil
}

// findEarlier reads with a context that the next question ends: an answer that nobody waits for
// must not keep the database busy.
func (c Console) findEarlier() (Console, tea.Cmd) {
	ctx, cancel := context.WithCancel(context.Background())
	c.lookingBack.cancel = cancel
	generation, asked, options := c.lookingBack.generation, c.lookingBack.asked, c.options
	draft := c.form.Draft()
	return c, func() tea.Msg {
		defer cancel()
		msg := earlierMsg{generation: generation}
		if !asked.draft.selector.IsZero() {
			msg.refusal = ground(options.Workflow.RefusedByHistory(ctx, draft))
		}
		if asked.wide {
			list := options.earlierOf(ctx, asked.identifier, asked.zone)
			msg.list = &list
		}
		return msg
	}
}

// earlierOf reads the newest deletions of an identifier, or of all of them where it is empty.
func (o Options) earlierOf(ctx context.Context, identifier string, zone *time.Location) earlier.List {
	now := o.Now()
	list := earlier.List{Of: identifier, Read: now, Zone: zone}
	text := ""
	if identifier != "" {
		// The whole identifier: a part of it would find deletions of others.
		text = query.Query{}.WithWhole(query.ByID, identifier)
	}
	filter, err := query.Parse(text, now)
	var page query.Page
	if err == nil {
		page, err = o.History.Find(ctx, filter, query.PageRequest{Limit: earlier.Most})
	}
	list.Records, list.More, list.Failed = page.Records, page.Next, err != nil
	return list
}
