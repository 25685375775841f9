package app

import (
	"context"
	"time"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history/store"
	"deletecall/query"
	"deletecall/safetext"
	"deletecall/secret"
)

// Here are the ports that a workflow and the screens work with, [deletion.Recorder] and [query.Finder],
// each over the history once it is open.

// Ready implements [deletion.Recorder]. It also says which checkpoints could not be carried.
func (h *History) Ready(ctx context.Context) (warnings []string, err error) {
	warnings, err = ask(ctx, h, asking, func(ctx context.Context, s store.History) ([]string, error) {
		warnings, err := s.Ready(ctx)
		if err != nil { // it may be read all the same
			warnings = s.Warnings(ctx, err)
		}
		return warnings, err
	})
	for _, problem := range h.afterwards.unsaid() {
		warnings = append(warnings, safetext.Line(hint.Sentences(problem.Error())))
	}
	return warnings, err
}

// Fingerprint implements [deletion.Recorder].
func (h *History) Fingerprint(key secret.Text) (string, error) {
	return ask(context.Background(), h, recording, func(_ context.Context, s store.History) (string, error) { return s.Fingerprint(key) })
}

// RecordIntent implements [deletion.Recorder].
func (h *History) RecordIntent(ctx context.Context, intent deletion.Intent, guards deletion.Guards) (deletion.Intent, error) {
	return ask(ctx, h, recording, func(ctx context.Context, s store.History) (deletion.Intent, error) {
		return s.RecordIntent(ctx, intent, guards)
	})
}

// RecordGuardRefusal implements [deletion.Recorder].
func (h *History) RecordGuardRefusal(ctx context.Context, intent deletion.Intent, outcome deletion.Outcome) (deletion.Record, error) {
	return ask(ctx, h, recording, func(ctx context.Context, s store.History) (deletion.Record, error) {
		return s.RecordGuardRefusal(ctx, intent, outcome)
	})
}

// Standing implements [deletion.Recorder].
func (h *History) Standing(ctx context.Context, guards deletion.Guards) (deletion.Standing, error) {
	return ask(ctx, h, reading, func(ctx context.Context, s store.History) (deletion.Standing, error) { return s.Standing(ctx, guards) })
}

// RecordOutcome implements [deletion.Recorder].
func (h *History) RecordOutcome(ctx context.Context, intent deletion.Intent, outcome deletion.Outcome) error {
	return h.use(ctx, recording, func(ctx context.Context, s store.History) error { return s.RecordOutcome(ctx, intent, outcome) })
}

// RecordSettlement implements [deletion.Recorder].
func (h *History) RecordSettlement(ctx context.Context, number int64, settlement deletion.Settlement) error {
	return h.use(ctx, recording, func(ctx context.Context, s store.History) error {
		err := s.RecordSettlement(ctx, number, settlement)
		if err == nil && h.stays {
			h.carryInBackground(s)
		}
		return err
	})
}

// RecordTargetRefusal implements [deletion.Recorder].
func (h *History) RecordTargetRefusal(ctx context.Context, refusal deletion.TargetRefusal) error {
	return h.use(ctx, recording, func(ctx context.Context, s store.History) error { return s.RecordTargetRefusal(ctx, refusal) })
}

// RecordAfter implements [deletion.Recorder].
func (h *History) RecordAfter(ctx context.Context, number int64, after deletion.After) error {
	return h.use(ctx, recording, func(ctx context.Context, s store.History) error { return s.RecordAfter(ctx, number, after) })
}

// OnTarget implements [deletion.Recorder].
func (h *History) OnTarget(ctx context.Context, request deletion.Request) (deletion.TargetHistory, error) {
	return ask(ctx, h, reading, func(ctx context.Context, s store.History) (deletion.TargetHistory, error) {
		return s.OnTarget(ctx, request)
	})
}

// Find implements [query.Finder].
func (h *History) Find(ctx context.Context, filter query.Query, page query.PageRequest) (query.Page, error) {
	return ask(ctx, h, reading, func(ctx context.Context, s store.History) (query.Page, error) { return s.Find(ctx, filter, page) })
}

// Values implements [query.Finder].
func (h *History) Values(ctx context.Context, field query.Field, prefix string, limit int) ([]string, error) {
	return ask(ctx, h, asking, func(ctx context.Context, s store.History) ([]string, error) {
		return s.Values(ctx, field, prefix, limit)
	})
}

// Count implements [query.Finder].
func (h *History) Count(ctx context.Context, filter query.Query) (matching, total int64, err error) {
	err = h.use(ctx, reading, func(ctx context.Context, s store.History) (err error) {
		matching, total, err = s.Count(ctx, filter)
		return err
	})
	return matching, total, err
}

// Record implements [query.Finder].
func (h *History) Record(ctx context.Context, number int64) (deletion.Record, error) {
	return ask(ctx, h, reading, func(ctx context.Context, s store.History) (deletion.Record, error) { return s.Record(ctx, number) })
}

// Unsettled implements [query.Finder].
func (h *History) Unsettled(ctx context.Context, limit int) (records []deletion.Record, count int64, err error) {
	err = h.use(ctx, reading, func(ctx context.Context, s store.History) (err error) {
		records, count, err = s.Unsettled(ctx, limit)
		return err
	})
	return records, count, err
}

// Statistics implements [query.Finder].
func (h *History) Statistics(ctx context.Context, filter query.Query, step query.Step, zone *time.Location) (query.Statistics, error) {
	return ask(ctx, h, reading, func(ctx context.Context, s store.History) (query.Statistics, error) {
		return s.Statistics(ctx, filter, step, zone)
	})
}

// Changed returns the numbers of those records that do not match the hash tree.
func (h *History) Changed(ctx context.Context, records []deletion.Record) ([]int64, error) {
	return ask(ctx, h, reading, func(ctx context.Context, s store.History) ([]int64, error) { return s.Changed(ctx, records) })
}

// Log returns what was done with the history itself, the oldest first.
func (h *History) Log(ctx context.Context) ([]query.LogEntry, error) {
	logged, err := ask(ctx, h, reading, func(ctx context.Context, s store.History) ([]store.Logged, error) { return s.Log(ctx) })
	entries := make([]query.LogEntry, len(logged))
	for i, one := range logged {
		entries[i] = one.Entry()
	}
	return entries, err
}

func ask[T any](ctx context.Context, h *History, as usage, question func(context.Context, store.History) (T, error)) (answer T, err error) {
	err = h.use(ctx, as, func(ctx context.Context, s store.History) (err error) { answer, err = question(ctx, s); return err })
	return answer, err
}
