package deletion

import (
	"fmt"
	"strings"
	"time"

	"deletecall/lookup"
	"deletecall/safetext"
)

// Shown is what a look-up showed a person before they confirmed: data only, so that it can be
// stored, compared, and covered by the digest of a [Proposal]. It is zero where nobody looked.
// The texts came from a server; they are clean and bounded as those of a [lookup.Call] are.
type Shown struct {
	Verdict lookup.Verdict
	Reason  lookup.Reason // of [lookup.CantSay]
	At      time.Time     // when it was looked up

	CallID        string // the internal ID, as DeleteCall takes it (callID); empty where it is not known
	OtherIDs             // by which the server also knows it
	From, To      lookup.Party
	RecordedParty string
	Begin, End    time.Time // zero when unstated
	Length        time.Duration
	ZoneBasis     lookup.ZoneBasis // why their zone was taken: a server writes times without one
	State         lookup.State
	Direction     string // as the server writes it
	Recorder      string
	DoNotDelete   bool   // somebody has protected it
	Marks         string // what stands out, as [lookup.Call.Marks]
	Legs          string // of a complex call, a line each, at most [maxLegsText] cells of them
}

// OtherIDs are what names a call besides its internal ID; each is empty where it is not known. A hold
// on any of them guards the call, whatever was typed.
type OtherIDs struct{ NativeID, PlatformCallID, MeetingID string }

// Names are those that are known.
func (o OtherIDs) Names() (names []Name) {
	for _, name := range []Name{{NativeID, o.NativeID}, {PlatformCallID, o.PlatformCallID}, {MeetingID, o.MeetingID}} {
		if name.Identifier != "" {
			names = append(names, name)
		}
	}
	return names
}

// maxLegsText bounds what is kept of a complex call's legs, in cells.
const maxLegsText = 2000

// ShownOf is what is kept of a look-up's result.
func ShownOf(result lookup.Result) Shown {
	call := result.Call
	shown := Shown{
		Verdict: result.Verdict, Reason: result.Reason, At: plainTime(result.Began),
		CallID: call.ID, OtherIDs: OtherIDs{call.NativeID, call.PlatformCallID, call.MeetingID}, From: call.From, To: call.To, RecordedParty: call.RecordedParty,
		Begin: plainTime(call.Begin), End: plainTime(call.End), Length: call.Length.Truncate(time.Millisecond), State: call.State,
		Direction: call.Direction, Recorder: call.Location, DoNotDelete: call.DoNotDelete == lookup.Yes, Marks: strings.Join(call.Marks(), ", "), Legs: legsText(call),
	}
	if !call.Begin.IsZero() || !call.End.IsZero() {
		shown.ZoneBasis = call.Zone.Basis
	}
	return shown
}

func legsText(call lookup.Call) string {
	var lines []string
	width := 0
	for _, fact := range call.Facts() {
		if fact.Name != lookup.LegFact {
			continue
		}
		if width += safetext.Width(fact.Value); width > maxLegsText {
			return strings.Join(append(lines, "… and more"), "\n")
		}
		lines = append(lines, fact.Value)
	}
	return strings.Join(lines, "\n")
}

// plainTime is a time as a record keeps it: to the microsecond, with the offset and no other
// knowledge of its zone, so that one that was read back is equal.
func plainTime(at time.Time) time.Time {
	if at.IsZero() {
		return time.Time{}
	}
	_, offset := at.Zone()
	if offset%60 != 0 {
		offset = 0 // RFC 3339 has no seconds in an offset
	}
	return at.Truncate(time.Microsecond).In(time.FixedZone("", offset))
}

// IsZero reports that nobody looked.
func (s Shown) IsZero() bool { return s == Shown{} }

// HasCall reports whether there was something of a call to show.
func (s Shown) HasCall() bool {
	return s.CallID != "" || s.From != lookup.Party{} || s.To != lookup.Party{} || !s.Begin.IsZero()
}

// Parties are the numbers and names of the call in a text to be searched, a line each.
func (s Shown) Parties() string {
	var lines []string
	for _, text := range []string{s.From.Number, s.From.Name, s.To.Number, s.To.Name, s.RecordedParty, s.Legs} {
		if text != "" {
			lines = append(lines, text)
		}
	}
	return strings.Join(lines, "\n")
}

// Line names the call: "8856 (Ada) → 4001, 2026-01-05 09:41:03 CET, 1m0s". It is empty where
// there is nothing of a call.
func (s Shown) Line(zone *time.Location) string {
	var parts []string
	if parties := (lookup.Call{From: s.From, To: s.To}).Parties(); parties != "" {
		parts = append(parts, parties)
	}
	if !s.Begin.IsZero() {
		parts = append(parts, FormatTime(s.Begin, zone))
	}
	if s.Length > 0 {
		parts = append(parts, s.Length.Round(time.Second).String())
	}
	if len(parts) == 0 && s.CallID != "" {
		parts = append(parts, "call "+s.CallID)
	}
	return strings.Join(parts, ", ")
}

// ProvedID is the internal ID of the call that was asked for; empty where the look-up proved nothing,
// since what was shown then may be another call.
func (s Shown) ProvedID() string {
	if s.Verdict != lookup.Found {
		return ""
	}
	return s.CallID
}

