package history_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/history"
	"deletecall/ui/uitest"
)

// endless counts for the timeline until it is given up.
type endless struct {
	*uitest.History
	begun, givenUp *int
}

func (e endless) Statistics(ctx context.Context, _ query.Query, _ query.Step, _ *time.Location) (query.Statistics, error) {
	*e.begun++
	<-ctx.Done()
	*e.givenUp++
	return query.Statistics{}, ctx.Err()
}

func TestATimelineIsGivenUpWhileAnotherFilterIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var begun, givenUp int
		past := endless{uitest.NewHistory(nil), &begun, &givenUp}
		d := &desk{T: t, history: past.History, msgs: make(chan tea.Msg, 100)}
		d.Model = history.New(history.Options{Keys: keymap.Default(), Finder: past, Zone: uitest.Zone, Now: time.Now}).Resize(120, 35)
		d.do(d.Refresh())
		d.Model, _ = d.Shown(true)
		rests := func() {
			d.do(d.CatchUp())
			time.Sleep(time.Second) // of the test's own clock
			d.do(d.Model, nil)
		}
		expect := func(when string, wantBegun, wantGivenUp int) {
			t.Helper()
			synctest.Wait()
			if begun != wantBegun || givenUp != wantGivenUp {
				t.Errorf("%s: %d counts begun and %d given up, not %d and %d", when, begun, givenUp, wantBegun, wantGivenUp)
			}
		}
		expect("before a rest", 0, 0)
		rests()
		expect("after a rest", 1, 0)
		d.keys("/", "a")
		expect("after a key in the filter", 1, 1)
		rests()
		expect("after the next rest", 2, 1)
		d.do(d.Refresh())
		expect("at the end", 2, 2)
	})
}
