package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"deletecall/history"
	"deletecall/history/store"
)

// salvage is what can be had of a damaged history: its lists, derived from all events
// that can be read, in a temporary database of its own, and where the events of each
// record lie. A record that can't be read in full has its place there too, so that
// nothing is hidden.
type salvage struct {
	db   *sql.DB
	from *sql.DB          // the damaged history
	head int64            // the newest event when it was made
	lost map[int64]string // the events that can't be read, and why; while it is made
}

const salvageSchema = `
	CREATE TABLE place (number INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (number, seq)) WITHOUT ROWID;
	CREATE TABLE unreadable (number INTEGER PRIMARY KEY, why TEXT NOT NULL);`

// salvageStep is how many events are read at once; where that fails, one by one.
const salvageStep = 64

// takeEvents derives the lists from all events that can be read, in their order.
func (v *salvage) takeEvents(ctx context.Context, tx *sql.Tx) error {
	for above := int64(0); above < v.head; above += salvageStep {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		upTo := min(v.head, above+salvageStep)
		events, err := eventsBetween(ctx, v.from, above, upTo)
		if err != nil || !areAll(events, above, upTo) {
			events = events[:0]
			for seq := above + 1; seq <= upTo; seq++ {
				one, err := eventsBetween(ctx, v.from, seq-1, seq)
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
func areAll(events []store.Filed, above, upTo int64) bool {
	for i, event := range events {
		if event.Seq != above+int64(i)+1 {
			return false
		}
	}
	return int64(len(events)) == upTo-above
}

func eventsBetween(ctx context.Context, from queryer, above, upTo int64) ([]store.Filed, error) {
	return all(filedEvents(ctx, from, `SELECT `+filedColumns+` FROM event WHERE seq > ? AND seq <= ? ORDER BY seq`, above, upTo))
}

// take adds an event to the lists, as appendEvent does.
func take(ctx context.Context, tx *sql.Tx, stored store.Filed) error {
	if stored.Number == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO place VALUES (?, ?)`, stored.Number, stored.Seq); err != nil {
		return err
	}
	event, err := history.Decode([]byte(stored.Data), history.Private{Fields: stored.Fields})
	if err == nil && event.Number != stored.Number {
		err = fmt.Errorf("it says that it is of record %d", event.Number)
	}
	if err != nil {
		_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO unreadable VALUES (?, ?)`, stored.Number, err.Error())
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
