package words

import (
	"context"

	"deletecall/history/proof"
)

// readingError marks a failure to read the history, not the index.
type readingError struct{ error }

func (e *readingError) Unwrap() error { return e.error }

func reading(err error) error {
	if err == nil {
		return nil
	}
	return &readingError{err}
}

// readHistory hands over a snapshot all of whose errors are marked.
func readHistory(ctx context.Context, history History, use func(Snapshot) error) error {
	var used error
	err := history.Snapshot(ctx, func(now Snapshot) error {
		used = use(marked{now})
		return nil
	})
	if err != nil {
		return reading(err)
	}
	return used
}

type marked struct{ Snapshot }

func (m marked) Tree(ctx context.Context, at int64) (size int64, root proof.Hash, err error) {
	size, root, err = m.Snapshot.Tree(ctx, at)
	return size, root, reading(err)
}

func (m marked) Settled(ctx context.Context) (int64, error) {
	number, err := m.Snapshot.Settled(ctx)
	return number, reading(err)
}

func (m marked) Texts(ctx context.Context, above, upTo, limit int64, use func(number int64, text string) error) error {
	var used error
	err := m.Snapshot.Texts(ctx, above, upTo, limit, func(number int64, text string) error {
		used = use(number, text)
		return used
	})
	if used != nil {
		return used
	}
	return reading(err)
}

func (m marked) Late(ctx context.Context) ([]int64, error) {
	numbers, err := m.Snapshot.Late(ctx)
	return numbers, reading(err)
}
