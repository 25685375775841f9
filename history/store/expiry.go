package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

const (
	// expiryStep is how many records, or acts, lose their data in one transaction: some
	// tenths of a second, during which others wait.
	expiryStep = 1000
	// expiryRest is what each step's time is divided by: for that long others are let through.
	expiryRest = 4
)

// Expiry says what is to be removed from a history, and from which records.
type Expiry struct {
	// Records are the numbers of the records. What is pending, unsettled or held stays as it is.
	Records []int64
	// ActsBefore is before when acts lose the same data; zero for none of them.
	ActsBefore time.Time
	Data       deletion.DataKinds
	DryRun     bool // everything is counted, and nothing is removed or recorded
	// Act is the event that says so: who, when, and in words what.
	Act history.Act
}

// Expired is what an expiry did.
type Expired struct {
	Records int64 // that lost something
	Acts    int64 // likewise
	Open    int64 // records that are pending or unsettled, and kept everything
	Held    int64 // records of calls that a hold keeps, and that kept everything
	Misfits []int64
	Remains string // what the files still have, and what to do; empty where they have nothing
}

// Expire removes personal data from the history, with the salts of its digests, and records
// that it did. What is left in place of a value is its digest, so that the tree and all
// proofs are what they were.
//
// With identifiers goes all that quotes them: in the same record, and in the acts. A record
// that does not fit its events or hashes is a misfit, and is left to be looked at. An expiry
// that ends with an error has removed what its acts say, and can be run again. progress
// counts records.
func (r *Recorder) Expire(ctx context.Context, expiries []Expiry, progress func(done, total int64)) (all Expired, err error) {
	if err := r.log.Trust(); err != nil {
		return all, err
	}
	if _, err := r.log.Known(); err != nil {
		return all, err
	}
	done, total, isDry, by := int64(0), int64(0), false, ""
	for _, expiry := range expiries {
		by = expiry.Act.Operator.Name
		total, isDry = total+int64(len(expiry.Records)), isDry || expiry.DryRun
	}
	if !isDry {
		end, err := r.log.Announce(by)
		if err != nil {
			return all, err
		}
		defer end()
	}
	seen := seen{lost: set{}, acts: set{}, open: set{}, held: set{}, misfits: set{}}
	for _, expiry := range expiries {
		e := &expiring{Expiry: expiry, recorder: r, seen: seen, progress: func(records int) {
			done += int64(records)
			progress(done, total)
		}}
		err := e.all(ctx)
		all.Records, all.Acts, all.Open, all.Held = int64(len(seen.lost)), int64(len(seen.acts)), int64(len(seen.open)), int64(len(seen.held))
		if all.Misfits = slices.Sorted(maps.Keys(seen.misfits)); err != nil {
			return all, err
		}
	}
	if isDry {
		return all, nil
	}
	remains, err := r.log.Forget(ctx)
	// What could not be imported may have the same data.
	all.Remains = strings.TrimSpace(strings.Join(append(r.aside.AsideWarnings(), remains), " "))
	return all, err
}

func (e *expiring) all(ctx context.Context) error {
	for numbers := range slices.Chunk(e.Records, expiryStep) {
		if err := e.step(ctx, func(tx Tx, found *removal) error { return e.records(ctx, tx, numbers, found) }); err != nil {
			return err
		}
		e.progress(len(numbers))
	}
	old, err := e.oldActs(ctx)
	if err != nil {
		return err
	}
	for seqs := range slices.Chunk(old, expiryStep) {
		if err := e.step(ctx, func(tx Tx, found *removal) error { return e.expireActs(ctx, tx, seqs, found) }); err != nil {
			return err
		}
	}
	return nil
}

type expiring struct {
	Expiry
	expiries *proof.Expiries // up to size, but for its own
	size     int64
	recorder *Recorder
	seen     seen
	progress func(records int)
}

// removal is what one transaction removes.
type removal struct {
	removed []history.Removed
	lost    []int64 // the records that lost something
	open    []int64 // and those that kept everything
	held    []int64
	misfits []int64
	quoted  []quotation // of the identifiers that were removed
	values  values      // that were removed from records
	acts    []int64     // the places of those that lost something
	holds   []deletion.Hold
}

