package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"deletecall/history/sqlite/driver"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/safetext"
)

func checkStructure(ctx context.Context, from queryer, how string) error {
	var found string
	if err := from.QueryRowContext(ctx, `PRAGMA `+how+`(1)`).Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		// The first line only names the database.
		found = found[strings.LastIndexByte(strings.TrimRight(found, "\n"), '\n')+1:]
		return &structureError{safetext.Bounded(found, 200)}
	}
	return nil
}

// checkLengths looks for texts and blobs that are longer than any of this program. Their
// lengths are known without reading them (sqlite.org/lang_corefunc.html#octet_length).
func checkLengths(ctx context.Context, from queryer) error {
	looks, err := all(each(ctx, from, scanText, `SELECT format('SELECT max(0, %s) FROM "%w"',
			group_concat(format('coalesce(max(octet_length("%w")), 0)', field.name), ', '), "table".name)
		FROM sqlite_schema AS "table", pragma_table_info("table".name) AS field WHERE "table".type = 'table' AND field.type IN ('TEXT', 'BLOB')
		GROUP BY "table".name`))
	if err != nil || len(looks) == 0 {
		return err
	}
	longest, err := numbersOf(ctx, from, strings.Join(looks, ` UNION ALL `))
	if err != nil {
		return err
	}
	if most := slices.Max(longest); most > driver.MaxValue {
		return &structureError{fmt.Sprintf("it holds a value of %d MiB, and this program writes none above %d", most>>20, driver.MaxValue>>20)}
	}
	return nil
}

// mostPagesChecked is up to how many pages the structure of a history is looked at
// before it is read or sent from: some 2 µs a page.
const mostPagesChecked = 512

func isSmall(ctx context.Context, from queryer) (bool, error) {
	var pages int64
	err := from.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&pages)
	return pages <= mostPagesChecked, err
}

// mostEventsChecked is up to how many events all are looked at before an intent. Each takes
// 4 µs in a console, and ten times as long in a command, whose memory is new. Of more than
// that, the newest eventsSampled are, and as many others, which change from one intent to
// the next.
const (
	mostEventsChecked = 400
	eventsSampled     = 16
)

// lookForDamage looks before something is sent: in all of a small history, in samples of a
// large one. Either is little, so it is not cancelled half-way.
func lookForDamage(ctx context.Context, db *sql.DB) error {
	ctx = context.WithoutCancel(ctx)
	connection, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer connection.Close()
	// One transaction: another process may record something meanwhile.
	if _, err := connection.ExecContext(ctx, `BEGIN`); err != nil {
		return err
	}
	defer func() { _, _ = connection.ExecContext(ctx, `ROLLBACK`) }() // it only read
	if err := errors.Join(checkSchema(ctx, connection), checkKeys(ctx, connection)); err != nil {
		return err
	}
	small, err := isSmall(ctx, connection)
	if err == nil && small {
		err = checkStructure(ctx, connection, "integrity_check")
	}
	if err != nil {
		return err
	}
	var last int64
	if err := connection.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM event`).Scan(&last); err != nil {
		return err
	}
	if last <= mostEventsChecked {
		err := errors.Join(checkEvents(ctx, connection, "1"), checkStrays(ctx, connection))
		if err == nil && !small { // no value is too long for a small one
			err = checkLengths(ctx, connection)
		}
		return err
	}
	// From one intent to the next, which adds two events, the sample moves on by itself.
	sample := last / 2 * eventsSampled % (last - eventsSampled)
	which := inEither(last-eventsSampled, sample)
	return errors.Join(checkEvents(ctx, connection, "seq "+which), checkSigned(ctx, connection, "size "+which))
}

// checkKeys finds a public key that is none of ours.
func checkKeys(ctx context.Context, from queryer) error {
	foreign, err := verify.HasForeignKey(ctx, logReader{from})
	if err == nil && foreign {
		err = &structureError{"it has a public key that signed none of its checkpoints"}
	}
	return err
}

// checkStrays looks for what the table late lists without a record.
func checkStrays(ctx context.Context, from queryer) error {
	found, err := strayFindings(ctx, from)
	if err == nil && len(found) > 0 {
		err = &store.ListError{Problem: "its table late does not match"}
	}
	return err
}

// checkSigned reads checkpoints, and what there is of names and keys.
func checkSigned(ctx context.Context, from queryer, which string) error {
	_, err := all(each(ctx, from, func(rows *sql.Rows) (none struct{}, err error) { return none, rows.Scan(new(sql.RawBytes)) },
		`SELECT note FROM checkpoint WHERE `+which+` UNION ALL SELECT key FROM public_key UNION ALL SELECT value FROM meta`))
	return err
}

// inEither fits the numbers of two stretches, as a list: of two ranges SQLite would read
// the whole table.
func inEither(first, second int64) string {
	var seqs []string
	for i := range int64(eventsSampled) {
		seqs = append(seqs, strconv.FormatInt(first+i+1, 10), strconv.FormatInt(second+i+1, 10))
	}
	return "IN (" + strings.Join(seqs, ",") + ")"
}

// checkEvents compares events with their hashes and answers, and the rows of their
// records with what their events say.
func checkEvents(ctx context.Context, from queryer, which string) error {
	if which != "1" { // a row follows from all events of its record
		which = `number IN (SELECT number FROM event WHERE number > 0 AND ` + which + `)`
	}
	return verify.Sample(storedEvents(ctx, from, `WHERE `+which+` ORDER BY seq`), listRows(ctx, from, which+` ORDER BY number`))
}
