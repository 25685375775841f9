package storetest

import (
	"maps"
	"slices"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

// memoryForger changes it around the program.
type memoryForger struct{ *memory }

func (f memoryForger) SetEvent(seq int64, data []byte) {
	f.events[seq-1].Data = data
}

func (f memoryForger) SetPrivate(seq int64, private history.Private) {
	f.events[seq-1].Private = private
}

func (f memoryForger) RemoveEvent(seq int64) {
	f.events = slices.Delete(f.events, int(seq-1), int(seq))
}

func (f memoryForger) ChangeRow(number int64) {
	row := f.rows[number]
	row.outcome = deletion.Refused
	f.rows[number] = row
}

func (f memoryForger) RemoveRow(number int64) { delete(f.rows, number) }

func (f memoryForger) Cut(size, number int64) {
	f.events = f.events[:size]
	maps.DeleteFunc(f.rows, func(of int64, _ memoryRow) bool { return of > number })
	f.kept = slices.DeleteFunc(f.kept, func(kept proof.Checkpoint) bool { return kept.Size > size })
}

func (f memoryForger) SetCheckpoint(size int64, note []byte) {
	for i := range f.kept {
		if f.kept[i].Size == size {
			f.kept[i].Note = note
		}
	}
}

func (f memoryForger) RemoveCheckpoints() { f.kept = nil }

func (f memoryForger) RemoveKeys() { f.keys = nil }

func (f memoryForger) ChangeOrigin(origin string) { f.renamed = origin }
