package proof

import (
	"bytes"
	"errors"
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"deletecall/safetext"
)

// Hash is a SHA-256 of the tree: of an event, or of two hashes below (RFC 6962, section 2.1).
type Hash = tlog.Hash

// HashReader reads stored hashes by their index in the layout of tlog.
// [NewHashReader] makes one from what [StoredHashes] returned.
type HashReader = tlog.HashReader

// MaxEvents bounds the size of a tree: up to here every program that reads JSON
// keeps the number exactly (RFC 8259, section 6).
const MaxEvents = 1<<53 - 1

// LeafHash is the hash of one event in the tree: SHA-256 over a zero byte and
// the canonical bytes (RFC 6962, section 2.1).
func LeafHash(data []byte) Hash { return tlog.RecordHash(data) }

// StoredHashes returns the bytes to store with the event that comes after size
// earlier ones: its leaf hash, and after it the hash of every subtree that the
// event completes, from the lowest to the highest. data are the canonical bytes
// of the event; hashes reads what was stored with the earlier events. It reads
// at most log2(size) of them.
func StoredHashes(size int64, data []byte, hashes HashReader) ([]byte, error) {
	if size < 0 || size >= MaxEvents {
		return nil, fmt.Errorf("a tree of %s can't grow", safetext.Count(size, "event", "events"))
	}
	stored, err := tlog.StoredHashes(size, data, hashes)
	if err != nil {
		return nil, fmt.Errorf("compute the hashes of event %d: %w", size+1, err)
	}
	return join(stored), nil
}

// TreeHead returns the root hash of the tree over the first size events
// (RFC 6962, section 2.1). It reads at most 1 + log2(size) stored hashes.
func TreeHead(size int64, hashes HashReader) (Hash, error) {
	if size < 0 || size > MaxEvents {
		return Hash{}, fmt.Errorf("there is no tree of %s", safetext.Count(size, "event", "events"))
	}
	root, err := tlog.TreeHash(size, hashes)
	if err != nil {
		return Hash{}, fmt.Errorf("compute the root over %s: %w", safetext.Count(size, "event", "events"), err)
	}
	return root, nil
}

// NewHashReader reads single hashes from what [StoredHashes] returned. read
// returns the bytes that were stored with the event of this sequence number,
// which counts from 1.
func NewHashReader(read func(seq int64) ([]byte, error)) HashReader {
	return NewHashesReader(func(seqs []int64) ([][]byte, error) {
		stored := make([][]byte, len(seqs))
		for i, seq := range seqs {
			var err error
			if stored[i], err = read(seq); err != nil {
				return nil, err
			}
		}
		return stored, nil
	})
}

// NewHashesReader is [NewHashReader] for a store that reads several at once: read returns, in
// the order of the events that it is given, the bytes that were stored with each.
func NewHashesReader(read func(seqs []int64) ([][]byte, error)) HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		seqs := make([]int64, len(indexes))
		for i, index := range indexes {
			seqs[i], _ = placeOf(index)
		}
		stored, err := read(seqs)
		if err != nil {
			return nil, err
		}
		found := make([]Hash, len(indexes))
		for i, index := range indexes {
			seq, level := placeOf(index)
			if len(stored[i]) < (level+1)*tlog.HashSize {
				return nil, &MissingHashError{Seq: seq, Level: level}
			}
			copy(found[i][:], stored[i][level*tlog.HashSize:])
		}
		return found, nil
	})
}

// MissingHashError says that a hash which the tree needs is not stored. The
// events themselves may be whole: verifying computes the tree from them.
type MissingHashError struct {
	Seq   int64 // of the event that it was stored with
	Level int   // 0 for the event's own hash
}

func (e *MissingHashError) Error() string {
	return fmt.Sprintf("the hash of level %d stored with event %d is missing; verify the history", e.Level, e.Seq)
}

// placeOf says with which event a hash is stored, and at which level. A subtree
// is completed by its last event.
func placeOf(index int64) (seq int64, level int) {
	level, n := tlog.SplitStoredHashIndex(index)
	return (n + 1) << level, level
}

func join(hashes []Hash) []byte {
	all := make([]byte, 0, len(hashes)*tlog.HashSize)
	for i := range hashes {
		all = append(all, hashes[i][:]...)
	}
	return all
}

// frontier is a tree that grows by one event at a time. Of each level it keeps
// the newest hash, which is all that the next event and the root need.
type frontier struct {
	size   int64
	newest [54]struct {
		index int64
		hash  Hash
	}
	added []Hash // by the newest event
}

var errPassed = errors.New("the hash is not kept any more")

// ReadHashes implements [HashReader].
func (f *frontier) ReadHashes(indexes []int64) ([]Hash, error) {
	found := make([]Hash, len(indexes))
	for i, index := range indexes {
		level, _ := tlog.SplitStoredHashIndex(index)
		if f.newest[level].index != index {
			return nil, errPassed
		}
		found[i] = f.newest[level].hash
	}
	return found, nil
}

// grow adds an event and returns the hashes that belong stored with it, which are good until the
// next call. It is what tlog.StoredHashesForRecordHash does, without new memory for each event.
func (f *frontier) grow(leaf Hash) []Hash {
	first := tlog.StoredHashIndex(0, f.size)
	f.size++
	hash := leaf
	f.added = append(f.added[:0], hash)
	for level := range bits.TrailingZeros64(uint64(f.size)) {
		hash = tlog.NodeHash(f.newest[level].hash, hash)
		f.added = append(f.added, hash)
	}
	for level, hash := range f.added {
		f.newest[level].index, f.newest[level].hash = first+int64(level), hash
	}
	return f.added
}

// differsAt returns the first level at which stored bytes are not these hashes,
// or -1.
func differsAt(stored []byte, hashes []Hash) int {
	for level := range hashes {
		from := level * tlog.HashSize
		if len(stored) < from+tlog.HashSize || !bytes.Equal(stored[from:from+tlog.HashSize], hashes[level][:]) {
			return level
		}
	}
	if len(stored) > len(hashes)*tlog.HashSize {
		return len(hashes)
	}
	return -1
}

// hashAt is the stored hash of a level; nil when there is none.
func hashAt(stored []byte, level int) *Hash {
	from := level * tlog.HashSize
	if len(stored) < from+tlog.HashSize {
		return nil
	}
	return (*Hash)(bytes.Clone(stored[from : from+tlog.HashSize]))
}
