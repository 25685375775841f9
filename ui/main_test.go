package ui_test

import (
	"errors"
	"testing"

	"deletecall/deletion"
	"deletecall/ui/uitest"
)

// journey is a session in which nothing of a server's key may be seen.
func journey(t *testing.T, options uitest.Options, act func(*uitest.Session)) {
	t.Helper()
	uitest.Run(t, options, func(s *uitest.Session) {
		act(s)
		s.ExpectNot(uitest.APIKey)
	})
}

var errDisk = &deletion.HistoryError{
	Op: "record the intent", Path: "history.db", Problem: "is on a full disk", Advice: "free some space", Err: errors.New("disk full"),
}
