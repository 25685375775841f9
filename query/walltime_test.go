package query_test

import (
	"testing"
	"time"
	_ "time/tzdata" // a machine may have none

	"deletecall/query"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// In Santiago the clocks are put forward at midnight, in Havana back to it: the
// days around it have neither a gap between them nor an hour in common.
func TestDaysFollowOneAnotherWhereTheClocksChangeAtMidnight(t *testing.T) {
	for _, name := range []string{"America/Santiago", "America/Havana", "Africa/Cairo", "Europe/Budapest", "Atlantic/Azores", "Asia/Kathmandu", "UTC"} {
		zone := zone(t, name)
		now := time.Date(2027, 6, 1, 12, 0, 0, 0, zone)
		var end int64
		var begin time.Time
		for day := time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() < 2027; day = day.AddDate(0, 0, 1) {
			label := day.Format("2006-01-02")
			filter, err := query.Parse("on:"+label, now)
			if err != nil {
				t.Fatal(err)
			}
			span := filter.Terms()[0].Alternatives[0]
			if end != 0 && span.From != end+1 {
				t.Errorf("%s: %s begins at %s, and the day before ends at %s", name, label, time.UnixMicro(span.From).In(zone), time.UnixMicro(end).In(zone))
			}
			end = span.To

			counted := query.ByDays.Begin(time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, zone))
			if counted.UnixMicro() != span.From || query.ByDays.Label(counted) != label {
				t.Errorf("%s: what is counted for %s begins at %s", name, label, counted)
			}
			if !begin.IsZero() && query.ByDays.Next(begin) != counted {
				t.Errorf("%s: after %s comes %s", name, begin, query.ByDays.Next(begin))
			}
			begin = counted
		}
	}
}

// From 2:00 to 3:00 on 25 October 2026 clocks in Budapest show everything twice,
// and on 29 March nothing.
func TestAnHourThatClocksShowTwiceCountsBothTimes(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, zone(t, "Europe/Budapest"))
	for filter, want := range map[string][2]string{
		"on:2026-10-25T02:30..2026-10-25T02:30": {"2026-10-25T00:30:00Z", "2026-10-25T01:30:59.999999Z"},
		"on:2026-10-25T01:30":                   {"2026-10-24T23:30:00Z", "2026-10-24T23:30:59.999999Z"},
		"on:2026-10-25T03:00":                   {"2026-10-25T02:00:00Z", "2026-10-25T02:00:59.999999Z"},
		"on:2026-10-25T02:30Z":                  {"2026-10-25T02:30:00Z", "2026-10-25T02:30:59.999999Z"},
		"on:2026-10-25T02:30+02:00":             {"2026-10-25T00:30:00Z", "2026-10-25T00:30:59.999999Z"},
		"on:2026-03-29T02:30..2026-03-29T03:00": {"2026-03-29T01:00:00Z", "2026-03-29T01:00:59.999999Z"},
		"on:2026-03-29":                         {"2026-03-28T23:00:00Z", "2026-03-29T21:59:59.999999Z"},
	} {
		parsed, err := query.Parse(filter, now)
		if err != nil {
			t.Fatal(err)
		}
		span := parsed.Terms()[0].Alternatives[0]
		from, to := time.UnixMicro(span.From).UTC().Format(time.RFC3339Nano), time.UnixMicro(span.To).UTC().Format(time.RFC3339Nano)
		if from != want[0] || to != want[1] {
			t.Errorf("%s is from %s to %s, want %s", filter, from, to, want)
		}
	}
}

func TestAnAgeEndsARange(t *testing.T) {
	for query, want := range map[string][2]int64{
		"on:60d..30d": {noon.AddDate(0, 0, -60).UnixMicro(), noon.AddDate(0, 0, -30).UnixMicro()},
		"on:..4w":     {-1 << 63, noon.AddDate(0, 0, -28).UnixMicro()},
		"on:12h..":    {noon.Add(-12 * time.Hour).UnixMicro(), 1<<63 - 1},
		"on:12h":      {noon.Add(-12 * time.Hour).UnixMicro(), noon.UnixMicro()},
	} {
		span := parse(t, query).Terms()[0].Alternatives[0]
		if span.From != want[0] || span.To != want[1] {
			t.Errorf("%s is from %d to %d, want %v", query, span.From, span.To, want)
		}
	}
}
