package sqlite

import (
	"context"
	"database/sql"
	"iter"

	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/query"
)

// listRow is a row of the table record.
type listRow struct {
	number            int64
	outcome           string
	settled           int
	code              sql.NullInt64
	identifierType    string
	status            string
	confirmed, target int64
	identifier        string
	operator          deletion.Operator // its texts folded
	server            string
	reason, message   string
	uuid              string // its bytes
	late              bool
}

// operatorColumns are the texts of an operator, in the order of [operatorTexts].
const operatorColumns = `operator, login, uid, login_uid, sudo_user, host, terminal, ssh_client, ssh_key`

func operatorTexts(o *deletion.Operator) []*string {
	return []*string{&o.Name, &o.Login, &o.UID, &o.LoginUID, &o.SudoUser, &o.Host, &o.Terminal, &o.SSHClient, &o.SSHKey}
}

// foldOperator is an operator as the list has it.
func foldOperator(o deletion.Operator) deletion.Operator {
	for _, text := range operatorTexts(&o) {
		*text = query.Fold(*text)
	}
	return o
}

const listColumns = `number, outcome, settled, code, type, status, confirmed, target,
	identifier, ` + operatorColumns + `, server, reason, message, coalesce(uuid, x'')`

const selectListRows = `SELECT ` + listColumns + `, late.number IS NOT NULL FROM record LEFT JOIN late USING (number)`

// scan reads a row of listColumns, and whether it stands in the table late.
func (r *listRow) scan(row interface{ Scan(...any) error }) error {
	into := []any{&r.number, &r.outcome, &r.settled, &r.code, &r.identifierType, &r.status, &r.confirmed, &r.target, &r.identifier}
	for _, text := range operatorTexts(&r.operator) {
		into = append(into, text)
	}
	return row.Scan(append(into, &r.server, &r.reason, &r.message, &r.uuid, &r.late)...)
}

const insertListRow = `INSERT INTO main.record (number, outcome, settled, code, type, status, confirmed, target,
	identifier, ` + operatorColumns + `, server, reason, message, uuid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, x''))`

// values are the arguments of insertListRow.
func (r *listRow) values() []any {
	values := []any{r.number, r.outcome, r.settled, r.code, r.identifierType, r.status, r.confirmed, r.target, r.identifier}
	for _, text := range operatorTexts(&r.operator) {
		values = append(values, *text)
	}
	return append(values, r.server, r.reason, r.message, []byte(r.uuid))
}

// listRows yields rows of the list. which is a condition on the number.
func listRows(ctx context.Context, from queryer, which string, args ...any) iter.Seq2[store.Row, error] {
	var row listRow
	return each(ctx, from, func(rows *sql.Rows) (store.Row, error) { return &row, row.scan(rows) },
		selectListRows+` WHERE `+which+` ORDER BY number`, args...)
}

// Number is that of the record.
func (r *listRow) Number() int64 { return r.number }

// Shows reports whether this is the row of a record.
func (r *listRow) Shows(record deletion.Record, late bool) bool {
	return *r == rowOf(r.number, record, late)
}

// rowOf is the row that belongs to a record; see insertRecord and updateRecord.
func rowOf(number int64, record deletion.Record, late bool) listRow {
	i, o := &record.Intent, &record.Outcome
	row := listRow{
		number: number, late: late, outcome: string(o.Kind), identifierType: string(i.IdentifierType), status: string(i.Status),
		confirmed: i.Confirmed.UnixMicro(), target: targetHash(i.Endpoint, i.IdentifierType, i.Identifier),
		identifier: query.Fold(i.Identifier), operator: foldOperator(i.Operator), server: query.Fold(i.Server),
		reason: query.Fold(i.Reason), message: query.Fold(o.Message),
		uuid: string(uuidBytes(i.ID)),
	}
	if record.Settlement != nil {
		row.settled = 1
	}
	if o.Code != nil {
		row.code = sql.NullInt64{Int64: int64(*o.Code), Valid: true}
	}
	return row
}
