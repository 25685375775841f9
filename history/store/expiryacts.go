package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"deletecall/history"
	"deletecall/history/proof"
)

// oldActs are the places of the acts that are old enough to lose something.
func (e *expiring) oldActs(ctx context.Context) (seqs []int64, err error) {
	if e.Data == 0 || e.ActsBefore.IsZero() {
		return nil, nil
	}
	err = e.recorder.log.Read(ctx, func(from Reader) error {
		acts, err := from.EventsOf(ctx, 0)
		ended := endsOfHolds(acts)
		for _, act := range acts {
			event, err := history.Decode(act.Data, act.Private)
			if logged, known := LoggedOf(act.Seq, event); err == nil && known && ended.of(act.Seq, logged).Before(e.ActsBefore) {
				seqs = append(seqs, act.Seq)
			}
		}
		return err
	})
	return seqs, err
}

// expireActs removes the data of the acts at these places.
func (e *expiring) expireActs(ctx context.Context, tx Tx, seqs []int64, found *removal) error {
	acts, err := tx.EventsOf(ctx, 0)
	if err != nil {
		return err
	}
	for _, act := range acts {
		if _, chosen := slices.BinarySearch(seqs, act.Seq); !chosen {
			continue
		}
		if err := e.act(ctx, tx, act, found, func(d history.Disclosure) bool { return e.Data.Has(d.Kind()) }); err != nil {
			return err
		}
	}
	return nil
}

// actsNaming removes from the acts what names something that was removed from records.
func (e *expiring) actsNaming(ctx context.Context, tx Tx, found *removal) error {
	acts, err := tx.EventsOf(ctx, 0)
	if err != nil {
		return err
	}
	quoted, parts, ended := quotedIn(acts, found.quoted), found.values.parts(), endsOfHolds(acts)
	for _, act := range acts {
		if end, isHold := ended[act.Seq]; isHold && end.IsZero() {
			continue // it has to name what it keeps
		}
		if err := e.act(ctx, tx, act, found, func(d history.Disclosure) bool {
			return anyIn(quoted, string(d.Value)) || hasPart(act, d, parts)
		}); err != nil {
			return err
		}
	}
	return nil
}

// holdEnds are when holds were released, by the places of their events. While they hold, they
// are zero.
type holdEnds map[int64]time.Time

// actBegins is how an event begins that is no hold.
var actBegins = fmt.Appendf(nil, `{"v":%d,"kind":"%s",`, history.Version, history.ActKind)

func endsOfHolds(acts []proof.StoredEvent) holdEnds {
	ends, added := holdEnds{}, map[int64]int64{} // added are the places of the holds, by their numbers
	for _, act := range acts {
		if bytes.HasPrefix(act.Data, actBegins) {
			continue // that of a long expiry takes milliseconds to decode
		}
		event, err := history.DecodeText(string(act.Data), history.Private{})
		if err != nil || event.Hold == nil {
			continue
		}
		if event.Kind == history.HoldKind {
			added[event.Hold.Number], ends[act.Seq] = act.Seq, time.Time{}
		} else if seq, known := added[event.Hold.Number]; known {
			ends[seq] = event.Hold.Release.Released
		}
	}
	return ends
}

// of is from when on the data of an act is no longer needed: that of a hold is needed until it is
// released.
func (e holdEnds) of(seq int64, logged Logged) time.Time {
	end, isHold := e[seq]
	switch {
	case !isHold:
		return logged.At
	case end.IsZero():
		return stillHeld
	}
	return end
}

// stillHeld is after every moment from which something is removed.
var stillHeld = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// act removes private fields of an act. One that does not fit stays: verifying reports it.
func (e *expiring) act(ctx context.Context, tx Tx, act proof.StoredEvent, found *removal, remove func(history.Disclosure) bool) error {
	if !loses(act, remove) {
		return nil
	}
	event, err := history.Decode(act.Data, act.Private)
	if _, known := LoggedOf(act.Seq, event); err != nil || act.Fault() != "" || !known {
		return nil
	}
	count := len(found.removed)
	_, err = e.strip(ctx, tx, act, found, remove)
	if len(found.removed) > count {
		found.acts = append(found.acts, act.Seq)
	}
	return err
}

// loses reports whether something is removed from an act. It is asked before the act is
// decoded: an expiry names all events that lost something, and a long one is a hundred acts.
func loses(act proof.StoredEvent, remove func(history.Disclosure) bool) bool {
	disclosures, err := act.Disclosures()
	return err == nil && slices.ContainsFunc(disclosures, func(d history.Disclosure) bool { return d.IsShown() && remove(d) })
}

// quotedIn are those of the quotations that the acts have, which are few: so that not each
// identifier is looked for in each act.
func quotedIn(acts []proof.StoredEvent, all []quotation) (found []quotation) {
	var text strings.Builder
	for _, act := range acts {
		if disclosures, err := act.Disclosures(); err == nil {
			for _, d := range disclosures {
				text.Write(d.Value)
				text.WriteByte('\n')
			}
		}
	}
	in := readableOf(text.String())
	for _, q := range all {
		if q.in(in) {
			found = append(found, q)
		}
	}
	return found
}

// readExpiries reads the expiries there are, unless nobody else has recorded anything since the last
// step. It returns the size of the history.
func (e *expiring) readExpiries(ctx context.Context, tx Tx) (size int64, err error) {
	if size, err = tx.Size(ctx); err != nil || size == e.size {
		return size, err
	}
	e.size = size
	e.expiries, err = ExpiriesOf(ctx, tx)
	return size, err
}
