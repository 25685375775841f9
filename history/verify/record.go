package verify

import (
	"context"
	"errors"
	"strings"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// Record returns the whole record with this number. It is held against the hash tree,
// the newest checkpoint and its row in the list first, at the cost of some dozen hashes:
// what does not fit is a *[deletion.RecordMismatchError]. origin is that of the history.
func Record(ctx context.Context, from store.Snapshot, origin string, number int64) (deletion.Record, error) {
	events, err := from.EventsOf(ctx, number)
	if err != nil {
		return deletion.Record{}, err
	}
	derived := Begin(number)
	for _, event := range events {
		decoded, err := history.Decode(event.Data, event.Private)
		derived.add(event.Seq, decoded, err)
	}
	shown, listed := true, false
	for row, err := range from.Rows(ctx, number, number) {
		if err != nil {
			return deletion.Record{}, err
		}
		listed, shown = true, row.Shows(&derived.Record, derived.Late)
	}
	if len(events) == 0 && !listed {
		return deletion.Record{}, &deletion.NoRecordError{Number: number}
	}
	findings, err := recordFindings(ctx, from, origin, number, events)
	if err != nil {
		return deletion.Record{}, err
	}
	switch {
	case len(events) == 0:
		findings = append(findings, "It is in the list but has no event.")
	case !listed:
		findings = append(findings, "It is missing from the list.")
	case derived.impossible > 0:
		findings = append(findings, derived.cantFollow())
	case derived.Unreadable == nil && !shown:
		findings = append(findings, "The list and its events differ.")
	}
	missing, unexplained, err := missing(ctx, from, events)
	if err != nil {
		return deletion.Record{}, err
	}
	if findings = append(findings, unexplained...); len(findings) > 0 {
		return deletion.Record{}, &deletion.RecordMismatchError{Number: number, Problem: strings.Join(findings, " ")}
	}
	derived.Record.Missing |= missing
	if derived.Unreadable != nil { // by a newer version of the program
		return deletion.Record{}, &deletion.UnreadableError{Number: number, Err: derived.Unreadable}
	}
	return derived.Record, nil
}

// recordFindings holds the events against the tree, and the tree against the newest
// checkpoint that the history keeps.
func recordFindings(ctx context.Context, from store.Snapshot, origin string, number int64, events []proof.StoredEvent) ([]string, error) {
	size, err := from.Size(ctx)
	if err != nil {
		return nil, err
	}
	findings, err := proof.CheckRecord(number, events, size, store.HashesOf(ctx, from))
	if err != nil || len(findings) > 0 {
		return findings, err
	}
	err = newestCheckpoint(ctx, from, origin)
	if tree, ok := errors.AsType[*store.TreeError](err); ok {
		return []string{tree.Problem}, nil
	}
	return nil, err
}
