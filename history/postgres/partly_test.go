package postgres

import (
	"testing"

	"deletecall/history/store"
)

// What did not come before a connection was cut is not missing in the history.
func TestWhatWasReadPartlyIsNoFinding(t *testing.T) {
	_, address := newHistory(t)
	through, address := newProxy(t, address)
	options := Options{Folder: t.TempDir()}
	// cutting does it again and again, with a little more of what the server sends each time.
	cutting := func(step int64, do func() (findings []string, err error)) {
		t.Helper()
		cuts := 0
		for let := step; ; let += step {
			through.fromServer.Store(let)
			findings, err := do()
			isCut := through.fromServer.Load() <= 0
			through.letAllThrough()
			if len(findings) > 0 || err != nil && !store.IsUnanswered(err) {
				t.Errorf("cut after %d bytes: %q, %v", let, findings, err)
			}
			if !isCut {
				break
			}
			cuts++
		}
		if cuts < 10 {
			t.Errorf("it was cut only %d times", cuts)
		}
	}
	cutting(7, func() ([]string, error) {
		opened, err := Open(t.Context(), address, options)
		if err != nil {
			return nil, err
		}
		defer opened.Close()
		return nil, opened.Unwritable()
	})
	opened, err := Open(t.Context(), address, options)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	cutting(211, func() ([]string, error) { return opened.Findings(t.Context()) })
}