// at is a time of the call.
func (s Shown) at() time.Time {
	if s.Begin.IsZero() {
		return s.End
	}
	return s.Begin
}

// Showing returns the request with what a look-up showed a person, and pins the call where that
// can be done: then DeleteCall names this very call by its internal ID, whatever else begins or
// ends meanwhile.
func (r Request) Showing(result lookup.Result) Request {
	r.Shown = ShownOf(result)
	r.Pinned = !r.Server.NoPin && r.unpinnable() == ""
	return r
}

// AsTyped returns the request so that DeleteCall has the identifier as it was typed, although a
// call was shown: the server decides again which one is meant. See [Race].
func (r Request) AsTyped() Request {
	r.Pinned = false
	return r
}

// Sent is the selector that DeleteCall has: the internal ID of the call that was shown, where it
// is pinned, or else what was typed.
func (r Request) Sent() Selector {
	if r.Pinned {
		return Selector{identifierType: CallID, identifier: r.Shown.CallID}
	}
	return r.Selector
}

// NamesShown reports whether DeleteCall names the very call that was shown by its internal ID, because
// the request is pinned to it or because that ID was typed or found by a search.
func (r Request) NamesShown() bool {
	return r.Pinned || r.Shown.isNamedBy(r.Selector.Type(), r.Selector.Identifier())
}

// NamesShown is [Request.NamesShown] of what was recorded.
func (i Intent) NamesShown() bool {
	return i.Pinned || i.Shown.isNamedBy(i.IdentifierType, i.Identifier)
}

func (s Shown) isNamedBy(kind IdentifierType, identifier string) bool {
	return kind == CallID && s.Verdict == lookup.Found && strings.EqualFold(s.CallID, identifier)
}

// Consequence says in plain sentences what the deletion does.
func (r Request) Consequence() string {
	switch {
	case !r.NamesShown():
		return r.Selector.Consequence()
	case !r.Shown.hasNumber() && r.Shown.Begin.IsZero(): // nothing but its ID was shown
		return "Exactly the call with this internal ID is deleted. If it is not found, nothing is deleted."
	case r.Shown.State == lookup.Ongoing:
		return "Exactly the call that was shown is marked for deletion, and deleted when it ends. If it is not found, nothing is deleted."
	}
	return "Exactly the call that was shown is deleted. If it is not found, nothing is deleted."
}

// Race says in a sentence what an identifier as typed leaves open, and is empty where it
// names one call only.
func (s Selector) Race() string {
	if s.identifierType != Extension {
		return ""
	}
	if s.status == Next {
		return "The call has not begun: it can't be shown before."
	}
	return fmt.Sprintf("As typed, the server chooses again: if another call of %s begins or ends meanwhile, that one is deleted.", safetext.Line(s.identifier))
}

// WhyNotPinned says in a sentence why the call that was shown is not what DeleteCall names; it is
// empty where it is, where the internal ID is what was typed, and where [Selector.Race] says enough.
func (r Request) WhyNotPinned() string {
	switch problem := r.unpinnable(); {
	case r.Pinned || r.Selector.Type() == CallID:
		return ""
	case problem != "":
		return problem
	case !r.Server.NoPin && r.Selector.Race() != "":
		return "" // the person has chosen, and Race says what that means
	case r.Server.NoPin:
		return "The configuration of " + safetext.Line(r.Server.Name) + " says to send identifiers as typed (pin = false)."
	}
	return "The identifier is sent as typed."
}

// whyNotNamed says in a sentence why DeleteCall does not name a call that a look-up showed; it is for a
// request of which [Request.NamesShown] is false.
func (r Request) whyNotNamed() string {
	problem := r.unproved()
	switch {
	case problem != "":
		return problem
	case r.Selector.Type() == CallID:
		return "The look-up showed another internal ID."
	}
	if problem = r.unpinnable(); problem != "" {
		return problem
	}
	return "This one was to be sent as typed."
}

// unpinnable is why DeleteCall can't name the call that was shown by its internal ID; empty
// where it can.
func (r Request) unpinnable() string {
	id, err := NewSelector(CallID, r.Shown.CallID, "")
	switch {
	case r.Selector.Type() == CallID:
		return "The identifier is the internal ID of the call already."
	case r.unproved() != "":
		return r.unproved()
	case r.Shown.CallID == "":
		return "The server did not say the internal ID of the call."
	case err != nil || id.Identifier() != r.Shown.CallID:
		return "The internal ID of the call can't be sent back as it came."
	}
	return ""
}

// unproved is why no look-up proved which call is meant; empty where one did.
func (r Request) unproved() string {
	switch {
	case r.Shown.IsZero():
		return "The call was not looked up."
	case r.Shown.Verdict == lookup.NotFound:
		return "The server found no such call."
	case r.Shown.Verdict == lookup.NotYet:
		return "The call has not begun."
	case r.Shown.Verdict != lookup.Found:
		return provesNothing(r.Shown.Reason)
	}
	return ""
}

// checkPin returns a *[FieldError] for a request that is pinned to no call.
func (r Request) checkPin() error {
	if problem := r.unpinnable(); r.Pinned && problem != "" {
		return &FieldError{Field: FieldIdentifier, Problem: "can't be pinned to a call: " + problem, Advice: "Look the call up again"}
	}
	return nil
}
