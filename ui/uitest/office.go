package uitest

import (
	"context"
	"fmt"
	"time"

	"deletecall/deletion"
	"deletecall/ui"
)

// Zone is the time zone of the session's person.
var Zone = time.FixedZone("CET", 3600)

// Person is the operator of every session.
func Person() deletion.Operator {
	return deletion.Operator{Name: "alice", Login: "alice", UID: "1000", Host: "desk-7", Terminal: "/dev/pts/3"}
}

// NewWorkflow is a workflow over the fakes.
func NewWorkflow(history *History, sender *Sender, servers []deletion.Server) *deletion.Workflow {
	return NewLookingWorkflow(history, sender, servers, nil)
}

// NewLookingWorkflow is [NewWorkflow] with servers that can look up, unless lookUps is nil. A nil
// *LookUps must not become an interface that is not nil: the workflow would ask it.
func NewLookingWorkflow(history *History, sender *Sender, servers []deletion.Server, lookUps *LookUps) *deletion.Workflow {
	var ask func(deletion.Server) (deletion.LookUps, error)
	if lookUps != nil {
		lookUps.sent = sender.Sent
		ask = func(deletion.Server) (deletion.LookUps, error) { return lookUps, nil }
	}
	var typing deletion.Typing
	if sender.typing != nil {
		typing = sender.typing
	}
	return deletion.NewWorkflow(deletion.Parts{
		LookUps: ask, Typing: typing,
		Servers: servers, Recorder: history, Operator: Person(), Version: "1.0.0",
		Senders: func(deletion.Server) (deletion.Sender, error) { return sender, nil },
		Now:     func() time.Time { return time.Now().In(Zone) }, Zone: Zone,
	})
}

// Papers are of each source, and are written at once.
func Papers() ui.Papers {
	return ui.Papers{
		Kinds: []ui.Paper{
			{Title: "Certificate (HTML)", Ends: ".html", Of: ui.OfCertificate}, {Title: "Proof (JSON)", Ends: ".json", Of: ui.OfProof},
			{Title: "Export as CSV", Ends: ".csv", Of: ui.OfRecords},
		},
		Folder: "/home/alice",
		Write: func(_ context.Context, order ui.Order, _ func(done, total int64)) (string, error) {
			return "/home/alice/" + order.Path, nil
		},
	}
}

// Practice is a server on this machine: a key confirms.
func Practice() deletion.Server {
	return deletion.Server{
		Name: "practice", Endpoint: "http://127.0.0.1:8088/verba/api", Host: "127.0.0.1:8088", Method: deletion.POST,
		ResponseType: deletion.XML, TimeLimit: deletion.DefaultTimeLimit, Confirm: deletion.ConfirmAsk, Loopback: true,
	}
}

// Production is a server for real: the end of the identifier is typed, and a
// reason is wanted.
func Production() deletion.Server {
	return deletion.Server{
		Name: "production", Endpoint: "https://verba.example.com/verba/api", Host: "verba.example.com", Method: deletion.POST,
		ResponseType: deletion.XML, TimeLimit: deletion.DefaultTimeLimit, Confirm: deletion.ConfirmTyped, ReasonRequired: true,
		Note: "legal hold applies", Colour: "red",
	}
}

// Servers are those of a session: practice first.
func Servers() []deletion.Server { return []deletion.Server{Practice(), Production()} }

// Accepted is an outcome with code 0.
func Accepted() deletion.Outcome {
	return answered(deletion.Accepted, 0, "Success")
}

// Refused is an outcome with another code.
func Refused(code int, message string) deletion.Outcome {
	return answered(deletion.Refused, code, message)
}

