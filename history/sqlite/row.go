package sqlite

import (
	"context"
	"crypto/rand"
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

// joinedRows yields rows as [listRows] does, by their numbers, for comparing all of them: to hand
// over each value of a row takes longer than to read the row.
func joinedRows(ctx context.Context, from queryer, first, last int64) iter.Seq2[store.Row, error] {
	row := joinedRow{between: rand.Text()[:12]} // of 60 random bits: it is copied 28 times a row
	return each(ctx, from, func(rows *sql.Rows) (store.Row, error) { return &row, rows.Scan(&row.number, &row.values) },
		selectJoinedRows, row.between, first, last)
}

// joinedRow is a row of the list as one text. What is between its values, and in the place of
// NULL, is random: no value has it. It does not show a value of another type, which
// integrity_check finds.
type joinedRow struct {
	between string
	number  int64
	values  string
	wanted  []byte // only for its memory
}

var selectJoinedRows = func() string {
	values := make([]string, 0, len(list.Columns))
	for _, c := range list.Columns[1:] { // without the number
		if c.MayBeNull {
			values = append(values, `coalesce(`+c.Name+`, ?1)`)
		} else {
			values = append(values, c.Name)
		}
	}
	return `SELECT number, concat_ws(?1, ` + strings.Join(values, ", ") + `, late.number IS NOT NULL)
		FROM record LEFT JOIN late USING (number) WHERE number BETWEEN ?2 AND ?3 ORDER BY number`
}()

// Number implements [store.Row].
func (r *joinedRow) Number() int64 { return r.number }

// Shows implements [store.Row].
func (r *joinedRow) Shows(record *deletion.Record, late bool) bool {
	wanted := r.wanted[:0]
	for _, c := range list.Columns[1:] {
		wanted = append(c.Of(record).Append(wanted, r.between), r.between...)
	}
	if late {
		wanted = append(wanted, '1')
	} else {
		wanted = append(wanted, '0')
	}
	r.wanted = wanted
	return string(wanted) == r.values
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
