package proof

import (
	"errors"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// WindowEvents is how many events a [Window] holds against the tree at once. A window
// costs one proof and one reading of its hashes, whether one record of it is wanted or
// all.
const WindowEvents = 1 << 8

// Window holds events against the hash tree, some neighbouring ones at a time: for
// readers of many records, to whom a proof for each would be too much.
type Window struct {
	size   int64
	root   Hash
	stored HashReader
	leaves LeafReader
	levels [][]Hash // of this window, computed from its leaves
	first  int64    // index of its first event; -1 before there is one
	fits   bool     // its leaves are those of the tree
}

// LeafReader reads the stored hashes of the events above one place in the tree and up to
// another one, from 1 on; none where one of them is missing.
type LeafReader func(above, upTo int64) ([]Hash, error)

// NewWindow is a window on the tree over the first size events.
func NewWindow(size int64, hashes HashReader, leaves LeafReader) (*Window, error) {
	w := &Window{size: size, stored: cachedReader(hashes), leaves: leaves, first: -1}
	var err error
	w.root, err = TreeHead(w.size, w.stored)
	if _, ok := errors.AsType[*MissingHashError](err); ok {
		err = nil // then nothing is in it
	}
	return w, err
}

// cachedReader remembers hashes of higher levels, which neighbouring windows share.
func cachedReader(reader HashReader) HashReader {
	const most = 1 << 12
	known := map[int64]Hash{}
	return tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		if len(known) > most {
			clear(known)
		}
		unknown := slices.DeleteFunc(slices.Clone(indexes), func(index int64) bool { _, ok := known[index]; return ok })
		if len(unknown) > 0 {
			read, err := reader.ReadHashes(unknown)
			if err != nil {
				return nil, err
			}
			for i, hash := range read {
				known[unknown[i]] = hash
			}
		}
		found := make([]Hash, len(indexes))
		for i, index := range indexes {
			found[i] = known[index]
		}
		return found, nil
	})
}

// Holds reports whether this is the hash of the event with this sequence number.
func (w *Window) Holds(seq int64, leaf Hash) (bool, error) {
	index := seq - 1
	if index < 0 || index >= w.size {
		return false, nil
	}
	if first := index &^ (WindowEvents - 1); first != w.first {
		if err := w.move(first); err != nil {
			return false, err
		}
	}
	return w.fits && w.levels[0][index-w.first] == leaf, nil
}

// move reads the leaves of another window, and proves the first of them with hashes
// that are computed from all the others.
func (w *Window) move(first int64) error {
	w.first, w.fits = first, false
	leaves, err := w.leaves(first, min(first+WindowEvents, w.size))
	if err != nil || leaves == nil {
		return err
	}
	w.levels = [][]Hash{leaves}
	for below := leaves; len(below) > 1; {
		above := make([]Hash, len(below)/2)
		for i := range above {
			above[i] = tlog.NodeHash(below[2*i], below[2*i+1])
		}
		w.levels, below = append(w.levels, above), above
	}
	path, err := tlog.ProveRecord(w.size, first, tlog.HashReaderFunc(w.readHashes))
	if _, ok := errors.AsType[*MissingHashError](err); ok {
		return nil
	}
	if err != nil {
		return err
	}
	w.fits = tlog.CheckRecord(path, w.size, w.root, first, leaves[0]) == nil
	return nil
}

// readHashes takes the hashes of the window from what was computed.
func (w *Window) readHashes(indexes []int64) ([]Hash, error) {
	found := make([]Hash, len(indexes))
	var outside []int64 // of the window
	for i, index := range indexes {
		if hash, ok := w.inside(index); ok {
			found[i] = hash
		} else {
			outside = append(outside, index)
		}
	}
	if len(outside) == 0 {
		return found, nil
	}
	read, err := w.stored.ReadHashes(outside)
	if err != nil {
		return nil, err
	}
	for i, index := range indexes {
		if _, ok := w.inside(index); !ok {
			found[i], read = read[0], read[1:]
		}
	}
	return found, nil
}

func (w *Window) inside(index int64) (hash Hash, ok bool) {
	level, n := tlog.SplitStoredHashIndex(index)
	at := n - w.first>>level
	if level >= len(w.levels) || at < 0 || at >= int64(len(w.levels[level])) {
		return hash, false
	}
	return w.levels[level][at], true
}
