package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"deletecall/history/proof"
)

func hashReader(ctx context.Context, from queryer) proof.HashReader {
	return proof.NewHashReader(func(seq int64) ([]byte, error) { return storedHashes(ctx, from, seq) })
}

// storedHashes are those of one event; nil where there are none, which is a
// *[proof.MissingHashError] then.
func storedHashes(ctx context.Context, from queryer, seq int64) (hashes []byte, err error) {
	err = from.QueryRowContext(ctx, `SELECT hashes FROM event_hash WHERE seq = ?`, seq).Scan(&hashes)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return hashes, err
}
