package store

import (
	"context"
	"slices"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

// refusing records refusals of the guards: an intent that has its outcome in the same
// transaction, so that there is no moment at which it could be sent.
type refusing struct {
	recorder *Recorder
	known    int64

	refused bool
	record  deletion.Record
	signing *proof.Signing
}

// judge asks the guards, and records a refusal.
func (f *refusing) judge(ctx context.Context, tx Tx, intent deletion.Intent, guards deletion.Guards) (refused bool, err error) {
	f.recorder.ended(f.signing, false) // that of a first try
	f.refused, f.signing = false, nil
	standing, err := Standing(ctx, tx, guards)
	if err != nil {
		return false, err
	}
	outcome, refused := guards.Judge(standing)
	if !refused {
		return false, nil
	}
	return true, f.append(ctx, tx, intent, outcome)
}

func (f *refusing) append(ctx context.Context, tx Tx, intent deletion.Intent, outcome deletion.Outcome) (err error) {
	if intent.Number, err = tx.Next(ctx, f.known); err != nil {
		return err
	}
	intent.KeyFingerprint = "" // no key was used
	intentEvent, outcomeEvent := history.NewIntent(intent, history.Owner{}), history.NewOutcome(intent.Number, intent.ID, outcome)
	if err := Append(ctx, tx, deletion.Record{}, intentEvent); err != nil {
		return err
	}
	f.record = deletion.Record{}
	history.Apply(&f.record, intentEvent)
	if err := Append(ctx, tx, f.record, outcomeEvent); err != nil {
		return err
	}
	history.Apply(&f.record, outcomeEvent)
	f.refused = true
	if f.recorder.findKey != nil {
		f.signing, err = f.recorder.signInside(ctx, tx)
	}
	return err
}

// RecordGuardRefusal records a deletion that a guard refused before anybody could confirm it.
func (r *Recorder) RecordGuardRefusal(ctx context.Context, intent deletion.Intent, outcome deletion.Outcome) (deletion.Record, error) {
	if err := r.log.Trust(); err != nil {
		return deletion.Record{}, err
	}
	known, err := r.log.Known()
	if err != nil {
		return deletion.Record{}, err
	}
	refusing := &refusing{recorder: r, known: known}
	kept := context.WithoutCancel(ctx) // as in Ready
	earlier := r.earlier()
	err = r.log.Update(ctx, Work{Op: "record the refusal", Sizes: sizes(earlier)}, func(tx Tx) error {
		r.ended(refusing.signing, false) // that of a first try
		refusing.signing = nil
		if err := r.checkContinues(kept, tx, earlier); err != nil {
			return err
		}
		return refusing.append(kept, tx, intent, outcome)
	})
	r.ended(refusing.signing, err == nil)
	if err != nil {
		return deletion.Record{}, err
	}
	if err := r.log.Confirm(ctx); err != nil {
		return deletion.Record{}, err
	}
	r.log.Remember(refusing.record.Intent.Number)
	return refusing.record, nil
}

// Standing returns what the history says to a deletion that the guards ask about.
func (r *Recorder) Standing(ctx context.Context, guards deletion.Guards) (standing deletion.Standing, err error) {
	err = r.log.Read(ctx, func(from Reader) (err error) {
		standing, err = Standing(ctx, from, guards)
		return err
	})
	return standing, err
}

// Standing reads what the history says to a deletion that the guards ask about.
func Standing(ctx context.Context, from Reader, guards deletion.Guards) (standing deletion.Standing, err error) {
	holds, err := Holds(ctx, from)
	if err != nil {
		return standing, err
	}
	standing.Holds, standing.OtherHolds = fitting(holds, guards.Names())
	standing.Recent, err = recent(ctx, from, guards)
	return standing, err
}

// recent are the times of the operator's newest deletions by the server's entry, no more than it
// allows.
func recent(ctx context.Context, from Reader, guards deletion.Guards) (times []time.Time, err error) {
	if guards.AtMost() == 0 {
		return nil, nil
	}
	since := guards.At.Add(-deletion.RateWindow)
	numbers, err := from.Since(ctx, guards.Operator.Name, since)
	if err != nil {
		return nil, err
	}
	for _, number := range numbers {
		record, _, _, err := Record(ctx, from, number)
		if err != nil {
			return nil, err
		}
		if counts(record, guards, since) {
			times = append(times, record.Intent.Confirmed)
		}
		if len(times) == guards.AtMost() {
			break
		}
	}
	return times, nil
}

// counts reports whether a record is one of those that the limit is about: what provably never
// left is not, nor what was sent by another entry for the same address, which may be about another tenant.
func counts(record deletion.Record, guards deletion.Guards, since time.Time) bool {
	intent := record.Intent
	return intent.Operator.Name == guards.Operator.Name && intent.Confirmed.After(since) &&
		intent.Server == guards.Request.Server.Name && slices.Contains(deletion.SameServer(guards.Request.Server.Endpoint), intent.Endpoint) &&
		record.Outcome.Kind != deletion.NotSent && !record.Outcome.Cause.OfGuard()
}
