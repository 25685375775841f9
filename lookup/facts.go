package lookup

import (
	"strings"
	"time"
)

// Fact is one line of a call's card.
type Fact struct{ Name, Value string }

// LegFact is the name of a leg's line.
const LegFact = "Leg"

// Facts are the lines of the card, in the order in which a person reads them. What the server
// left out is left out.
func (c Call) Facts() []Fact {
	var facts []Fact
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, Fact{name, value})
		}
	}
	add("From", c.From.String())
	add("To", c.To.String())
	add("Begin", c.Clock(c.Begin))
	add("End", c.Clock(c.End))
	if !c.Begin.IsZero() || !c.End.IsZero() {
		add("Time zone", c.Times())
	}
	if c.Length > 0 {
		add("Length", c.Length.Round(time.Second).String())
	}
	add("State", string(c.State))
	add("Direction", c.DirectionLabel())
	add("Marks", strings.Join(c.Marks(), ", "))
	add("Recorded", c.RecordedParty)
	add("Recorder", c.Location)
	for _, leg := range c.Legs {
		add(LegFact, c.leg(leg))
	}
	if c.MoreLegs {
		add(LegFact, "… and more")
	}
	add("Call ID", c.ID)
	add("Native ID", c.NativeID)
	add("Platform call ID", c.PlatformCallID)
	add("Meeting ID", c.MeetingID)
	return facts
}

func (c Call) at() time.Time {
	if c.Begin.IsZero() {
		return c.End
	}
	return c.Begin
}

func (c Call) leg(leg Leg) string {
	text := leg.Party.String()
	if !leg.Begin.IsZero() {
		text += ", " + c.Clock(leg.Begin)
	}
	if !leg.End.IsZero() {
		text += " to " + c.Clock(leg.End)
	}
	return strings.TrimPrefix(text, ", ")
}

// Clock is a time in the zone in which the call is shown, to the second; empty for none.
func (c Call) Clock(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(c.zone()).Format(time.DateTime)
}

// zone is that in which the call is shown.
func (c Call) zone() *time.Location {
	if c.shown == nil {
		return c.Zone.In()
	}
	return c.shown
}

// Times says in which zone the call is shown, in which zone the server's times were read, and why.
func (c Call) Times() string {
	at := c.at()
	shown, read := at.In(c.zone()).Format(zoneForm), at.In(c.Zone.In()).Format(zoneForm)
	if shown == read {
		return c.Zone.String(at)
	}
	return shown + "; the server's times are read as " + c.Zone.String(at)
}

// Span is when the call took place, how long it was, and the zone: "2026-07-01 09:41:03 to 09:42:03 CEST, 1m0s".
func (c Call) Span() string {
	if c.at().IsZero() {
		return ""
	}
	text, begin, end := c.Clock(c.Begin), c.Begin.In(c.zone()), c.End.In(c.zone())
	switch {
	case c.Begin.IsZero():
		text = "until " + c.Clock(c.End)
	case c.State == Ongoing || c.End.IsZero():
		text = "since " + text
	case begin.Format(time.DateOnly) == end.Format(time.DateOnly):
		text += " to " + end.Format(time.TimeOnly)
	default:
		text += " to " + c.Clock(c.End)
	}
	text += " " + c.at().In(c.zone()).Format("MST") + c.Zone.Mark()
	if c.Length > 0 && c.State != Ongoing {
		text += ", " + c.Length.Round(time.Second).String()
	}
	return text
}

// LengthOrState is for a column: an ongoing call has no length yet, and a server may leave it out.
func (c Call) LengthOrState() string {
	if c.State == Ongoing || c.Length <= 0 {
		return string(c.State)
	}
	return c.Length.Round(time.Second).String()
}

// Parties are who spoke with whom, in a line: "8856 (Ada Brandt) → 4001".
func (c Call) Parties() string {
	from, to := c.From.String(), c.To.String()
	if from == "" && to == "" {
		return ""
	}
	unstated := func(party string) string {
		if party == "" {
			return "unstated"
		}
		return party
	}
	return unstated(from) + " → " + unstated(to)
}

// Line says who spoke with whom, and when.
func (c Call) Line() string {
	parties, span := c.Parties(), c.Span()
	switch {
	case parties == "" && span == "":
		return "call " + c.ID
	case parties == "" || span == "":
		return parties + span
	}
	return parties + ", " + span
}

// Marks are what stands out about a call, in plain words.
func (c Call) Marks() (marks []string) {
	for _, one := range []struct {
		mark Mark
		text string
	}{
		{c.DoNotDelete, "do not delete"},
		{c.Secondary, "secondary recording"},
		{c.OnDemand, "on demand: vanishes by itself unless it is kept"},
		{c.Conference, "conference"},
	} {
		if one.mark == Yes {
			marks = append(marks, one.text)
		}
	}
	return marks
}
