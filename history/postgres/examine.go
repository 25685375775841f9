package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"

	"deletecall/deletion"
	"deletecall/history"
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
	taken, err := s.takeSample(ctx)
	if err != nil {
		return s.problem(readOp, s.denied(ctx, err))
	}
	if taken.mayChange {
		if err := s.excessProblem(ctx); err != nil {
			return err
		}
	}
	problem, err := taken.fault(s.origin)
	if problem == "" {
		if s.unwritable != nil { // of a role that may only read no rights are missing
			return nil
		}
		return s.lackProblem(taken.lacks)
	}
	advice := seeWhat
	if _, ok := errors.AsType[*store.ListError](err); ok {
		advice = seeAndRebuild
	}
	err = &deletion.HistoryError{Op: "use the history", Path: s.name, Problem: problem, Advice: advice, Err: err}
	s.damage.Store(&err)
	return err
}

const changed = "was changed by another program: "

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

// sampled is what a sample has, as it was at one moment.
type sampled struct {
	mayChange                 bool // this role has got more rights since the history was opened
	lacks                     []string
	rules                     foundRules
	keys                      []string
	lowest, highest, recorded int64 // numbers: the first and the last one of the list, and the last one by the events
	places                    []int64
	events                    []proof.StoredEvent // those of the places, with all others of their records
	rows                      []store.Row         // those that follow from the events
}

// fault is what was changed, as a phrase, with its cause if there is one; empty where nothing was.
func (s sampled) fault(origin string) (problem string, cause error) {
	if broken := slices.Concat(s.rules.broken(), verify.Names(s.keys, origin)); len(broken) > 0 {
		return changed + broken[0], nil
	}
	there := make(map[int64]bool, len(s.events))
	for _, event := range s.events {
		there[event.Seq] = true
	}
	for _, seq := range s.places {
		if !there[seq] {
			return changed + fmt.Sprintf("event %d is missing", seq), nil
		}
	}
	err := store.CheckListEnds(s.lowest, s.highest, s.recorded)
	if err == nil {
		err = verify.Sample(each(s.events), each(s.rows))
	}
	var list *store.ListError
	switch {
	case err == nil:
		return "", nil
	case errors.As(err, &list):
		return mismatch + list.Problem, err
	}
	return changed + safetext.Bounded(err.Error(), 200), err
}

// Those of the records that the events at some places are of, and these events where they are of none.
// The records are an array: a subquery beside OR would be held against each event there is.
const (
	sampledRecords = `number = ANY (ARRAY(SELECT number FROM deletecall.event WHERE number > 0 AND seq = ANY ($1)))`
	selectSampled  = selectEvents + `WHERE ` + sampledRecords + ` OR number = 0 AND seq = ANY ($1) ORDER BY seq`
)

// takeSample reads in one round trip.
func (s *Store) takeSample(ctx context.Context) (taken sampled, err error) {
	last := s.size.Swap(0) // it serves once: others record meanwhile
	if last == 0 {
		if last, err = (logReader{session{statements: s.pool}}).Size(ctx); err != nil {
			return taken, err
		}
	}
	seqs := s.places(last)
	batch := &pgx.Batch{}
	batch.Queue(`begin isolation level repeatable read read only`)
	batch.Queue(`SELECT ` + ownPath)
	if s.wasExamined.Swap(true) && !s.moves { // opening asked just before the first one
		batch.Queue(hasExcess).QueryRow(func(row pgx.Row) error { return row.Scan(&taken.mayChange) })
	}
	collect(batch.Queue(lacking), pgx.RowTo[string], &taken.lacks)
	taken.rules.queue(batch)
	collect(batch.Queue(selectKeys), pgx.RowTo[string], &taken.keys)
	batch.Queue(selectEnds).QueryRow(func(row pgx.Row) error { return row.Scan(&taken.lowest, &taken.highest, &taken.recorded) })
	collect(batch.Queue(selectSampled, seqs), scanEvent, &taken.events)
	collect(batch.Queue(selectRows+` WHERE `+sampledRecords+` ORDER BY number`, seqs), func(row pgx.CollectableRow) (store.Row, error) { return scanRow(row) }, &taken.rows)
	batch.Queue(rollback)
	ctx, cancel := context.WithTimeout(ctx, statementTime)
	defer cancel()
	connection, err := s.begin(ctx, func(connection *pgx.Conn) error {
		taken = sampled{places: seqs}
		return connection.SendBatch(ctx, batch).Close()
	})
	if err != nil {
		return taken, err
	}
	connection.Release()
	return taken, nil
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
		missing, isReadable, err := missingParts(ctx, from)
		if findings = missing; err != nil || !isReadable {
			return err
		}
		rules, rulesErr := ruleFindings(ctx, from)
		groups, groupsErr := groupFindings(ctx, from)
		head, headErr := headFindings(ctx, from)
		meta, metaErr := metaFindings(ctx, from)
		derived, err := verify.Findings(ctx, logReader{from}, s.origin)
		findings = slices.Concat(missing, rules, groups, head, meta, derived)
		return errors.Join(rulesErr, groupsErr, headErr, metaErr, err)
	})
	return findings, s.problem("verify the history", err)
}

