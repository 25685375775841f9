package postgres

import (
	"slices"
	"sync"
	"testing"
)

// Verifying reads in one transaction by several goroutines, whose connection has one result at
// a time.
func TestATransactionIsReadByManyAtOnce(t *testing.T) {
	_, console := newHistory(t)
	s := whole(t, console)
	err := s.snapshot(t.Context(), func(from session) error {
		errs := make([]error, 8)
		var wait sync.WaitGroup
		for n := range errs {
			wait.Go(func() {
				for range 50 {
					if size, err := (logReader{from}).Size(t.Context()); err != nil || size != 4 {
						errs[n] = err
					}
				}
			})
		}
		wait.Wait()
		for _, err := range slices.DeleteFunc(errs, func(err error) bool { return err == nil }) {
			t.Error(err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
