package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/query"
)

const (
	// expiryStep is how many records, or acts, lose their data in one transaction: some
	// tenths of a second, during which others wait.
	expiryStep = 1000
	// expiryRest is the part of each step's time for which others are let through.
	expiryRest = 4
)

// Expiry says what is to be removed from a history, and from which records.
type Expiry struct {
	// Records are the numbers of the records. What is pending or unsettled stays as it is.
	Records []int64
	// ActsBefore is before when acts lose the same data; zero for none of them.
	ActsBefore time.Time
	Data       deletion.DataKinds
	// Act is the event that says so: who, when, and in words what.
	Act history.Act
}

// Expired is what an expiry did.
type Expired struct {
	Records int64 // that lost something
	Acts    int64 // likewise
	Open    int64 // records that are pending or unsettled, and kept everything
	Misfits []int64
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
	done, total := int64(0), int64(0)
	for _, expiry := range expiries {
		total += int64(len(expiry.Records))
	}
	for _, expiry := range expiries {
		e := &expiring{Expiry: expiry, recorder: r, identifiers: map[string]bool{}, progress: func(records int) {
			done += int64(records)
			progress(done, total)
		}}
		err := e.all(ctx)
		all.Records, all.Acts, all.Open = all.Records+e.expired.Records, all.Acts+e.expired.Acts, all.Open+e.expired.Open
		if all.Misfits = append(all.Misfits, e.expired.Misfits...); err != nil {
			return all, err
		}
	}
	return all, r.log.Forget(ctx)
}

func (e *expiring) all(ctx context.Context) error {
	for numbers := range slices.Chunk(e.Records, expiryStep) {
		if err := e.step(ctx, numbers, e.record); err != nil {
			return err
		}
		e.progress(len(numbers))
	}
	acts, err := e.acts(ctx)
	if err != nil {
		return err
	}
	for seqs := range slices.Chunk(acts, expiryStep) {
		if err := e.step(ctx, seqs, e.act); err != nil {
			return err
		}
	}
	return nil
}

type expiring struct {
	Expiry
	recorder    *Recorder
	progress    func(records int)
	identifiers map[string]bool // words that name what was removed
	expired     Expired
}

// removal is what one transaction removes.
type removal struct {
	removed []history.Removed // by rising place
	expired Expired
	words   []string
}

// step removes something in one transaction, together with the act that says so.
func (e *expiring) step(ctx context.Context, numbers []int64, from func(context.Context, Tx, int64, *removal) error) error {
	var found removal
	begin := time.Now()
	err := e.recorder.log.Update(ctx, "remove personal data", func(tx Tx) error {
		found = removal{}
		for _, number := range numbers {
			if err := from(ctx, tx, number, &found); err != nil {
				return err
			}
		}
		if len(found.removed) == 0 {
			return nil
		}
		id, err := uuid.NewRandom()
		if err != nil {
			return err
		}
		act := e.Act
		act.Count, act.Removed = found.expired.Records, joinedRemovals(found.removed)
		return Append(ctx, tx, deletion.Record{}, history.NewAct(id.String(), act))
	})
	if err != nil {
		return err
	}
	e.expired.Records += found.expired.Records
	e.expired.Acts += found.expired.Acts
	e.expired.Open += found.expired.Open
	e.expired.Misfits = append(e.expired.Misfits, found.expired.Misfits...)
	for _, word := range found.words {
		e.identifiers[word] = true
	}
	return rest(ctx, time.Since(begin)/expiryRest)
}

