package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/safetext"
)

// Archive writes the first events of the history, up to a checkpoint of that
// size, into the file, which must be empty and nobody else's: a history of its
// own that ends there, with the hashes, the checkpoints and the keys that prove
// it. Nothing is removed from this one. The archive is verified before it
// returns; the caller brings it to the disk.
func (c *copying) Archive(ctx context.Context, file string, size int64, progress func(done, total int64)) (store.Copied, error) {
	if err := c.place.CheckIdentity(); err != nil {
		return store.Copied{}, err
	}
	db, err := c.beginArchive(ctx, file)
	if err != nil {
		return store.Copied{}, c.copyProblem(file, err)
	}
	defer db.Close()
	if err := fillArchive(ctx, db, size, progress); err != nil {
		return store.Copied{}, c.copyProblem(file, err)
	}
	if err := verifyArchive(ctx, db, file, size); err != nil {
		return store.Copied{}, err
	}
	copied, err := whatIsCopied(ctx, db)
	return copied, c.copyProblem(file, errors.Join(err, db.Close()))
}

// verifyArchive verifies what was written into a file up to a checkpoint.
func verifyArchive(ctx context.Context, db *sql.DB, file string, size int64) error {
	report, err := verifyCopy(ctx, db, file)
	if err == nil && report.ConfirmedSize != size {
		err = &store.NotProvedError{Finding: "Its checkpoint over " + safetext.Count(size, "event", "events") + " is not confirmed."}
	}
	return err
}

func verifyCopy(ctx context.Context, db *sql.DB, file string) (report *proof.Report, err error) {
	err = snapshot(ctx, db, func(tx *sql.Tx) (err error) {
		report, err = verify.All(ctx, logReader{tx}, nil)
		return err
	})
	if err != nil {
		return nil, problem("verify the history", file, err)
	}
	if findings := report.Findings(); len(findings) > 0 {
		return nil, &store.NotProvedError{Finding: findings[0]}
	}
	return report, nil
}

// beginArchive makes the schema, and attaches the history as "source".
func (c *copying) beginArchive(ctx context.Context, file string) (*sql.DB, error) {
	db, err := makeCopy(ctx, file, archiveMark)
	if err != nil {
		return nil, err
	}
	source := url.URL{Scheme: "file", Path: c.place.Path(), RawQuery: cmp.Or(c.way, withLog)}
	if _, err := db.ExecContext(ctx, `ATTACH ? AS source`, source.String()); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func makeCopy(ctx context.Context, file string, as mark) (*sql.DB, error) {
	db, err := openCopy(file)
	if err != nil {
		return nil, err
	}
	script := []string{`PRAGMA main.journal_mode = OFF`}
	for _, name := range migrationFiles() {
		content, err := migrations.ReadFile(name)
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
		script = append(script, string(content))
	}
	script = append(script, fmt.Sprintf(`PRAGMA user_version = %d; PRAGMA application_id = %d`, latestSchema(), as))
	for _, statements := range script {
		if _, err := db.ExecContext(ctx, statements); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}

// archiveStep is how many events are copied in one statement.
const archiveStep = 20_000

func fillArchive(ctx context.Context, db *sql.DB, size int64, progress func(done, total int64)) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	for from := int64(0); from < size; from += archiveStep {
		to := min(size, from+archiveStep)
		for _, statement := range []string{
			`INSERT INTO main.event SELECT seq, number, kind, data, fields, answers FROM source.event WHERE seq > ? AND seq <= ? ORDER BY seq`,
			`INSERT INTO main.event_hash SELECT seq, hashes FROM source.event_hash WHERE seq > ? AND seq <= ? ORDER BY seq`,
		} {
			if _, err := tx.ExecContext(ctx, statement, from, to); err != nil {
				return err
			}
		}
		progress(to, size)
	}
	for _, statement := range []string{
		fmt.Sprintf(`INSERT INTO main.checkpoint SELECT size, note FROM source.checkpoint WHERE size <= %d ORDER BY size`, size),
		`INSERT INTO main.meta SELECT name, value FROM source.meta`,
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	keys, err := all(each(ctx, tx, scanText, `SELECT key FROM source.public_key ORDER BY number`))
	if err == nil {
		err = writeKeys(ctx, tx, keys)
	}
	if err == nil {
		err = deriveRecords(ctx, tx)
	}
	if err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `DETACH source`)
	return err
}

// deriveRecords makes the lists again from the events: those of the history know
// what came later.
func deriveRecords(ctx context.Context, tx *sql.Tx) error {
	return fillList(ctx, tx, func(yield func(store.Listed, error) bool) {
		for derived, err := range verify.Derive(logReader{tx}.ByRecord(ctx), false) {
			if err == nil && derived.Unreadable != nil {
				err = &store.UnreadableEventError{Number: derived.Number, Err: derived.Unreadable}
			}
			if err != nil {
				yield(store.Listed{}, err)
				return
			}
			if !yield(store.Listed{Record: derived.Record, Late: derived.Late}, nil) {
				return
			}
		}
	})
}
