package history_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/history"
	"deletecall/ui/uitest"
)

// crowded is a history of a million records, in which counting takes as long as it says.
type crowded struct {
	*uitest.History
	asked *[]string
}

func (crowded) Count(context.Context, query.Query) (matching, total int64, err error) {
	return 400_000, 1_000_000, nil
}

func (c crowded) Statistics(_ context.Context, filter query.Query, _ query.Step, _ *time.Location) (query.Statistics, error) {
	*c.asked = append(*c.asked, filter.String())
	count := int64(400_000)
	switch text := filter.String(); {
	case strings.Contains(text, "number:"):
		count = 7_000
	case text == "":
		count = 1_000_000
	}
	time.Sleep(time.Duration(count) * time.Microsecond)
	return query.Statistics{Total: count, Outcomes: map[deletion.OutcomeKind]int64{deletion.Accepted: count},
		Periods: []query.PeriodCount{{Begin: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Outcomes: map[deletion.OutcomeKind]int64{deletion.Accepted: count}}}}, nil
}

// Where counting takes seconds, there are numbers at once, which say of what they are.
func TestOfManyRecordsTheNewestAreCountedFirst(t *testing.T) {
	for name, c := range map[string]struct {
		panel keymap.Action
		asked string
	}{
		"chart":  {keymap.HistoryChart, "[outcome:accepted number:980001.. outcome:accepted]"},
		"counts": {keymap.HistoryCounts, "[outcome:accepted number:980001.. outcome:accepted ]"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var asked []string
				d := &desk{T: t, msgs: make(chan tea.Msg, 100)}
				d.Model = history.New(history.Options{Keys: keymap.Default(), Zone: uitest.Zone, Now: time.Now,
					Finder: crowded{uitest.NewHistory(uitest.Records()), &asked}}).Resize(80, 19)
				d.do(d.WithFilter("outcome:accepted"))
				d.keys(keymap.Default().Keys(c.panel)[0])
				d.expect("ounting…")
				time.Sleep(8 * time.Millisecond)
				d.do(d.Model, nil)
				d.expect("7000", "newest 20,000 · counting…")
				time.Sleep(500 * time.Millisecond)
				d.do(d.Model, nil)
				d.expect("400,000")
				time.Sleep(time.Minute)
				d.do(d.Model, nil)
				if strings.Contains(d.screen(), "ounting…") || fmt.Sprint(asked) != c.asked {
					t.Errorf("asked %q:\n%s", asked, d.screen())
				}
			})
		})
	}
}
