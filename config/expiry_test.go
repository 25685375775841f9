package config

import (
	"testing"
	"time"
)

func TestAPeriodIsOfTheCalendar(t *testing.T) {
	now := time.Date(2028, 2, 29, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{"90d": "2027-12-01", "1d": "2028-02-28", "18m": "2026-08-29", "2y": "2026-03-01", "100y": "1928-02-29"} {
		period, ok := parsePeriod(text)
		if got := period.Before(now).Format(time.DateOnly); !ok || got != want || period.String() != text {
			t.Errorf("%s is %+v, before %s; want %s", text, period, got, want)
		}
	}
	for _, text := range []string{"0d", "-1d", "+1d", "d", "1", "1.5y", "1w", "101y", "1 y", "99999999999999999999d", "y1", "1Y"} {
		if period, ok := parsePeriod(text); ok {
			t.Errorf("%q is taken for %+v", text, period)
		}
	}
}
