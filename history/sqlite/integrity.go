package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/safetext"
)

// mostFindings bounds how many of one sort are told in full.
const mostFindings = 20

// Findings returns what does not fit around the events: rules of the database
// that were changed or dropped, and lists that don't follow from the events, a
// sentence each, safe to show.
func (s *Store) Findings(ctx context.Context) ([]string, error) {
	findings, err := s.schemaFindings(ctx)
	if err != nil {
		return nil, s.problem("verify the history", err)
	}
	lists, err := s.listFindings(ctx)
	return append(findings, lists...), s.problem("verify the history", err)
}

// schemaFindings compares tables, indexes and triggers with those that the
// migrations make up to the version of this history.
func (s *Store) schemaFindings(ctx context.Context) ([]string, error) {
	version, err := schemaVersion(ctx, s.reader)
	if err != nil {
		return nil, err
	}
	model, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return nil, err
	}
	defer model.Close()
	model.SetMaxOpenConns(1) // each connection has a memory of its own
	for _, file := range migrationFiles()[:min(version, len(migrationFiles()))] {
		script, err := migrations.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if _, err := model.ExecContext(ctx, string(script)); err != nil {
			return nil, err
		}
	}
	wanted, err := schemaOf(ctx, model)
	if err != nil {
		return nil, err
	}
	found, err := schemaOf(ctx, s.reader)
	if err != nil {
		return nil, err
	}
	return compareSchemas(wanted, found), nil
}

func compareSchemas(wanted, found map[string]string) []string {
	var findings []string
	for name, definition := range wanted {
		switch actual, ok := found[name]; {
		case !ok:
			findings = append(findings, fmt.Sprintf("The %s was dropped from the database.", name))
		case actual != definition:
			findings = append(findings, fmt.Sprintf("The %s of the database was changed.", name))
		}
	}
	for name := range found {
		if _, ok := wanted[name]; !ok {
			findings = append(findings, fmt.Sprintf("The %s was added to the database.", safetext.Bounded(name, 80)))
		}
	}
	return findings
}

func schemaOf(ctx context.Context, db rowsQueryer) (map[string]string, error) {
	rows, err := db.QueryContext(ctx, `SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	schema := map[string]string{}
	for rows.Next() {
		var name, definition string
		if err := rows.Scan(&name, &definition); err != nil {
			return nil, err
		}
		schema[name] = definition
	}
	return schema, rows.Err()
}

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
	operator, server  string
	reason, message   string
	damaged           bool
}

// listFindings compares every row of the lists with what its events tell.
func (s *Store) listFindings(ctx context.Context) ([]string, error) {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // it only read
	rows, err := tx.QueryContext(ctx, `SELECT number, outcome, settled, code, type, status, confirmed, target,
		identifier, operator, server, reason, message FROM record ORDER BY number`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	events, err := tx.QueryContext(ctx, `SELECT number, data FROM event WHERE number > 0 ORDER BY number, seq`)
	if err != nil {
		return nil, err
	}
	defer events.Close()
	return compareLists(rows, events)
}

// compareLists walks both in step, by number.
func compareLists(rows, events *sql.Rows) ([]string, error) {
	expected := &eventGroups{rows: events}
	findings := &listOfFindings{}
	row, err := nextListRow(rows)
	if err != nil {
		return nil, err
	}
	for {
		want, ok, err := expected.next()
		if err != nil {
			return nil, err
		}
		for row != nil && (!ok || row.number < want.number) {
			findings.add(fmt.Sprintf("The list shows a record %d that no event tells of.", row.number))
			if row, err = nextListRow(rows); err != nil {
				return nil, err
			}
		}
		if !ok {
			return findings.sentences(), nil
		}
		switch {
		case row == nil || row.number > want.number:
			findings.add(fmt.Sprintf("Record %d is missing from the list.", want.number))
			continue
		case !want.damaged && *row != want:
			findings.add(fmt.Sprintf("The list shows something else of record %d than its events tell.", want.number))
		}
		if row, err = nextListRow(rows); err != nil {
			return nil, err
		}
	}
}

func nextListRow(rows *sql.Rows) (*listRow, error) {
	if !rows.Next() {
		return nil, rows.Err()
	}
	var r listRow
	err := rows.Scan(&r.number, &r.outcome, &r.settled, &r.code, &r.identifierType, &r.status, &r.confirmed, &r.target,
		&r.identifier, &r.operator, &r.server, &r.reason, &r.message)
	return &r, err
}

// eventGroups reads the events of one record at a time.
type eventGroups struct {
	rows    *sql.Rows
	pending bool // one event was read ahead
	number  int64
	data    []byte
}

func (g *eventGroups) next() (row listRow, ok bool, err error) {
	var record deletion.Record
	for {
		if !g.pending {
			if !g.rows.Next() {
				break
			}
			if err := g.rows.Scan(&g.number, &g.data); err != nil {
				return row, false, err
			}
			g.pending = true
		}
		if ok && g.number != row.number {
			break
		}
		ok, row.number, g.pending = true, g.number, false
		event, err := history.Decode(g.data, nil)
		if err != nil {
			row.damaged = true // the hash tree tells of it
			continue
		}
		history.Apply(&record, event)
	}
	if !ok {
		return row, false, g.rows.Err()
	}
	return listRowOf(record, row.number, row.damaged), true, g.rows.Err()
}

// listRowOf is the row that belongs to a record; see insertRecord and updateRecord.
func listRowOf(record deletion.Record, number int64, damaged bool) listRow {
	i, o := record.Intent, record.Outcome
	row := listRow{
		number: number, damaged: damaged, outcome: string(o.Kind), identifierType: string(i.IdentifierType), status: string(i.Status),
		confirmed: i.Confirmed.UnixMicro(), target: targetHash(i.Endpoint, i.IdentifierType, i.Identifier),
		identifier: deletion.Fold(i.Identifier), operator: deletion.Fold(i.Operator.Name), server: deletion.Fold(i.Server),
		reason: deletion.Fold(i.Reason), message: deletion.Fold(o.Message),
	}
	if record.Resolution != nil {
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
