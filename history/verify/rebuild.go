package verify

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/safetext"
)

// Rebuild makes the list again from the events, in one transaction, and appends act as the
// event of it: with how many records there are, and with what did not match before, after
// what its detail says already. The events are verified first, as [Verifier.Verify] does:
// where they don't fit, nothing is written, and the findings say why. Nor is it where the history
// does not continue what was given, which it once kept, a *[store.ContradictedError]. Others can't record
// anything meanwhile: some minutes for a million records in SQLite.
func (v *Verifier) Rebuild(ctx context.Context, act history.Act, given []proof.NamedCheckpoint, keys ...string) (done store.Rebuilt, err error) {
	if err := v.log.Trust(); err != nil {
		return done, err
	}
	if _, err := v.log.Known(); err != nil { // what remembers a history does so before it has an event
		return done, err
	}
	err = v.log.Update(ctx, store.Work{Op: "rebuild the list"}, func(tx store.Tx) error {
		done = store.Rebuilt{} // of a first try
		report, err := All(ctx, tx, given, keys...)
		if err != nil {
			return err
		}
		if done.Findings = report.Findings(); len(done.Findings) > 0 {
			return nil
		}
		// A new checkpoint would cover up what was done to the others.
		if err := store.CheckContinues(ctx, tx, v.log.Origin(), claimed(given)); err != nil {
			return err
		}
		if done.Before, err = list(ctx, tx); err != nil {
			return err
		}
		if err := tx.ReplaceList(ctx, listed(Derive(tx.ByRecord(ctx), false), &done)); err != nil {
			return err
		}
		if len(done.Findings) > 0 {
			return errUnfit
		}
		act.Count, act.Detail = done.Records, detail(act.Detail, done.Before)
		return store.AppendAct(ctx, tx, act)
	})
	if len(done.Findings) > 0 {
		done.Records = 0
		if errors.Is(err, errUnfit) {
			err = nil
		}
		return done, err
	}
	if err == nil {
		err = v.log.Confirm(ctx)
	}
	return done, err
}

// claimed are the checkpoints that can be read, whoever signed them.
func claimed(given []proof.NamedCheckpoint) (all []proof.Checkpoint) {
	for _, one := range given {
		if checkpoint, ok := proof.Claimed(one.Note); ok {
			all = append(all, checkpoint)
		}
	}
	return all
}

// errUnfit ends a transaction that may not be kept.
var errUnfit = errors.New("the events do not match")

// listed are records as a list shows them. They are counted, and an event from which no row
// follows is a finding.
func listed(records iter.Seq2[*Derived, error], done *store.Rebuilt) iter.Seq2[store.Listed, error] {
	return func(yield func(store.Listed, error) bool) {
		for derived, err := range records {
			if err != nil {
				yield(store.Listed{}, err)
				return
			}
			if derived.impossible > 0 {
				done.Findings = append(done.Findings, derived.cantFollow())
			}
			if derived.Unreadable != nil { // by a newer version of the program
				done.Findings = append(done.Findings, fmt.Sprintf("Record %d can't be read: %s.", derived.Number, safetext.Bounded(derived.Unreadable.Error(), mostOfAnError)))
			}
			if len(done.Findings) >= mostFindings {
				return
			}
			done.Records++
			if !yield(store.Listed{Record: derived.Record, Late: derived.Late}, nil) {
				return
			}
		}
	}
}

// mostOfDetail bounds what a rebuild keeps of the findings before it, in cells.
const mostOfDetail = 500

func detail(before string, list []string) string {
	text := strings.TrimSpace(before + " " + strings.Join(list, " "))
	if text == "" {
		return "everything matched before"
	}
	return fmt.Sprintf("before: %s", safetext.Bounded(text, mostOfDetail))
}
