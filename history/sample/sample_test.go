package sample

import (
	"encoding/json"
	"testing"
	"time"

	"deletecall/deletion"
)

var until = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func lines(t *testing.T, seed uint64, count int) []string {
	t.Helper()
	var all []string
	for record := range Records(Options{Seed: seed, Count: count, Until: until, Years: 5}) {
		line, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(line))
	}
	return all
}

func TestTheSameSeedMakesTheSameRecords(t *testing.T) {
	first, again, other := lines(t, 1, 200), lines(t, 1, 200), lines(t, 2, 200)
	for i := range first {
		if first[i] != again[i] {
			t.Fatalf("record %d differs:\n%s\n%s", i+1, first[i], again[i])
		}
	}
	if first[0] == other[0] {
		t.Error("another seed makes the same")
	}
}

func TestTheRecordsAreYearsDeepAndOfEveryOutcome(t *testing.T) {
	kinds := map[deletion.OutcomeKind]int{}
	var first, last time.Time
	number := int64(0)
	for record := range Records(Options{Seed: 1, Count: 2000, Until: until, Years: 5}) {
		number++
		if record.Intent.Number != number || record.Intent.Confirmed.Before(last) {
			t.Fatalf("record %d at %s follows %s", record.Intent.Number, record.Intent.Confirmed, last)
		}
		if first.IsZero() {
			first = record.Intent.Confirmed
		}
		last = record.Intent.Confirmed
		kinds[record.Outcome.Kind]++
		if _, err := deletion.NewSelector(record.Intent.IdentifierType, record.Intent.Identifier, string(record.Intent.Status)); err != nil {
			t.Fatal(err)
		}
	}
	if last.Sub(first) < 4*365*24*time.Hour || last.After(until) {
		t.Errorf("from %s to %s", first, last)
	}
	for _, kind := range []deletion.OutcomeKind{deletion.Accepted, deletion.Refused, deletion.NotSent, deletion.Unknown} {
		if kinds[kind] == 0 {
			t.Errorf("no record is %s", kind)
		}
	}
}
