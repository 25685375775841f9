package postgres

import (
	"context"
	"iter"
	"math"

	"github.com/jackc/pgx/v5"

	"deletecall/history/proof"
	"deletecall/history/store"
)

const (
	// page is how many rows are read at a time.
	page = 1024
	// pageBytes is about how much is read at a time of events, of which each may have some hundred KiB
	// of answers.
	pageBytes = 1 << 20
	// firstEvents is how many events are read at first.
	firstEvents = 128
)

// pages yields the rows of all pages. next reads one of at most limit rows, after the last row of
// the page before it, which is nil at first, and says how many the next one may have.
func pages[T any](limit int, next func(last *T, limit int) (rows []T, limitOfNext int, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var last *T
		for limit := limit; ; {
			rows, limitOfNext, err := next(last, limit)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			if len(rows) < limit {
				return
			}
			last, limit = &rows[len(rows)-1], limitOfNext
		}
	}
}

// alike yields pages of the same length.
func alike[T any](next func(last *T) ([]T, error)) iter.Seq2[T, error] {
	return pages(page, func(last *T, limit int) ([]T, int, error) {
		rows, err := next(last)
		return rows, limit, err
	})
}

// Events reads along the key. The pages have their bytes in the same memory, one after another.
func (r logReader) Events(ctx context.Context) iter.Seq2[proof.StoredEvent, error] {
	var own eventScanner
	return pages(firstEvents, func(last *proof.StoredEvent, limit int) ([]proof.StoredEvent, int, error) {
		above := int64(math.MinInt64)
		if last != nil {
			above = last.Seq
		}
		own.again()
		events, err := all(ctx, r.from, own.scan, selectEvents+`WHERE seq > $1 ORDER BY seq LIMIT $2`, above, limit)
		switch {
		case own.read > pageBytes:
			limit = max(1, limit/2)
		case own.read < pageBytes/2:
			limit = min(page, 2*limit)
		}
		return events, limit, err
	})
}

// ByRecord reads along the index of the numbers.
func (r logReader) ByRecord(ctx context.Context) iter.Seq2[store.Filed, error] {
	return alike(func(last *store.Filed) ([]store.Filed, error) {
		var number, seq int64 = 0, math.MaxInt64
		if last != nil {
			number, seq = last.Number, last.Seq
		}
		return all(ctx, r.from, scanFiled, selectFiled+`WHERE (number, seq) > ($1, $2) ORDER BY number, seq LIMIT $3`, number, seq, page)
	})
}

// Rows reads along the key. The pages have the same rows, one after another.
func (r logReader) Rows(ctx context.Context, first, last int64) iter.Seq2[store.Row, error] {
	var rows []*listRow
	return alike(func(before *store.Row) ([]store.Row, error) {
		from := first
		if before != nil {
			if from = (*before).Number(); from == math.MaxInt64 {
				return nil, nil
			}
			from++
		}
		used := 0
		return all(ctx, r.from, func(row pgx.CollectableRow) (store.Row, error) {
			if used == len(rows) {
				rows = append(rows, new(listRow))
			}
			used++
			return rows[used-1], rows[used-1].scan(row)
		}, selectRows+` WHERE number BETWEEN $1 AND $2 ORDER BY number LIMIT $3`, from, last, page)
	})
}

// Checkpoints reads along the key, which is the size.
func (r logReader) Checkpoints(ctx context.Context, size int64) iter.Seq2[proof.Checkpoint, error] {
	return alike(func(last *proof.Checkpoint) ([]proof.Checkpoint, error) {
		above := size
		if last != nil {
			above = last.Size
		}
		return all(ctx, r.from, scanCheckpoint, selectCheckpoints+`WHERE size > $1 ORDER BY size LIMIT $2`, above, page)
	})
}
