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
