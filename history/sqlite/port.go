package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/sqlite/driver"
	"deletecall/history/sqlite/place"
	"deletecall/history/store"
)

// eventLog is the history as package store writes it.
type eventLog struct{ s *Store }

// Trust looks at the files, and at what damage was met.
func (l eventLog) Trust() error {
	if err := l.s.usable(); err != nil {
		return err
	}
	if err := l.s.Damage(); err != nil {
		return err
	}
	return l.s.place.CheckAccess()
}

// Examine reads samples of the database.
func (l eventLog) Examine(ctx context.Context) error { return l.s.checkContents(ctx) }

// Known is what the markers remember.
func (l eventLog) Known() (int64, error) { return l.s.place.Testify(l.s.ID()) }

// Remember updates the markers.
func (l eventLog) Remember(highest int64) { l.s.place.Note(l.s.ID(), highest) }

// Reserve looks at the disk, and makes the reserve.
func (l eventLog) Reserve() (warnings []string, err error) {
	warnings, err = l.s.place.CheckSpace()
	if err == nil {
		err = l.s.place.MakeReserve()
	}
	return slices.Concat(warnings, l.s.warnings), err
}

// FreeReserve removes the reserve.
func (l eventLog) FreeReserve() { l.s.place.FreeReserve() }

// Update runs change in a transaction that begins IMMEDIATE.
func (l eventLog) Update(ctx context.Context, op string, change func(store.Tx) error) error {
	err := l.s.inTransaction(ctx, op, func(tx *sql.Tx) error { return change(logTx{logReader{tx}, l.s, tx}) })
	switch {
	case driver.IsBusy(err):
		return &store.BusyError{Err: err}
	case driver.MayBeFull(err):
		return &store.FullError{Err: err}
	}
	return err
}

// Read uses the writing connection, which is open anyway.
func (l eventLog) Read(ctx context.Context, use func(store.Reader) error) error {
	return l.s.problem(readOp, use(logReader{l.s.writer}))
}

// Patience sets SQLite's busy time.
func (l eventLog) Patience(ctx context.Context, most time.Duration) {
	if most <= 0 {
		most = l.s.busyTime
	}
	l.s.setBusyTime(ctx, min(most, l.s.busyTime))
}

// Confirm reads the log as the next start will.
func (l eventLog) Confirm(ctx context.Context) error { return l.s.checkDurable(ctx) }

// logReader reads by whatever connection.
type logReader struct{ from rowsQueryer }

func (r logReader) EventsOf(ctx context.Context, number int64) (events [][]byte, err error) {
	rows, err := r.from.QueryContext(ctx, `SELECT data FROM event WHERE number = ? ORDER BY seq`, number)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var data []byte
		if err := rows.Scan(&data); err != nil {
			return nil, err
		}
		events = append(events, data)
	}
	return events, rows.Err()
}

func (r logReader) Pending(ctx context.Context) ([]int64, error) {
	rows, err := r.from.QueryContext(ctx, `SELECT number FROM record WHERE outcome = 'pending' ORDER BY number`)
	if err != nil {
		return nil, err
	}
	return driver.Numbers(rows)
}

// mostInDoubt bounds the settled deletions that are read. Those that nobody settled
// come first, and each of them named the one before it, so they are few.
const mostInDoubt = 64

func (r logReader) InDoubt(ctx context.Context, wanted deletion.Intent) ([]int64, error) {
	rows, err := r.from.QueryContext(ctx, `SELECT number FROM record WHERE target = ?1 AND outcome = 'pending'
		UNION ALL SELECT number FROM (SELECT number FROM record WHERE target = ?1 AND outcome = 'unknown'
			ORDER BY settled, number DESC LIMIT ?2)`,
		targetHash(wanted.Endpoint, wanted.IdentifierType, wanted.Identifier), mostInDoubt)
	if err != nil {
		return nil, err
	}
	return driver.Numbers(rows)
}

func (r logReader) Size(ctx context.Context) (size int64, err error) { return eventCount(ctx, r.from) }

func (r logReader) Hashes(ctx context.Context, seq int64) ([]byte, error) {
	return storedHashes(ctx, r.from, seq)
}

func (r logReader) Keys(ctx context.Context) ([]string, error) { return publicKeys(ctx, r.from) }

func (r logReader) Newest(ctx context.Context) (note []byte, found bool, err error) {
	err = r.from.QueryRowContext(ctx, newestCheckpoint).Scan(&note)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return note, err == nil, err
}

// logTx is a transaction of an eventLog.
type logTx struct {
	logReader
	s  *Store
	tx *sql.Tx
}

func (t logTx) Next(ctx context.Context, known int64) (int64, error) {
	return t.s.checkComplete(ctx, t.tx, known)
}

// Keep inserts what is not there yet.
func (t logTx) Keep(ctx context.Context, signed proof.Checkpoint, public string) error {
	kept, err := t.tx.ExecContext(ctx, `INSERT INTO checkpoint (size, note) SELECT ?1, ?2
		WHERE ?1 > (SELECT coalesce(max(size), 0) FROM checkpoint)`, signed.Size, signed.Note)
	if err != nil {
		return err
	}
	if count, err := kept.RowsAffected(); err != nil || count == 0 {
		return err
	}
	_, err = t.tx.ExecContext(ctx, `INSERT INTO public_key (key) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM public_key WHERE key = ?1)`, public)
	return err
}

// Append writes the rows of an event and brings its row in the list up to date.
func (t logTx) Append(ctx context.Context, entry store.Entry) error {
	if _, err := t.tx.ExecContext(ctx, `INSERT INTO event (seq, number, kind, data, answers) VALUES (?, ?, ?, ?, ?)`,
		entry.Seq, entry.Event.Number, string(entry.Event.Kind), entry.Data, entry.Answers); err != nil {
		return err
	}
	if _, err := t.tx.ExecContext(ctx, `INSERT INTO event_hash (seq, hashes) VALUES (?, ?)`, entry.Seq, entry.Hashes); err != nil {
		return err
	}
	if entry.Event.Intent != nil {
		return insertRecord(ctx, t.tx, *entry.Event.Intent)
	}
	return updateRecord(ctx, t.tx, entry.Event)
}

// Overwrite writes a page that says what it said before. An UPDATE that changes nothing
// writes nothing.
func (t logTx) Overwrite(ctx context.Context) error {
	_, err := t.tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, latestSchema()))
	return err
}

// setBusyTime changes how long the next writes wait for other processes. Where that
// fails they fail too, and tell why.
func (s *Store) setBusyTime(ctx context.Context, length time.Duration) {
	if s.writer != nil {
		_, _ = s.writer.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf(`PRAGMA busy_timeout = %d`, max(0, length.Milliseconds())))
	}
}

// aside are the side files of a history.
type aside struct {
	*place.Place
	s *Store
}

// TakeAside leaves the files as they are while records are missing: a newer history may
// be put back, and wants them too.
func (a aside) TakeAside(take func(content []byte) (all bool, err error)) error {
	return a.Place.TakeAside(func(content []byte) (all bool, err error) {
		all, err = take(content)
		return all && a.s.missing == nil, err
	})
}
