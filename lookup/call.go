package lookup

import "time"

// Call is what a server says of one recorded call. A field that the server left out is empty.
// Every text is one clean line of at most [MaxText] cells.
type Call struct {
	// ID is the internal ID, by which a DeleteCall names exactly this call (callID). It is empty
	// also where the server's text can't be sent back as it came.
	ID             string
	NativeID       string
	PlatformCallID string
	MeetingID      string

	From, To      Party // the calling and the called party
	RecordedParty string
	Begin, End    time.Time // zero when unstated
	Length        time.Duration
	Zone          Zone
	State         State
	Direction     string // as the server writes it: see [Call.DirectionLabel]
	Location      string // the recorder

	DoNotDelete Mark // someone protected it
	Secondary   Mark // the second recording of a call that is recorded twice
	OnDemand    Mark // it vanishes by itself unless someone keeps it
	Conference  Mark

	// Legs are the parts of a complex call, which is one record: at most [MaxLegs].
	Legs     []Leg
	MoreLegs bool // the server named more

	shown *time.Location // in which people are shown times; nil for that of Zone
}

// In returns the call with its times shown in a zone.
func (c Call) In(zone *time.Location) Call {
	c.shown = zone
	return c
}

// Bounds of what is kept of an answer.
const (
	MaxText = 200 // cells of one text
	MaxLegs = 50
)

// Party is one end of a call.
type Party struct{ Number, Name string }

// String names the party in a line: "8856 (Ada Brandt)".
func (p Party) String() string {
	switch {
	case p.Name == "":
		return p.Number
	case p.Number == "":
		return p.Name
	}
	return p.Number + " (" + p.Name + ")"
}

// Leg is one participant's part of a complex call.
type Leg struct {
	Party
	Begin, End time.Time
}

// State says whether a call is over.
type State string

// The states. Only an ended call is deleted at once: an ongoing one is marked.
const (
	StateUnstated State = ""
	Ongoing       State = "ongoing"
	Finished      State = "finished"
)

// Mark is a yes or no that a server may leave out.
type Mark string

// The marks.
const (
	Unstated Mark = ""
	Yes      Mark = "yes"
	No       Mark = "no"
)

// DirectionLabel is the direction as a person reads it. Only 0 is published (spec/verba-api.md,
// "Look-ups that take the same selectors"); other numbers are shown as such.
func (c Call) DirectionLabel() string {
	switch c.Direction {
	case "":
		return ""
	case "0":
		return "internal"
	}
	return "type " + c.Direction
}

// Zone is the zone in which a server's times are read. They come without an offset.
type Zone struct {
	Location *time.Location // UTC when nil
	Basis    ZoneBasis
}

// ZoneBasis says why a zone is taken for the one of a server's times.
type ZoneBasis string

// The bases. An answer is in the zone of the logged-in user, and without a login in GMT
// (spec/verba-api.md, "Authentication").
const (
	ZoneWithoutLogin ZoneBasis = "without a login the server answers in GMT"
	ZoneConfigured   ZoneBasis = "configured for this server"
	ZoneAssumed      ZoneBasis = "assumed; the Verba user may have another, set user_time_zone of this server"
)

// In is the location, UTC when none is set.
func (z Zone) In() *time.Location {
	if z.Location == nil {
		return time.UTC
	}
	return z.Location
}

// String names the zone at a moment and says why it is taken: "CET (assumed; …)".
func (z Zone) String(at time.Time) string {
	return at.In(z.In()).Format(zoneForm) + " (" + string(z.Basis) + ")"
}

// Mark follows a time in this zone where the zone is only assumed; else it is empty.
func (z Zone) Mark() string {
	if z.Basis == ZoneAssumed {
		return " (assumed)"
	}
	return ""
}

const zoneForm = "MST -07:00"

// name is the zone's name for scripts. That of the machine's own zone is not known: its offset at that moment is.
func (z Zone) name(at time.Time) string {
	if z.In() == time.Local {
		return at.In(z.In()).Format(zoneForm)
	}
	return z.In().String()
}
