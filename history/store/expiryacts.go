package store

import (
	"context"
	"slices"
	"strings"

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
		for _, act := range acts {
			if event, err := history.Decode(act.Data, act.Private); err == nil && event.Act != nil && event.Act.At.Before(e.ActsBefore) {
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

// act removes private fields of an act. One that does not fit stays: verifying reports it.
func (e *expiring) act(ctx context.Context, tx Tx, act proof.StoredEvent, found *removal, remove func(history.Disclosure) bool) error {
	if event, err := history.Decode(act.Data, act.Private); err != nil || act.Fault() != "" || event.Act == nil {
		return nil
	}
	count := len(found.removed)
	_, err := e.strip(ctx, tx, act, found, remove)
	if len(found.removed) > count {
		found.expired.Acts++
	}
	return err
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
