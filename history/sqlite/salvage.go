package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"deletecall/history"
	"deletecall/history/sqlite/driver"
)

// salvage is what can be had of a damaged history: its lists, derived from all events
// that can be read, in a temporary database of its own, and where the events of each
// record lie. A record that can't be read in full has its place there too, so that
// nothing is hidden.
type salvage struct {
	db   *sql.DB
	head int64            // the newest event when it was made
	lost map[int64]string // the events that can't be read, and why; while it is made
}

const salvageSchema = `
	CREATE TABLE place (number INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (number, seq)) WITHOUT ROWID;
	CREATE TABLE unreadable (number INTEGER PRIMARY KEY, why TEXT NOT NULL);`

// salvaged returns what can be had of the history as it is now.
func (s *Store) salvaged(ctx context.Context) (*salvage, error) {
	s.damage.mu.Lock()
	defer s.damage.mu.Unlock()
	s.damage.salvages = true
	head := s.lastEvent(ctx)
	if s.damage.salvage != nil && s.damage.salvage.head == head {
		return s.damage.salvage, nil
	}
	made, err := s.makeSalvage(ctx, head)
	if err != nil {
		return nil, err
	}
	if s.damage.salvage != nil {
		_ = s.damage.salvage.db.Close() // whoever reads from it reads again
	}
	s.damage.salvage = made
	return made, nil
}

// lastEvent is the number of the newest event, by whichever table can tell. Garbage may
// look like any number: one that so many bytes can't hold is not believed.
func (s *Store) lastEvent(ctx context.Context) (last int64) {
	var most int64
	if err := s.reader.QueryRowContext(ctx, `SELECT page_count * page_size / 64 FROM pragma_page_count, pragma_page_size`).Scan(&most); err != nil {
		return 0
	}
	for _, query := range []string{
		`SELECT max(seq) FROM event`, `SELECT max(seq) FROM event_hash`, `SELECT max(size) FROM checkpoint`,
		`SELECT max(seq) FROM (SELECT seq FROM event INDEXED BY event_of_number ORDER BY number DESC LIMIT 16)`,
	} {
		var seq sql.NullInt64
		if err := s.reader.QueryRowContext(ctx, query).Scan(&seq); err == nil && seq.Int64 <= most {
			last = max(last, seq.Int64)
		}
	}
	return last
}

func (s *Store) makeSalvage(ctx context.Context, head int64) (*salvage, error) {
	db, err := sql.Open(driver.Name, "") // a temporary file without a name (sqlite.org/inmemorydb.html)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // each connection has a database of its own
	made := &salvage{db: db, head: head, lost: map[int64]string{}}
	if err := made.fill(ctx, s); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return made, nil
}

func (v *salvage) fill(ctx context.Context, s *Store) error {
	for _, file := range migrationFiles() {
		script, err := migrations.ReadFile(file)
		if err == nil {
			_, err = v.db.ExecContext(ctx, string(script))
		}
		if err != nil {
			return err
		}
	}
	if _, err := v.db.ExecContext(ctx, salvageSchema); err != nil {
		return err
	}
	tx, err := v.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := v.takeEvents(ctx, s.reader, tx); err != nil {
		return err
	}
	for _, step := range []func(context.Context, *Store, *sql.Tx) error{v.nameLost, v.doubtOpen, v.fillGaps} {
		if err := step(ctx, s, tx); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// salvageStep is how many events are read at once; where that fails, one by one.
const salvageStep = 64

// takeEvents derives the lists from all events that can be read, in their order.
func (v *salvage) takeEvents(ctx context.Context, from queryer, tx *sql.Tx) error {
	for above := int64(0); above < v.head; above += salvageStep {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		upTo := min(v.head, above+salvageStep)
		events, err := eventsBetween(ctx, from, above, upTo)
		if err != nil || !areAll(events, above, upTo) {
			events = events[:0]
			for seq := above + 1; seq <= upTo; seq++ {
				one, err := eventsBetween(ctx, from, seq-1, seq)
				if err == nil && !areAll(one, seq-1, seq) {
					err = errors.New("the event is missing")
				}
				if err != nil {
					v.lost[seq] = err.Error()
					continue
				}
				events = append(events, one...)
			}
		}
		for _, event := range events {
			if err := take(ctx, tx, event); err != nil {
				return err
			}
		}
	}
	return nil
}

// areAll reports whether these are all events of a stretch, each once: where a page
// lies in the place of another one, some come twice.
func areAll(events []storedText, above, upTo int64) bool {
	for i, event := range events {
		if event.seq != above+int64(i)+1 {
			return false
		}
	}
	return int64(len(events)) == upTo-above
}

// storedText is an event as it is stored.
type storedText struct {
	seq, number int64
	data        string
}

func eventsBetween(ctx context.Context, from queryer, above, upTo int64) (events []storedText, err error) {
	rows, err := from.QueryContext(ctx, `SELECT seq, number, CAST(data AS TEXT) FROM event WHERE seq > ? AND seq <= ? ORDER BY seq`, above, upTo)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var event storedText
		if err := rows.Scan(&event.seq, &event.number, &event.data); err != nil {
			return events, err
		}
		events = append(events, event)
	}
	return events, rows.Err()
}

// take adds an event to the lists, as appendEvent does.
func take(ctx context.Context, tx *sql.Tx, stored storedText) error {
	if stored.number == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO place VALUES (?, ?)`, stored.number, stored.seq); err != nil {
		return err
	}
	event, err := history.DecodeText(stored.data)
	if err == nil && event.Number != stored.number {
		err = fmt.Errorf("it says that it is of record %d", event.Number)
	}
	if err != nil {
		_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO unreadable VALUES (?, ?)`, stored.number, err.Error())
		return err
	}
	if event.Intent == nil {
		return updateRecord(ctx, tx, event)
	}
	var begun bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM record WHERE number = ?)`, event.Number).Scan(&begun); err != nil || begun {
		return err
	}
	return insertRecord(ctx, tx, *event.Intent)
}
