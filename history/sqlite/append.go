package sqlite

import (
	"context"
	"database/sql"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/query"
)

func insertRecord(ctx context.Context, tx *sql.Tx, intent deletion.Intent) error {
	row := rowOf(intent.Number, deletion.Record{Intent: intent, Outcome: deletion.Outcome{Kind: deletion.Pending}}, false)
	_, err := tx.ExecContext(ctx, insertListRow, row.values()...)
	return err
}

// uuidBytes are the 16 bytes of a UUID; nil, which is NULL, where it is none.
func uuidBytes(id string) []byte {
	low, high, ok := query.UUIDRange(id)
	if !ok || low != high {
		return nil
	}
	return low[:]
}

// updateRecord follows the rules of [history.Apply].
func updateRecord(ctx context.Context, tx *sql.Tx, event history.Event) (err error) {
	switch {
	case event.Kind == history.OutcomeKind && event.Outcome != nil:
		if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO late SELECT number FROM record WHERE number = ? AND outcome <> ?`,
			event.Number, string(deletion.Pending)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE record SET outcome = ?, code = ?, message = ? WHERE number = ?`,
			string(event.Outcome.Kind), event.Outcome.Code, query.Fold(event.Outcome.Message), event.Number)
	case event.Kind == history.InterruptionKind:
		_, err = tx.ExecContext(ctx, `UPDATE record SET outcome = ? WHERE number = ? AND outcome = ?`,
			string(deletion.Unknown), event.Number, string(deletion.Pending))
	case event.Settlement != nil:
		_, err = tx.ExecContext(ctx, `UPDATE record SET settled = 1 WHERE number = ?`, event.Number)
	}
	return err
}
