package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"deletecall/deletion"
	"deletecall/history"
)

// markInterrupted makes the outcome of every open intent unknown whose process
// is gone. Age alone never does.
func (s *Store) markInterrupted(ctx context.Context) error {
	// Only what is dead by now may be swept: the intent of a process that dies from
	// here on may not be among the abandoned ones.
	dead := deadInstances(s.place.instances())
	abandoned, err := s.abandoned(ctx)
	if err != nil {
		return s.problem("look for interrupted deletions", err)
	}
	if len(abandoned) > 0 {
		err = s.interrupt(ctx, abandoned)
	}
	if err == nil {
		sweep(dead)
	}
	return err
}

func (s *Store) interrupt(ctx context.Context, abandoned []int64) error {
	return s.inTransaction(ctx, "record an interruption", func(tx *sql.Tx) error {
		for _, number := range abandoned {
			record, _, found, err := readRecord(ctx, tx, number, false)
			if err != nil {
				return err
			}
			if !found || record.Outcome.Kind != deletion.Pending {
				continue // somebody else was first
			}
			if err := appendEvent(ctx, tx, history.NewInterruption(number, record.Intent.ID, s.now())); err != nil {
				return err
			}
		}
		return nil
	})
}

// abandoned returns the numbers of the open records whose process is gone.
func (s *Store) abandoned(ctx context.Context) ([]int64, error) {
	rows, err := s.writer.QueryContext(ctx, `SELECT number FROM record WHERE outcome = 'pending' ORDER BY number`)
	if err != nil {
		return nil, err
	}
	open, err := scanNumbers(rows)
	if err != nil {
		return nil, err
	}
	var abandoned []int64
	for _, number := range open {
		record, owner, _, err := readRecord(ctx, s.writer, number, false)
		var damaged *unreadableEvent
		if errors.As(err, &damaged) {
			continue // it says nothing of a process; lists show that it can't be read
		}
		if err != nil {
			return nil, err
		}
		gone, err := s.isGone(record.Intent, owner)
		if err != nil {
			return nil, err
		}
		if gone {
			abandoned = append(abandoned, number)
		}
	}
	return abandoned, nil
}

// isGone reports whether the process that sends this intent is gone. Where its
// lock can't be tried, on another machine, or is not there, the deadline decides.
func (s *Store) isGone(intent deletion.Intent, owner history.Owner) (bool, error) {
	if s.isOurs(intent.ID) {
		return false, nil
	}
	is := untold
	if owner.Machine == machine() {
		var err error
		if is, err = lifeOf(s.place.instances(), owner.Instance); err != nil {
			return false, problem("look for interrupted deletions", s.place.instances(), err)
		}
	}
	if is == untold {
		return s.now().After(intent.Deadline), nil
	}
	return is == dead, nil
}
