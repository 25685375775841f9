package list

import (
	"math/rand/v2"
	"testing"
	"time"

	"deletecall/query"
)

// roundedDown is what a database does with a moment.
func (g Grid) roundedDown(at int64) int64 {
	begin := int64(-1 << 62)
	for _, offset := range g.Offsets {
		begin = max(begin, at-((at-offset)%g.Unit+g.Unit)%g.Unit)
	}
	return begin
}

// Zones with summer time, with a half of an hour of it, without a midnight, with a day that never was.
func TestRoundingDownLeavesAMomentInItsPeriod(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	first, last := time.Date(1965, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro(), time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	recent := time.Date(2011, 11, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	for _, name := range []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, from := range []int64{first, recent} {
			grid := NewTally(query.ByDays, zone).Grid(from, last)
			for range 2000 {
				at := from + random.Int64N(last-from)
				begin := query.ByDays.Begin(time.UnixMicro(at).In(zone)).UnixMicro()
				if rounded := grid.roundedDown(at); rounded > at || rounded < begin {
					t.Fatalf("%s: %d, of the day that begins at %d, is rounded down to %d", name, at, begin, rounded)
				}
			}
		}
	}
}

func TestDaysAreCountedAsAWhole(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	const year = 365 * dayOfGrid
	if grid := NewTally(query.ByDays, zone).Grid(45*year, 55*year); grid.Unit != dayOfGrid || len(grid.Offsets) != 2 {
		t.Errorf("in Berlin moments are rounded down to %v", grid)
	}
	if grid := NewTally(query.ByDays, zone).Grid(-45*year, 55*year); grid.Unit != Grain {
		t.Errorf("over a hundred years moments are rounded down to %v", grid)
	}
}
