package history

import (
	"errors"
	"time"

	"deletecall/deletion"
	"deletecall/lookup"
)

// eventForm is an event as it is written. The order of the members is part of
// the format.
type eventForm struct {
	Version    int             `json:"v"`
	Kind       Kind            `json:"kind"`
	Number     int64           `json:"number"`
	ID         string          `json:"id"`
	Private    string          `json:"private,omitempty"` // see [Commitment]
	Intent     *intentForm     `json:"intent,omitempty"`
	Outcome    *outcomeForm    `json:"outcome,omitempty"`
	Settlement *settlementForm `json:"settlement,omitempty"`
	After      *afterForm      `json:"after,omitempty"`
	Act        *actForm        `json:"act,omitempty"`
	Hold       *holdForm       `json:"hold,omitempty"`
}

type actForm struct {
	What    string        `json:"what"`
	Server  string        `json:"server,omitempty"`
	Detail  string        `json:"detail,omitempty"`
	Count   int64         `json:"count"`
	At      string        `json:"at"`
	Removed []removedForm `json:"removed,omitempty"`
}

// holdForm is that of a hold, or of its release, which has no type and no tag.
type holdForm struct {
	Hold           int64  `json:"hold"`
	IdentifierType string `json:"identifier_type,omitempty"`
	Tag            string `json:"tag,omitempty"`
	At             string `json:"at"`
}

type removedForm struct {
	From   int64    `json:"from"`
	To     int64    `json:"to"`
	Fields []string `json:"fields"`
}

type intentForm struct {
	IdentifierType string `json:"identifier_type"`
	Status         string `json:"status,omitempty"`
	Server         string `json:"server"`
	Endpoint       string `json:"endpoint"`
	Method         string `json:"method"`
	ResponseType   string `json:"response_type"`
	KeyFingerprint string `json:"key_fingerprint,omitempty"`
	Again          int64  `json:"again,omitempty"`
	Shown          string `json:"shown,omitempty"`        // a verdict of package lookup; empty where nobody looked
	ShownReason    string `json:"shown_reason,omitempty"` // of the verdict cant_say
	ShownAt        string `json:"shown_at,omitempty"`
	Pinned         bool   `json:"pinned,omitempty"`
	Program        string `json:"program,omitempty"`
	Confirmed      string `json:"confirmed"`
	Deadline       string `json:"deadline"`
}

type outcomeForm struct {
	Kind     string        `json:"kind"`
	Cause    string        `json:"cause"`
	Answered string        `json:"answered"`
	Attempts []attemptForm `json:"attempts,omitempty"` // in the order in which they were made
}

type attemptForm struct {
	Started     string `json:"started,omitempty"`
	Duration    int64  `json:"duration_us"`
	HTTPStatus  int    `json:"http_status,omitempty"`
	Code        *int   `json:"code,omitempty"`
	ContentType string `json:"content_type,omitempty"`
	Length      int64  `json:"length,omitempty"`
	Body        int    `json:"body,omitempty"` // the bytes of the private field "raw_answer" that came from the server
	Text        int    `json:"text,omitempty"` // the bytes after them, which are the readable text; -1 where that is the body itself
}

type settlementForm struct {
	Finding string `json:"finding"`
	Settled string `json:"settled"`
}

type afterForm struct {
	Finding string `json:"finding"`
	Reason  string `json:"reason,omitempty"`
	Checked string `json:"checked"`
}

func (f *afterForm) decode() *deletion.After {
	return &deletion.After{Finding: deletion.AfterFinding(f.Finding), Reason: lookup.Reason(f.Reason), Checked: parseTime(f.Checked)}
}

// formatTime keeps microseconds, the offset, and always the same width. RFC 3339 has no
// seconds in an offset, as old local times have: such a time is written in UTC.
func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if _, offset := t.Zone(); offset%60 != 0 {
		t = t.UTC()
	}
	return t.Format("2006-01-02T15:04:05.000000Z07:00")
}

// parseTime gives the zero time for what it can't read: a record with a
// damaged time is still a record.
func parseTime(text string) time.Time {
	if text == "" {
		return time.Time{} // most intents have an empty one, and making an error of it takes longer than reading a time
	}
	t, _ := time.Parse(time.RFC3339Nano, text)
	return t
}

