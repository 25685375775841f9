package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/store"
)

// listRow is a row of the table record, and whether it is in the table late.
type listRow struct {
	values []value // of [columns]
	late   bool
	into   []any // pointers to all of it, for scanning
}

// rowOf is the row that belongs to the record with a number.
func rowOf(number int64, record deletion.Record, late bool) listRow {
	record.Intent.Number = number
	row := listRow{values: make([]value, len(columns)), late: late}
	for i, c := range columns {
		row.values[i] = c.of(&record)
	}
	return row
}

// Number is that of the record.
func (r *listRow) Number() int64 { return r.values[0].number }

// Shows reports whether this is the row of a record.
func (r *listRow) Shows(record deletion.Record, late bool) bool {
	record.Intent.Number = r.Number()
	for i := range columns {
		if r.values[i] != columns[i].of(&record) {
			return false
		}
	}
	return r.late == late
}

var selectListRows = `SELECT ` + columnNames + `, late.number IS NOT NULL FROM record LEFT JOIN late USING (number)`

// scan reads a row of the columns, and whether it is in the table late. Where a page is in
// the place of another one, a column holds what it can't.
func (r *listRow) scan(row interface{ Scan(...any) error }) error {
	if r.into == nil {
		r.values = make([]value, len(columns))
		for i := range r.values {
			r.into = append(r.into, &r.values[i])
		}
		r.into = append(r.into, &r.late)
	}
	if err := row.Scan(r.into...); err != nil {
		return err
	}
	for i, c := range columns {
		if k := r.values[i].kind; k != c.kind && !(k == isNull && c.mayBeNull) {
			return fmt.Errorf("the column %s of the list has a value of another type", c.name)
		}
	}
	return nil
}

// listRows yields rows of the list. which is a condition on the number. A row is good
// until the next one is asked for.
func listRows(ctx context.Context, from queryer, which string, args ...any) iter.Seq2[store.Row, error] {
	var row listRow
	return each(ctx, from, func(rows *sql.Rows) (store.Row, error) { return &row, row.scan(rows) },
		selectListRows+` WHERE `+which+` ORDER BY number`, args...)
}

var insertListRow = `INSERT INTO main.record (` + columnNames + `) VALUES (?` + strings.Repeat(", ?", len(columns)-1) + `)`

var restateListRow = `UPDATE main.record SET (` + columnNames + `) = (?` + strings.Repeat(", ?", len(columns)-1) + `) WHERE number = ?`

// arguments are those of insertListRow.
func (r *listRow) arguments() []any {
	all := make([]any, len(r.values))
	for i, v := range r.values {
		all[i] = v
	}
	return all
}

func insertRecord(ctx context.Context, tx *sql.Tx, intent deletion.Intent) error {
	row := rowOf(intent.Number, deletion.Record{Intent: intent, Outcome: deletion.Outcome{Kind: deletion.Pending}}, false)
	_, err := tx.ExecContext(ctx, insertListRow, row.arguments()...)
	return err
}

// updateRecord follows the rules of [history.Apply].
func updateRecord(ctx context.Context, tx *sql.Tx, event history.Event) error {
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
	default:
		return nil
	}
	var record deletion.Record
	history.Apply(&record, event)
	var names []string
	var args []any
	for _, c := range columns {
		if c.set == set {
			names, args = append(names, c.name+` = ?`), append(args, c.of(&record))
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE record SET `+strings.Join(names, ", ")+` WHERE `+where, append(args, event.Number)...)
	return err
}
