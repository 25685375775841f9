package history

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"deletecall/deletion"
)

// eventForm is an event as it is written. The order of the members is part of
// the format.
type eventForm struct {
	Version    int             `json:"v"`
	Kind       Kind            `json:"kind"`
	Number     int64           `json:"number"`
	ID         string          `json:"id"`
	Intent     *intentForm     `json:"intent,omitempty"`
	Outcome    *outcomeForm    `json:"outcome,omitempty"`
	Settlement *settlementForm `json:"settlement,omitempty"`
	Export     *exportForm     `json:"export,omitempty"`
}

type exportForm struct {
	Format   string       `json:"format"`
	Query    string       `json:"query,omitempty"`
	Count    int64        `json:"count"`
	To       string       `json:"to"`
	Operator operatorForm `json:"operator"`
	At       string       `json:"at"`
}

type intentForm struct {
	IdentifierType string       `json:"identifier_type"`
	Identifier     string       `json:"identifier"`
	Status         string       `json:"status,omitempty"`
	Server         string       `json:"server"`
	Endpoint       string       `json:"endpoint"`
	Method         string       `json:"method"`
	ResponseType   string       `json:"response_type"`
	KeyFingerprint string       `json:"key_fingerprint,omitempty"`
	Operator       operatorForm `json:"operator"`
	Reason         string       `json:"reason,omitempty"`
	Again          int64        `json:"again,omitempty"`
	Program        string       `json:"program,omitempty"`
	Confirmed      string       `json:"confirmed"`
	Deadline       string       `json:"deadline"`
	Owner          ownerForm    `json:"owner"`
}

type ownerForm struct {
	Instance string `json:"instance,omitempty"`
	Machine  string `json:"machine,omitempty"`
	PID      int    `json:"pid,omitempty"`
}

type operatorForm struct {
	Name      string `json:"name"`
	Login     string `json:"login,omitempty"`
	UID       string `json:"uid,omitempty"`
	LoginUID  string `json:"login_uid,omitempty"`
	SudoUser  string `json:"sudo_user,omitempty"`
	Host      string `json:"host,omitempty"`
	Terminal  string `json:"terminal,omitempty"`
	SSHClient string `json:"ssh_client,omitempty"`
	SSHKey    string `json:"ssh_key,omitempty"`
}

type outcomeForm struct {
	Kind          string        `json:"kind"`
	Cause         string        `json:"cause"`
	Detail        string        `json:"detail,omitempty"`
	Answered      string        `json:"answered"`
	Attempts      []attemptForm `json:"attempts,omitempty"` // in the order in which they were made
	AnswersSHA256 string        `json:"answers_sha256,omitempty"`
}

type attemptForm struct {
	Started     string `json:"started,omitempty"`
	Duration    int64  `json:"duration_us"`
	HTTPStatus  int    `json:"http_status,omitempty"`
	Code        *int   `json:"code,omitempty"`
	Message     string `json:"message,omitempty"`
	ContentType string `json:"content_type,omitempty"`
	Length      int64  `json:"length,omitempty"`
	SHA256      string `json:"sha256,omitempty"`
	Body        int    `json:"body,omitempty"` // its bytes in what stands beside the event
	Text        int    `json:"text,omitempty"` // the bytes of the readable text behind them
}

type settlementForm struct {
	Finding  string       `json:"finding"`
	Note     string       `json:"note"`
	Operator operatorForm `json:"operator"`
	Settled  string       `json:"settled"`
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
	t, _ := time.Parse(time.RFC3339Nano, text)
	return t
}

func encodeIntent(i deletion.Intent, owner Owner) *intentForm {
	return &intentForm{
		IdentifierType: string(i.IdentifierType), Identifier: i.Identifier, Status: string(i.Status),
		Server: i.Server, Endpoint: i.Endpoint, Method: string(i.Method), ResponseType: string(i.ResponseType),
		KeyFingerprint: i.KeyFingerprint, Operator: operatorForm(i.Operator), Reason: i.Reason, Again: i.Again, Program: i.Version,
		Confirmed: formatTime(i.Confirmed), Deadline: formatTime(i.Deadline), Owner: ownerForm(owner),
	}
}

