package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"deletecall/history/proof"
)

// appendHashes stores the hashes that the event with this sequence number adds
// to the hash tree, in the event's own transaction.
func appendHashes(ctx context.Context, tx *sql.Tx, seq int64, data []byte) error {
	hashes, err := proof.StoredHashes(seq-1, data, hashReader(ctx, tx))
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO event_hash (seq, hashes) VALUES (?, ?)`, seq, hashes)
	return err
}

func hashReader(ctx context.Context, from queryer) proof.HashReader {
	return proof.NewHashReader(func(seq int64) (hashes []byte, err error) {
		err = from.QueryRowContext(ctx, `SELECT hashes FROM event_hash WHERE seq = ?`, seq).Scan(&hashes)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil // a hash of it is then missing, *[proof.MissingHashError]
		}
		return hashes, err
	})
}
