package sqlite

import (
	"context"
	"errors"
	"fmt"

	"deletecall/deletion"
	"deletecall/safetext"
)

// errOrigin is why nothing is recorded in a history that is known under another name.
var errOrigin = errors.New("it has another origin")

// takeOrigin gives a history without events the name that is configured, and returns the one
// that it has. What was signed once, and every key, bears the name, so it stays.
func (w *writing) takeOrigin(ctx context.Context, wanted string) (named string, err error) {
	named, err = one[string](ctx, w, originQuery)
	if err != nil || named == wanted || wanted == "" {
		return named, w.problem(readOp, err)
	}
	err = w.inTransaction(ctx, "name the history", func(tx changer) error {
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO meta (name, value) SELECT 'origin', CAST(? AS BLOB)
			WHERE NOT EXISTS (SELECT 1 FROM event)`, wanted)
		return err
	})
	if err == nil {
		named, err = one[string](ctx, w, originQuery)
	}
	return named, w.problem(readOp, err)
}

// checkOrigin refuses a name that is not the history's own.
func (f file) checkOrigin(origin, wanted string) error {
	if wanted == "" || wanted == origin {
		return nil
	}
	return &deletion.HistoryError{Op: "use the history", Path: f.place.Path(), Err: errOrigin,
		Problem: fmt.Sprintf("has the origin %s, and the configuration gives it another one, %s", safetext.Bounded(origin, 200), safetext.Bounded(wanted, 200)),
		Advice:  fmt.Sprintf("write origin = %q under [checkpoints], or leave it out: the origin of a history never changes", safetext.Bounded(origin, 200))}
}
