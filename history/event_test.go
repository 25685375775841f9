package history_test

import (
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
)

var moment = time.Date(2026, 11, 24, 9, 41, 3, 123456000, time.FixedZone("", 3600))

func code(n int) *int { return &n }

func exampleIntent() deletion.Intent {
	return deletion.Intent{
		Number: 7, ID: "01935e5a-7c1e-7000-8000-000000000007", IdentifierType: deletion.Extension, Identifier: "8856", Status: deletion.Last,
		Server: "production", Endpoint: "https://verba.example.com/verba/api", Method: deletion.POST, ResponseType: deletion.XML,
		KeyFingerprint: "00112233", Operator: deletion.Operator{Name: "alice", Login: "al", UID: "1000", Host: "desk"},
		Reason: `GDPR <2211> & "more"`, Version: "1.0", Confirmed: moment, Deadline: moment.Add(2 * time.Minute),
	}
}

func exampleOutcome() deletion.Outcome {
	return deletion.Outcome{
		Kind: deletion.Refused, Cause: deletion.CauseAnswered, Detail: "The server refused.", Answered: moment.Add(time.Second),
		Earlier: []deletion.Attempt{{Started: moment, Duration: time.Millisecond, HTTPStatus: 200, Code: code(-43), Message: "expired",
			Answer: deletion.Answer{ContentType: "text/xml", Body: []byte("<a/>"), Length: 4, SHA256: "aa", Text: "<a/>"}}},
		Attempt: deletion.Attempt{Started: moment, Duration: 1500 * time.Microsecond, HTTPStatus: 200, Code: code(-50), Message: "not found\u2028here",
			Answer: deletion.Answer{ContentType: "text/xml", Body: []byte{0xff, 0, 1}, Length: 3, SHA256: "bb", Text: "�"}},
	}
}

func TestAnEventComesBackAsItWasWritten(t *testing.T) {
	settlement := deletion.Settlement{Finding: deletion.FoundDeleted, Note: "looked", Operator: deletion.Operator{Name: "bob"}, Settled: moment}
	for _, event := range []history.Event{
		history.NewIntent(exampleIntent(), history.Owner{Instance: "i", Machine: "m", PID: 12}),
		history.NewOutcome(7, exampleIntent().ID, exampleOutcome()),
		history.NewInterruption(7, exampleIntent().ID, moment),
		history.NewSettlement(7, exampleIntent().ID, settlement),
		history.NewExport("x", history.Export{Format: "csv", Query: "8856", Count: 3, To: "/tmp/x", Operator: deletion.Operator{Name: "bob"}, At: moment}),
	} {
		data, answers, err := event.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := history.Decode(data, answers)
		if err != nil {
			t.Fatal(err)
		}
		if same, _, _ := again.Encode(); string(same) != string(data) {
			t.Errorf("encoded again it is\n%s, was\n%s", same, data)
		}
		if event.Kind == history.InterruptionKind {
			continue // it has no attempt, and gets an empty one
		}
		if got, want := stripZone(again), stripZone(event); got != want {
			t.Errorf("%s came back as\n%+v, was\n%+v", event.Kind, got, want)
		}
	}
}

// stripZone takes the zone's pointer out of the comparison: equal offsets are equal.
func stripZone(event history.Event) string {
	data, answers, _ := event.Encode()
	return string(data) + string(answers)
}

