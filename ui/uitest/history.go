package uitest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"deletecall/deletion"
	"deletecall/query"
	"deletecall/secret"
)

// History keeps records in memory. It counts how often it is asked, and can be
// slow or broken.
type History struct {
	mu      sync.Mutex
	calls   int
	records []deletion.Record // newest first
	holds   []deletion.Hold

	// Slow says how long a question takes; nil for no time at all. A question that
	// was given up is answered all the same, late.
	Slow func(query.Query) time.Duration
	// SlowCount is how long counting takes.
	SlowCount func(query.Query) time.Duration
	// SlowStatistics is how long counting for the pictures takes.
	SlowStatistics func(query.Query, query.Step) time.Duration
	// SlowIntent is how long an intent waits until it is recorded, as for a lock.
	SlowIntent time.Duration
	// SlowUnsettled is how long counting what nobody settled takes.
	SlowUnsettled time.Duration
	// SlowOutcome is how long an outcome waits until it is recorded.
	SlowOutcome time.Duration

	// Done is what was done with the history itself, the oldest first.
	Done []query.LogEntry

	changed   []int64
	unchecked error // its records can't be held against their hashes
	broken    error // it can be neither read nor written
	readOnly  error // it can be read only
	unwritten error // it can't take an outcome
	warnings  []string
}

// NewHistory returns a history of some records, newest first.
func NewHistory(records []deletion.Record) *History { return &History{records: slices.Clone(records)} }

// Break makes the history unusable, or whole again.
func (h *History) Break(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.broken = err
}

// Change lets records be changed around the program.
func (h *History) Change(numbers ...int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.changed = numbers
}

// BreakChecks keeps records from being held against their hashes, or not.
func (h *History) BreakChecks(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.unchecked = err
}

// OnlyRead makes the history one that can be read only.
func (h *History) OnlyRead(reason error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.readOnly = reason
}

// BreakOutcomes makes the history take no outcome.
func (h *History) BreakOutcomes(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.unwritten = err
}

// Warn makes the history warn of what may soon prevent it from recording.
func (h *History) Warn(warnings ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.warnings = warnings
}

// Calls counts what was asked of the history.
func (h *History) Calls() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.calls
}

// Records are all records, newest first.
func (h *History) Records() []deletion.Record {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.records)
}

// called counts a question and fails where the history is broken. The lock is held by then.
func (h *History) called() error {
	h.calls++
	return h.broken
}

// Ready reports whether the history can take an intent.
func (h *History) Ready(context.Context) ([]string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.warnings, cmp.Or(h.called(), h.readOnly)
}

// Fingerprint is the same for every key.
func (h *History) Fingerprint(secret.Text) (string, error) { return "hmac-sha256:0f3c…", nil }

// RecordIntent keeps an intent, with an ID that is the same in every run.
func (h *History) RecordIntent(ctx context.Context, intent deletion.Intent, guards deletion.Guards) (deletion.Intent, error) {
	if outcome, refused := guards.Judge(h.standing()); refused {
		record, err := h.RecordGuardRefusal(ctx, intent, outcome)
		if err == nil {
			err = &deletion.RefusedError{Record: record}
		}
		return intent, err
	}
	time.Sleep(h.SlowIntent)
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.called(); err != nil {
		return deletion.Intent{}, err
	}
	// The recorder asks again, as the real one does in the intent's transaction: another process
	// may have recorded since the review.
	if err := h.onTarget(intent).Check(intent.Again); err != nil {
		return deletion.Intent{}, err
	}
	intent.Number = 1
	if len(h.records) > 0 {
		intent.Number = h.records[0].Intent.Number + 1
	}
	intent.ID = recordID(intent.Number)
	pending := deletion.Record{Intent: intent, Outcome: deletion.Outcome{Kind: deletion.Pending}}
	h.records = append([]deletion.Record{pending}, h.records...)
	return intent, nil
}

func recordID(number int64) string { return fmt.Sprintf("00dc6acf-ac00-7000-8000-%012d", number) }