// step removes something in one transaction, together with the act that says so.
func (e *expiring) step(ctx context.Context, remove func(Tx, *removal) error) error {
	var found removal
	begin := time.Now()
	earlier, size := e.recorder.earlier(), int64(0)
	err := e.recorder.log.Update(ctx, Work{Op: "remove personal data", Sizes: sizes(earlier)}, func(tx Tx) (err error) {
		found = removal{}
		if err := e.recorder.checkContinues(ctx, tx, earlier); err != nil {
			return err
		}
		if size, err = e.readExpiries(ctx, tx); err != nil {
			return err
		}
		if err := remove(tx, &found); err != nil {
			return err
		}
		if len(found.removed) == 0 {
			return nil
		}
		id, err := uuid.NewRandom()
		if err != nil {
			return err
		}
		act := e.Act
		if e.DryRun {
			return errDryRun
		}
		act.Count, act.Removed = int64(len(found.lost)), joinedRemovals(found.removed)
		size++
		return Append(ctx, tx, deletion.Record{}, history.NewAct(id.String(), act))
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return err
	}
	e.size = size
	e.seen.lost.add(found.lost)
	e.seen.acts.add(found.acts)
	e.seen.open.add(found.open)
	e.seen.held.add(found.held)
	e.seen.misfits.add(found.misfits)
	return Rest(ctx, time.Since(begin)/expiryRest)
}

// errDryRun ends a transaction that is not to be kept.
var errDryRun = errors.New("this is a dry run")

// Rest pauses, so that others get their turn. It returns an error when the context ends first.
func Rest(ctx context.Context, length time.Duration) error {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// records removes the data of some records, and what quotes them, or searched for a part of
// them, in the acts. Both are one transaction: once a value is gone, nothing could tell which
// acts have it.
func (e *expiring) records(ctx context.Context, tx Tx, numbers []int64, found *removal) (err error) {
	if found.holds, err = Holds(ctx, tx); err != nil {
		return err
	}
	for _, number := range numbers {
		if err := e.record(ctx, tx, number, found); err != nil {
			return err
		}
	}
	if len(found.quoted) == 0 && found.values.Len() == 0 {
		return nil
	}
	return e.actsNaming(ctx, tx, found)
}

// record removes the data of a record.
func (e *expiring) record(ctx context.Context, tx Tx, number int64, found *removal) error {
	events, err := tx.EventsOf(ctx, number)
	if err != nil {
		return err
	}
	before, _, isWhole := derive(events)
	misfit := !isWhole
	for _, event := range events {
		fault, lacks := event.Check()
		misfit = misfit || fault != "" || lacks != 0 && !e.expiries.Explain(event.Seq, lacks)
	}
	held, _ := fitting(found.holds, before.Intent.Names())
	switch {
	case len(events) == 0 || misfit:
		found.misfits = append(found.misfits, number)
		return nil
	case before.Outcome.Kind == deletion.Pending || before.Unsettled():
		found.open = append(found.open, number)
		return nil
	case len(held) > 0:
		found.held = append(found.held, number)
		return nil
	}
	var quoted []quotation
	if e.Data.Has(deletion.IdentifierData) {
		quoted = quotationsOf(before.Intent)
	}
	count := len(found.removed)
	for i, event := range events {
		quoting, err := quotingFields(event.Private, quoted)
		if err != nil {
			return err
		}
		if events[i].Private, err = e.strip(ctx, tx, event, found, func(d history.Disclosure) bool {
			goes := e.Data.Has(d.Kind()) || slices.Contains(quoting, d.Name)
			if goes {
				found.values.add(d)
			}
			return goes
		}); err != nil {
			return err
		}
	}
	if len(found.removed) == count {
		return nil
	}
	found.lost = append(found.lost, number)
	found.quoted = append(found.quoted, quoted...)
	after, late, _ := derive(events)
	return tx.Restate(ctx, after, late)
}

// strip removes private fields of an event.
func (e *expiring) strip(ctx context.Context, tx Tx, event proof.StoredEvent, found *removal, remove func(history.Disclosure) bool) (history.Private, error) {
	var fields history.FieldSet
	left, removed, err := event.Without(func(d history.Disclosure) bool {
		if !remove(d) {
			return false
		}
		fields.Add(d)
		return true
	})
	if err != nil || removed == 0 {
		return event.Private, err
	}
	found.removed = append(found.removed, history.Removed{From: event.Seq, To: event.Seq, Fields: fields})
	return left, tx.Strip(ctx, event.Seq, left)
}

// derive is the record that follows from its events, up to one that can't be read, and whether
// its outcome came late. It does not check whether they are what was recorded.
func derive(events []proof.StoredEvent) (record deletion.Record, late, isWhole bool) {
	for _, stored := range events {
		event, err := history.DecodeText(string(stored.Data), stored.Private)
		if err != nil {
			return record, late, false
		}
		late = late || IsLate(&record, event)
		history.Apply(&record, event)
	}
	return record, late, true
}