// The canonical bytes are what hashes and signatures will stand on: a change of
// this test's text is a new version of the format.
func TestTheCanonicalBytesOfAnIntent(t *testing.T) {
	data, _, err := history.NewIntent(exampleIntent(), history.Owner{Instance: "i", Machine: "m", PID: 12}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"v":1,"kind":"intent","number":7,"id":"01935e5a-7c1e-7000-8000-000000000007","intent":{` +
		`"identifier_type":"extension","identifier":"8856","status":"last","server":"production",` +
		`"endpoint":"https://verba.example.com/verba/api","method":"POST","response_type":"XML","key_fingerprint":"00112233",` +
		`"operator":{"name":"alice","login":"al","uid":"1000","host":"desk"},"reason":"GDPR <2211> & \"more\"","program":"1.0",` +
		`"confirmed":"2026-11-24T09:41:03.123456+01:00","deadline":"2026-11-24T09:43:03.123456+01:00",` +
		`"owner":{"instance":"i","machine":"m","pid":12}}}`
	if string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
}

func TestAMomentSurvivesAnOffsetWithSeconds(t *testing.T) {
	intent := exampleIntent()
	intent.Confirmed = moment.In(time.FixedZone("", 4580)) // as local times before 1900 have them
	data, _, err := history.NewIntent(intent, history.Owner{}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	if event, err := history.Decode(data, nil); err != nil || !event.Intent.Confirmed.Equal(moment) {
		t.Errorf("%v, %v", event.Intent.Confirmed, err)
	}
}

func TestAnAnswerThatWasExchangedIsNoticed(t *testing.T) {
	data, answers, err := history.NewOutcome(7, "x", exampleOutcome()).Encode()
	if err != nil {
		t.Fatal(err)
	}
	answers[0] ^= 1
	if _, err := history.Decode(data, answers); err == nil {
		t.Error("another answer is taken for the recorded one")
	}
}

func TestAnEventOfANewerVersionIsNotMisread(t *testing.T) {
	if _, err := history.Decode([]byte(`{"v":2,"kind":"outcome","number":1,"id":"x"}`), nil); err == nil {
		t.Error("an event of version 2 is read")
	}
}

func TestAKindThatIsNotKnownIsKept(t *testing.T) {
	event, err := history.Decode([]byte(`{"v":1,"kind":"lookup","number":7,"id":"x","lookup":{"found":1}}`), nil)
	if err != nil || event.Kind != "lookup" || event.Number != 7 {
		t.Errorf("%+v, %v", event, err)
	}
}

func TestAnOutcomeThatArrivedAfterAllWinsOverTheInterruption(t *testing.T) {
	intent := history.NewIntent(exampleIntent(), history.Owner{})
	interruption := history.NewInterruption(7, "x", moment)
	outcome := history.NewOutcome(7, "x", exampleOutcome())
	for name, events := range map[string][]history.Event{
		"after it": {intent, interruption, outcome}, "before it": {intent, outcome, interruption},
	} {
		var record deletion.Record
		for _, event := range events {
			history.Apply(&record, event)
		}
		if record.Outcome.Kind != deletion.Refused {
			t.Errorf("%s: %s", name, record.Outcome.Kind)
		}
	}
}

func TestOnlyWhatTheProgramWritesFollows(t *testing.T) {
	unknown := exampleOutcome()
	unknown.Kind, unknown.Cause = deletion.Unknown, deletion.CauseTime
	intent, interruption := history.NewIntent(exampleIntent(), history.Owner{}), history.NewInterruption(7, "x", moment)
	refused, timeout := history.NewOutcome(7, "x", exampleOutcome()), history.NewOutcome(7, "x", unknown)
	settlement := history.NewSettlement(7, "x", deletion.Settlement{})
	for name, test := range map[string]struct {
		events []history.Event
		last   bool // follows the others
	}{
		"an intent":                     {[]history.Event{intent}, true},
		"a second intent":               {[]history.Event{intent, intent}, false},
		"an outcome without an intent":  {[]history.Event{refused}, false},
		"an outcome":                    {[]history.Event{intent, refused}, true},
		"a second outcome":              {[]history.Event{intent, refused, refused}, false},
		"one after a timeout":           {[]history.Event{intent, timeout, refused}, false},
		"one that arrived after all":    {[]history.Event{intent, interruption, refused}, true},
		"one that arrived once settled": {[]history.Event{intent, interruption, settlement, refused}, true},
		"a settlement":                  {[]history.Event{intent, timeout, settlement}, true},
		"a second settlement":           {[]history.Event{intent, timeout, settlement, settlement}, false},
		"a settlement of a refusal":     {[]history.Event{intent, refused, settlement}, false},
	} {
		var record deletion.Record
		follows := true
		for i, event := range test.events {
			follows = history.Follows(record, event)
			if i < len(test.events)-1 && !follows {
				t.Errorf("%s: event %d does not follow", name, i)
			}
			history.Apply(&record, event)
		}
		if follows != test.last {
			t.Errorf("%s follows: %v", name, follows)
		}
	}
}

func FuzzDecode(f *testing.F) {
	data, answers, _ := history.NewOutcome(7, "x", exampleOutcome()).Encode()
	f.Add(data, answers)
	f.Add([]byte(`{"v":1,"kind":"intent","intent":{}}`), []byte(nil))
	f.Fuzz(func(t *testing.T, data, answers []byte) {
		event, err := history.Decode(data, answers)
		if err != nil {
			return
		}
		var record deletion.Record
		history.Apply(&record, event)
		if event.Outcome == nil && strings.Contains(string(record.Outcome.Kind), "accepted") {
			t.Error("an acceptance out of nothing")
		}
	})
}