func encodeIntent(i deletion.Intent) *intentForm {
	return &intentForm{
		IdentifierType: string(i.IdentifierType), Status: string(i.Status),
		Server: i.Server, Endpoint: i.Endpoint, Method: string(i.Method), ResponseType: string(i.ResponseType),
		KeyFingerprint: i.KeyFingerprint, Again: i.Again, Program: i.Version,
		Shown: string(i.Shown.Verdict), ShownReason: string(i.Shown.Reason), ShownAt: formatTime(i.Shown.At), Pinned: i.Pinned,
		Confirmed: formatTime(i.Confirmed), Deadline: formatTime(i.Deadline),
	}
}

func (f *intentForm) decode() deletion.Intent {
	return deletion.Intent{
		IdentifierType: deletion.IdentifierType(f.IdentifierType), Status: deletion.Status(f.Status),
		Server: f.Server, Endpoint: f.Endpoint, Method: deletion.Method(f.Method), ResponseType: deletion.ResponseType(f.ResponseType),
		KeyFingerprint: f.KeyFingerprint, Again: f.Again, Version: f.Program,
		Shown:     deletion.Shown{Verdict: lookup.Verdict(f.Shown), Reason: lookup.Reason(f.ShownReason), At: parseTime(f.ShownAt)},
		Pinned:    f.Pinned,
		Confirmed: parseTime(f.Confirmed), Deadline: parseTime(f.Deadline),
	}
}

func encodeOutcome(o deletion.Outcome) *outcomeForm {
	form := &outcomeForm{Kind: string(o.Kind), Cause: string(o.Cause), Answered: formatTime(o.Answered)}
	for _, attempt := range append(o.Earlier[:len(o.Earlier):len(o.Earlier)], o.Attempt) {
		answer := attempt.Answer
		text := len(answer.Text)
		if text > 0 && answer.Text == string(answer.Body) {
			text = textIsBody
		}
		form.Attempts = append(form.Attempts, attemptForm{
			Started: formatTime(attempt.Started), Duration: attempt.Duration.Microseconds(),
			HTTPStatus: attempt.HTTPStatus, Code: attempt.Code,
			ContentType: answer.ContentType, Length: answer.Length, Body: len(answer.Body), Text: text,
		})
	}
	return form
}

// textIsBody stands for the length of a readable text that is the body itself, as that of
// an XML answer is.
const textIsBody = -1

// joined are the bytes of an answer that are kept: its body, and its readable text where
// that is another one.
func joined(answer deletion.Answer) []byte {
	if answer.Text == string(answer.Body) {
		return answer.Body
	}
	return append(answer.Body[:len(answer.Body):len(answer.Body)], answer.Text...)
}

var errAnswers = errors.New("the answer beside the event is not the one that was recorded")

// split sets the bytes of an answer, whose lengths are those in the event.
func split(answer *deletion.Answer, form attemptForm, bytes []byte) error {
	text := max(form.Text, 0)
	if form.Body < 0 || form.Body > len(bytes) || text != len(bytes)-form.Body {
		return errAnswers
	}
	answer.Body, answer.Text = bytes[:form.Body:form.Body], string(bytes[form.Body:])
	if form.Text == textIsBody {
		answer.Text = string(answer.Body)
	}
	return nil
}

func (f *outcomeForm) decode() deletion.Outcome {
	outcome := deletion.Outcome{Kind: deletion.OutcomeKind(f.Kind), Cause: deletion.Cause(f.Cause), Answered: parseTime(f.Answered)}
	for i, form := range f.Attempts {
		attempt := deletion.Attempt{
			Started: parseTime(form.Started), Duration: time.Duration(form.Duration) * time.Microsecond,
			HTTPStatus: form.HTTPStatus, Code: form.Code,
			Answer: deletion.Answer{ContentType: form.ContentType, Length: form.Length},
		}
		if i < len(f.Attempts)-1 {
			outcome.Earlier = append(outcome.Earlier, attempt)
		} else {
			outcome.Attempt = attempt
		}
	}
	return outcome
}

func encodeAct(a Act) *actForm {
	form := &actForm{What: a.What, Server: a.Server, Detail: a.Detail, Count: a.Count, At: formatTime(a.At)}
	for _, removed := range a.Removed {
		form.Removed = append(form.Removed, removedForm{removed.From, removed.To, removed.Fields.Names()})
	}
	return form
}

func (f *actForm) decode() Act {
	act := Act{What: f.What, Server: f.Server, Detail: f.Detail, Count: f.Count, At: parseTime(f.At)}
	for _, form := range f.Removed {
		act.Removed = append(act.Removed, Removed{form.From, form.To, FieldsNamed(form.Fields...)})
	}
	return act
}
