package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/safetext"
)

// Record returns the whole record with this number. It is held against the hash tree,
// the newest checkpoint and its row in the list first, at the cost of some dozen hashes:
// what does not fit is a *[deletion.RecordMismatchError].
func (s *Store) Record(ctx context.Context, number int64) (deletion.Record, error) {
	if err := s.place.CheckIdentity(); err != nil {
		return deletion.Record{}, err
	}
	var record deletion.Record
	err := s.read(ctx, func(from lists) (err error) {
		record, err = s.oneRecord(ctx, from, number)
		return err
	})
	return record, s.problem(readOp, err)
}

// oneRecord is checkedRecord, where its pages can be read. Where a bad one is in the
// way, it is the record as its events tell it, if they can be read.
func (s *Store) oneRecord(ctx context.Context, from lists, number int64) (deletion.Record, error) {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return deletion.Record{}, err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	record, err := s.checkedRecord(ctx, tx, number)
	var missing *deletion.NoRecordError
	var mismatch *deletion.RecordMismatchError
	if err == nil || from.salvage == nil || ctx.Err() != nil || errors.As(err, &mismatch) {
		return record, err
	}
	record, err = from.salvage.record(ctx, tx, from.db, number, true)
	if err != nil && ctx.Err() == nil && !errors.As(err, &missing) {
		err = &deletion.UnreadableError{Number: number, Err: err}
	}
	return record, err
}

func (s *Store) checkedRecord(ctx context.Context, tx *sql.Tx, number int64) (deletion.Record, error) {
	events, err := eventsOf(ctx, tx, number)
	if err != nil {
		return deletion.Record{}, err
	}
	row, listed, err := readListRow(ctx, tx, number)
	if err != nil {
		return deletion.Record{}, err
	}
	if len(events) == 0 && !listed {
		return deletion.Record{}, &deletion.NoRecordError{Number: number}
	}
	findings, err := s.treeFindings(ctx, tx, number, events)
	if err != nil {
		return deletion.Record{}, err
	}
	told := toldRecord{number: number}
	for _, event := range events {
		decoded, err := history.Decode(event.Data, event.Answers)
		told.apply(numberedEvent{number: number, seq: event.Seq, decoded: decoded, unreadable: err})
	}
	switch {
	case len(events) == 0:
		findings = append(findings, "It is in the list, and no event tells of it.")
	case !listed:
		findings = append(findings, "It is missing from the list.")
	case told.impossible > 0:
		findings = append(findings, told.cantFollow())
	case told.unreadable == nil && row != told.listRow():
		findings = append(findings, "The list shows something else than its events tell.")
	}
	if len(findings) > 0 {
		return deletion.Record{}, &deletion.RecordMismatchError{Number: number, Problem: strings.Join(findings, " ")}
	}
	if told.unreadable != nil { // by a newer version of the program
		return deletion.Record{}, &deletion.UnreadableError{Number: number, Err: told.unreadable}
	}
	return told.record, nil
}

// eventsOf returns all events of a record, with all that is stored with them.
func eventsOf(ctx context.Context, tx *sql.Tx, number int64) (events []proof.StoredEvent, err error) {
	for event, err := range storedEvents(ctx, tx, `WHERE number = ? ORDER BY seq`, number) {
		if err != nil {
			return nil, err
		}
		event.Data, event.Answers, event.Hashes = bytes.Clone(event.Data), bytes.Clone(event.Answers), bytes.Clone(event.Hashes)
		events = append(events, event)
	}
	return events, nil
}

func readListRow(ctx context.Context, tx *sql.Tx, number int64) (row listRow, found bool, err error) {
	rows, err := tx.QueryContext(ctx, selectListRows+` WHERE number = ?`, number)
	if err != nil {
		return row, false, err
	}
	defer rows.Close()
	list := &listRows{rows: rows}
	list.next()
	return list.row, list.found, list.err
}

