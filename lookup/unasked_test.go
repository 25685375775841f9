package lookup

import (
	"testing"
	"time"
)

func TestACallThatWasNotAskedForIsKnown(t *testing.T) {
	from := time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)
	call := Call{From: Party{"+36 1 555-8856", "Kő Ada"}, To: Party{Number: "4001"}, Begin: from.Add(time.Minute), End: from.Add(5 * time.Minute), State: Finished, Secondary: No}
	search := Search{From: from, To: from.Add(time.Hour)}
	for name, c := range map[string]struct {
		change func(*Search, *Call)
		want   string
	}{
		"all of it":              {func(*Search, *Call) {}, ""},
		"a part of a number":     {func(s *Search, _ *Call) { s.Number = "5558856" }, ""},
		"another number":         {func(s *Search, _ *Call) { s.Number = "8857" }, "none of its numbers has 8857"},
		"no number is said":      {func(s *Search, c *Call) { s.Number, c.From.Number, c.To.Number = "8857", "", "" }, ""},
		"the number of a leg":    {func(s *Search, c *Call) { s.Number, c.Legs = "8857", []Leg{{Party: Party{Number: "8857"}}} }, ""},
		"a name without accents": {func(s *Search, _ *Call) { s.Name = "ko a" }, ""},
		"another name":           {func(s *Search, _ *Call) { s.Name = "Brandt" }, "none of its names has Brandt"},
		"before the span":        {func(_ *Search, c *Call) { c.Begin, c.End = from.Add(-time.Hour), from.Add(-30*time.Minute) }, "it is at another time"},
		"after the span":         {func(_ *Search, c *Call) { c.Begin, c.End = from.Add(2*time.Hour), time.Time{} }, "it is at another time"},
		"reaching into the span": {func(_ *Search, c *Call) { c.Begin = from.Add(-time.Hour) }, ""},
		"still going on": {func(s *Search, c *Call) {
			s.Ongoing, c.State, c.Begin, c.End = true, Ongoing, from.Add(-time.Hour), time.Time{}
		}, ""},
		"finished, not ongoing":    {func(s *Search, _ *Call) { s.Ongoing = true }, "it is finished"},
		"ongoing, not finished":    {func(_ *Search, c *Call) { c.State = Ongoing }, "it is ongoing"},
		"no second recording":      {func(s *Search, _ *Call) { s.Secondary = true }, "it is no second recording"},
		"nothing is said of state": {func(s *Search, c *Call) { s.Ongoing, c.State = true, StateUnstated }, ""},
	} {
		asked, listed := search, call
		c.change(&asked, &listed)
		if got := asked.Unasked(listed); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
