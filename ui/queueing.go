package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/safetext"
	"deletecall/ui/queue"
)

// queueing is the queue, and the one identifier of it that is being reviewed.
type queueing struct {
	queue.Queue
	at      int  // of the one that is reviewed or confirmed
	reviews bool // one is
	leaving bool // it was said what is not done yet, and the next ctrl+c quits
	lacks   bool // the form was shown for what all of them still need, such as a reason
}

func (c Console) terms() queue.Terms {
	kind, status, reason := c.form.Common()
	return queue.Terms{Server: c.server, Type: kind, Status: status, Reason: reason}
}

func (c Console) paste(text string) (Console, tea.Cmd) {
	longer, err := c.queued.Paste(text, c.terms())
	if err != nil {
		c.notice = notice{text: "Not pasted: " + hint.Sentences(err.Error()), level: warning}
		return c, nil
	}
	c.queued.Queue = longer
	return c.showQueue()
}

// showQueue shows the queue with the form's terms, as long as they can change.
func (c Console) showQueue() (Console, tea.Cmd) {
	if len(c.queued.Items()) == 0 {
		c.notice = notice{text: "Nothing is queued. Paste several lines into the identifier, or mark calls in the search."}
		return c, nil
	}
	c.queued.Queue = c.queued.With(c.terms())
	at, ok := c.queued.Next()
	if !ok {
		at = c.queued.at // the last one that was confirmed
	}
	if c.screen != keymap.Queue && at < len(c.queued.Items()) {
		c.queueScreen.chosen = c.queueScreen.chosen.Move(at-c.queueScreen.chosen.At, len(c.queued.Items()), c.queueScreen.room())
	}
	return c.show(keymap.Queue)
}

// toQueue takes the keys of the list, and none while a review is prepared: the list must not change
// under it.
func (c Console) toQueue(msg tea.Msg) (Console, tea.Cmd) {
	if c.reviewing {
		return c.keep(msg), nil
	}
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		if pasted, ok := msg.(tea.PasteMsg); ok && queue.IsList(pasted.Content) {
			return c.paste(pasted.Content)
		}
		c.notice = notice{text: "Not pasted. Paste several lines here, or one identifier in the form.", level: warning}
		return c, nil
	}
	action, _ := c.keys.Action(keymap.Queue, press, false)
	switch action {
	case keymap.QueueReview:
		// The key that confirmed the last one may still be held down.
		if press.IsRepeat {
			return c, nil
		}
		return c.reviewNext()
	case keymap.QueueSkip:
		c.queued.Queue = c.queued.Toggle(c.queueScreen.chosen.At)
		// On to the next row: whoever leaves out several presses one key for each.
		c.queueScreen = c.queueScreen.moved(1, len(c.queued.Items()))
	case keymap.FormCorrect:
		c.queued.Queue = c.queued.Correct(c.queueScreen.chosen.At)
	case keymap.QueueStop:
		c.queued.Queue = c.queued.Stop()
		c.notice = notice{text: "Stopped. " + hint.Capital(c.keys.Binding(keymap.QueueReview).Help().Key) + " goes on; " + c.keys.Binding(keymap.RecordCopy).Help().Key + " copies what is left."}
	case keymap.ResultHistory:
		chosen := c.queued.Items()[c.queueScreen.chosen.At]
		if chosen.State != queue.Ended {
			c.notice = notice{text: "There is no record of this one yet.", level: warning}
			return c, nil
		}
		return c.showRecord(chosen.Record.Intent.Number)
	case keymap.RecordCopy:
		return c.copyShown(c.queued.Rest())
	case keymap.Back:
		return c.show(keymap.Form)
	default:
		c.queueScreen = c.queueScreen.move(action, len(c.queued.Items()))
	}
	return c, nil
}

// uselessInQueue are the actions that would do nothing for the chosen one, or for a queue of which nothing waits.
func (c Console) uselessInQueue() (useless []keymap.Action) {
	chosen := c.queued.Items()[c.queueScreen.chosen.At]
	if chosen.Instead == "" {
		useless = append(useless, keymap.FormCorrect)
	}
	if chosen.State != queue.Ended {
		useless = append(useless, keymap.ResultHistory)
	}
	if _, waits := c.queued.Next(); !waits {
		useless = append(useless, keymap.QueueReview, keymap.QueueStop)
	}
	if !chosen.CanToggle() {
		useless = append(useless, keymap.QueueSkip)
	}
	return useless
}

