package simulator

import (
	"context"
	"net/url"
	"time"
)

// deleteCall executes a DeleteCall. The error is the context's, when the client went away or the server stops while a call
// is waited for: then nothing was done.
func (s *Simulator) deleteCall(ctx context.Context, params url.Values, asked time.Time) (answer, error) {
	sel, err := parseSelector(params)
	if err != nil {
		return refusal(codeInvalidParameters, "Invalid parameters: %v.", err), nil
	}
	if sel.watches() {
		return s.watch(ctx, sel, asked)
	}
	for try := 1; ; try++ {
		if result, found := s.attempt(sel, asked); found {
			return result, nil
		}
		if try == s.config.Tries {
			return s.notFound(sel), nil
		}
		if err := sleep(ctx, s.config.Sleep); err != nil {
			return answer{}, err
		}
	}
}

// watch looks at once, and then each time that a call may have begun, until the window is over.
func (s *Simulator) watch(ctx context.Context, sel selector, asked time.Time) (answer, error) {
	window := time.NewTimer(s.config.Window)
	defer window.Stop()
	for open := true; ; {
		changed, begin := s.expect(sel, asked)
		if result, found := s.attempt(sel, asked); found {
			return result, nil
		}
		if !open {
			return s.notFound(sel), nil
		}
		wake := time.NewTimer(begin)
		select {
		case <-wake.C:
		case <-changed:
		case <-window.C:
			open = false // after one more look, since a call may begin with the last tick
		case <-ctx.Done():
		}
		wake.Stop()
		if ctx.Err() != nil {
			return answer{}, ctx.Err()
		}
	}
}

// expect says what to wait for: a change made by hand, or the time until the next planned call begins (the whole window
// when none is planned).
func (s *Simulator) expect(sel selector, asked time.Time) (changed <-chan struct{}, begin time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.advance()
	planned := s.archive.next(sel.key, now, asked.Add(s.config.Window))
	if len(planned) == 0 {
		return s.changed, s.config.Window
	}
	return s.changed, planned[0].Begin.Sub(now)
}

// attempt looks once and acts on what it found, in one step, so that two requests never get the same call.
func (s *Simulator) attempt(sel selector, asked time.Time) (result answer, found bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.advance()
	records := s.find(sel, asked, now)
	switch {
	case len(records) == 0:
		return answer{}, false
	case len(records) > 1:
		return refusal(codeMoreThanOne, "More than 1 record found for %v.", sel), true
	case records[0].Held:
		return refusal(CodeHeld, "Call %s is on legal hold and can not be deleted.", records[0].CallID), true
	case records[0].DoNotDelete:
		return refusal(codeDoNotDelete, "Call %s is marked do not delete.", records[0].CallID), true
	case now.Before(records[0].Retained):
		return refusal(CodeRetained, "Call %s is under retention until %s.", records[0].CallID, records[0].Retained.Format(time.DateOnly)), true
	}
	s.erase(records[0], now)
	return answer{code: codeSuccess}, true
}

// find are the records that the selector names now; with several statuses, those of the first that names any.
func (s *Simulator) find(sel selector, asked, now time.Time) (records []*record) {
	if sel.param != "extension" {
		return s.archive.begun(sel.key, now)
	}
	for _, step := range sel.steps {
		switch step {
		case "last":
			records = s.archive.last(sel.key, now)
		case "ongoing":
			records = s.archive.ongoing(sel.key, now)
		case "next":
			records = s.archive.next(sel.key, asked, earlier(now, asked.Add(s.config.Window)))
		}
		if len(records) > 0 {
			break
		}
	}
	return records
}

func (s *Simulator) erase(r *record, now time.Time) {
	if r.Marked {
		return
	}
	deletion := &Deletion{At: now}
	if r.State(now) == Ongoing {
		r.Marked, r.deletion = true, deletion
		s.archive.marked = append(s.archive.marked, r)
	} else {
		deletion.Gone = now
		s.archive.remove(r)
	}
	deletion.Call = r.Call
	s.deleted.add(deletion)
}

func (s *Simulator) notFound(sel selector) answer {
	return refusal(codeNotFound, "Call for %v not found after %d tries, with sleep time %d.",
		sel, s.config.Tries, s.config.Sleep.Milliseconds())
}

// sleep waits for a duration, or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
