package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sqlite/place"
)

// markInterrupted makes the outcome of every open intent unknown whose process
// is gone.
func (s *Store) markInterrupted(ctx context.Context) error {
	// Only what is dead by now may be swept: the intent of a process that dies from
	// here on may not be among the abandoned ones.
	dead := s.place.Processes.Dead()
	abandoned, err := s.abandoned(ctx)
	if err != nil {
		return s.problem("look for interrupted deletions", err)
	}
	if len(abandoned) > 0 {
		err = s.interrupt(ctx, abandoned)
	}
	if err == nil {
		place.Sweep(dead)
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

// isGone reports whether the process that sends this intent is gone. On this machine
// its lock tells; for one on another machine the time does.
func (s *Store) isGone(intent deletion.Intent, owner history.Owner) (bool, error) {
	lives, known, err := s.place.Processes.IsSending(intent.ID, owner)
	if err != nil {
		return false, err
	}
	if !known {
		return !mayBeInProgress(intent, s.now()), nil
	}
	return !lives, nil
}

// longestInProgress is how long a deletion can be in progress: as long as its time
// limit may be, and the time to record its outcome.
const longestInProgress = deletion.MaxTimeLimit + deletion.RecordingTime

// mayBeInProgress goes by the intent's deadline, as far as it can be believed: it is
// no later than the longest time after the confirmation, and neither lies so far ahead
// that only a wrong clock could have written it.
func mayBeInProgress(intent deletion.Intent, now time.Time) bool {
	latest := intent.Confirmed.Add(longestInProgress)
	if intent.Deadline.Before(latest) {
		latest = intent.Deadline
	}
	return now.After(intent.Confirmed.Add(-longestInProgress)) && !now.After(latest)
}
