package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sqlite/driver"
)

const (
	// outcomeTime bounds how long an outcome is tried again while others hold the
	// database, before it is put aside.
	outcomeTime = 20 * time.Second
	// behindLimit is how long at the most after the request's own limit: a process is
	// gone two seconds after it.
	behindLimit = 1500 * time.Millisecond
)

var errNoIntent = errors.New("the history does not have this intent")

// RecordOutcome makes the outcome of a recorded intent durable: in the database,
// on a full disk with the reserve's space, or at last in the side file.
func (s *Store) RecordOutcome(ctx context.Context, intent deletion.Intent, outcome deletion.Outcome) error {
	err := s.tryOutcome(ctx, intent, outcome)
	if err == nil {
		// A database that vanished or was overwritten meanwhile took the outcome with it.
		err = s.checkDurable(ctx)
	}
	if err == nil {
		s.place.Processes.Release(intent.ID)
		return nil
	}
	notRecorded := &deletion.OutcomeNotRecordedError{Number: intent.Number, Err: err}
	if asideErr := s.putAside(history.NewOutcome(intent.Number, intent.ID, outcome)); asideErr != nil {
		notRecorded.Err = errors.Join(err, asideErr)
		return notRecorded
	}
	s.place.Processes.Release(intent.ID)
	notRecorded.SideFile = s.place.SideFile()
	return notRecorded
}

// tryOutcome writes the outcome, as often as that can help. A COMMIT that failed
// is read back by trying again: an outcome that is there is not added twice.
func (s *Store) tryOutcome(ctx context.Context, intent deletion.Intent, outcome deletion.Outcome) error {
	deadline := time.Now().Add(s.patience(intent))
	defer s.setBusyTime(ctx, s.busyTime)
	for reserveFreed := false; ; {
		s.setBusyTime(ctx, min(s.busyTime, time.Until(deadline)))
		err := s.appendOutcome(ctx, intent, outcome)
		switch {
		case err == nil:
			return nil
		case driver.MayBeFull(err) && !reserveFreed:
			s.place.FreeReserve()
			reserveFreed = true
		case driver.IsBusy(err) && time.Now().Before(deadline):
			_ = wait(context.WithoutCancel(ctx), retryPause) // it can't be cancelled
		default:
			return err
		}
	}
}

// patience is how long an outcome may wait for others to let go of the database.
func (s *Store) patience(intent deletion.Intent) time.Duration {
	limit := intent.Deadline.Add(-deletion.RecordingTime)
	return min(s.outcomeTime, max(behindLimit, time.Until(limit)+behindLimit))
}

// setBusyTime changes how long the next writes wait for other processes. Where that
// fails they fail too, and tell why.
func (s *Store) setBusyTime(ctx context.Context, length time.Duration) {
	if s.writer != nil {
		_, _ = s.writer.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf(`PRAGMA busy_timeout = %d`, max(0, length.Milliseconds())))
	}
}

// appendOutcome adds the outcome, unless it is there already: after a COMMIT
// that failed, this is the reading back.
func (s *Store) appendOutcome(ctx context.Context, intent deletion.Intent, outcome deletion.Outcome) error {
	return s.inTransaction(ctx, "record the outcome", func(tx *sql.Tx) error {
		return appendOutcomeOnce(ctx, tx, history.NewOutcome(intent.Number, intent.ID, outcome))
	})
}

// appendOutcomeOnce adds the outcome of an intent that has none yet. One that
// was only marked as interrupted has none.
func appendOutcomeOnce(ctx context.Context, tx *sql.Tx, event history.Event) error {
	record, _, found, err := readRecord(ctx, tx, event.Number, false)
	if err != nil {
		return err
	}
	if !found || record.Intent.ID != event.ID {
		return errNoIntent
	}
	if record.Outcome.Kind != deletion.Pending && record.Outcome.Cause != deletion.CauseInterrupted {
		return nil
	}
	return appendEvent(ctx, tx, event)
}

// RecordResolution settles the unknown outcome of a record.
func (s *Store) RecordResolution(ctx context.Context, number int64, resolution deletion.Resolution) error {
	if err := s.trusted(); err != nil {
		return err
	}
	err := s.tryResolution(ctx, number, resolution)
	var commit *commitError
	if errors.As(err, &commit) {
		// It may have taken all the same: then the second try finds it settled.
		err = s.tryResolution(ctx, number, resolution)
		var settled *deletion.NotUnsettledError
		if errors.As(err, &settled) && settled.By == resolution.Operator.Name {
			err = nil
		}
	}
	if err != nil {
		return err
	}
	return s.checkDurable(ctx)
}

func (s *Store) tryResolution(ctx context.Context, number int64, resolution deletion.Resolution) error {
	return s.inTransaction(ctx, "settle the record", func(tx *sql.Tx) error {
		record, _, found, err := readRecord(ctx, tx, number, false)
		if err != nil {
			return err
		}
		if !found {
			return &deletion.NoRecordError{Number: number}
		}
		if !record.Unsettled() {
			settled := &deletion.NotUnsettledError{Number: number, Kind: record.Outcome.Kind}
			if record.Resolution != nil {
				settled.By = record.Resolution.Operator.Name
			}
			return settled
		}
		return appendEvent(ctx, tx, history.NewResolution(number, record.Intent.ID, resolution))
	})
}
