package history_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/lookup"
)

var moment = time.Date(2026, 11, 24, 9, 41, 3, 123456000, time.FixedZone("", 3600))

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
		Earlier: []deletion.Attempt{{Started: moment, Duration: time.Millisecond, HTTPStatus: 200, Code: new(-43), Message: "expired",
			Answer: deletion.Answer{ContentType: "text/xml", Body: []byte("<a/>"), Length: 4, SHA256: "aa", Text: "<a/>"}}},
		Attempt: deletion.Attempt{Started: moment, Duration: 1500 * time.Microsecond, HTTPStatus: 200, Code: new(-50), Message: "not found\u2028here",
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
		history.NewIntent(pinnedIntent(), history.Owner{}),
		history.NewAfter(7, exampleIntent().ID, deletion.After{Finding: deletion.NotChecked, Reason: lookup.ReasonTime, Detail: "late", Copies: "b c",
			Checked: moment, Operator: deletion.Operator{Name: "bob", Host: "desk"}}),
		history.NewAct("x", history.Act{What: "csv", Server: "production", Detail: "d", Query: "8856", Reason: "r", Count: 3, To: "/tmp/x", Operator: deletion.Operator{Name: "bob"}, At: moment}),
	} {
		data, private, err := event.EncodeWith(salts())
		if err != nil {
			t.Fatal(err)
		}
		again, err := history.Decode(data, private)
		if err != nil {
			t.Fatal(err)
		}
		if same, beside, _ := again.EncodeWith(salts()); string(same) != string(data) || !reflect.DeepEqual(beside, private) {
			t.Errorf("encoded again it is\n%s %q, was\n%s %q", same, beside, data, private)
		}
		if event.Kind == history.InterruptionKind {
			continue // it has no attempt, and gets an empty one
		}
		if got, want := stripZone(again), stripZone(event); got != want {
			t.Errorf("%s came back as\n%+v, was\n%+v", event.Kind, got, want)
		}
	}
}

// pinnedIntent has everything that a look-up can show.
func pinnedIntent() deletion.Intent {
	intent := exampleIntent()
	intent.Pinned = true
	intent.Shown = deletion.Shown{
		Verdict: lookup.Found, Reason: lookup.ReasonUnreadable, At: moment, CallID: "a8343631", OtherIDs: deletion.OtherIDs{NativeID: "n7", PlatformCallID: "p7", MeetingID: "m7"},
		From: lookup.Party{Number: "8856", Name: "Ada"}, To: lookup.Party{Number: "4001", Name: "Bo"}, RecordedParty: "8856",
		Begin: moment, End: moment.Add(time.Minute), Length: time.Minute, ZoneBasis: lookup.ZoneAssumed, State: lookup.Finished,
		Direction: "0", Recorder: "r1", DoNotDelete: true, Marks: "do not delete", Legs: "4001\n4002",
	}
	return intent
}

// A field that is forgotten in the encoding would be zero.
func TestEverythingThatWasShownComesBack(t *testing.T) {
	data, private, err := history.NewIntent(pinnedIntent(), history.Owner{}).EncodeWith(salts())
	if err != nil {
		t.Fatal(err)
	}
	event, err := history.Decode(data, private)
	if err != nil {
		t.Fatal(err)
	}
	got, want := reflect.ValueOf(event.Intent.Shown), reflect.ValueOf(pinnedIntent().Shown)
	for i := range want.NumField() {
		name := want.Type().Field(i).Name
		if want.Field(i).IsZero() {
			t.Errorf("this test has no %s", name)
		}
		a, isTime := got.Field(i).Interface().(time.Time)
		if isTime && !a.Equal(want.Field(i).Interface().(time.Time)) || !isTime && !got.Field(i).Equal(want.Field(i)) {
			t.Errorf("%s became %v", name, got.Field(i))
		}
	}
	for _, personal := range []string{"8856", "Ada", "4001", "Bo", "a8343631", "n7", "p7", "m7"} {
		if strings.Contains(string(data), personal) {
			t.Errorf("%s is in the event itself: %s", personal, data)
		}
	}
}

