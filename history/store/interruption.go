package store

import (
	"context"
	"errors"
	"time"

	"deletecall/deletion"
	"deletecall/history"
)

// markInterrupted makes the outcome of every open intent unknown whose process
// is gone.
func (r *Recorder) markInterrupted(ctx context.Context) error {
	// Only what is dead by now may be swept: the intent of a process that dies from
	// here on may not be among the abandoned ones.
	dead := r.processes.Dead()
	var abandoned []int64
	err := r.log.Read(ctx, func(from Reader) (err error) {
		abandoned, err = r.abandoned(ctx, from)
		return err
	})
	if err == nil && len(abandoned) > 0 {
		err = r.interrupt(ctx, abandoned)
	}
	if err == nil {
		r.processes.Sweep(dead)
	}
	return err
}

func (r *Recorder) interrupt(ctx context.Context, abandoned []int64) error {
	return r.log.Update(ctx, Work{Op: "record an interruption"}, func(tx Tx) error {
		for _, number := range abandoned {
			record, _, found, err := Record(ctx, tx, number)
			if err != nil {
				return err
			}
			if !found || record.Outcome.Kind != deletion.Pending {
				continue // somebody else was first
			}
			if err := Append(ctx, tx, record, history.NewInterruption(number, record.Intent.ID, r.now())); err != nil {
				return err
			}
		}
		return nil
	})
}

// abandoned returns the numbers of the open records whose process is gone.
func (r *Recorder) abandoned(ctx context.Context, from Reader) (abandoned []int64, err error) {
	pending, err := from.Pending(ctx)
	if err != nil {
		return nil, err
	}
	for _, number := range pending {
		record, owner, _, err := Record(ctx, from, number)
		if _, ok := errors.AsType[*UnreadableEventError](err); ok {
			continue // it says nothing of a process; lists show that it can't be read
		}
		if err != nil {
			return nil, err
		}
		lives, known, err := r.processes.IsSending(record.Intent.ID, owner)
		if err != nil {
			return nil, err
		}
		if known && !lives || !known && !mayBeInProgress(record.Intent, r.now()) {
			abandoned = append(abandoned, number)
		}
	}
	return abandoned, nil
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
