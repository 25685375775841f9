package sqlite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"iter"
	"slices"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/secret"
)

const newestCheckpoint = `SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1`

// ID names this history for ever; it was made with it.
func (s *Store) ID() string { return historyID(s.fingerprintKey) }

// historyID tells histories from one another. The key is random and made with
// the history; its hash gives nothing of it away.
func historyID(fingerprintKey []byte) string {
	hash := sha256.Sum256(append([]byte("deletecall history\x00"), fingerprintKey...))
	return hex.EncodeToString(hash[:16])
}

// PublicKeys are all keys that ever signed a checkpoint of this history. What
// stands among them without being a key is left out; [Store.Findings] tells of it.
func (s *Store) PublicKeys(ctx context.Context) ([]string, error) {
	keys, err := publicKeys(ctx, s.reader)
	return onlyKeys(keys), s.problem(readOp, err)
}

func onlyKeys(texts []string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return proof.CheckKey(text) != nil })
}

func publicKeys(ctx context.Context, from rowsQueryer) ([]string, error) {
	rows, err := from.QueryContext(ctx, `SELECT key FROM public_key ORDER BY number`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var keys []string
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, rows.Err()
}

// LastCheckpoint returns the newest checkpoint that is kept, as it was signed,
// and whether there is one.
func (s *Store) LastCheckpoint(ctx context.Context) (note []byte, found bool, err error) {
	err = s.reader.QueryRowContext(ctx, newestCheckpoint).Scan(&note)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return note, err == nil, s.problem(readOp, err)
}

// NewestCheckpoint returns the newest checkpoint that is kept, with its size and its
// note, and whether there is one.
func (s *Store) NewestCheckpoint(ctx context.Context) (checkpoint proof.Checkpoint, found bool, err error) {
	kept, err := s.checkpoints(ctx, `ORDER BY size DESC LIMIT 1`)
	if err != nil || len(kept) == 0 {
		return proof.Checkpoint{}, false, err
	}
	return kept[0], true, nil
}

// CheckpointsAfter returns the checkpoints that are kept over more events than size, in
// their order, at most limit, with their sizes and notes.
func (s *Store) CheckpointsAfter(ctx context.Context, size int64, limit int) ([]proof.Checkpoint, error) {
	return s.checkpoints(ctx, `WHERE size > ? ORDER BY size LIMIT ?`, size, limit)
}

func (s *Store) checkpoints(ctx context.Context, which string, args ...any) (kept []proof.Checkpoint, err error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT size, note FROM checkpoint `+which, args...)
	if err != nil {
		return nil, s.problem(readOp, err)
	}
	defer rows.Close()
	for rows.Next() {
		var checkpoint proof.Checkpoint
		if err := rows.Scan(&checkpoint.Size, &checkpoint.Note); err != nil {
			return nil, s.problem(readOp, err)
		}
		kept = append(kept, checkpoint)
	}
	return kept, s.problem(readOp, rows.Err())
}

// Verify reads the whole history and reports what does not fit, in itself and
// against checkpoints that were kept elsewhere. Only the keys given are trusted;
// without any, those that the history itself names are. Where it could not be read
// to its end, which is an error, the report is of what was read.
func (s *Store) Verify(ctx context.Context, given []proof.NamedCheckpoint, keys ...string) (*proof.Report, error) {
	nothing := &proof.Report{HashesFor: -1}
	// One transaction for everything: a deletion meanwhile must not look like a difference.
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nothing, s.problem(readOp, err)
	}
	defer func() { _ = tx.Rollback() }() // it only read
	input := proof.Input{Events: storedEvents(ctx, tx, `ORDER BY seq`), Kept: notesOf(keptCheckpoints(ctx, tx)), Given: given, Keys: keys}
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM event_hash`).Scan(&input.HashesFor); err != nil {
		return nothing, s.problem(readOp, err)
	}
	if len(keys) == 0 {
		own, err := publicKeys(ctx, tx)
		if err != nil {
			return nothing, s.problem(readOp, err)
		}
		input.Keys = onlyKeys(own)
	}
	report, err := proof.Verify(input)
	return report, s.problem("verify the history", err)
}

