package deletion

import (
	"strings"
	"testing"
	"time"
)

func TestFactsHoldEverythingThatIsRecorded(t *testing.T) {
	record := Record{
		Intent: Intent{
			Number: 12, ID: "01935b2e", IdentifierType: Extension, Identifier: "8856", Status: Last, Server: "production",
			Endpoint: "https://verba.example.com/verba/api", Method: POST, ResponseType: XML, KeyFingerprint: "ab12",
			Operator: Operator{Name: "alice", Login: "al", UID: "1000", LoginUID: "1001", SudoUser: "root", Host: "desk", Terminal: "/dev/pts/1", SSHClient: "10.0.0.1 5", SSHKey: "SHA256:x"},
			Reason:   "GDPR-2211", Version: "1.0", Confirmed: noon, Deadline: noon.Add(2 * time.Minute),
		},
		Outcome: Outcome{Kind: Unknown, Cause: CauseConnection, Detail: "The connection broke.", Answered: noon.Add(time.Second),
			Attempt: Attempt{Started: noon, Duration: 34 * time.Millisecond, HTTPStatus: 200, Code: new(-50), Message: "no call",
				Answer: Answer{ContentType: "text/xml", Length: 99, SHA256: "cd34"}},
			Earlier: []Attempt{{Code: new(-43), Message: "expired"}}},
		Settlement: &Settlement{Finding: FoundDeleted, Note: "looked in Verba", Operator: Operator{Name: "bob", Login: "b", UID: "1002", Host: "desk-2"}, Settled: noon.Add(time.Hour)},
	}
	var lines []string
	for _, fact := range record.Facts(time.UTC) {
		lines = append(lines, fact.Name+": "+fact.Value)
	}
	got := strings.Join(lines, "\n")
	for _, want := range []string{
		"Record: 12", "Identifier: extension 8856, status last", "Outcome: unknown", "Explanation: The connection broke.",
		"Attempt 1: Code: -43, the token has expired", "Attempt 1: Message: expired", "Code: -50, no such call was found", "Message: no call",
		"HTTP status: 200", "Duration: 34ms", "Answer: 99 bytes, text/xml", "Answer's SHA-256: cd34", "Settled: Deleted: no longer in Verba",
		"How checked: looked in Verba", "Settled by: bob", "Settled at: 2026-11-23 12:00:00.000 UTC", "Reason: GDPR-2211",
		"Confirmed: 2026-11-23 11:00:00.000 UTC", "Operator: alice", "Login: al (UID 1000)", "Login UID (kernel): 1001", "SUDO_USER (a claim): root", "Host: desk",
		"Settled by: Login: b (UID 1002)", "Settled by: Host: desk-2",
		"Terminal: /dev/pts/1", "SSH client (a claim): 10.0.0.1 5", "SSH key: SHA256:x", "Server: production",
		"Request: POST, answer as XML", "Key fingerprint: ab12", "ID: 01935b2e", "Version: 1.0",
	} {
		if !strings.Contains("\n"+got+"\n", "\n"+want+"\n") {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestFactsThatWereNotRecordedAreLeftOut(t *testing.T) {
	for _, fact := range (Record{Outcome: Outcome{Kind: Pending}}).Facts(time.UTC) {
		switch fact.Name {
		case "Record", "Result", "Outcome", "Identifier", "Request":
		default:
			t.Errorf("%s: %q", fact.Name, fact.Value)
		}
	}
}

// The times of an outcome say nothing that did not happen.
func TestTheTimesOfAnOutcomeAreCalledWhatTheyAre(t *testing.T) {
	at := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		kind       OutcomeKind
		status     int
		begin, end string
	}{
		{Accepted, 200, "Sent", "Answered"},
		{Refused, 200, "Sent", "Answered"},
		{Unknown, 502, "Sent", "Answered"},
		{Unknown, 0, "Sent", "Known at"},
		{NotSent, 0, "Tried", "Known at"},
	} {
		outcome := Outcome{Kind: test.kind, Answered: at}
		outcome.Started, outcome.HTTPStatus = at, test.status
		found := map[string]bool{}
		for _, fact := range (Record{Outcome: outcome}).Facts(time.UTC) {
			found[fact.Name] = true
		}
		for _, name := range []string{"Sent", "Tried", "Answered", "Known at"} {
			if want := name == test.begin || name == test.end; found[name] != want {
				t.Errorf("%s with status %d: %q is shown: %t", test.kind, test.status, name, found[name])
			}
		}
	}
}

// A call that was named by its ID can't be named any better.
func TestACallNamedByItsIDIsNotAskedForByIt(t *testing.T) {
	unclear := -51
	outcome := Outcome{Kind: Refused, Attempt: Attempt{Code: &unclear}}
	for _, test := range []struct {
		intent Intent
		byID   bool
	}{{Intent{IdentifierType: CallID}, true}, {Intent{IdentifierType: Extension, Pinned: true}, true}, {Intent{IdentifierType: Extension}, false}} {
		step := Record{Intent: test.intent, Outcome: outcome}.NextStep()
		if strings.Contains(step, "name one by its call ID") == test.byID || !strings.Contains(step, "sk the server's administrator.") {
			t.Errorf("%+v: %q", test.intent, step)
		}
	}
}

func TestAfterASecondExpiredTokenNobodyIsAskedToTryAgain(t *testing.T) {
	expired := CodeTokenExpired
	once := Outcome{Kind: Refused, Attempt: Attempt{Code: &expired}}
	twice := once
	twice.Earlier = []Attempt{once.Attempt}
	if step := once.nextStep(); !strings.HasPrefix(step, "Try again: ") || !strings.Contains(step, "If they are refused, check them") {
		t.Errorf("after one attempt: %q", step)
	}
	if step := twice.nextStep(); !strings.HasPrefix(step, "The server refused the token of a new login too: ") {
		t.Errorf("after a new login: %q", step)
	}
}