// treeFindings holds the events against the tree, and the tree against the newest
// checkpoint that the history keeps.
func (s *Store) treeFindings(ctx context.Context, tx *sql.Tx, number int64, events []proof.StoredEvent) ([]string, error) {
	size, err := eventCount(ctx, tx)
	if err != nil {
		return nil, err
	}
	hashes := hashReader(ctx, tx)
	findings, err := proof.CheckRecord(number, events, size, hashes)
	if err != nil || len(findings) > 0 {
		return findings, err
	}
	err = s.checkNewestCheckpoint(ctx, tx)
	var tree *store.TreeError
	if errors.As(err, &tree) {
		return []string{tree.Problem}, nil
	}
	return nil, err
}

// checkNewestCheckpoint holds the tree against the newest checkpoint that the history
// keeps, if it keeps one.
func (s *Store) checkNewestCheckpoint(ctx context.Context, tx *sql.Tx) error {
	var note []byte
	err := tx.QueryRowContext(ctx, newestCheckpoint).Scan(&note)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	keys, err := publicKeys(ctx, tx)
	if err != nil {
		return err
	}
	checkpoint, err := proof.OpenCheckpoint(note, onlyKeys(keys)...)
	if err != nil {
		return &store.TreeError{Problem: fmt.Sprintf("The newest checkpoint of the history proves nothing: %s.", safetext.Bounded(err.Error(), 300))}
	}
	if origin, err := proof.Origin(s.ID()); err != nil || checkpoint.Origin != origin {
		return &store.TreeError{Problem: "The newest checkpoint in the history is one of another history."}
	}
	size, err := eventCount(ctx, tx)
	if err != nil {
		return err
	}
	return asTreeError(proof.Continues(size, hashReader(ctx, tx), checkpoint))
}

// asTreeError turns an error that says what does not fit into one of this package.
func asTreeError(err error) error {
	var contradicts *proof.ContradictionError
	var missing *proof.MissingHashError
	switch {
	case errors.As(err, &contradicts):
		return &store.TreeError{Problem: "The history contradicts a checkpoint: " + contradicts.What() + "."}
	case errors.As(err, &missing):
		return &store.TreeError{Problem: "The hash tree has a gap: " + missing.Error() + "."}
	}
	return err
}

// Continues returns a *[store.TreeError] when the history does not continue a checkpoint.
func (s *Store) Continues(ctx context.Context, earlier proof.Checkpoint) error {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.problem(readOp, err)
	}
	defer func() { _ = tx.Rollback() }() // it only read
	size, err := eventCount(ctx, tx)
	if err != nil {
		return s.problem(readOp, err)
	}
	return s.problem(readOp, asTreeError(proof.Continues(size, hashReader(ctx, tx), earlier)))
}

// CheckTree returns a *[store.TreeError] when the history as a whole is not what it was: when
// events or records are missing, which may be any, and when it contradicts the newest
// checkpoint that it keeps. It counts events and records, some 30 ms for each million,
// and does not read them.
func (s *Store) CheckTree(ctx context.Context) error {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.problem(readOp, err)
	}
	defer func() { _ = tx.Rollback() }() // it only read
	err = checkGaps(ctx, tx)
	if err == nil {
		err = s.checkNewestCheckpoint(ctx, tx)
	}
	return s.problem(readOp, err)
}

func checkGaps(ctx context.Context, tx *sql.Tx) error {
	var events, last, hashes, records, highest int64
	err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM event), (SELECT coalesce(max(seq), 0) FROM event),
		(SELECT coalesce(max(seq), 0) FROM event_hash), (SELECT count(*) FROM record),
		(SELECT coalesce(max(number), 0) FROM event)`).Scan(&events, &last, &hashes, &records, &highest)
	if err != nil {
		return err
	}
	switch {
	case max(last, hashes) > events:
		return &store.TreeError{Problem: "Events are missing from the history, " + strconv.FormatInt(max(last, hashes)-events, 10) + " in all; they may be of any record."}
	case last != hashes:
		return &store.TreeError{Problem: "The history has events that are not in its hash tree."}
	case records != highest:
		return &store.TreeError{Problem: fmt.Sprintf("The list has %d records, although they are numbered up to %d: some are missing from it, or were added.", records, highest)}
	}
	return nil
}

func eventCount(ctx context.Context, from queryer) (size int64, err error) {
	err = from.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM event`).Scan(&size)
	return size, err
}
