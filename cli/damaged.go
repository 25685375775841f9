package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"deletecall/history/store"
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

// Error counts the records, names the first of them, and says what to do.
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
		list += fmt.Sprintf(" and %d more", more)
	}
	return fmt.Sprintf("%s can't be read: %s\n%s", counted(int(e.count), "record", "records"), list, e.err)
}

func (e *damagedError) Unwrap() error { return e.err }

// mostUnreadNamed is how many records are named that can't be read.
const mostUnreadNamed = 20

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