// stripZone takes the zone's pointer out of the comparison: equal offsets are equal.
func stripZone(event history.Event) string {
	data, private, _ := event.EncodeWith(salts())
	return string(data) + string(private.Fields) + string(private.Answers)
}

// salts are always the same.
func salts() io.Reader { return rand.NewChaCha8([32]byte{}) }

// The canonical bytes are what hashes and signatures will rest on: a change of
// this test's text is a new version of the format.
func TestTheCanonicalBytesOfAnIntent(t *testing.T) {
	data, private, err := history.NewIntent(exampleIntent(), history.Owner{Instance: "i", Machine: "m", PID: 12}).EncodeWith(salts())
	if err != nil {
		t.Fatal(err)
	}
	disclosed, err := private.Disclosures()
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"v":2,"kind":"intent","number":7,"id":"01935e5a-7c1e-7000-8000-000000000007","private":"%s","intent":{` +
		`"identifier_type":"extension","status":"last","server":"production",` +
		`"endpoint":"https://verba.example.com/verba/api","method":"POST","response_type":"XML","key_fingerprint":"00112233",` +
		`"program":"1.0","confirmed":"2026-11-24T09:41:03.123456+01:00","deadline":"2026-11-24T09:43:03.123456+01:00"}}`
	if got := string(data); got != fmt.Sprintf(want, commitment(disclosed)) {
		t.Errorf("got  %s\nwant %s", got, fmt.Sprintf(want, commitment(disclosed)))
	}
	var fields []string
	for _, field := range disclosed {
		fields = append(fields, field.Name+"="+string(field.Value))
	}
	if got := strings.Join(fields, " "); got != `identifier=8856 reason=GDPR <2211> & "more" operator=alice login=al uid=1000 host=desk process=12 m i` {
		t.Errorf("the private fields are %s", got)
	}
}

// commitment is that of docs/proof-formats.md, computed from what is disclosed.
func commitment(fields []history.Disclosure) string {
	var all []byte
	for _, field := range fields {
		digest := sha256.Sum256(append(bytes.Clone(field.Salt), field.Value...))
		all = append(append(append(all, field.Name...), 0), digest[:]...)
	}
	hash := sha256.Sum256(all)
	return base64.StdEncoding.EncodeToString(hash[:])
}

func TestAMomentSurvivesAnOffsetWithSeconds(t *testing.T) {
	intent := exampleIntent()
	intent.Confirmed = moment.In(time.FixedZone("", 4580)) // as local times before 1900 have them
	data, private, err := history.NewIntent(intent, history.Owner{}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	if event, err := history.Decode(data, private); err != nil || !event.Intent.Confirmed.Equal(moment) {
		t.Errorf("%v, %v", event.Intent.Confirmed, err)
	}
}

// Every byte of an event's private data counts, and nothing can be added to it.
func TestWhatStandsBesideAnEventCantBeExchanged(t *testing.T) {
	for _, event := range []history.Event{
		history.NewIntent(exampleIntent(), history.Owner{Instance: "i", Machine: "m", PID: 12}),
		history.NewOutcome(7, "x", exampleOutcome()),
	} {
		data, private, err := event.Encode()
		if err != nil {
			t.Fatal(err)
		}
		for i := range private.Fields {
			changed := history.Private{Fields: bytes.Clone(private.Fields), Answers: private.Answers}
			changed.Fields[i] ^= 1
			if _, err := history.Decode(data, changed); err == nil {
				t.Errorf("byte %d of the fields of an %s is changed unnoticed", i, event.Kind)
			}
		}
		for i := range private.Answers {
			changed := history.Private{Fields: private.Fields, Answers: bytes.Clone(private.Answers)}
			changed.Answers[i] ^= 1
			if _, err := history.Decode(data, changed); err == nil {
				t.Errorf("byte %d of the answers is changed unnoticed", i)
			}
		}
		for name, changed := range map[string]history.Private{
			"without its fields":       {Answers: private.Answers},
			"with fields twice":        {Fields: append(bytes.Clone(private.Fields), private.Fields...), Answers: private.Answers},
			"with the last one gone":   {Fields: private.Fields[:len(private.Fields)-34], Answers: private.Answers},
			"with another one's field": {Fields: append(bytes.Clone(private.Fields), private.Fields[:40]...), Answers: private.Answers},
		} {
			if _, err := history.Decode(data, changed); err == nil {
				t.Errorf("an %s %s is read", event.Kind, name)
			}
		}
	}
}

// Where a byte is exchanged, nothing can pass for what was recorded, or for nothing removed.
func TestNoByteOfWhatStandsBesideAnEventCanBeExchanged(t *testing.T) {
	person := deletion.Operator{Name: "bob", Login: "bob", Host: "desk"}
	for _, event := range []history.Event{
		history.NewIntent(exampleIntent(), history.Owner{Instance: "i", Machine: "m", PID: 12}),
		history.NewOutcome(7, exampleIntent().ID, exampleOutcome()),
		history.NewSettlement(7, exampleIntent().ID, deletion.Settlement{Finding: deletion.FoundDeleted, Note: "looked", Operator: person, Settled: moment}),
		history.NewAct("x", history.Act{What: history.RefusalAct, Server: "production", Query: "8856", Reason: "r", To: "/tmp/x", Operator: person, At: moment}),
	} {
		data, private, err := event.EncodeWith(salts())
		if err != nil {
			t.Fatal(err)
		}
		for name, part := range map[string][]byte{"fields": private.Fields, "answers": private.Answers} {
			for i := range part {
				for _, flip := range []byte{0x01, 0x80, 0xff} {
					part[i] ^= flip
					fault, removed := history.CheckPrivate(data, private, true)
					if fault == "" && removed == 0 {
						t.Errorf("%s: byte %d of its %s was flipped by %#x, and nothing is said", event.Kind, i, name, flip)
					}
					part[i] ^= flip
				}
			}
			if len(part) == 0 {
				continue
			}
			cut := private
			if name == "fields" {
				cut.Fields = part[:len(part)-1]
			} else {
				cut.Answers = part[:len(part)-1]
			}
			if fault, _ := history.CheckPrivate(data, cut, true); fault == "" {
				t.Errorf("%s: its %s were cut by a byte, and nothing is said", event.Kind, name)
			}
		}
	}
}

func TestOfARemovedFieldTheDigestIsLeft(t *testing.T) {
	data, private, err := history.NewOutcome(7, "x", exampleOutcome()).Encode()
	if err != nil {
		t.Fatal(err)
	}
	left, removed, err := private.Without(func(d history.Disclosure) bool { return d.Kind() == deletion.AnswerData })
	if err != nil || removed != 7 || len(left.Answers) != 0 {
		t.Fatalf("%d fields, %v; the answers are %q", removed, err, left.Answers)
	}
	if bytes.Contains(left.Fields, []byte("not found")) || bytes.Contains(left.Fields, []byte("expired")) {
		t.Errorf("the message is still there: %q", left.Fields)
	}
	event, err := history.Decode(data, left)
	if err != nil || event.Outcome.Message != "" || event.Outcome.Kind != deletion.Refused || !event.Missing.Has(deletion.AnswerData) {
		t.Errorf("%+v, missing %s, %v", event.Outcome, event.Missing, err)
	}
	if fault, missing := history.CheckPrivate(data, left, true); fault != "" || missing.Kinds() != deletion.DataSet(deletion.AnswerData) {
		t.Errorf("%q, missing %q", fault, missing.Names())
	}
	packed, err := private.Disclosures()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := history.Pack(packed); err != nil || !reflect.DeepEqual(again, private) {
		t.Errorf("packed again it is %q, %v", again, err)
	}
}

// Equal texts must not show as equal.
func TestTwoEventsOfOneTextHaveDifferentDigests(t *testing.T) {
	one, _, err := history.NewIntent(exampleIntent(), history.Owner{}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	if other, _, err := history.NewIntent(exampleIntent(), history.Owner{}).Encode(); err != nil || bytes.Equal(one, other) {
		t.Errorf("%s, %v", other, err)
	}
}

func TestAnEventOfANewerVersionIsNotMisread(t *testing.T) {
	if _, err := history.Decode([]byte(`{"v":3,"kind":"outcome","number":1,"id":"x"}`), history.Private{}); err == nil {
		t.Error("an event of version 3 is read")
	}
}

func TestAKindThatIsNotKnownIsKept(t *testing.T) {
	event, err := history.Decode([]byte(`{"v":2,"kind":"lookup","number":7,"id":"x","lookup":{"found":1}}`), history.Private{})
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
	id, unknown := exampleIntent().ID, exampleOutcome()
	unknown.Kind, unknown.Cause = deletion.Unknown, deletion.CauseTime
	intent, interruption := history.NewIntent(exampleIntent(), history.Owner{}), history.NewInterruption(7, id, moment)
	refused, timeout := history.NewOutcome(7, id, exampleOutcome()), history.NewOutcome(7, id, unknown)
	settlement := history.NewSettlement(7, id, deletion.Settlement{})
	look := history.NewAfter(7, id, deletion.After{Finding: deletion.Gone})
	for name, test := range map[string]struct {
		events []history.Event
		last   bool // follows the others
	}{
		"an intent":                     {[]history.Event{intent}, true},
		"a second intent":               {[]history.Event{intent, intent}, false},
		"an outcome without an intent":  {[]history.Event{refused}, false},
		"an outcome":                    {[]history.Event{intent, refused}, true},
		"one of another deletion":       {[]history.Event{intent, history.NewOutcome(7, "x", unknown)}, false},
		"a second outcome":              {[]history.Event{intent, refused, refused}, false},
		"one after a timeout":           {[]history.Event{intent, timeout, refused}, false},
		"one that arrived after all":    {[]history.Event{intent, interruption, refused}, true},
		"one that arrived once settled": {[]history.Event{intent, interruption, settlement, refused}, true},
		"a settlement":                  {[]history.Event{intent, timeout, settlement}, true},
		"a second settlement":           {[]history.Event{intent, timeout, settlement, settlement}, false},
		"a look-up afterwards":          {[]history.Event{intent, timeout, look}, true},
		"another one, once settled":     {[]history.Event{intent, timeout, look, settlement, look}, true},
		"a look-up after a refusal":     {[]history.Event{intent, refused, look}, false},
		"a look-up before the outcome":  {[]history.Event{intent, look}, false},
		"a settlement of a refusal":     {[]history.Event{intent, refused, settlement}, false},
	} {
		var record deletion.Record
		follows := true
		for i, event := range test.events {
			follows = history.Follows(&record, event)
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
	data, private, _ := history.NewOutcome(7, "x", exampleOutcome()).EncodeWith(salts())
	f.Add(data, private.Fields, private.Answers)
	data, private, _ = history.NewIntent(exampleIntent(), history.Owner{PID: 1}).EncodeWith(salts())
	f.Add(data, private.Fields, private.Answers)
	f.Add([]byte(`{"v":2,"kind":"intent","intent":{}}`), []byte(nil), []byte(nil))
	f.Fuzz(func(t *testing.T, data, fields, answers []byte) {
		private := history.Private{Fields: fields, Answers: answers}
		event, err := history.Decode(data, private)
		if err != nil {
			return
		}
		var record deletion.Record
		history.Apply(&record, event)
		if event.Outcome == nil && strings.Contains(string(record.Outcome.Kind), "accepted") {
			t.Error("an acceptance out of nothing")
		}
		disclosed, err := private.Disclosures()
		if err != nil {
			t.Fatalf("it was read, but can't be disclosed: %v", err)
		}
		if again, err := history.Pack(disclosed); err != nil || !bytes.Equal(again.Fields, fields) {
			t.Errorf("packed again, %q is %q, %v", fields, again.Fields, err)
		}
	})
}
