package safetext_test

import (
	"math"
	"testing"

	"deletecall/safetext"
)

func TestLargeNumbersAreGrouped(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 9_999: "9999", 10_000: "10,000", 123_456: "123,456", 1_000_000: "1,000,000",
		-9_999: "-9999", -10_000: "-10,000", -123_456: "-123,456", math.MinInt64: "-9,223,372,036,854,775,808",
	} {
		if got := safetext.Number(n); got != want {
			t.Errorf("%d is written %s", n, got)
		}
	}
}

func TestOneThingHasItsOwnForm(t *testing.T) {
	for n, want := range map[int64]string{0: "0 events are", 1: "1 event is", 2: "2 events are", 12_000: "12,000 events are"} {
		if got := safetext.Count(n, "event is", "events are"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := safetext.OfAll(0, 1, "record", "records"); got != "0 of 1 record" {
		t.Errorf("%q", got)
	}
}
