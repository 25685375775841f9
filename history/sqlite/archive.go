package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/safetext"
)

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
