package ui

import (
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/ui/result"
)

// resultReadMsg says that a result was on the screen long enough to be seen.
type resultReadMsg struct{ id int }

// resultTime is how long a result stays whatever is pressed to go on: the key that confirmed may
// still be held down.
const resultTime = 300 * time.Millisecond

func (c Console) showResult(record deletion.Record, err error) (Console, tea.Cmd) {
	c.result = result.NewModel(c.keys, record, err).In(c.history.Zone()).Leaving(c.confirmed.NotCovered).
		Offering(c.options.Workflow.MayCheck(record))
	c.resultSeen = resultSeen{}
	c, _ = c.show(keymap.Result)
	id := c.shown
	return c, tea.Tick(resultTime, func(time.Time) tea.Msg { return resultReadMsg{id} })
}

// resultSeen is whether a result could be read before something else was typed.
type resultSeen struct {
	long  bool // it was on the screen long enough
	hasty bool // a digit came before that: without it, those that follow are another number
}

// typeNext starts the next deletion with a character of its identifier.
func (c Console) typeNext(press tea.KeyPressMsg) (Console, tea.Cmd) {
	switch {
	case c.reviewing:
		return c.keep(press), nil // the next one of the queue is about to be asked for
	case !c.resultSeen.long:
		c.resultSeen.hasty = true
		c.notice = notice{text: "Please read this first."}
		return c, nil
	case c.resultSeen.hasty || press.IsRepeat:
		c.notice = notice{text: "Too fast; " + c.keys.Binding(keymap.ResultNext).Help().Key + " goes to the form."}
		return c, nil
	}
	c, shown := c.show(keymap.Form)
	c, typed := c.toForm(press) // its identifier is selected
	return c, tea.Batch(shown, typed)
}

// takeOutcome shows what came of a deletion, or announces it where somebody is
// busy with something else.
func (c Console) takeOutcome(msg executedMsg) (Console, tea.Cmd) {
	_, watched := c.onScreen()
	// Under a dialog the result would not be seen: it is announced instead.
	watched = watched && c.shown == msg.id && c.dialog == nil
	var one underWay
	c.underWay = slices.DeleteFunc(slices.Clone(c.underWay), func(other underWay) bool {
		if other.id == msg.id {
			one = other
		}
		return other.id == msg.id
	})
	var notRecorded *deletion.OutcomeNotRecordedError
	if len(c.underWay) == 0 && (c.notice == stillRunning || c.notice == notSentYet) {
		c.notice = notice{}
	}
	// An outcome that could not be recorded is the one error after which something was sent.
	nothingSent := msg.err != nil && !errors.As(msg.err, &notRecorded)
	ofQueue := one.place >= 0
	switch {
	case ofQueue && nothingSent:
		c.queued.Queue = c.queued.Fail(one.place, hint.Sentences(msg.err.Error()))
	case ofQueue:
		c.queued.Queue = c.queued.End(one.place, msg.record)
	}
	if !nothingSent {
		c.search = c.search.WithOutcome(msg.record)
	}
	var command tea.Cmd
	switch {
	case nothingSent && watched:
		c.notice = failure(msg.err, "Nothing was sent.")
		if c, _ = c.show(keymap.Form); ofQueue {
			c, _ = c.showQueue()
		}
	case nothingSent:
		c.news = c.news.with(nothingSentFor(one.Request, msg.err))
	case watched:
		c.confirmed = one.Request.Server
		c, command = c.showResult(msg.record, msg.err)
	default:
		c.news = c.news.with(announcement(msg.record, msg.err))
	}
	if notRecorded != nil {
		c.lateFrom = c.looks.Load() + 1
	}
	c, refresh := c.refreshHistory()
	c, after := c.afterAccepted(msg.record, one.Request.Server, msg.err == nil)
	return c, tea.Batch(command, refresh, recordedLate(notRecorded), after, c.checkHistory())
}

// recordedLateMsg says that the history has an outcome that nobody waited for any more, or the
// side file has it.
type recordedLateMsg struct{}

// recordedLate waits for an outcome that the history was still being given when nobody waited for
// it any more.
func recordedLate(notRecorded *deletion.OutcomeNotRecordedError) tea.Cmd {
	var unanswered *deletion.UnansweredError
	if notRecorded == nil || !errors.As(notRecorded, &unanswered) || unanswered.Ended == nil {
		return nil
	}
	return func() tea.Msg {
		<-unanswered.Ended
		return recordedLateMsg{}
	}
}

// takeLate reads the list again once an outcome that was put aside may be in the history.
func (c Console) takeLate() (Console, tea.Cmd) {
	if c.lateFrom == 0 || c.historyState.err != nil || c.historyState.look < c.lateFrom {
		return c, nil
	}
	c.lateFrom = 0
	return c.refreshHistory()
}

// refreshHistory reads the list again, if it is on the screen.
func (c Console) refreshHistory() (Console, tea.Cmd) {
	if c.screen != keymap.History {
		return c, nil
	}
	var refresh tea.Cmd
	c.history, refresh = c.history.RefreshAtTop()
	return c, refresh
}
