package compact

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestAMomentIsWrittenAsTheLibraryWritesIt(t *testing.T) {
	day := int64(24 * time.Hour / time.Microsecond)
	moments := []int64{0, -1, math.MinInt64, math.MaxInt64, -30_610_224_000_000_000, -30_610_224_000_000_001, 253_402_300_799_999_999, 253_402_300_800_000_000}
	for range 10_000 {
		moments = append(moments, rand.Int64N(400_000*day)-200_000*day)
	}
	for _, at := range moments {
		want := time.UnixMicro(at).UTC().Format(moment)
		if got := appendMomentText(nil, binary.BigEndian.AppendUint64(nil, uint64(at))); string(got) != want {
			t.Fatalf("%d is %s, want %s", at, got, want)
		}
	}
}