func rest(ctx context.Context, length time.Duration) error {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// record removes the data of a record.
func (e *expiring) record(ctx context.Context, tx Tx, number int64, found *removal) error {
	events, err := tx.EventsOf(ctx, number)
	if err != nil {
		return err
	}
	before, _, misfit := derive(events)
	switch {
	case len(events) == 0 || misfit:
		found.expired.Misfits = append(found.expired.Misfits, number)
		return nil
	case before.Outcome.Kind == deletion.Pending || before.Unsettled():
		found.expired.Open++
		return nil
	}
	identifier := ""
	if e.Data.Has(deletion.IdentifierData) {
		identifier = query.Fold(before.Intent.Identifier)
	}
	count := len(found.removed)
	for i, event := range events {
		if events[i].Private, err = e.strip(ctx, tx, event, found, func(d history.Disclosure) bool {
			return e.Data.Has(d.Kind()) || identifier != "" && quotes(string(d.Value), identifier)
		}); err != nil {
			return err
		}
	}
	if len(found.removed) == count {
		return nil
	}
	if found.expired.Records++; identifier != "" {
		found.words = append(found.words, wordsOf(identifier)...)
	}
	after, late, _ := derive(events)
	return tx.Restate(ctx, after, late)
}

// strip removes private fields of an event.
func (e *expiring) strip(ctx context.Context, tx Tx, event proof.StoredEvent, found *removal, remove func(history.Disclosure) bool) (history.Private, error) {
	var data deletion.DataKinds
	left, removed, err := event.Without(func(d history.Disclosure) bool {
		if !remove(d) {
			return false
		}
		data.Add(d.Kind())
		return true
	})
	if err != nil || removed == 0 {
		return event.Private, err
	}
	found.removed = append(found.removed, history.Removed{From: event.Seq, To: event.Seq, Data: data})
	return left, tx.Strip(ctx, event.Seq, left)
}

// derive is the record that follows from its events, whether its outcome came late, and
// whether one of them is not what was recorded.
func derive(events []proof.StoredEvent) (record deletion.Record, late, misfit bool) {
	for _, stored := range events {
		event, err := history.Decode(stored.Data, stored.Private)
		if err != nil || stored.Fault() != "" {
			return record, late, true
		}
		late = late || IsLate(record, event)
		history.Apply(&record, event)
	}
	return record, late, false
}

// acts are the places of the acts that lose something.
func (e *expiring) acts(ctx context.Context) (seqs []int64, err error) {
	err = e.recorder.log.Read(ctx, func(from Reader) error {
		acts, err := from.EventsOf(ctx, 0)
		for _, act := range acts {
			if e.loses(act) {
				seqs = append(seqs, act.Seq)
			}
		}
		return err
	})
	return seqs, err
}

// loses reports whether an act is old enough, or names something that was removed.
func (e *expiring) loses(act proof.StoredEvent) bool {
	event, err := history.Decode(act.Data, act.Private)
	if err != nil || event.Act == nil {
		return false
	}
	return event.Act.At.Before(e.ActsBefore) && e.Data != 0 || e.names(event.Act.Query) || e.names(event.Act.To)
}

// names reports whether a text has one of the identifiers that were removed.
func (e *expiring) names(text string) bool {
	return len(e.identifiers) > 0 && slices.ContainsFunc(wordsOf(query.Fold(text)), func(word string) bool { return e.identifiers[word] })
}

// act removes the data of an act.
func (e *expiring) act(ctx context.Context, tx Tx, seq int64, found *removal) error {
	acts, err := tx.EventsOf(ctx, 0)
	if err != nil {
		return err
	}
	i, there := slices.BinarySearchFunc(acts, seq, func(act proof.StoredEvent, seq int64) int { return int(act.Seq - seq) })
	if !there {
		return errors.New("an act is gone")
	}
	event, err := history.Decode(acts[i].Data, acts[i].Private)
	if err != nil || acts[i].Fault() != "" || event.Act == nil {
		return nil // verifying tells of it
	}
	old, count := event.Act.At.Before(e.ActsBefore), len(found.removed)
	_, err = e.strip(ctx, tx, acts[i], found, func(d history.Disclosure) bool {
		return old && e.Data.Has(d.Kind()) || e.names(string(d.Value))
	})
	if len(found.removed) > count {
		found.expired.Acts++
	}
	return err
}

// joinedRemovals puts neighbours that lost the same together.
func joinedRemovals(all []history.Removed) []history.Removed {
	slices.SortFunc(all, func(a, b history.Removed) int { return int(a.From - b.From) })
	joined := all[:0]
	for _, next := range all {
		if last := len(joined) - 1; last >= 0 && joined[last].To == next.From-1 && joined[last].Data == next.Data {
			joined[last].To = next.To
		} else {
			joined = append(joined, next)
		}
	}
	return joined
}

// quotes reports whether a text has an identifier in it, letter case folded, and not only
// as a part of a longer word or number.
func quotes(text, identifier string) bool {
	text = query.Fold(text)
	for at := 0; ; {
		found := strings.Index(text[at:], identifier)
		if found < 0 {
			return false
		}
		at += found
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(identifier):])
		if !isWordLetter(before) && !isWordLetter(after) {
			return true
		}
		at += len(identifier)
	}
}

func isWordLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !isWordLetter(r) })
}