// RecordGuardRefusal keeps a deletion that a guard refused.
func (h *History) RecordGuardRefusal(ctx context.Context, intent deletion.Intent, outcome deletion.Outcome) (deletion.Record, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.called(); err != nil {
		return deletion.Record{}, err
	}
	intent.Number = 1
	if len(h.records) > 0 {
		intent.Number = h.records[0].Intent.Number + 1
	}
	intent.ID = recordID(intent.Number)
	record := deletion.Record{Intent: intent, Outcome: outcome}
	h.records = append([]deletion.Record{record}, h.records...)
	return record, nil
}

// Hold adds a hold, which fits every deletion.
func (h *History) Hold(hold deletion.Hold) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.holds = append(h.holds, hold)
}

// Standing has all holds.
func (h *History) Standing(context.Context, deletion.Guards) (deletion.Standing, error) {
	return h.standing(), nil
}

func (h *History) standing() deletion.Standing {
	h.mu.Lock()
	defer h.mu.Unlock()
	return deletion.Standing{Holds: slices.Clone(h.holds)}
}

// RecordOutcome keeps an outcome.
func (h *History) RecordOutcome(_ context.Context, intent deletion.Intent, outcome deletion.Outcome) error {
	time.Sleep(h.SlowOutcome)
	h.mu.Lock()
	defer h.mu.Unlock()
	// Not called(): a history that breaks after the intent may still take the outcome, and a test
	// that wants neither sets both.
	if h.calls++; h.unwritten != nil {
		return h.unwritten
	}
	return h.change(intent.Number, func(record *deletion.Record) { record.Outcome = outcome })
}

// RecordSettlement settles a record.
func (h *History) RecordSettlement(_ context.Context, number int64, settlement deletion.Settlement) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.called(); err != nil {
		return err
	}
	return h.change(number, func(record *deletion.Record) { record.Settlement = &settlement })
}

// RecordAfter adds what a look-up found.
func (h *History) RecordAfter(_ context.Context, number int64, after deletion.After) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.called(); err != nil {
		return err
	}
	return h.change(number, func(record *deletion.Record) { record.After = &after })
}

// change wants the lock to be held.
func (h *History) change(number int64, change func(*deletion.Record)) error {
	// A copy: what OnTarget has returned points into the former slice.
	h.records = slices.Clone(h.records)
	for i := range h.records {
		if h.records[i].Intent.Number == number {
			change(&h.records[i])
			return nil
		}
	}
	return &deletion.NoRecordError{Number: number}
}

// RecordTargetRefusal keeps a refusal, as what was done with the history.
func (h *History) RecordTargetRefusal(_ context.Context, refusal deletion.TargetRefusal) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Done = append(h.Done, query.LogEntry{
		What: "refusal", At: refusal.At, Operator: refusal.Operator, Server: refusal.Request.Server.Name,
		Of: "id:=" + refusal.Request.Selector.Identifier(), Reason: refusal.Request.Reason, Detail: refusal.Ground,
	})
	return nil
}

// OnTarget returns what is known about a target.
func (h *History) OnTarget(_ context.Context, request deletion.Request) (deletion.TargetHistory, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.called(); err != nil {
		return deletion.TargetHistory{}, err
	}
	return h.onTarget(request.Target()), nil
}

// onTarget says of a target what a store says, settled unknown outcomes last. The lock is held by
// then.
func (h *History) onTarget(wanted deletion.Intent) (target deletion.TargetHistory) {
	var settled []deletion.Record
	for i, record := range h.records {
		switch {
		case !record.Intent.SameTarget(wanted, strings.ToLower):
			continue
		case record.Unsettled():
			target.Unknown = append(target.Unknown, record)
		case record.Outcome.Kind == deletion.Unknown:
			settled = append(settled, record)
		case record.Outcome.Kind == deletion.Pending:
			target.Pending = &h.records[i]
		}
		if target.Deleted == nil && record.Outcome.Kind == deletion.Accepted {
			target.Deleted = &h.records[i]
		}
	}
	if len(h.records) > 0 {
		target.LastConfirmed = h.records[0].Intent.Confirmed
	}
	target.Unknown = append(target.Unknown, settled...)
	return target
}