// reviewNext prepares the confirmation of the next identifier, and of no other. Where the
// former outcome has to be looked at, the queue is shown first.
func (c Console) reviewNext() (Console, tea.Cmd) {
	at, ok := c.queued.Next()
	_, busy := c.queued.Counts()
	switch {
	case busy:
		c, command := c.showQueue()
		c.notice = notice{text: "A deletion of the queue is in progress. The next one comes up after its outcome.", level: warning}
		return c, command
	// Nothing waits. Whoever sees that on the list goes on to the form; elsewhere the list comes
	// first.
	case !ok && c.screen == keymap.Queue:
		c.form = c.form.Next() // the queue may have asked for the reason there
		return c.show(keymap.Form)
	case !ok:
		return c.showQueue()
	case c.queued.Held():
		c, command := c.showQueue()
		// The outcome is in sight now, so the next enter may review.
		c.queued.Queue = c.queued.GoOn()
		c.notice = notice{text: "The queue has stopped: look at the last outcome first. " + hint.Capital(c.keys.Binding(keymap.QueueReview).Help().Key) + " then reviews the next one.", level: warning}
		return c, command
	}
	c.queued.Queue = c.queued.GoOn().With(c.terms())
	request, err := c.queued.Request(at)
	c.queued.at, c.queued.reviews = at, true
	if err != nil {
		return c.refuseReview(err)
	}
	return c.review(request)
}

// refuseReview shows why a request can't be confirmed: at the form's fields, in the queue,
// or in the status line.
func (c Console) refuseReview(err error) (Console, tea.Cmd) {
	c.notice = failure(err, "Nothing was sent.")
	atFields := len(deletion.FieldErrors(err)) > 0
	if c.queued.reviews && !atFields {
		c.queued.reviews = false
		c, command := c.showQueue()
		return c, tea.Batch(command, c.checkHistory())
	}
	c.queued.lacks, c.queued.reviews = c.queued.reviews, false
	if !atFields && c.begunOn() == keymap.Calls {
		c, command := c.show(keymap.Calls)
		return c, tea.Batch(command, c.checkHistory())
	}
	c.form = c.form.WithError(err)
	if c.queued.lacks {
		c.notice = notice{text: hint.Capital(c.keys.Binding(keymap.FormReview).Help().Key) + " then goes on with the queue.", stays: true}
	}
	if c.screen != keymap.Form {
		return c.show(keymap.Form)
	}
	return c, c.checkHistory()
}

// goesOn reports whether a key on the form means the next of the queue: the form was shown for
// what the queue needs, or has no identifier of its own.
func (c Console) goesOn(msg tea.Msg) bool {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok || press.IsRepeat {
		return false
	}
	action, _ := c.keys.Action(keymap.Form, press, c.form.Typing())
	_, waits := c.queued.Next()
	return action == keymap.FormReview && waits && (c.queued.lacks || c.form.Identifier() == "")
}

// place names the identifier that is reviewed among those of its queue.
func (c Console) place() string {
	if !c.queued.reviews {
		return ""
	}
	count, _ := c.queued.Counts()
	return fmt.Sprintf("%d of %d", c.queued.Place(c.queued.at), count.All)
}

// keepsFromQuitting says once what of the queue is not done. Whoever presses the key again
// leaves all the same.
func (c Console) keepsFromQuitting() (Console, bool) {
	count, _ := c.queued.Counts()
	if c.queued.leaving || !c.queued.Unfinished() {
		return c, false
	}
	c.queued.leaving = true
	key := c.keys.Binding(keymap.Quit).Help().Key
	of := fmt.Sprintf("of %d in the queue ", count.All)
	text := safetext.Count(count.Waiting, of+"is", of+"are") + " not done. Press " + key + " again to quit."
	if show := c.keys.Binding(keymap.ShowQueue); show.Enabled() {
		text += " " + show.Help().Key + " shows the list, where what is left can be copied."
	}
	c.notice = notice{text: text, level: warning}
	return c, true
}
