package deletion

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"deletecall/lookup"
	"deletecall/safetext"
)

// Fact is one line of what is recorded of a deletion. Its value is foreign text.
type Fact struct {
	Name  string
	Value string
}

// Facts returns everything that is recorded of a deletion but the answer's
// text, in the order in which a person reads it. Facts that were not recorded are
// left out. Times are in the given zone.
func (r Record) Facts(zone *time.Location) []Fact {
	facts := factList{zone: zone}
	facts.add("Record", strconv.FormatInt(r.Intent.Number, 10))
	facts.add("Result", r.Summary())
	facts.add("Outcome", r.Outcome.Kind.Label())
	facts.outcome(r.Outcome)
	if r.Settlement != nil {
		facts.settlement(*r.Settlement)
	}
	if r.After != nil {
		facts.after(*r.After)
	}
	facts.intent(r.Intent, r.Outcome)
	facts.add("Left out", r.Missing.String())
	return facts.list
}

type factList struct {
	zone *time.Location
	list []Fact
}

func (f *factList) add(name, value string) {
	if value != "" {
		f.list = append(f.list, Fact{name, value})
	}
}

func (f *factList) time(name string, at time.Time) {
	if !at.IsZero() {
		f.add(name, at.In(f.zone).Format("2006-01-02 15:04:05.000 MST"))
	}
}

func (f *factList) intent(i Intent, o Outcome) {
	refusedHere := o.Cause.OfGuard()
	f.add("Identifier", i.Describe())
	if i.Pinned {
		name := "Sent as"
		if refusedHere || o.Kind == NotSent {
			name = "To be sent as" // nothing was
		}
		f.add(name, describeSelector(CallID, i.Shown.CallID, NoStatus)+", the call that was shown")
	}
	f.call(i)
	f.add("Reason", i.Reason)
	if i.Again != 0 {
		f.add("Repeats", fmt.Sprintf("record %d, whose outcome was unknown", i.Again))
	}
	if refusedHere { // before anybody could confirm it, or after that
		f.time("Asked for", i.Confirmed)
	} else {
		f.time("Confirmed", i.Confirmed)
	}
	f.add("Operator", i.Operator.Name)
	f.person("", i.Operator)
	f.add("Server", i.Server)
	f.add("Endpoint", i.Endpoint)
	if !refusedHere { // else there was none
		f.add("Request", string(i.Method)+", answer as "+string(i.ResponseType))
		f.add("Key fingerprint", i.KeyFingerprint)
		f.time("Deadline", i.Deadline)
	}
	f.add("ID", i.ID)
	f.add("Version", i.Version)
}

// call adds what was shown of the call.
func (f *factList) call(i Intent) {
	s := i.Shown
	f.add("Call shown", s.Line(f.zone))
	switch s.Verdict {
	case lookup.CantSay:
		f.add("Look-up", "proved nothing")
	case lookup.NotFound:
		f.add("Look-up", "the server found no such call")
	case lookup.NotYet:
		f.add("Look-up", "the call had not begun")
	}
	if s.ZoneBasis != "" {
		f.add("Server's times in", s.at().Format("-07:00")+" ("+string(s.ZoneBasis)+")")
	}
	if i.IdentifierType != CallID && !i.Pinned {
		f.add("Call ID", s.CallID)
	}
	for _, name := range s.OtherIDs.Names() {
		if name.Type != i.IdentifierType {
			f.add(name.Type.Label(), name.Identifier)
		}
	}
	f.add("State", string(s.State))
	f.add("Direction", lookup.Call{Direction: s.Direction}.DirectionLabel())
	f.add("Marks", s.Marks)
	f.add("Recorded", s.RecordedParty)
	f.add("Recorder", s.Recorder)
	for leg := range strings.SplitSeq(s.Legs, "\n") {
		f.add(lookup.LegFact, leg)
	}
	f.time("Looked up", s.At)
}

func (f *factList) after(a After) {
	f.add("Afterwards", a.Line(f.zone))
	f.add("Found", a.Detail)
	f.add("Secondary copies", a.Copies)
	f.add("Looked up by", a.Operator.Name)
}

// person adds the evidence of who it was, and then what the environment claims.
func (f *factList) person(prefix string, o Operator) {
	if o.Login != "" || o.UID != "" {
		f.add(prefix+"Login", strings.TrimSpace(fmt.Sprintf("%s (UID %s)", o.Login, o.UID)))
	}
	o.Login, o.UID = "", "" // both are in that line
	for _, claims := range []bool{false, true} {
		for _, field := range OperatorFields() {
			if field.Claim == claims {
				f.add(prefix+field.Title, *field.Of(&o))
			}
		}
	}
}

func (f *factList) outcome(o Outcome) {
	if o.Kind == Pending {
		return
	}
	f.add("Explanation", o.Detail)
	for i, earlier := range o.Earlier {
		f.attempt(fmt.Sprintf("Attempt %d: ", i+1), "Sent", earlier)
	}
	if o.Cause.OfGuard() {
		f.add("Refused by", o.Cause.Label())
		return
	}
	f.attempt("", o.BeginLabel(), o.Attempt)
	f.add("Ended with", o.Cause.Label())
	if o.HTTPStatus != 0 {
		f.time("Answered", o.Answered)
	} else { // nothing was answered
		f.time("Known at", o.Answered)
	}
}

// BeginLabel names the time at which the attempt began: it says "Sent" only of what was.
func (o Outcome) BeginLabel() string {
	if o.Kind == NotSent {
		return "Tried"
	}
	return "Sent"
}

func (f *factList) attempt(prefix, begin string, a Attempt) {
	if a.Code != nil {
		f.add(prefix+"Code", strconv.Itoa(*a.Code)+", "+ExplainCode(*a.Code).Meaning)
	}
	f.add(prefix+"Message", a.Message)
	if a.HTTPStatus != 0 {
		f.add(prefix+"HTTP status", strconv.Itoa(a.HTTPStatus))
	}
	f.time(prefix+begin, a.Started)
	f.add(prefix+"Duration", a.Duration.Round(time.Millisecond).String())
	if a.Answer.Length > 0 {
		f.add(prefix+"Answer", safetext.Count(a.Answer.Length, "byte", "bytes")+", "+a.Answer.ContentType)
		f.add(prefix+"Answer's SHA-256", a.Answer.SHA256)
	}
}

func (f *factList) settlement(r Settlement) {
	f.add("Settled", r.Finding.Label())
	f.add("How checked", r.Note)
	f.time("Settled at", r.Settled)
	f.add("Settled by", r.Operator.Name)
	f.person("Settled by: ", r.Operator)
}
