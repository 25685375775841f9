package history

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/query"
)

func TestABarIsNeverTooLongAndHidesNoOutcome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.Int64Range(1, 1_000_000), 1, 6).Draw(t, "counts")
		cells := rapid.IntRange(1, 300).Draw(t, "cells")
		kinds, total := make([]kindCount, len(counts)), int64(0)
		for i, count := range counts {
			kinds[i].count = count
			total += count
		}
		most := total + rapid.Int64Range(0, total).Draw(t, "more")
		used := 0
		for i, share := range shares(kinds, most, cells) {
			if share < 1 && cells >= len(kinds) || share < 0 {
				t.Errorf("outcome %d of %v has %d of %d cells", i, counts, share, cells)
			}
			used += share
		}
		// Rounding moves each outcome by half a cell at most, and one cell is the least.
		exact := float64(total) * float64(cells) / float64(most)
		if off := float64(used) - exact; used > cells || off < -float64(len(counts))/2 || off > float64(len(counts)) {
			t.Errorf("%v of %d take %d of %d cells", counts, most, used, cells)
		}
	})
}

func TestWhatIsTooFarAwayToBeDrawnIsCounted(t *testing.T) {
	begin := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	counted := newTally(query.Statistics{
		Total:    7,
		Outcomes: map[deletion.OutcomeKind]int64{deletion.Accepted: 4, deletion.Unknown: 1, "from the future": 2},
		Periods:  []query.PeriodCount{{Begin: begin, Outcomes: map[deletion.OutcomeKind]int64{deletion.Accepted: 4, deletion.Unknown: 1}}},
	}, query.ByMonths)
	if counted.unseen != 2 || counted.most != 5 || counted.periods[0].label != "2000-01" {
		t.Errorf("counted as %+v", counted)
	}
	want := []kindCount{{deletion.Accepted, 4}, {deletion.Unknown, 1}, {"", 2}}
	for i, one := range counted.kinds {
		if one != want[i] {
			t.Errorf("outcome %d is %+v", i, one)
		}
	}
}

func TestTheOverviewIsAsHighAsItsLines(t *testing.T) {
	for _, c := range []struct {
		columns []float64
		want    string
	}{
		{[]float64{0, 1, 8, 16}, "   █| ▁██"}, {[]float64{1, 2, 3, 4}, "  ▄█|▄███"}, {[]float64{16, 1}, "█ |█▁"}, {[]float64{0, 0}, "  |  "},
	} {
		if got := strings.Join(landscape(c.columns, 1, 2), "|"); got != c.want {
			t.Errorf("%v: %q, want %q", c.columns, got, c.want)
		}
	}
	if got := landscape([]float64{1, 0}, 3, 1); got[0] != "███   " {
		t.Errorf("of three cells each: %q", got)
	}
}

func TestTheOverviewFitsAndLosesNoRecord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var counted tally
		var sum int64
		for _, total := range rapid.SliceOfN(rapid.Int64Range(0, 3000), 1, 400).Draw(t, "totals") {
			counted.periods = append(counted.periods, period{label: "2000-01-01", total: total})
			sum += total
		}
		counted.periods[0].total++ // an empty history has no overview
		width := rapid.IntRange(1, 200).Draw(t, "width")
		each := (len(counted.periods) + width - 1) / width
		columns := counted.columns(each)
		var drawn float64
		for _, height := range columns {
			drawn += height
		}
		if len(columns) > width || drawn < float64(sum+1) {
			t.Errorf("%d periods are %d columns of %d cells, %v records of %d", len(counted.periods), len(columns), width, drawn, sum+1)
		}
	})
}
