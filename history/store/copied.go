package store

import (
	"context"
	"fmt"
	"time"

	"deletecall/history"
	"deletecall/safetext"
)

// NoCheckpointError says that no checkpoint closes the period that was to be archived.
type NoCheckpointError struct {
	Before time.Time
	Events int64 // that lie in the period
}

func (e *NoCheckpointError) Error() string {
	return fmt.Sprintf("the history has no signed checkpoint before %s, only %s\nName a later date",
		e.Before.Format("2006-01-02 15:04:05 MST"), safetext.Count(e.Events, "event", "events"))
}

// NotProvedError says that a copy was given up: what the history holds does not verify.
type NotProvedError struct{ Finding string }

func (e *NotProvedError) Error() string {
	return "the copy would not verify: " + e.Finding + " Run deletecall history verify"
}

// ArchiveEnd is the last event of the archive of what was confirmed before a moment: the size of
// the largest checkpoint before the first event that is of a later deletion, or is a later act.
// Where a clock went back, deletions after that one may be earlier ones again; the archive ends
// before the first later one all the same, since it is the begin of the log.
func ArchiveEnd(ctx context.Context, from Snapshot, before time.Time) (size int64, err error) {
	events, err := eventsBefore(ctx, from, before)
	if err != nil {
		return 0, err
	}
	for checkpoint, err := range from.Checkpoints(ctx, 0) {
		if err != nil {
			return 0, err
		}
		if checkpoint.Size > events {
			break
		}
		size = checkpoint.Size
	}
	if size == 0 {
		return 0, &NoCheckpointError{Before: before, Events: events}
	}
	return size, nil
}

// eventsBefore counts the events before the first later one.
func eventsBefore(ctx context.Context, from Snapshot, before time.Time) (events int64, err error) {
	for stored, err := range from.Events(ctx) {
		if err != nil {
			return 0, err
		}
		if stored.Number == 0 || stored.Kind == string(history.IntentKind) {
			event, err := history.Decode(stored.Data, stored.Private)
			if err != nil {
				return 0, &UnreadableEventError{Number: stored.Number, Err: err}
			}
			if isLater(stored.Seq, event, before) {
				return events, nil
			}
		}
		events = stored.Seq
	}
	return events, nil
}

func isLater(seq int64, event history.Event, than time.Time) bool {
	if event.Intent != nil {
		return !event.Intent.Confirmed.Before(than)
	}
	logged, known := LoggedOf(seq, event)
	return known && !logged.At.Before(than)
}
