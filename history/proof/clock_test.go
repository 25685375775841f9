package proof_test

import (
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

func TestAClockThatWentBackIsARemarkAndNoFinding(t *testing.T) {
	zone := time.FixedZone("CET", 3600)
	noon := time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name      string
		confirmed []time.Duration // after noon, of the records in their order
		now       time.Duration
		want      []string // a part of each remark
	}{
		{"it went on", []time.Duration{0, time.Hour, 2 * time.Hour}, 3 * time.Hour, nil},
		{"two processes took turns", []time.Duration{30 * time.Second, 0}, time.Hour, nil},
		{"it went back", []time.Duration{time.Hour, 0, time.Hour}, 2 * time.Hour,
			[]string{"Record 2 was confirmed at 2026-11-23 12:00:00 CET, but the record before it at 2026-11-23 13:00:00 CET"}},
		{"it is back now", []time.Duration{0, time.Hour}, 0,
			[]string{"clock shows 2026-11-23 12:00:00 CET, but the newest record was confirmed at 2026-11-23 13:00:00 CET"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newArchive(t, 0)
			for i, after := range c.confirmed {
				a.add(history.NewIntent(deletion.Intent{Number: int64(i + 1), ID: "x", Confirmed: noon.Add(after)}, history.Owner{}))
			}
			report, err := proof.Verify(proof.Input{Events: a.all(), HashesFor: -1})
			if err != nil || !report.OK() {
				t.Fatalf("%q, %v", report.Findings(), err)
			}
			remarks := report.Remarks(noon.Add(c.now), zone)
			if len(remarks) != len(c.want) {
				t.Fatalf("remarks %q", remarks)
			}
			for i, want := range c.want {
				if !strings.Contains(remarks[i], want) {
					t.Errorf("%q is missing in %q", want, remarks[i])
				}
			}
		})
	}
}

func TestOfManyClocksThatWentBackAllAreCounted(t *testing.T) {
	a := newArchive(t, 0)
	for i := range int64(60) {
		confirmed := moment.Add(time.Duration(i%2) * time.Hour)
		a.add(history.NewIntent(deletion.Intent{Number: i + 1, ID: "x", Confirmed: confirmed}, history.Owner{}))
	}
	report, err := proof.Verify(proof.Input{Events: a.all(), HashesFor: -1})
	if err != nil {
		t.Fatal(err)
	}
	if remarks := report.Remarks(moment.AddDate(1, 0, 0), time.UTC); len(remarks) != 21 || !strings.Contains(remarks[20], "9 more records") {
		t.Errorf("%q", remarks)
	}
}
