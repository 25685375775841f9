package simulator

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"time"
)

// The special extensions, one for each case that does not happen by itself.
const (
	busyExtension     = "8801" // is always in a call
	soonExtension     = "8802" // gets a call within the window of status next
	doubledExtension  = "8803" // is always in two calls of one meeting, which end together
	heldExtension     = "8804" // all its calls are held
	silentExtension   = "8805" // never has a call
	guardedExtension  = "8806" // all its calls are marked do-not-delete, have legs, and are recorded twice
	retainedExtension = "8807" // all its calls are within their retention period
	firstOrdinary     = 8856   // the extension of the specification's GET sample
)

// office is the phone system. It is a plan: what it does never depends on who asks or when, only on seed and start.
type office struct {
	lines []*line
}

// line is a source of calls, with a random source of its own, so that no line's calls depend on another's.
type line struct {
	number int
	random *rand.Rand
	begins time.Time // of the next call
	made   int       // calls so far
	// plan makes what begins at l.begins, and moves l.begins on.
	plan func(l *line) []Call
}

func newOffice(c Config, start time.Time) office {
	if c.Office.Extensions <= 0 {
		return office{}
	}
	plans := []func(*line) []Call{
		newFloor(c.Office).plan, planReception, planMeeting, planLegal,
		func(l *line) []Call { return planGate(l, max(c.Window, time.Second)) }, // a call every few ms would fill the memory
		planQuality, planTrading,
	}
	// Ten minutes are enough for each special extension to have a finished call.
	begins := start.Add(-10 * time.Minute)
	var o office
	for i, plan := range plans {
		o.lines = append(o.lines, &line{
			number: i + 1, random: rand.New(rand.NewPCG(c.Seed, uint64(i))), begins: begins, plan: plan,
		})
	}
	o.lines[0].begins = start.Add(-time.Duration(c.Office.Stock) * c.Office.Pace)
	return o
}

// until makes all calls that begin up to a time and have not been made yet.
func (o *office) until(t time.Time) (calls []Call) {
	for _, l := range o.lines {
		for !l.begins.After(t) {
			calls = append(calls, l.plan(l)...)
		}
	}
	return calls
}

func (l *line) between(least, most time.Duration) time.Duration {
	return least + time.Duration(l.random.Int64N(int64(most-least)+1))
}

// call makes a call with identifiers of its own that begins now and lasts a while.
func (l *line) call(from, to party, lasts time.Duration) Call {
	var b [16]byte
	for i := range b {
		b[i] = byte(l.random.Uint32())
	}
	l.made++
	serial := l.number*1_000_000 + l.made
	return Call{
		CallID:         guid(b),
		PlatformCallID: fmt.Sprint(71_000_000 + serial),
		NativeID:       fmt.Sprintf("TRS26%07d", serial),
		From:           from.number, FromName: from.name,
		To: to.number, ToName: to.name,
		Begin: l.begins, End: l.begins.Add(lasts),
		Location: fmt.Sprintf("recorder-%d", 1+l.made%2),
		OnDemand: l.made%11 == 0,
	}
}

// meetingID is like the specification's sample, WHBFM6DD.
func (l *line) meetingID() string {
	const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	id := make([]byte, 8)
	for i := range id {
		id[i] = letters[l.random.IntN(len(letters))]
	}
	return string(id)
}

// planReception: one call after the other, without a pause.
func planReception(l *line) []Call {
	c := l.call(l.outsider(), party{busyExtension, "Reception"}, l.between(time.Minute, 3*time.Minute))
	l.begins = c.End
	return []Call{c}
}

// planGate: a short call several times within each window of status next, with a silence in between.
func planGate(l *line, window time.Duration) []Call {
	c := l.call(party{soonExtension, "Gate"}, l.outsider(), l.between(window/12, window/6))
	l.begins = l.begins.Add(l.between(window/2, window*2/3))
	return []Call{c}
}

// planMeeting: two records of one meeting that begin and end in the same instant, one pair after the other.
func planMeeting(l *line) []Call {
	lasts, room := l.between(2*time.Minute, 5*time.Minute), party{doubledExtension, "Meeting room"}
	one, other := l.call(l.outsider(), room, lasts), l.call(l.outsider(), room, lasts)
	one.MeetingID = l.meetingID()
	other.MeetingID = one.MeetingID
	l.begins = one.End
	return []Call{one, other}
}

// planLegal: held calls with pauses.
func planLegal(l *line) []Call {
	c := l.call(party{heldExtension, "Legal"}, l.outsider(), l.between(time.Minute, 3*time.Minute))
	c.Held = true
	l.begins = c.End.Add(l.between(time.Minute, 2*time.Minute))
	return []Call{c}
}

// planTrading: calls that have to be kept for five years, with pauses.
func planTrading(l *line) []Call {
	c := l.call(party{retainedExtension, "Trading"}, l.outsider(), l.between(time.Minute, 3*time.Minute))
	c.Retained = c.End.AddDate(5, 0, 0)
	l.begins = c.End.Add(l.between(time.Minute, 2*time.Minute))
	return []Call{c}
}

// planQuality: guarded calls with a consultation in their middle, and a second recording of each.
func planQuality(l *line) []Call {
	c := l.call(l.outsider(), party{guardedExtension, "Quality"}, l.between(2*time.Minute, 4*time.Minute))
	c.DoNotDelete, c.Conference = true, true
	half := c.Begin.Add(c.End.Sub(c.Begin) / 2)
	c.Legs = []Leg{{c.From, c.FromName, c.Begin, c.End}, {c.To, c.ToName, c.Begin, half}, {busyExtension, "Reception", half, c.End}}
	second := c
	second.Secondary, second.Location = true, "recorder-3"
	digest := sha256.Sum256([]byte(c.CallID)) // no number of the line's own: its later calls stay the same
	second.CallID = guid([16]byte(digest[:]))
	l.begins = c.End.Add(l.between(time.Minute, 2*time.Minute))
	return []Call{c, second}
}
