package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"deletecall/deletion"
	"deletecall/query"
)

// mostFindings bounds how many of one sort are told in full.
const mostFindings = 20

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

// listQuery and eventsQuery read the rows of some records and the events that they
// follow from, for compareLists. Which is a condition on the number.
func listQuery(which string) string {
	return selectListRows + ` WHERE ` + which + ` ORDER BY number`
}

func eventsQuery(which string) string {
	return `SELECT number, seq, CAST(data AS TEXT) FROM event WHERE number > 0 AND ` + which + ` ORDER BY number, seq`
}

// listFindings compares every row of the lists with what its events tell.
func (s *Store) listFindings(ctx context.Context) ([]string, error) {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	rows, err := tx.QueryContext(ctx, listQuery("1"))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	events, err := tx.QueryContext(ctx, eventsQuery("1"))
	if err != nil {
		return nil, err
	}
	defer events.Close()
	findings, err := compareLists(rows, events)
	if err != nil {
		return findings, err
	}
	var strays int64
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM late WHERE number NOT IN (SELECT number FROM record)`).Scan(&strays)
	if strays > 0 {
		findings = append(findings, fmt.Sprintf("The table late names %d records that there are not.", strays))
	}
	return findings, err
}

// compareLists walks both in step, by number.
func compareLists(rows, events *sql.Rows) ([]string, error) {
	list := &listRows{rows: rows}
	findings := &listOfFindings{}
	list.next()
	for told, err := range toldRecords(events, false) {
		if err := errors.Join(err, list.err); err != nil {
			return nil, err
		}
		for list.before(told.number) {
			findings.add(fmt.Sprintf("The list shows a record %d that no event tells of.", list.row.number))
			list.next()
		}
		if told.impossible > 0 {
			findings.add(told.cantFollow())
		}
		switch {
		case !list.found || list.row.number > told.number:
			findings.add(fmt.Sprintf("Record %d is missing from the list.", told.number))
			continue
		case told.unreadable == nil && list.row != told.listRow():
			findings.add(fmt.Sprintf("The list shows something else of record %d than its events tell.", told.number))
		} // the hash tree tells of an event that can't be read
		list.next()
	}
	for list.before(math.MaxInt64) {
		findings.add(fmt.Sprintf("The list shows a record %d that no event tells of.", list.row.number))
		list.next()
	}
	return findings.sentences(), list.err
}

// listRows reads the list a row at a time.
type listRows struct {
	rows  *sql.Rows
	row   listRow
	found bool // there is a row
	err   error
}

func (l *listRows) next() {
	if l.found = l.err == nil && l.rows.Next(); !l.found {
		l.err = errors.Join(l.err, l.rows.Err())
		return
	}
	l.err = l.row.scan(l.rows)
	l.found = l.err == nil
}

// before reports whether there is a row of a lower number.
func (l *listRows) before(number int64) bool { return l.found && l.row.number < number }

// listRow is the row that belongs to a record; see insertRecord and updateRecord.
func (told *toldRecord) listRow() listRow {
	i, o := &told.record.Intent, &told.record.Outcome
	row := listRow{
		number: told.number, late: told.late, outcome: string(o.Kind), identifierType: string(i.IdentifierType), status: string(i.Status),
		confirmed: i.Confirmed.UnixMicro(), target: targetHash(i.Endpoint, i.IdentifierType, i.Identifier),
		identifier: query.Fold(i.Identifier), operator: foldOperator(i.Operator), server: query.Fold(i.Server),
		reason: query.Fold(i.Reason), message: query.Fold(o.Message),
		uuid: string(uuidBytes(i.ID)),
	}
	if told.record.Settlement != nil {
		row.settled = 1
	}
	if o.Code != nil {
		row.code = sql.NullInt64{Int64: int64(*o.Code), Valid: true}
	}
	return row
}

// listOfFindings keeps the first ones and counts the others.
type listOfFindings struct {
	first []string
	count int
}

func (l *listOfFindings) add(sentence string) {
	l.count++
	if len(l.first) < mostFindings {
		l.first = append(l.first, sentence)
	}
}

func (l *listOfFindings) sentences() []string {
	if more := l.count - len(l.first); more > 0 {
		return append(l.first, fmt.Sprintf("%d more records of the list don't fit their events.", more))
	}
	return l.first
}
