package deletion

import (
	"encoding/json"
	"time"

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
	Missing        []DataKind      `json:"missing,omitempty"` // personal data that was removed, or is not shown
}

type settlementJSON struct {
	Finding Finding `json:"finding"`
	Note    string  `json:"note"`
	PersonJSON
	SettledAt string `json:"settled_at"`
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
	line := safetext.Line
	form := recordJSON{
		Number:         r.Intent.Number,
		ID:             line(r.Intent.ID),
		Outcome:        OutcomeKind(line(string(r.Outcome.Kind))),
		Cause:          Cause(line(string(r.Outcome.Cause))),
		Summary:        line(r.Summary()),
		Detail:         line(r.Outcome.Detail),
		Code:           r.Outcome.Code,
		Message:        line(r.Outcome.Message),
		IdentifierType: IdentifierType(line(string(r.Intent.IdentifierType))),
		Identifier:     line(r.Intent.Identifier),
		Status:         Status(line(string(r.Intent.Status))),
		Server:         line(r.Intent.Server),
		Endpoint:       line(r.Intent.Endpoint),
		Method:         Method(line(string(r.Intent.Method))),
		ResponseType:   ResponseType(line(string(r.Intent.ResponseType))),
		PersonJSON:     PersonOf(r.Intent.Operator),
		Reason:         line(r.Intent.Reason),
		Again:          r.Intent.Again,
		KeyFingerprint: line(r.Intent.KeyFingerprint),
		ConfirmedAt:    timestamp(r.Intent.Confirmed),
		Missing:        r.Missing.List(),
	}
	if r.Outcome.HTTPStatus != 0 {
		form.HTTPStatus = &r.Outcome.HTTPStatus
	}
	if r.Outcome.Kind != Pending {
		answered, duration := timestamp(r.Outcome.Answered), r.Outcome.Duration.Milliseconds()
		form.AnsweredAt, form.DurationMS = &answered, &duration
		form.Attempts = 1 + len(r.Outcome.Earlier)
	}
	if r.Settlement != nil {
		form.Settlement = &settlementJSON{
			Finding:    Finding(line(string(r.Settlement.Finding))),
			Note:       line(r.Settlement.Note),
			PersonJSON: PersonOf(r.Settlement.Operator),
			SettledAt:  timestamp(r.Settlement.Settled),
		}
	}
	return json.Marshal(form)
}

func timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// PersonOf is an operator in that form, every text cleaned.
func PersonOf(o Operator) PersonJSON { return PersonJSON(o.cleaned(safetext.Line)) }
