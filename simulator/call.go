package simulator

import (
	"slices"
	"time"
)

// Call is one recorded call.
type Call struct {
	CallID         string // internal ID
	PlatformCallID string // empty when the platform gave none
	NativeID       string // Technical Call Identifier
	MeetingID      string // only of calls that were a meeting
	From, To       string // calling and called number
	FromName       string
	ToName         string
	Begin          time.Time
	End            time.Time // zero: goes on until somebody ends it
	Held           bool      // under legal hold: nobody can delete it
	Marked         bool      // for deletion, as soon as it ends
	DoNotDelete    bool      // somebody protected it
	Retained       time.Time // until when its retention period lasts; zero for none
	OnDemand       bool      // vanishes by itself unless it is kept
	Conference     bool
	Location       string // the recorder
	// Secondary says that this is the second recording of a call that is recorded twice. Only its own CallID
	// names it: every other identifier means the first recording.
	Secondary bool
	Legs      []Leg // of a complex call, which is one record
}

// Leg is one participant's part of a complex call.
type Leg struct {
	Number, Name string
	Begin, End   time.Time
}

// State is where a call is in its life.
type State int

// The states of a call.
const (
	Planned  State = iota // has not begun: no request can see it yet
	Ongoing               // has begun and not ended
	Finished              // has ended
)

// State is the call's state at a time.
func (c Call) State(at time.Time) State {
	switch {
	case at.Before(c.Begin):
		return Planned
	case c.End.IsZero() || at.Before(c.End):
		return Ongoing
	default:
		return Finished
	}
}

// key is one of the values that a request can name a call by: the parameter's name and its value.
type key struct{ param, value string }

// keys are all the keys of the call; an extension finds it at either end.
func (c Call) keys() []key {
	if c.Secondary {
		return []key{{"callID", c.CallID}}
	}
	var all []key
	for _, name := range names() {
		for _, value := range name.of(c) {
			if k := (key{name.param, value}); value != "" && !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	return all
}
