package certificate

import (
	"strings"
	"testing"
)

func TestAMaskedNumberIsHiddenHoweverItIsWritten(t *testing.T) {
	m := newMasker("+36301234566")
	for _, written := range []string{
		"36301234566", "+36 30 123-4566", "36–30–1234566", "36‑30‑1234566", "36_30_123_4566", "36,30,123,4566", "36−30—1234566",
		"(36) 30/123.4566", "36\u202f30\u00a01234566", "36:30;123'4566", "３６３０１２３４５６６", "٣٦٣٠١٢٣٤٥٦٦", "𝟛𝟞𝟛𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟞",
		"06301234566", "0036 30 123 4566", "(30) 123-4566", "123 4566",
	} {
		if got := m.text("Call " + written + " not found"); !strings.HasSuffix(got, maskDots+"4566 not found") || strings.Contains(got, written) {
			t.Errorf("%q becomes %q", written, got)
		}
	}
	if other := "Call 36301234567 not found"; m.text(other) != other {
		t.Errorf("%q becomes %q", other, m.text(other))
	}
}
