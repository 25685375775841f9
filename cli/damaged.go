package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"deletecall/app"
	"deletecall/history/store"
	"deletecall/safetext"
)

// damagedError says that a history is damaged, and which of its records can't be read.
// What can be read was shown.
//
// It ends the command with 9, so that a script does not take an incomplete list for the whole
// one.
type damagedError struct {
	numbers []int64 // the first of them
	count   int64
	err     error
}

func (e *damagedError) Error() string {
	if e.count == 0 {
		return e.err.Error()
	}
	names := make([]string, len(e.numbers))
	for i, number := range e.numbers {
		names[i] = strconv.FormatInt(number, 10)
	}
	list := strings.Join(names, ", ")
	if more := e.count - int64(len(names)); more > 0 {
		list += " and " + safetext.Number(more) + " more"
	}
	return fmt.Sprintf("%s can't be read: %s\n%s", safetext.Count(e.count, "record", "records"), list, e.err)
}

func (e *damagedError) Unwrap() error { return e.err }

const mostUnreadNamed = 20

// evidence returns what a command that has shown records has to end with: what it met of
// damage, and what does not fit in the hash tree.
func evidence(ctx context.Context, session *app.Session, history store.History) error {
	return errors.Join(unread(ctx, history), session.CheckTree(ctx, history, app.MayBeOlder(history)))
}

// unread returns a *damagedError after records were shown, when damage was met.
//
// It is called after the output, because damage is met while reading. Every command that
// prints records has to call it.
func unread(ctx context.Context, history store.History) error {
	damage := history.Damage()
	if damage == nil {
		return nil
	}
	numbers, count, err := history.Unreadable(ctx, mostUnreadNamed)
	if err != nil {
		return err
	}
	return &damagedError{numbers, count, damage}
}
