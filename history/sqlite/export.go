package sqlite

import (
	"context"
	"database/sql"

	"deletecall/history/proof"
)

// TreeHead is the size and the root hash of the history's hash tree now.
func (s *Store) TreeHead(ctx context.Context) (size int64, root proof.Hash, err error) {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return 0, root, s.problem(readOp, err)
	}
	defer func() { _ = tx.Rollback() }() // it only read
	size, root, err = headOf(ctx, tx)
	return size, root, s.problem(readOp, err)
}

// headOf is the tree head that a transaction sees.
func headOf(ctx context.Context, from queryer) (size int64, root proof.Hash, err error) {
	if err := from.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM event`).Scan(&size); err != nil {
		return 0, root, err
	}
	root, err = proof.TreeHead(size, hashReader(ctx, from))
	return size, root, err
}
