package sqlite

import (
	"fmt"
	"time"

	"deletecall/deletion"
	"deletecall/history/sqlite/driver"
	"deletecall/history/sqlite/place"
)

// mostExpiring is how long somebody who can end the wait waits for an expiry. It is less than a
// deletion waits for the history (package deletion), so that it learns what it waited for.
const mostExpiring = 12 * time.Second

// Announce has other processes wait for an expiry, and say what they wait for.
func (l eventLog) Announce(by string) (end func(), err error) {
	return l.s.place.Processes.Announce(place.Expiring{By: by, Since: l.s.now()})
}

// seenExpiry is what a wait for the write lock has seen of an expiry.
type seenExpiry struct {
	said bool
	last time.Duration // into the wait
}

// waitsOn reports whether the write lock, which was waited for so long, is waited for further.
// It says once what is waited for, where that takes more than a moment. When an expiry is over,
// somebody else that waited for it may be quicker, so from then on the usual time is left.
func (w *writing) waitsOn(waited, limit time.Duration, seen *seenExpiry) bool {
	if waited < limit/5 {
		return true
	}
	expiring, found := w.place.Processes.Expiring()
	if limit < w.busyTime {
		return waited < limit
	}
	if found {
		seen.last = waited
		if !seen.said && w.waiting != nil {
			w.waiting("the history " + w.isExpiring(expiring) + "; waiting until that is done")
		}
		seen.said = true
	}
	return waited < min(seen.last+limit, max(limit, mostExpiring))
}

// held is a problem that names the expiry that holds the database, if one does.
func (w *writing) held(op string, err error) error {
	expiring, found := w.place.Processes.Expiring()
	if !found || !driver.IsBusy(err) {
		return w.problem(op, err)
	}
	return &deletion.HistoryError{Op: op, Path: w.place.Path(), Problem: w.isExpiring(expiring), Advice: "try again when that is done", Err: err}
}

func (w *writing) isExpiring(e place.Expiring) string {
	return fmt.Sprintf("is held by an expiry that %s began %d s ago", e.By, int(max(0, w.now().Sub(e.Since)).Seconds()))
}
