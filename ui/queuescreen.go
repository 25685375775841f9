package ui

import (
	"fmt"
	"strings"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/keymap"
	"deletecall/safetext"
	"deletecall/ui/queue"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

type queueScreen struct {
	chosen        widget.Selection
	width, height int
}

const queueHead = 3

func (s queueScreen) resize(width, height int) queueScreen {
	s.width, s.height = width, height
	return s
}

func (s queueScreen) room() int { return max(1, s.height-queueHead) }

func (s queueScreen) moved(by, items int) queueScreen {
	s.chosen = s.chosen.Move(by, items, s.room())
	return s
}

// move takes a key that moves. A page is the same at every size: the same keys skip the same.
func (s queueScreen) move(action keymap.Action, items int) queueScreen {
	return s.moved(widget.By(action, pageRows), items)
}

// queueKeys are the keys that the list itself names; empty where an action has none.
type queueKeys struct{ correct, toggle string }

func (s queueScreen) view(q queue.Queue, keys queueKeys, styles theme.Styles) widget.Frame {
	width := max(1, s.width-2)
	// Said here all the time, since a list looks like something that is sent as a whole.
	advice := "Each one is confirmed by itself."
	if q.Cut() {
		advice += " Only the first column was read."
	}
	switch chosen := q.Items()[s.chosen.At]; {
	case chosen.Instead != "" && keys.correct != "":
		advice = keys.correct + " takes " + widget.Clean(chosen.Instead) + " in its place."
	case chosen.MayReturn() && keys.toggle != "":
		advice = keys.toggle + " puts it back into the queue."
	}
	title := queueTitle(q)
	// Here all rows are seen, more than the title counts as done or to be done.
	if count, _ := q.Counts(); count.LeftOut > 0 {
		title += fmt.Sprintf(", %s left out", safetext.Number(int64(count.LeftOut)))
	}
	title = s.chosen.Headed(styles.Strong.Render(title), len(q.Items()), width, s.room(), styles)
	lines := []string{title, widget.Cut(queueTerms(q.Terms()), width),
		styles.Subtle.Render(widget.Cut(advice, width))}
	rows := queueRows(q, width-1) // beside the mark of the chosen one
	lines = append(lines, s.chosen.Window(rows, width, s.room(), styles)...)
	frame := widget.Frame{Lines: widget.Indent(lines, 1)}
	frame.Cursor = widget.At(1, queueHead+s.chosen.Line(len(rows), s.room()))
	return frame
}

func queueTitle(q queue.Queue) string {
	count, busy := q.Counts()
	title := fmt.Sprintf("Queue: %s of %s done", safetext.Number(int64(count.Done)), safetext.Number(int64(count.All)))
	next, waits := q.Next()
	switch {
	case busy:
		title += ", 1 in progress"
	case q.Stopped():
		title += ", stopped"
	case q.Held():
		title += ", waiting for you"
	case waits:
		title += ", next " + widget.Clean(q.Items()[next].Label())
	}
	return title
}

// queueTerms says what all of them have in common. They are fixed with the first one that is
// confirmed (docs/decisions/console.md, "A list is a queue, not a batch").
func queueTerms(t queue.Terms) string {
	parts := []string{deletion.IdentifierType.Label(t.Type)}
	if t.Status != deletion.NoStatus {
		parts = append(parts, "status "+string(t.Status))
	}
	parts = append(parts, "on "+widget.Clean(t.Server.Name))
	if t.Reason != "" {
		parts = append(parts, widget.Clean(t.Reason))
	}
	return strings.Join(parts, " · ")
}

// queueRows are the identifiers, each with its sign and what is known of it. In a narrow place which one is
// next is whole, and what was found afterwards takes the room of the record and its outcome, which has a sign.
func queueRows(q queue.Queue, width int) []string {
	const (
		wide   = 60 // from here on there is room for all that is known
		around = 9  // cells besides the identifier and what is known
	)
	most := max(40, width/2) // cells; a longer one is cut in the list only
	names := 0
	// One width for all of them, so that what is known begins in one column.
	for _, item := range q.Items() {
		names = max(names, min(most, widget.Width(widget.Clean(item.Label()))))
	}
	next, waits := q.Next()
	rows := make([]string, len(q.Items()))
	for i, item := range q.Items() {
		sign, known := queueState(item)
		brief := ""
		switch after := item.Record.After; {
		case waits && i == next:
			known, brief = "next", "next"
		case item.State == queue.Ended && after.Proved():
			brief = after.Finding.Label()
		}
		room := names
		if brief != "" && width < wide {
			known, room = brief, min(names, max(1, width-around-widget.Width(brief)))
		}
		rows[i] = fmt.Sprintf("%4d %s %s  %s", i+1, sign, widget.Fit(widget.Clean(item.Label()), room), widget.Clean(known))
	}
	return rows
}

// queueState is the sign of an identifier, and what is known of it; foreign.
func queueState(item queue.Item) (sign, known string) {
	switch item.State {
	case queue.Bad:
		if item.Instead != "" {
			return "!", "left out: it only looks like " + item.Instead
		}
		return "!", "left out: " + item.Problem
	case queue.Repeated:
		return "=", "left out: " + item.Problem
	case queue.Skipped:
		if item.Problem != "" {
			return "–", "skipped: " + item.Problem
		}
		return "–", "skipped"
	case queue.Started:
		return "…", "in progress"
	case queue.Failed:
		return "–", "nothing was sent: " + item.Problem
	case queue.Ended:
		known = fmt.Sprintf("#%d %s", item.Record.Intent.Number, item.Record.Summary())
		if settlement := item.Record.Settlement; settlement != nil {
			known = fmt.Sprintf("#%d Settled. %s.", item.Record.Intent.Number, settlement.Finding.Label())
		}
		if after := item.Record.After; after.Proved() {
			known += " " + hint.Capital(after.Finding.Label()) + "."
		}
		return theme.Sign(item.Record.Outcome.Kind), known
	}
	return " ", ""
}

// queuePanel is shown beside a result: what came of the last ones, and what is next.
func queuePanel(q queue.Queue, width, height int, styles theme.Styles) []string {
	rows := queueRows(q, max(1, width-widget.BoxWidth))
	at, waits := q.Next()
	if !waits {
		// All are done, and the last outcomes are the news.
		at = len(rows) - 1
	}
	room := max(1, min(height-widget.BoxHeight, len(rows)))
	// One row further than the next one: it is seen that more follow.
	from := max(0, min(at-room+2, len(rows)-room))
	return widget.Box(queueTitle(q), rows[from:from+room], width, widget.Single, styles.Rule)
}
