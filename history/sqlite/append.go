package sqlite

import (
	"context"
	"database/sql"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/query"
)

// appendEvent writes an event and brings the derived record up to date, in one
// transaction.
func appendEvent(ctx context.Context, tx *sql.Tx, event history.Event) error {
	data, answers, err := event.Encode()
	if err != nil {
		return err
	}
	var seq int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) + 1 FROM event`).Scan(&seq); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO event (seq, number, kind, data, answers) VALUES (?, ?, ?, ?, ?)`,
		seq, event.Number, string(event.Kind), data, answers); err != nil {
		return err
	}
	if err := appendHashes(ctx, tx, seq, data); err != nil {
		return err
	}
	if event.Intent != nil {
		return insertRecord(ctx, tx, *event.Intent)
	}
	return updateRecord(ctx, tx, event)
}

func insertRecord(ctx context.Context, tx *sql.Tx, intent deletion.Intent) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO record (number, outcome, settled, code, type, status, confirmed, target,
			identifier, operator, login, host, server, reason, message, uuid)
		VALUES (?, ?, 0, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)`,
		intent.Number, string(deletion.Pending), string(intent.IdentifierType), string(intent.Status),
		intent.Confirmed.UnixMicro(), targetHash(intent.Endpoint, intent.IdentifierType, intent.Identifier),
		query.Fold(intent.Identifier), query.Fold(intent.Operator.Name), query.Fold(intent.Operator.Login),
		query.Fold(intent.Operator.Host), query.Fold(intent.Server), query.Fold(intent.Reason), uuidBytes(intent.ID))
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
	case event.Resolution != nil:
		_, err = tx.ExecContext(ctx, `UPDATE record SET settled = 1 WHERE number = ?`, event.Number)
	}
	return err
}

// readRecord returns the record with this number as its events tell it, and
// whether there are any.
func readRecord(ctx context.Context, from rowsQueryer, number int64, withAnswers bool) (record deletion.Record, owner history.Owner, found bool, err error) {
	column := "NULL"
	if withAnswers {
		column = "answers"
	}
	rows, err := from.QueryContext(ctx, `SELECT data, `+column+` FROM event WHERE number = ? ORDER BY seq`, number)
	if err != nil {
		return record, owner, false, err
	}
	defer rows.Close()
	for rows.Next() {
		var data, answers []byte
		if err := rows.Scan(&data, &answers); err != nil {
			return record, owner, false, err
		}
		event, err := history.Decode(data, answers)
		if err != nil {
			return record, owner, false, &unreadableEvent{number, err}
		}
		if event.Intent != nil {
			owner = event.Owner
		}
		history.Apply(&record, event)
		found = true
	}
	return record, owner, found, rows.Err()
}

type rowsQueryer interface {
	queryer
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}
