package list

import (
	"slices"
	"time"

	"deletecall/query"
)

// Grid holds the points that a database rounds moments down to, so that it hands over a count for
// each day instead of one for each quarter of an hour. Every day of a zone begins at one of the
// Offsets after a multiple of Unit, all in microseconds: a zone with summer time has two of them.
type Grid struct {
	Unit    int64
	Offsets []int64
}

const dayOfGrid = 24 * 60 * 60 * 1_000_000

// mostOffsets bounds what is computed for each record.
const mostOffsets = 4

// Grid is the one for moments from first to last, in microseconds of Unix time.
func (t *Tally) Grid(first, last int64) Grid {
	quarters := Grid{Grain, []int64{0}}
	if length := last - first; length < 0 || length/dayOfGrid > MostPeriods { // below zero where they are forged
		return quarters
	}
	var offsets []int64
	for begin := query.ByDays.Begin(time.UnixMicro(first).In(t.Zone)); begin.UnixMicro() <= last; begin = query.ByDays.Next(begin) {
		offset := (begin.UnixMicro()%dayOfGrid + dayOfGrid) % dayOfGrid
		if slices.Contains(offsets, offset) {
			continue
		}
		if offsets = append(offsets, offset); len(offsets) > mostOffsets {
			return quarters
		}
	}
	if len(offsets) == 0 {
		return quarters
	}
	return Grid{dayOfGrid, offsets}
}