func (f *intentForm) decode() (deletion.Intent, Owner) {
	return deletion.Intent{
		IdentifierType: deletion.IdentifierType(f.IdentifierType), Identifier: f.Identifier, Status: deletion.Status(f.Status),
		Server: f.Server, Endpoint: f.Endpoint, Method: deletion.Method(f.Method), ResponseType: deletion.ResponseType(f.ResponseType),
		KeyFingerprint: f.KeyFingerprint, Operator: deletion.Operator(f.Operator), Reason: f.Reason, Again: f.Again, Version: f.Program,
		Confirmed: parseTime(f.Confirmed), Deadline: parseTime(f.Deadline),
	}, Owner(f.Owner)
}

func encodeOutcome(o deletion.Outcome) (*outcomeForm, []byte) {
	form := &outcomeForm{Kind: string(o.Kind), Cause: string(o.Cause), Detail: o.Detail, Answered: formatTime(o.Answered)}
	var answers []byte
	for _, attempt := range append(o.Earlier[:len(o.Earlier):len(o.Earlier)], o.Attempt) {
		answer := attempt.Answer
		form.Attempts = append(form.Attempts, attemptForm{
			Started: formatTime(attempt.Started), Duration: attempt.Duration.Microseconds(),
			HTTPStatus: attempt.HTTPStatus, Code: attempt.Code, Message: attempt.Message,
			ContentType: answer.ContentType, Length: answer.Length, SHA256: answer.SHA256,
			Body: len(answer.Body), Text: len(answer.Text),
		})
		answers = append(append(answers, answer.Body...), answer.Text...)
	}
	if len(answers) > 0 {
		form.AnswersSHA256 = sum(answers)
	}
	return form, answers
}

var errAnswers = errors.New("the answer next to the event is not the one that was recorded")

func (f *outcomeForm) decode(answers []byte) (deletion.Outcome, error) {
	outcome := deletion.Outcome{
		Kind: deletion.OutcomeKind(f.Kind), Cause: deletion.Cause(f.Cause), Detail: f.Detail, Answered: parseTime(f.Answered),
	}
	if len(answers) > 0 && sum(answers) != f.AnswersSHA256 {
		return outcome, errAnswers
	}
	for i, form := range f.Attempts {
		attempt := deletion.Attempt{
			Started: parseTime(form.Started), Duration: time.Duration(form.Duration) * time.Microsecond,
			HTTPStatus: form.HTTPStatus, Code: form.Code, Message: form.Message,
			Answer: deletion.Answer{ContentType: form.ContentType, Length: form.Length, SHA256: form.SHA256},
		}
		if len(answers) > 0 {
			if form.Body < 0 || form.Text < 0 || form.Body > len(answers) || form.Text > len(answers)-form.Body {
				return outcome, errAnswers
			}
			attempt.Answer.Body = answers[:form.Body:form.Body]
			attempt.Answer.Text = string(answers[form.Body : form.Body+form.Text])
			answers = answers[form.Body+form.Text:]
		}
		if i < len(f.Attempts)-1 {
			outcome.Earlier = append(outcome.Earlier, attempt)
		} else {
			outcome.Attempt = attempt
		}
	}
	return outcome, nil
}

func encodeSettlement(r deletion.Settlement) *settlementForm {
	return &settlementForm{Finding: string(r.Finding), Note: r.Note, Operator: operatorForm(r.Operator), Settled: formatTime(r.Settled)}
}

func (f *settlementForm) decode() deletion.Settlement {
	return deletion.Settlement{
		Finding: deletion.Finding(f.Finding), Note: f.Note, Operator: deletion.Operator(f.Operator), Settled: parseTime(f.Settled),
	}
}

func encodeExport(e Export) *exportForm {
	return &exportForm{Format: e.Format, Query: e.Query, Count: e.Count, To: e.To, Operator: operatorForm(e.Operator), At: formatTime(e.At)}
}

func (f *exportForm) decode() Export {
	return Export{Format: f.Format, Query: f.Query, Count: f.Count, To: f.To, Operator: deletion.Operator(f.Operator), At: parseTime(f.At)}
}

func sum(data []byte) string {
	hash := sha256.Sum256(data)
	return hex.EncodeToString(hash[:])
}
