package sqlite

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite/driver"
	"deletecall/query"
)

func TestStatisticsAddUpToTheRecords(t *testing.T) {
	store, random := openStore(t, newPath(t)), rand.New(rand.NewPCG(7, 8))
	fill(t, store, random, 150)
	zone := time.FixedZone("half", 5*3600+1800)
	page, err := store.Find(context.Background(), query.Query{}, query.PageRequest{Limit: 150})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []query.Step{query.ByDays, query.ByWeeks, query.ByMonths} {
		statistics, err := store.Statistics(context.Background(), query.Query{}, step, zone)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]int64{}
		for _, record := range page.Records {
			want[fmt.Sprint(step.Begin(record.Intent.Confirmed.In(zone)), record.Outcome.Kind)]++
		}
		var total int64
		for i, period := range statistics.Periods {
			if i > 0 && !step.Next(statistics.Periods[i-1].Begin).Equal(period.Begin) {
				t.Errorf("%s: %s does not follow %s", step, period.Begin, statistics.Periods[i-1].Begin)
			}
			for kind, count := range period.Outcomes {
				total += count
				if want[fmt.Sprint(period.Begin, kind)] != count {
					t.Errorf("%s %s: %d are %s, want %d", step, step.Label(period.Begin), count, kind, want[fmt.Sprint(period.Begin, kind)])
				}
			}
		}
		if total != 150 || statistics.Total != 150 || len(statistics.Operators) != 3 || len(statistics.Types) != 3 {
			t.Errorf("%s: %d in the periods, %+v", step, total, statistics)
		}
	}
}

func TestStatisticsKeepNamesAndUnsettledOutcomesApart(t *testing.T) {
	store, ctx := openStore(t, newPath(t)), context.Background()
	for i, one := range []struct {
		operator, server string
		settled          bool
	}{
		{"alice", "production", false}, {"Alice", "Production", true}, {"alice", "production", true}, {"E\u0301va", "production", false}, {"Éva", "PRODUCTION", false},
	} {
		intent := intentFor(fmt.Sprint(i))
		intent.Operator.Name, intent.Server = one.operator, one.server
		recorded, err := store.RecordIntent(ctx, intent, deletion.Guards{})
		if err != nil {
			t.Fatal(err)
		}
		if err := store.RecordOutcome(ctx, recorded, deletion.Outcome{Kind: deletion.Unknown, Answered: begin}); err != nil {
			t.Fatal(err)
		}
		if one.settled {
			if err := store.RecordSettlement(ctx, recorded.Number, deletion.Settlement{Finding: deletion.FoundDeleted}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for filter, want := range map[string]string{
		"":               "3 of 5 unsettled, 3 in the first period, [{alice 2} {Éva 2} {Alice 1}] [{production 3} {PRODUCTION 1} {Production 1}]",
		"operator:Alice": "1 of 3 unsettled, 1 in the first period, [{alice 2} {Alice 1}] [{production 2} {Production 1}]",
	} {
		parsed, err := query.Parse(filter, begin)
		if err != nil {
			t.Fatal(err)
		}
		s, err := store.Statistics(ctx, parsed, query.ByMonths, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%d of %d unsettled, %d in the first period, %v %v", s.Unsettled, s.Total, s.Periods[0].Unsettled, s.Operators, s.Servers); got != want {
			t.Errorf("%q: %s", filter, got)
		}
	}
}

func TestStatisticsFollowTheFilter(t *testing.T) {
	store, random := openStore(t, newPath(t)), rand.New(rand.NewPCG(7, 8))
	fill(t, store, random, 50)
	filter, err := query.Parse("outcome:refused", begin)
	if err != nil {
		t.Fatal(err)
	}
	statistics, err := store.Statistics(context.Background(), filter, query.ByDays, time.UTC)
	matching, _, _ := store.Count(context.Background(), filter)
	if err != nil || statistics.Total != matching || statistics.Outcomes[deletion.Refused] != matching || len(statistics.Outcomes) != 1 {
		t.Errorf("%+v, %v; %d fit", statistics, err, matching)
	}
}

// Names that are together longer than a value of the database may be are counted, too.
func TestVeryLongNamesAreCounted(t *testing.T) {
	store := openStore(t, newPath(t))
	for i := range 4 {
		intent := intentFor(fmt.Sprint(i))
		intent.Operator.Name = strings.Repeat("x", driver.MaxValue/3)
		if _, err := store.RecordIntent(t.Context(), intent, deletion.Guards{}); err != nil {
			t.Fatal(err)
		}
	}
	filter, err := query.Parse("-server:elsewhere", begin)
	if err != nil {
		t.Fatal(err)
	}
	counted, err := store.Statistics(t.Context(), filter, query.ByDays, time.UTC)
	if err != nil || counted.Total != 4 || len(counted.Operators) != 1 || counted.Operators[0].Count != 4 {
		t.Errorf("%d are counted, of %d operators: %v", counted.Total, len(counted.Operators), err)
	}
}
