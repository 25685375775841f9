package sqlite

import "context"

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
