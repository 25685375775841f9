package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/sqlite/driver"
	"deletecall/secret"
)

// Ready returns no error when an intent could be recorded now.
func (s *Store) Ready(ctx context.Context) (warnings []string, err error) {
	if err := s.trusted(); err != nil {
		return nil, err
	}
	highest, err := s.place.Testify(s.ID())
	if err != nil {
		return nil, err
	}
	// Whether it can be written, only taking the write lock tells.
	err = s.inTransaction(ctx, "use the history", func(tx *sql.Tx) error {
		_, err := s.checkComplete(ctx, tx, highest)
		return err
	})
	if err == nil {
		err = s.checkDurable(ctx)
	}
	if err == nil {
		err = s.checkContents(ctx)
	}
	if err != nil {
		return nil, err
	}
	if err := s.recover(ctx); err != nil {
		return nil, err
	}
	if err := s.place.MakeReserve(); err != nil {
		return nil, err
	}
	warnings, err = s.place.CheckSpace()
	return slices.Concat(warnings, s.warnings, s.place.AsideWarnings()), err
}

// Fingerprint is the keyed hash of an API key under this history's own key.
func (s *Store) Fingerprint(key secret.Text) (string, error) {
	return key.Fingerprint(s.fingerprintKey), nil
}

const recordIntentOp = "record the intent"

// RecordIntent makes the intent durable and returns it with its number.
func (s *Store) RecordIntent(ctx context.Context, intent deletion.Intent) (deletion.Intent, error) {
	if err := s.trusted(); err != nil {
		return intent, err
	}
	highest, err := s.place.Testify(s.ID())
	if err != nil {
		return intent, err
	}
	if _, err := s.place.CheckSpace(); err != nil {
		return intent, err
	}
	if err := s.place.MakeReserve(); err != nil {
		return intent, err
	}
	owner, err := s.place.Processes.Hold(intent.ID)
	if err != nil {
		return intent, err
	}
	recorded, err := s.appendIntent(ctx, intent, owner, highest)
	if err == nil {
		// A database that vanished or was overwritten meanwhile took the intent with it.
		if err = s.checkDurable(ctx); err == nil {
			s.place.Note(s.ID(), recorded.Number)
			return recorded, nil
		}
		err = &commitError{err}
	}
	s.place.Processes.Release(intent.ID)
	return intent, s.disown(ctx, recorded, err)
}

func (s *Store) appendIntent(ctx context.Context, intent deletion.Intent, owner history.Owner, highest int64) (deletion.Intent, error) {
	err := s.inTransaction(ctx, recordIntentOp, func(tx *sql.Tx) (err error) {
		if err := checkTarget(ctx, tx, intent); err != nil {
			return err
		}
		if intent.Number, err = s.checkComplete(ctx, tx, highest); err != nil {
			return err
		}
		return appendEvent(ctx, tx, history.NewIntent(intent, owner))
	})
	return intent, err
}

// disown deals with a COMMIT that failed and may have taken all the same:
// nothing is sent, so an intent that is there after all gets this as its outcome.
func (s *Store) disown(ctx context.Context, intent deletion.Intent, cause error) error {
	var commit *commitError
	if !errors.As(cause, &commit) {
		return cause
	}
	event := history.NewOutcome(intent.Number, intent.ID, deletion.Outcome{
		Kind: deletion.NotSent, Cause: deletion.CauseLocal, Answered: s.now(),
		Detail: "The history reported a failure when it was to record the intent, so nothing was sent.",
	})
	err := s.appendNotSent(ctx, event)
	if driver.MayBeFull(err) {
		s.place.FreeReserve()
		err = s.appendNotSent(ctx, event)
	}
	if err != nil {
		err = s.putAside(event)
	}
	return errors.Join(commit.error, err)
}

// appendNotSent gives an intent that was not sent its outcome, if it is there.
// Where it is not, its pages may still lie in the -wal, and would come to life if
// the process died now: writing something else puts other pages in their place.
func (s *Store) appendNotSent(ctx context.Context, event history.Event) error {
	return s.inTransaction(ctx, recordIntentOp, func(tx *sql.Tx) error {
		err := appendOutcomeOnce(ctx, tx, event)
		if errors.Is(err, errNoIntent) {
			return overwrite(ctx, tx)
		}
		return err
	})
}

// overwrite writes a page that says what it said before. An UPDATE that changes
// nothing writes nothing.
func overwrite(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, latestSchema()))
	return err
}

func scanNumbers(rows *sql.Rows) ([]int64, error) {
	defer rows.Close()
	var numbers []int64
	for rows.Next() {
		var number int64
		if err := rows.Scan(&number); err != nil {
			return nil, err
		}
		numbers = append(numbers, number)
	}
	return numbers, rows.Err()
}

// unreadableEvent says which record has an event that can't be read.
type unreadableEvent struct {
	number int64
	err    error
}

func (e *unreadableEvent) Error() string { return fmt.Sprintf("record %d: %v", e.number, e.err) }
func (e *unreadableEvent) Unwrap() error { return e.err }
