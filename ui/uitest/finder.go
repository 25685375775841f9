package uitest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/query"
)

// Find returns a page of the records that fit.
func (h *History) Find(_ context.Context, filter query.Query, request query.PageRequest) (query.Page, error) {
	if h.Slow != nil {
		// Before the lock: other questions are answered meanwhile, and overtake this one.
		time.Sleep(h.Slow(filter))
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.called(); err != nil {
		return query.Page{}, err
	}
	beside := max(request.After, request.From, request.Before)
	if beside > 0 && !slices.ContainsFunc(h.records, func(r deletion.Record) bool { return r.Intent.Number == beside }) {
		return query.Page{}, &deletion.NoRecordError{Number: beside}
	}
	all := h.matching(filter)
	slices.SortFunc(all, request.Order.Compare)
	from, to := 0, len(all)
	switch {
	case request.After > 0:
		from = h.position(all, request.Order, request.After, 1)
	case request.From > 0:
		from = h.position(all, request.Order, request.From, 0)
	case request.Before > 0:
		to = h.position(all, request.Order, request.Before, 0)
		from = max(0, to-request.Limit)
	case request.Last:
		from = max(0, to-request.Limit)
	}
	to = min(to, from+request.Limit)
	page := query.Page{Previous: from > 0, Next: to < len(all)}
	for _, record := range all[from:to] {
		// As in the store: a page carries no bodies, so a screen that needs one must read the record.
		record.Outcome.Answer.Body = nil
		page.Records = append(page.Records, record)
	}
	return page, nil
}

// Log returns what was done with the history itself.
func (h *History) Log(context.Context) ([]query.LogEntry, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.Done, h.called()
}

// position is how many of the sorted records come before the one with a number,
// which need not be among them, and itself if after is 1.
func (h *History) position(all []deletion.Record, order query.Order, number int64, after int) (count int) {
	beside := slices.IndexFunc(h.records, func(r deletion.Record) bool { return r.Intent.Number == number })
	for _, record := range all {
		if order.Compare(record, h.records[beside]) < after {
			count++
		}
	}
	return count
}

// Values are those that records have in a field.
func (h *History) Values(_ context.Context, field query.Field, prefix string, limit int) ([]string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.called(); err != nil {
		return nil, err
	}
	var values []string
	for _, record := range h.records {
		value := query.Fold(map[query.Field]string{
			query.ByOperator: record.Intent.Operator.Name, query.ByServer: record.Intent.Server, query.ByID: record.Intent.Identifier,
		}[field])
		if value != "" && strings.HasPrefix(value, query.Fold(prefix)) {
			values = append(values, value)
		}
	}
	slices.Sort(values)
	values = slices.Compact(values)
	return values[:min(limit, len(values))], nil
}

// matching uses the executable definition of the query language, against which the stores are
// tested too.
func (h *History) matching(query query.Query) []deletion.Record {
	var all []deletion.Record
	for _, record := range h.records {
		if query.Fits(record) {
			all = append(all, record)
		}
	}
	return all
}

// Count counts the records that fit.
func (h *History) Count(_ context.Context, query query.Query) (matching, total int64, err error) {
	if h.SlowCount != nil {
		time.Sleep(h.SlowCount(query))
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	err = h.called()
	return int64(len(h.matching(query))), int64(len(h.records)), err
}

// Changed returns those of some records that were changed.
func (h *History) Changed(_ context.Context, records []deletion.Record) (numbers []int64, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, record := range records {
		if slices.Contains(h.changed, record.Intent.Number) {
			numbers = append(numbers, record.Intent.Number)
		}
	}
	return numbers, cmp.Or(h.unchecked, h.called())
}

// Record returns one record.
func (h *History) Record(_ context.Context, number int64) (deletion.Record, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.called(); err != nil {
		return deletion.Record{}, err
	}
	for _, record := range h.records {
		if record.Intent.Number == number {
			return record, nil
		}
	}
	return deletion.Record{}, &deletion.NoRecordError{Number: number}
}

// Unsettled returns the unknown outcomes that nobody has settled.
func (h *History) Unsettled(_ context.Context, limit int) ([]deletion.Record, int64, error) {
	time.Sleep(h.SlowUnsettled)
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.called(); err != nil {
		return nil, 0, err
	}
	var all []deletion.Record
	for _, record := range h.records {
		if record.Unsettled() {
			all = append(all, record)
		}
	}
	return all[:min(limit, len(all))], int64(len(all)), nil
}
