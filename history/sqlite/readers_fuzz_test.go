package sqlite

import (
	"testing"

	"deletecall/history"
)

// FuzzSideFile looks for lines of the side file that are taken over and are not an
// outcome.
func FuzzSideFile(f *testing.F) {
	f.Fuzz(func(t *testing.T, line []byte) {
		event, err := decodeAside(line)
		if err == nil && (event.Kind != history.OutcomeKind || event.Outcome == nil) {
			t.Errorf("%q is taken for an outcome: %+v", line, event)
		}
	})
}
