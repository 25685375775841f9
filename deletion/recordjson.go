package deletion

import (
	"encoding/json"
	"strings"
	"time"

	"deletecall/lookup"
	"deletecall/safetext"
)

// recordJSON is the form of a record that scripts rely on: fields may be added
// and are never renamed. Every text is cleaned, the raw answer is left out.
type recordJSON struct {
	Number         int64          `json:"number"`
	ID             string         `json:"id"`
	Outcome        OutcomeKind    `json:"outcome"`
	Cause          Cause          `json:"cause,omitempty"`
	Summary        string         `json:"summary"`
	Detail         string         `json:"detail,omitempty"`
	Code           *int           `json:"code"`
	Message        string         `json:"message"`
	HTTPStatus     *int           `json:"http_status"`
	IdentifierType IdentifierType `json:"identifier_type"`
	Identifier     string         `json:"identifier"`
	Status         Status         `json:"status"`
	Server         string         `json:"server"`
	Endpoint       string         `json:"endpoint"`
	Method         Method         `json:"method"`
	ResponseType   ResponseType   `json:"response_type"`
	PersonJSON
	Reason         string          `json:"reason"`
	Again          int64           `json:"again,omitempty"`
	KeyFingerprint string          `json:"key_fingerprint,omitempty"`
	ConfirmedAt    string          `json:"confirmed_at"`
	AnsweredAt     *string         `json:"answered_at"`
	DurationMS     *int64          `json:"duration_ms"`
	Attempts       int             `json:"attempts,omitempty"`
	Settlement     *settlementJSON `json:"settlement,omitempty"`
	Pinned         bool            `json:"pinned"`
	CallID         string          `json:"call_id"` // typed or proved
	Shown          *shownJSON      `json:"shown,omitempty"`
	After          *After          `json:"after,omitempty"`
	Missing        []DataKind      `json:"missing,omitempty"` // personal data that was removed, or is not shown
}

type settlementJSON struct {
	Finding Finding `json:"finding"`
	Note    string  `json:"note"`
	PersonJSON
	SettledAt string `json:"settled_at"`
}

// shownJSON is a [Shown]. Its names are those that a call has in the JSON of a look-up.
type shownJSON struct {
	Verdict        lookup.Verdict   `json:"verdict"`
	Reason         lookup.Reason    `json:"reason,omitempty"`
	LookedUpAt     string           `json:"looked_up_at"`
	CallID         string           `json:"call_id"`
	NativeID       string           `json:"native_id,omitempty"`
	PlatformCallID string           `json:"platform_call_id,omitempty"`
	MeetingID      string           `json:"meeting_id,omitempty"`
	FromNumber     string           `json:"from_number"`
	FromName       string           `json:"from_name"`
	ToNumber       string           `json:"to_number"`
	ToName         string           `json:"to_name"`
	RecordedParty  string           `json:"recorded_party,omitempty"`
	Begin          *string          `json:"begin"`
	End            *string          `json:"end"`
	ZoneBasis      lookup.ZoneBasis `json:"zone_basis"`
	LengthSeconds  *float64         `json:"length_seconds"`
	State          lookup.State     `json:"state"`
	Direction      string           `json:"direction"`
	Location       string           `json:"location"`
	Marks          string           `json:"marks,omitempty"`
	Legs           []string         `json:"legs,omitempty"`
}

func shownOf(s Shown) *shownJSON {
	if s.IsZero() {
		return nil
	}
	form := &shownJSON{
		Verdict: line(s.Verdict), Reason: line(s.Reason), LookedUpAt: timestamp(s.At), CallID: line(s.CallID),
		NativeID: line(s.NativeID), PlatformCallID: line(s.PlatformCallID), MeetingID: line(s.MeetingID),
		FromNumber: line(s.From.Number), FromName: line(s.From.Name), ToNumber: line(s.To.Number), ToName: line(s.To.Name),
		RecordedParty: line(s.RecordedParty), Begin: maybeTimestamp(s.Begin), End: maybeTimestamp(s.End),
		ZoneBasis: line(s.ZoneBasis), State: line(s.State),
		Direction: line(s.Direction), Location: line(s.Recorder), Marks: line(s.Marks),
	}
	if s.Length > 0 {
		seconds := s.Length.Seconds()
		form.LengthSeconds = &seconds
	}
	for leg := range strings.SplitSeq(s.Legs, "\n") {
		if leg != "" {
			form.Legs = append(form.Legs, line(leg))
		}
	}
	return form
}

