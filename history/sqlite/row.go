package sqlite

import (
	"context"
	"database/sql"
	"iter"
	"strings"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/list"
	"deletecall/history/store"
)

var selectListRows = `SELECT ` + list.Names + `, late.number IS NOT NULL FROM record LEFT JOIN late USING (number)`

// listRows yields rows of the list. which is a condition, and the order. A row is good until
// the next one is asked for.
func listRows(ctx context.Context, from queryer, which string, args ...any) iter.Seq2[store.Row, error] {
	var row list.Row
	return each(ctx, from, func(rows *sql.Rows) (store.Row, error) { return &row, row.Scan(rows) },
		selectListRows+` WHERE `+which, args...)
}

var insertListRow = `INSERT INTO main.record (` + list.Names + `) VALUES (?` + strings.Repeat(", ?", len(list.Columns)-1) + `)`

func insertRecord(ctx context.Context, tx changer, intent deletion.Intent) error {
	row := list.Of(intent.Number, deletion.Record{Intent: intent, Outcome: deletion.Outcome{Kind: deletion.Pending}}, false)
	_, err := tx.ExecContext(ctx, insertListRow, row.Arguments()...)
	return err
}

// updateRecord follows the rules of [history.Apply].
func updateRecord(ctx context.Context, tx changer, event history.Event) error {
	set, where := history.OutcomeKind, `number = ?`
	switch {
	case event.Kind == history.OutcomeKind && event.Outcome != nil:
		if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO late SELECT number FROM record WHERE number = ? AND outcome <> 'pending'`,
			event.Number); err != nil {
			return err
		}
	case event.Kind == history.InterruptionKind && event.Outcome != nil:
		where += ` AND outcome = 'pending'`
	case event.Settlement != nil:
		set = history.SettlementKind
	case event.After != nil:
		set = history.AfterKind
		if !event.After.Proved() {
			where += ` AND after IN ('', '` + string(deletion.NotChecked) + `')`
		}
	default:
		return nil
	}
	var record deletion.Record
	history.Apply(&record, event)
	var names []string
	var args []any
	for _, c := range list.Columns {
		if c.Set == set {
			names, args = append(names, c.Name+` = ?`), append(args, c.Of(&record))
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE record SET `+strings.Join(names, ", ")+` WHERE `+where, append(args, event.Number)...)
	return err
}
