package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/safetext"
)

// mostEventsChecked is up to how many events all are looked at before an intent: a row takes
// some 30 µs to come and be compared. Of more than that, the newest eventsSampled are, and as many others, which change each time.
const (
	mostEventsChecked = 64
	eventsSampled     = 16
)

// sample looks for damage before something is sent. What it finds stays known; that something
// can't be read is no damage.
func (s *Store) sample(ctx context.Context) error {
	broken, events, rows, err := s.takeSample(ctx)
	if err != nil {
		return s.problem(readOp, err)
	}
	problem := "was changed by another program: "
	if len(broken) > 0 {
		problem += broken[0]
	} else if err = verify.Sample(each(events), each(rows)); err != nil {
		problem += safetext.Bounded(err.Error(), 200)
	} else {
		return nil
	}
	advice := seeWhat
	var list *store.ListError
	if errors.As(err, &list) {
		advice = seeAndRebuild
	}
	err = &deletion.HistoryError{Op: "use the history", Path: s.name, Problem: problem, Advice: advice, Err: err}
	s.damage.Store(&err)
	return err
}

// places are those of the events to look at.
func (s *Store) places(last int64) (seqs []int64) {
	first, other := int64(0), int64(-1)
	if last > mostEventsChecked {
		first = last - eventsSampled
		// A process that ends after one look is followed by one that sees two more events.
		stretches := (first + eventsSampled - 1) / eventsSampled
		other = (last/2 + s.sampled.Add(1)) % stretches * eventsSampled
	}
	for seq := first + 1; seq <= last; seq++ {
		seqs = append(seqs, seq)
	}
	for seq := other + 1; other >= 0 && seq <= other+eventsSampled; seq++ {
		seqs = append(seqs, seq)
	}
	return seqs
}

// takeSample reads, as they are at one moment and in one round trip, what is wrong with the rules
// of the database, some events with all others of their records, and the rows that follow from
// them.
func (s *Store) takeSample(ctx context.Context) (broken []string, events []proof.StoredEvent, rows []store.Row, err error) {
	last := s.size.Swap(0) // it serves once: others record meanwhile
	if last == 0 {
		if last, err = (logReader{session{statements: s.pool}}).Size(ctx); err != nil {
			return nil, nil, nil, err
		}
	}
	const theirs = `number IN (SELECT number FROM deletecall.event WHERE number > 0 AND seq = ANY ($1))`
	seqs := s.places(last)
	batch := &pgx.Batch{}
	batch.Queue(`begin isolation level repeatable read read only`)
	var found []rule
	collect(batch.Queue(selectRules, ruleFunctions()), scanRule, &found)
	collect(batch.Queue(selectEvents+`WHERE `+theirs+` OR number = 0 AND seq = ANY ($1) ORDER BY seq`, seqs), scanEvent, &events)
	collect(batch.Queue(selectRows+` WHERE `+theirs+` ORDER BY number`, seqs), func(row pgx.CollectableRow) (store.Row, error) { return scanRow(row) }, &rows)
	batch.Queue(rollback)
	ctx, cancel := context.WithTimeout(ctx, statementTime)
	defer cancel()
	connection, err := s.begin(ctx, func(connection *pgx.Conn) error {
		found, events, rows = nil, nil, nil
		return connection.SendBatch(ctx, batch).Close()
	})
	if err != nil {
		return nil, nil, nil, err
	}
	connection.Release()
	return brokenRules(found), events, rows, nil
}

// each yields values.
func each[T any](values []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, value := range values {
			if !yield(value, nil) {
				return
			}
		}
	}
}

// Findings returns what does not fit around the events and the list: rules of the database
// that were dropped, switched off or added, and names and keys that are not those of this
// history. Each is a sentence that is safe to show.
func (s *Store) Findings(ctx context.Context) (findings []string, err error) {
	err = s.snapshot(ctx, func(from session) error {
		rules, rulesErr := ruleFindings(ctx, from)
		groups, groupsErr := groupFindings(ctx, from)
		head, headErr := headFindings(ctx, from)
		derived, err := verify.Findings(ctx, logReader{from}, s.origin)
		findings = slices.Concat(rules, groups, head, derived)
		return errors.Join(rulesErr, groupsErr, headErr, err)
	})
	return findings, s.problem("verify the history", err)
}

// headFindings compare the row that gives out places with the last event.
func headFindings(ctx context.Context, from session) ([]string, error) {
	size, err := logReader{from}.Size(ctx)
	if err != nil {
		return nil, err
	}
	heads, err := numbers(ctx, from, `SELECT size FROM deletecall.head`)
	if err == nil && (len(heads) != 1 || heads[0] != size) {
		return []string{fmt.Sprintf("The table head does not say that event %d is the last one.", size)}, nil
	}
	return nil, err
}
