package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/mattn/go-sqlite3"

	"deletecall/history/proof"
	"deletecall/history/sqlite/compact"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/safetext"
)

// WriteCopy writes the whole of another store's history into the file, which must be empty and
// nobody else's, as a backup. The copy is verified before it returns; the caller brings it to
// the disk.
func WriteCopy(ctx context.Context, file string, identity store.Identity, from store.Snapshot, progress func(done, total int64)) (copied store.Copied, err error) {
	size, err := from.Size(ctx)
	if err != nil {
		return copied, err
	}
	return writeCopy(ctx, file, backupMark, identity, firstOf{from, size}, progress)
}

// WriteArchive does the same with the first events, up to a checkpoint of that size, as an
// archive.
func WriteArchive(ctx context.Context, file string, identity store.Identity, from store.Snapshot, size int64, progress func(done, total int64)) (store.Copied, error) {
	return writeCopy(ctx, file, archiveMark, identity, firstOf{from, size}, progress)
}

// firstOf is how much of another store is copied.
type firstOf struct {
	store.Snapshot
	size int64
}

func writeCopy(ctx context.Context, file string, as mark, identity store.Identity, from firstOf, progress func(done, total int64)) (copied store.Copied, err error) {
	db, err := makeCopy(ctx, file, as)
	if err != nil {
		return copied, writingProblem(file, err)
	}
	defer func() { err = errors.Join(err, writingProblem(file, db.Close())) }()
	if err := fillCopy(ctx, db, identity, from, progress); err != nil {
		return copied, writingProblem(file, err)
	}
	if as == archiveMark {
		err = verifyArchive(ctx, db, file, from.size)
	} else {
		_, err = verifyCopy(ctx, db, file)
	}
	if err != nil {
		return copied, err
	}
	copied, err = whatIsCopied(ctx, db)
	return copied, writingProblem(file, err)
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

// writingProblem leaves errors of the other store to that.
func writingProblem(file string, err error) error {
	if err = notProved(err); errors.As(err, new(sqlite3.Error)) {
		return problem(writeCopyOp, filepath.Dir(file), err)
	}
	return err
}

func fillCopy(ctx context.Context, db *sql.DB, identity store.Identity, from firstOf, progress func(done, total int64)) error {
	// Cancelled, it would close its statements, and these fail with that and not with the cancellation.
	tx, err := db.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	insertMeta := `INSERT INTO main.meta (name, value) VALUES (?, ?)`
	if _, err := tx.ExecContext(ctx, insertMeta, "fingerprint key", identity.FingerprintKey); err != nil {
		return err
	}
	if identity.Origin != "" {
		if _, err := tx.ExecContext(ctx, insertMeta, "origin", []byte(identity.Origin)); err != nil {
			return err
		}
	}
	if err := writeEvents(ctx, tx, from, progress); err != nil {
		return err
	}
	if err := writeSigned(ctx, tx, from); err != nil {
		return err
	}
	// From the events: the list of the history knows what came later.
	if err := fillList(ctx, tx, verify.Listed(ctx, logReader{tx})); err != nil {
		return err
	}
	return tx.Commit()
}

// progressStep is after how many events progress is called.
const progressStep = 1000

// writeEvents copies the bytes of the first events as they are stored.
func writeEvents(ctx context.Context, tx *sql.Tx, from firstOf, progress func(done, total int64)) error {
	event, err := tx.PrepareContext(ctx, `INSERT INTO main.event (seq, number, kind, data, fields, answers) VALUES (?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer event.Close()
	hash, err := tx.PrepareContext(ctx, `INSERT INTO main.event_hash (seq, hashes) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	defer hash.Close()
	for stored, err := range from.Events(ctx) {
		if err != nil {
			return err
		}
		if stored.Seq > from.size {
			return nil
		}
		if _, err := event.ExecContext(ctx, stored.Seq, stored.Number, stored.Kind, compact.Pack(stored.Data), stored.Fields, stored.Answers); err != nil {
			return err
		}
		if _, err := hash.ExecContext(ctx, stored.Seq, stored.Hashes); err != nil {
			return err
		}
		if stored.Seq%progressStep == 0 || stored.Seq == from.size {
			progress(stored.Seq, from.size)
		}
	}
	return nil
}

// writeSigned copies the checkpoints over no more than these events, and the keys in the order in which they first signed.
func writeSigned(ctx context.Context, tx *sql.Tx, from firstOf) error {
	for kept, err := range from.Checkpoints(ctx, 0) {
		if err != nil {
			return err
		}
		if kept.Size > from.size {
			break
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO main.checkpoint (size, note) VALUES (?, ?)`, kept.Size, kept.Note); err != nil {
			return err
		}
	}
	keys, err := from.Keys(ctx)
	if err != nil {
		return err
	}
	return writeKeys(ctx, tx, keys)
}

// writeKeys copies the keys that signed one of the checkpoints that were copied: of later ones
// the copy has nothing.
func writeKeys(ctx context.Context, tx *sql.Tx, keys []string) error {
	later, err := verify.NotNamed(slices.Clone(keys), logReader{tx}.Checkpoints(ctx, 0))
	if err != nil {
		return err
	}
	for _, key := range keys {
		if slices.Contains(later, key) {
			continue
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO main.public_key (key) VALUES (?)`, key); err != nil {
			return err
		}
	}
	return nil
}
