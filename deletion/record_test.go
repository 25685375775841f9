package deletion

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestTheSummarySaysWhatIsNowTrue(t *testing.T) {
	tests := []struct {
		kind    IdentifierType
		status  Status
		outcome Outcome
		want    string
	}{
		{Extension, Last, Outcome{Kind: Accepted}, "Deleted."},
		{Extension, Ongoing, Outcome{Kind: Accepted}, "Marked for deletion."},
		{Extension, Next, Outcome{Kind: Accepted}, "Marked for deletion."},
		{Extension, OngoingNext, Outcome{Kind: Accepted}, "Marked for deletion."},
		{Extension, LastOngoing, Outcome{Kind: Accepted}, "Deleted, or marked for deletion if the call is still in progress."},
		{CallID, NoStatus, Outcome{Kind: Accepted}, "Deleted, or marked for deletion if the call is still in progress."},
		{Extension, Last, Outcome{Kind: Refused, Attempt: Attempt{Code: new(-50)}}, "Nothing was deleted: no such call was found."},
		{Extension, Last, Outcome{Kind: Refused, Attempt: Attempt{Code: new(-77)}}, "Nothing was deleted: code -77, an error whose meaning is not published."},
		{Extension, Last, Outcome{Kind: Refused, Attempt: Attempt{Code: new(-77), Message: "More than 1 record found."}}, "Nothing was deleted: “More than 1 record found.” (code -77)."},
		{Extension, Last, Outcome{Kind: NotSent}, "Nothing was deleted: the request was not sent."},
		{Extension, Last, Outcome{Kind: Unknown}, "It is not known whether anything was deleted."},
		{Extension, Last, Outcome{Kind: Pending}, "The request is being sent."},
	}
	for _, test := range tests {
		record := Record{Intent: Intent{IdentifierType: test.kind, Status: test.status}, Outcome: test.outcome}
		if got := record.Summary(); got != test.want {
			t.Errorf("%s %s %s: %q, want %q", test.kind, test.status, test.outcome.Kind, got, test.want)
		}
	}
}

func TestOnlyWhatSurelyDeletedNothingMayBeRetried(t *testing.T) {
	for kind, want := range map[OutcomeKind]bool{Accepted: false, Refused: true, NotSent: true, Unknown: false, Pending: false} {
		if got := (Outcome{Kind: kind}).MayRetry(); got != want {
			t.Errorf("%s: may retry %v", kind, got)
		}
	}
}

func TestTheJSONOfARecordIsTheOneScriptsRelyOn(t *testing.T) {
	record := Record{
		Intent: Intent{
			Number: 12, ID: "01935b2e-0000-7000-8000-000000000000", IdentifierType: Extension, Identifier: "8856", Status: Last,
			Server: "production", Endpoint: "https://verba.example.com/verba/api", Method: POST, ResponseType: XML,
			Operator: Operator{Name: "alice", Login: "al", UID: "1000", LoginUID: "1001", SudoUser: "carol", Host: "desk\u009b7", Terminal: "/dev/pts/3",
				SSHClient: "10.0.0.1 5", SSHKey: "SHA256:x"},
			Reason: "GDPR-2211", Confirmed: noon,
		},
		Outcome: Outcome{Kind: Refused, Cause: CauseAnswered, Answered: noon.Add(time.Second),
			Attempt: Attempt{HTTPStatus: 200, Code: new(-50), Message: "not\x1b[31m found\u202e", Duration: 34 * time.Millisecond}},
	}
	want := `{"number":12,"id":"01935b2e-0000-7000-8000-000000000000","outcome":"refused","cause":"answered",` +
		`"summary":"Nothing was deleted: no such call was found.","code":-50,"message":"not\\x1b[31m found\\u202e",` +
		`"http_status":200,"identifier_type":"extension","identifier":"8856","status":"last","server":"production",` +
		`"endpoint":"https://verba.example.com/verba/api","method":"POST","response_type":"XML","operator":"alice",` +
		`"login":"al","uid":"1000","login_uid":"1001","sudo_user":"carol","host":"desk\\u009b7","terminal":"/dev/pts/3",` +
		`"ssh_client":"10.0.0.1 5","ssh_key":"SHA256:x","reason":"GDPR-2211",` +
		`"confirmed_at":"2026-11-23T11:00:00.000Z","answered_at":"2026-11-23T11:00:01.000Z","duration_ms":34,"attempts":1,"pinned":false,"call_id":""}`
	got, err := json.Marshal(record)
	if err != nil || string(got) != want {
		t.Errorf("error %v\ngot  %s\nwant %s", err, got, want)
	}
}

func TestWhatIsNotThereIsNullInJSON(t *testing.T) {
	got, err := json.Marshal(Record{Outcome: Outcome{Kind: Pending}})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"code":null`, `"http_status":null`, `"answered_at":null`, `"duration_ms":null`} {
		if !strings.Contains(string(got), part) {
			t.Errorf("%s is missing in %s", part, got)
		}
	}
}

func TestTheJSONOfASettlementSaysWhoItWas(t *testing.T) {
	got, err := json.Marshal(Record{Outcome: Outcome{Kind: Unknown}, Settlement: &Settlement{Finding: FoundDeleted, Note: "looked",
		Operator: Operator{Name: "bob", Login: "b", UID: "1002", Host: "desk-2", Terminal: "/dev/pts/9"}, Settled: noon}})
	want := `"settlement":{"finding":"deleted","note":"looked","operator":"bob","login":"b","uid":"1002","sudo_user":"","host":"desk-2",` +
		`"terminal":"/dev/pts/9","ssh_client":"","settled_at":"2026-11-23T11:00:00.000Z"}`
	if err != nil || !strings.Contains(string(got), want) {
		t.Errorf("error %v\ngot  %s\nwant %s", err, got, want)
	}
}