func maybeTimestamp(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	text := timestamp(at)
	return &text
}

type afterJSON struct {
	Finding AfterFinding  `json:"finding"`
	Reason  lookup.Reason `json:"reason,omitempty"`
	Detail  string        `json:"detail"`
	Copies  []string      `json:"copies,omitempty"`
	PersonJSON
	CheckedAt string `json:"checked_at"`
}

// MarshalJSON writes what was found in the form that scripts rely on.
func (a After) MarshalJSON() ([]byte, error) {
	return json.Marshal(afterJSON{
		Finding: line(a.Finding), Reason: line(a.Reason), Detail: line(a.Detail),
		Copies: strings.Fields(line(a.Copies)), PersonJSON: PersonOf(a.Operator), CheckedAt: timestamp(a.Checked),
	})
}

// PersonJSON is an [Operator] in the form that scripts rely on. sudo_user and ssh_client are claims of the environment.
type PersonJSON struct {
	Name      string `json:"operator"`
	Login     string `json:"login"`
	UID       string `json:"uid"`
	LoginUID  string `json:"login_uid,omitempty"`
	SudoUser  string `json:"sudo_user"`
	Host      string `json:"host"`
	Terminal  string `json:"terminal"`
	SSHClient string `json:"ssh_client"`
	SSHKey    string `json:"ssh_key,omitempty"`
}

// MarshalJSON writes the record in the form that scripts rely on. Times are
// RFC 3339 in UTC.
func (r Record) MarshalJSON() ([]byte, error) {
	form := recordJSON{
		Number:         r.Intent.Number,
		ID:             line(r.Intent.ID),
		Outcome:        line(r.Outcome.Kind),
		Cause:          line(r.Outcome.Cause),
		Summary:        line(r.Summary()),
		Detail:         line(r.Outcome.Detail),
		Code:           r.Outcome.Code,
		Message:        line(r.Outcome.Message),
		IdentifierType: line(r.Intent.IdentifierType),
		Identifier:     line(r.Intent.Identifier),
		Status:         line(r.Intent.Status),
		Server:         line(r.Intent.Server),
		Endpoint:       line(r.Intent.Endpoint),
		Method:         line(r.Intent.Method),
		ResponseType:   line(r.Intent.ResponseType),
		PersonJSON:     PersonOf(r.Intent.Operator),
		Reason:         line(r.Intent.Reason),
		Again:          r.Intent.Again,
		KeyFingerprint: line(r.Intent.KeyFingerprint),
		ConfirmedAt:    timestamp(r.Intent.Confirmed),
		Missing:        r.Missing.List(),
		Pinned:         r.Intent.Pinned,
		CallID:         line(r.Intent.CallID()),
		Shown:          shownOf(r.Intent.Shown),
		After:          r.After,
	}
	if r.Outcome.HTTPStatus != 0 {
		form.HTTPStatus = &r.Outcome.HTTPStatus
	}
	if r.Outcome.Kind != Pending {
		answered, duration := timestamp(r.Outcome.Answered), r.Outcome.Duration.Milliseconds()
		form.AnsweredAt, form.DurationMS = &answered, &duration
		form.Attempts = r.Outcome.Attempts()
	}
	if r.Settlement != nil {
		form.Settlement = &settlementJSON{
			Finding:    line(r.Settlement.Finding),
			Note:       line(r.Settlement.Note),
			PersonJSON: PersonOf(r.Settlement.Operator),
			SettledAt:  timestamp(r.Settlement.Settled),
		}
	}
	return json.Marshal(form)
}

// line is a text that is clean, of the type that it has.
func line[T ~string](text T) T { return T(safetext.Line(string(text))) }

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// PersonOf is an operator in that form, every text cleaned.
func PersonOf(o Operator) PersonJSON { return PersonJSON(o.cleaned(safetext.Line)) }