// Prove returns a file that proves one deletion against a checkpoint that one of
// the keys signed.
func (s *Store) Prove(ctx context.Context, number int64, checkpoint []byte, withAnswers bool, keys ...string) ([]byte, error) {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, s.problem(readOp, err)
	}
	defer func() { _ = tx.Rollback() }() // it only read
	subject := proof.Subject{Number: number, WithAnswers: withAnswers}
	for event, err := range storedEvents(ctx, tx, `WHERE number = ? ORDER BY seq`, number) {
		if err != nil {
			return nil, s.problem(readOp, err)
		}
		event.Data, event.Answers = bytes.Clone(event.Data), bytes.Clone(event.Answers)
		subject.Events = append(subject.Events, event)
	}
	if len(subject.Events) == 0 {
		return nil, &deletion.NoRecordError{Number: number}
	}
	return proof.Prove(subject, checkpoint, hashReader(ctx, tx), keys...)
}

// Leaves returns those of a record's events, computed from what the events are now.
func (s *Store) Leaves(ctx context.Context, number int64) ([]store.Leaf, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT seq, data FROM event WHERE number = ? ORDER BY seq`, number)
	if err != nil {
		return nil, s.problem(readOp, err)
	}
	defer rows.Close()
	var leaves []store.Leaf
	for rows.Next() {
		var seq int64
		var data sql.RawBytes
		if err := rows.Scan(&seq, &data); err != nil {
			return nil, s.problem(readOp, err)
		}
		leaves = append(leaves, store.Leaf{Seq: seq, Hash: proof.LeafHash(data)})
	}
	return leaves, s.problem(readOp, rows.Err())
}

// storedEvents yields events with all that is stored with them. The bytes of one
// are good until the next one is asked for.
func storedEvents(ctx context.Context, from rowsQueryer, which string, args ...any) iter.Seq2[proof.StoredEvent, error] {
	return func(yield func(proof.StoredEvent, error) bool) {
		rows, err := from.QueryContext(ctx, `SELECT seq, number, kind, data, answers, hashes
			FROM event LEFT JOIN event_hash USING (seq) `+which, args...)
		if err != nil {
			yield(proof.StoredEvent{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var event proof.StoredEvent
			var data, answers, hashes sql.RawBytes
			if err := rows.Scan(&event.Seq, &event.Number, &event.Kind, &data, &answers, &hashes); err != nil {
				yield(event, err)
				return
			}
			event.Data, event.Answers, event.Hashes = data, answers, hashes
			if !yield(event, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(proof.StoredEvent{}, err)
		}
	}
}

// keptCheckpoint is a checkpoint as the history keeps it.
type keptCheckpoint struct {
	size int64 // that it is filed under
	note []byte
}

func keptCheckpoints(ctx context.Context, tx *sql.Tx) iter.Seq2[keptCheckpoint, error] {
	return func(yield func(keptCheckpoint, error) bool) {
		rows, err := tx.QueryContext(ctx, `SELECT size, note FROM checkpoint ORDER BY size`)
		if err != nil {
			yield(keptCheckpoint{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var kept keptCheckpoint
			if err := rows.Scan(&kept.size, &kept.note); err != nil {
				yield(kept, err)
				return
			}
			if !yield(kept, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(keptCheckpoint{}, err)
		}
	}
}

func notesOf(checkpoints iter.Seq2[keptCheckpoint, error]) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for kept, err := range checkpoints {
			if !yield(kept.note, err) {
				return
			}
		}
	}
}

// Fingerprint is the keyed hash of an API key under this history's own key.
func (s *Store) Fingerprint(key secret.Text) (string, error) {
	return key.Fingerprint(s.fingerprintKey), nil
}
