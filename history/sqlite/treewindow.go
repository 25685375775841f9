package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"deletecall/history/proof"
)

// windowEvents is how many events are held against the tree at once, a power of two. A
// window costs one proof and one reading of its hashes, whether one record of it is
// wanted or all.
const (
	windowLevel  = 8
	windowEvents = 1 << windowLevel
)

// treeWindow holds events against the hash tree, some neighbouring ones at a time: for
// readers of many records, to whom a proof for each would be too much.
type treeWindow struct {
	from   rowsQueryer
	size   int64
	root   proof.Hash
	stored proof.HashReader
	levels [][]proof.Hash // of this window, computed from its leaves
	first  int64          // index of its first event; -1 before there is one
	fits   bool           // its leaves are those of the tree
}

// newTreeWindow is a window on the tree as a transaction sees it. The hashes come from
// another connection, which does not wait for the one that reads events: up to its size
// nothing in a tree changes.
func newTreeWindow(ctx context.Context, tx *sql.Tx, other rowsQueryer) (*treeWindow, error) {
	w := &treeWindow{from: other, stored: cachedReader(hashReader(ctx, other)), first: -1}
	var err error
	if w.size, err = eventCount(ctx, tx); err != nil {
		return nil, err
	}
	w.root, err = proof.TreeHead(w.size, w.stored)
	var missing *proof.MissingHashError
	if errors.As(err, &missing) {
		err = nil // then nothing is in it
	}
	return w, err
}

// cachedReader remembers hashes of higher levels, which neighbouring windows share.
func cachedReader(reader proof.HashReader) proof.HashReader {
	const most = 1 << 12
	known := map[int64]proof.Hash{}
	return tlog.HashReaderFunc(func(indexes []int64) ([]proof.Hash, error) {
		found := make([]proof.Hash, len(indexes))
		for i, index := range indexes {
			hash, ok := known[index]
			if !ok {
				read, err := reader.ReadHashes([]int64{index})
				if err != nil {
					return nil, err
				}
				if hash = read[0]; len(known) == most {
					clear(known)
				}
				known[index] = hash
			}
			found[i] = hash
		}
		return found, nil
	})
}

// holds reports whether this is the hash of the event with this sequence number.
func (w *treeWindow) holds(ctx context.Context, seq int64, leaf proof.Hash) (bool, error) {
	index := seq - 1
	if index < 0 || index >= w.size {
		return false, nil
	}
	if first := index &^ (windowEvents - 1); first != w.first {
		if err := w.move(ctx, first); err != nil {
			return false, err
		}
	}
	return w.fits && w.levels[0][index-w.first] == leaf, nil
}

// move reads the leaves of another window, and proves the first of them with hashes
// that are computed from all the others.
func (w *treeWindow) move(ctx context.Context, first int64) error {
	w.first, w.fits = first, false
	leaves, err := w.readLeaves(ctx, first)
	if err != nil || leaves == nil {
		return err
	}
	w.levels = [][]proof.Hash{leaves}
	for below := leaves; len(below) > 1; {
		above := make([]proof.Hash, len(below)/2)
		for i := range above {
			above[i] = tlog.NodeHash(below[2*i], below[2*i+1])
		}
		w.levels, below = append(w.levels, above), above
	}
	path, err := tlog.ProveRecord(w.size, first, tlog.HashReaderFunc(w.readHashes))
	var missing *proof.MissingHashError
	if errors.As(err, &missing) {
		return nil
	}
	if err != nil {
		return err
	}
	w.fits = tlog.CheckRecord(path, w.size, w.root, first, leaves[0]) == nil
	return nil
}

// readLeaves reads them as one text, since a row each takes longer than all hashing. It
// returns none where one is missing: then nothing in this window fits.
func (w *treeWindow) readLeaves(ctx context.Context, first int64) ([]proof.Hash, error) {
	last := min(first+windowEvents, w.size)
	var text sql.RawBytes
	rows, err := w.from.QueryContext(ctx, `SELECT group_concat(hex(substr(hashes, 1, 32)), '') FROM event_hash WHERE seq > ? AND seq <= ?`, first, last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, rows.Err()
	}
	if err := rows.Scan(&text); err != nil {
		return nil, err
	}
	leaves := make([]proof.Hash, last-first)
	if len(text) != hex.EncodedLen(len(leaves)*tlog.HashSize) {
		return nil, nil
	}
	for i := range leaves {
		if _, err := hex.Decode(leaves[i][:], text[i*2*tlog.HashSize:(i+1)*2*tlog.HashSize]); err != nil {
			return nil, err
		}
	}
	return leaves, rows.Err()
}

// readHashes takes the hashes of the window from what was computed.
func (w *treeWindow) readHashes(indexes []int64) ([]proof.Hash, error) {
	found := make([]proof.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		if at := n - w.first>>level; level < len(w.levels) && at >= 0 && at < int64(len(w.levels[level])) {
			found[i] = w.levels[level][at]
			continue
		}
		read, err := w.stored.ReadHashes([]int64{index})
		if err != nil {
			return nil, err
		}
		found[i] = read[0]
	}
	return found, nil
}