// CheckTree is [verify.Verifier.CheckTree], and finds rules of the database that were dropped, switched off or added.
func (s *Store) CheckTree(ctx context.Context) error {
	if err := s.Verifier.CheckTree(ctx); err != nil {
		return err
	}
	err := s.snapshot(ctx, func(from session) error {
		broken, err := ruleFindings(ctx, from)
		if err == nil && len(broken) > 0 {
			err = &deletion.HistoryError{Op: "use the history", Path: s.name, Problem: changed + broken[0], Advice: seeWhat}
		}
		return err
	})
	return s.problem(readOp, err)
}

// metaFindings report entries that are not ours, and a move without an event: consoles
// would follow it.
func metaFindings(ctx context.Context, from session) (findings []string, err error) {
	entries := map[string][]byte{}
	if _, err := all(ctx, from, scanEntry(entries), selectMeta); err != nil {
		return nil, err
	}
	to, moved := entries[movedEntry]
	_, unfinished := entries[unfinishedEntry]
	for _, ours := range []string{fingerprintEntry, originEntry, versionEntry, movedEntry, unfinishedEntry} {
		delete(entries, ours)
	}
	if len(entries) > 0 {
		findings = append(findings, "The table meta has entries that this program did not write: "+safetext.Number(int64(len(entries)))+".")
	}
	if !moved && !unfinished {
		return findings, nil
	}
	movedTo, isMove, err := lastMove(ctx, from)
	if err != nil {
		return findings, err
	}
	if moved && (!isMove || movedTo != string(to)) {
		findings = append(findings, fmt.Sprintf("The table meta says that the history was moved to %s, and the last event does not.", safetext.Bounded(string(to), 300)))
	}
	if unfinished && !isMove { // a copy ends with the event of its move
		findings = append(findings, "The table meta says that this is a copy that was not finished, and the last event is no move.")
	}
	return findings, nil
}

// lastMove is where the last event says that the history was moved, if it is one of a move.
func lastMove(ctx context.Context, from session) (to string, isMove bool, err error) {
	newest, err := all(ctx, from, scanEvent, selectEvents+`ORDER BY seq DESC LIMIT 1`)
	for _, event := range newest {
		if decoded, err := history.Decode(event.Data, event.Private); err == nil && decoded.Act != nil && decoded.Act.What == history.MoveAct {
			return decoded.Act.To, true, nil
		}
	}
	return "", false, err
}

// headFindings compare the row that gives out places, and the private data, with the last event.
func headFindings(ctx context.Context, from session) (findings []string, err error) {
	var strays []int64
	size, err := logReader{from}.Size(ctx)
	if err != nil {
		return nil, err
	}
	heads, err := numbers(ctx, from, `SELECT size FROM deletecall.head`)
	if err == nil && (len(heads) != 1 || heads[0] != size) {
		findings = append(findings, fmt.Sprintf("The table head does not say that event %d is the last one.", size))
	}
	if err == nil {
		// Of those between, each is held against its event.
		strays, err = numbers(ctx, from, `(SELECT seq FROM deletecall.private WHERE seq < 1 ORDER BY seq LIMIT 1) UNION ALL (SELECT seq FROM deletecall.private WHERE seq > $1 ORDER BY seq LIMIT 1)`, size)
	}
	for _, stray := range strays {
		findings = append(findings, fmt.Sprintf("The table private has something for event %d, which does not exist.", stray))
	}
	return findings, err
}
