package lookup

import (
	"encoding/json"
	"time"
)

// callJSON is the form of a call that scripts rely on: fields may be added and are never renamed.
// Times are RFC 3339 in UTC, null when unstated.
type callJSON struct {
	CallID         string    `json:"call_id"`
	NativeID       string    `json:"native_id"`
	PlatformCallID string    `json:"platform_call_id"`
	MeetingID      string    `json:"meeting_id"`
	FromNumber     string    `json:"from_number"`
	FromName       string    `json:"from_name"`
	ToNumber       string    `json:"to_number"`
	ToName         string    `json:"to_name"`
	RecordedParty  string    `json:"recorded_party,omitempty"`
	Begin          *string   `json:"begin"`
	End            *string   `json:"end"`
	ZoneName       string    `json:"zone"`
	ZoneBasis      ZoneBasis `json:"zone_basis"`
	LengthSeconds  *float64  `json:"length_seconds"`
	State          State     `json:"state"`
	Direction      string    `json:"direction"`
	Location       string    `json:"location"`
	DoNotDelete    *bool     `json:"do_not_delete"`
	Secondary      *bool     `json:"secondary"`
	OnDemand       *bool     `json:"on_demand"`
	Conference     *bool     `json:"conference"`
	Legs           []legJSON `json:"legs,omitempty"`
}

type legJSON struct {
	Number string  `json:"number"`
	Name   string  `json:"name"`
	Begin  *string `json:"begin"`
	End    *string `json:"end"`
}

// MarshalJSON writes the call in the form that scripts rely on.
func (c Call) MarshalJSON() ([]byte, error) { return json.Marshal(c.form()) }

// Listed is a call in the answer to a search. Its JSON is that of the call, and says where it was not asked for.
type Listed struct {
	Call    Call
	Unasked string // see [Search.Unasked]
}

// MarshalJSON writes the call in the form that scripts rely on.
func (l Listed) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		callJSON
		Unasked string `json:"not_asked_for,omitempty"`
	}{l.Call.form(), l.Unasked})
}

func (c Call) form() callJSON {
	form := callJSON{
		CallID: c.ID, NativeID: c.NativeID, PlatformCallID: c.PlatformCallID, MeetingID: c.MeetingID,
		FromNumber: c.From.Number, FromName: c.From.Name, ToNumber: c.To.Number, ToName: c.To.Name,
		RecordedParty: c.RecordedParty, Begin: stamp(c.Begin), End: stamp(c.End),
		ZoneName: c.Zone.name(c.at()), ZoneBasis: c.Zone.Basis, State: c.State, Direction: c.Direction, Location: c.Location,
		DoNotDelete: c.DoNotDelete.pointer(), Secondary: c.Secondary.pointer(), OnDemand: c.OnDemand.pointer(), Conference: c.Conference.pointer(),
	}
	if c.Length > 0 {
		seconds := c.Length.Seconds()
		form.LengthSeconds = &seconds
	}
	for _, leg := range c.Legs {
		form.Legs = append(form.Legs, legJSON{leg.Number, leg.Name, stamp(leg.Begin), stamp(leg.End)})
	}
	return form
}

func stamp(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	text := at.UTC().Format("2006-01-02T15:04:05.000Z07:00")
	return &text
}

func (m Mark) pointer() *bool {
	if m == Unstated {
		return nil
	}
	yes := m == Yes
	return &yes
}

// MarshalJSON writes a look-up's result: the verdict and what was read of the call.
func (r Result) MarshalJSON() ([]byte, error) {
	form := struct {
		Verdict Verdict `json:"verdict"`
		Reason  Reason  `json:"reason,omitempty"`
		Detail  string  `json:"detail"`
		Code    *int    `json:"code"`
		Call    *Call   `json:"call"`
		TookMS  int64   `json:"duration_ms"`
		// Warnings are what stands out about the call, in plain sentences.
		Warnings []string `json:"warnings,omitempty"`
	}{r.Verdict, r.Reason, r.Detail, r.Code, nil, r.Took.Milliseconds(), r.Warnings()}
	if r.Shows() {
		form.Call = &r.Call
	}
	return json.Marshal(form)
}