func answered(kind deletion.OutcomeKind, code int, message string) deletion.Outcome {
	body := fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<VerbaApi><Response type="DeleteCall" code="%d">%s</Response></VerbaApi>`, code, message)
	return deletion.Outcome{Kind: kind, Cause: deletion.CauseAnswered, Attempt: deletion.Attempt{
		HTTPStatus: 200, Code: &code, Message: message, Duration: 182 * time.Millisecond, Answer: deletion.Answer{
			ContentType: "text/xml; charset=utf-8", Body: []byte(body), Length: int64(len(body)),
			SHA256: "9b3c6f1d4f2a0e8b7c5d6e3f1a2b4c6d8e0f2a4c6e8b0d2f4a6c8e0b2d4f6a8c", Text: body,
		},
	}}
}

// NotSent is an outcome of a request that never left.
func NotSent() deletion.Outcome {
	return deletion.Outcome{Kind: deletion.NotSent, Cause: deletion.CauseConnect,
		Detail:  "The connection to 127.0.0.1:8088 was refused: nothing listens there.",
		Attempt: deletion.Attempt{Duration: 3 * time.Millisecond}}
}

// Unknown is an outcome that can't be proved.
func Unknown() deletion.Outcome {
	return deletion.Outcome{Kind: deletion.Unknown, Cause: deletion.CauseTime,
		Detail:  "The time limit of 1m30s passed before an answer was read; the request had left.",
		Attempt: deletion.Attempt{Duration: 90 * time.Second}}
}

// Records are a small history of all kinds, newest first: 14 records of the days
// before the session, which is on 2000-01-01. Golden screens show them, so a change here changes
// many of those.
func Records() []deletion.Record {
	start := time.Date(1999, 12, 31, 21, 4, 9, 0, Zone)
	rows := []struct {
		kind       deletion.IdentifierType
		identifier string
		status     deletion.Status
		server     deletion.Server
		operator   string
		reason     string
		outcome    deletion.Outcome
		settled    bool
	}{
		{deletion.Extension, "8856", deletion.Last, Practice(), "alice", "GDPR-2211 erasure request", Accepted(), false},
		{deletion.CallID, "a8343631-9f35-4a3a-83f0-9e81592339fb", "", Production(), "bob", "GDPR-2207", Accepted(), false},
		{deletion.Extension, "8801", deletion.OngoingNext, Practice(), "alice", "", Refused(-50, "Call for extension 8801 not found."), false},
		{deletion.PlatformCallID, "71627389", "", Production(), "bob", "wrong line recorded", Unknown(), false},
		{deletion.NativeID, "TRS26140192", "", Practice(), "alice", "test", NotSent(), false},
		{deletion.MeetingID, "WHBFM6DD", "", Production(), "山田太郎", "会議の録音を削除", Accepted(), false},
		{deletion.Extension, "8856", deletion.Next, Practice(), "alice", "", Unknown(), true},
		{deletion.Extension, "+36 1 555 0199", deletion.LastOngoing, Production(), "bob", "caller objected to the recording", Accepted(), false},
		{deletion.Extension, "8812", deletion.Ongoing, Production(), "carol", "GDPR-2190", Refused(-41, "API key refused"), false},
		{deletion.CallID, "b7f2a7aa-2d1c-4f61-9d8e-0a2b6d1f7c55", "", Production(), "carol", "GDPR-2188", Accepted(), false},
		{deletion.Extension, "8820", deletion.Last, Practice(), "alice", "", Refused(-1, "Unexpected error"), false},
		{deletion.Extension, "8821", deletion.Last, Practice(), "alice", "", Accepted(), false},
		{deletion.NativeID, "TRS26140001", "", Practice(), "bob", "", Accepted(), false},
		{deletion.MeetingID, "KK81QQ2A", "", Production(), "bob", "GDPR-2180", Accepted(), false},
	}
	records := make([]deletion.Record, len(rows))
	for i, row := range rows {
		number := int64(len(rows) - i)
		confirmed := start.Add(-time.Duration(i) * 7 * time.Hour)
		record := deletion.Record{Outcome: row.outcome, Intent: deletion.Intent{
			Number: number, ID: recordID(number), IdentifierType: row.kind, Identifier: row.identifier, Status: row.status,
			Server: row.server.Name, Endpoint: row.server.Endpoint, Method: deletion.POST, ResponseType: deletion.XML,
			KeyFingerprint: "hmac-sha256:0f3c…", Operator: deletion.Operator{Name: row.operator, Login: "staff", UID: "1000", Host: "desk-7"},
			Reason: row.reason, Version: "1.0.0", Confirmed: confirmed, Deadline: confirmed.Add(2 * time.Minute),
		}}
		record.Outcome.Started, record.Outcome.Answered = confirmed, confirmed.Add(record.Outcome.Duration)
		if row.settled {
			record.Settlement = &deletion.Settlement{Finding: deletion.FoundNotDeleted, Note: "Looked in Verba: no call that day.",
				Operator: deletion.Operator{Name: "bob"}, Settled: confirmed.Add(time.Hour)}
		}
		records[i] = record
	}
	return records
}

// Many are so many records of one extension, newest first.
func Many(count int) []deletion.Record {
	model := Records()[0]
	records := make([]deletion.Record, count)
	for i := range records {
		record := model
		record.Intent.Number = int64(count - i)
		record.Intent.ID = recordID(record.Intent.Number)
		record.Intent.Identifier = fmt.Sprint(8000 + record.Intent.Number)
		record.Intent.Confirmed = model.Intent.Confirmed.Add(-time.Duration(i) * time.Minute)
		records[i] = record
	}
	return records
}

// Selector is a selector that keeps the rules. It is for tests, in which a selector that breaks the
// rules is a mistake of the test itself.
func Selector(kind deletion.IdentifierType, identifier string, status deletion.Status) deletion.Selector {
	selector, err := deletion.NewSelector(kind, identifier, string(status))
	if err != nil {
		panic(err)
	}
	return selector
}
