package history

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
)

// spelled are events as they are written, one of each kind.
func spelled(t testing.TB) []string {
	t.Helper()
	moment := time.Date(2026, 11, 24, 9, 41, 3, 123456000, time.FixedZone("", 3600))
	code := -43
	person := deletion.Operator{Name: "dávid"}
	for _, field := range deletion.OperatorFields() {
		*field.Of(&person) = "of " + field.Name
	}
	attempt := deletion.Attempt{Started: moment, Duration: time.Second, HTTPStatus: 200, Code: &code, Message: "expired",
		Answer: deletion.Answer{ContentType: "text/xml", Body: []byte("<a/>"), Length: 4, SHA256: "aa", Text: "<a/>"}}
	var all []string
	for _, event := range []Event{
		NewIntent(deletion.Intent{Number: 7, ID: "x", IdentifierType: deletion.Extension, Identifier: "8856", Status: deletion.Last,
			Server: "production", Endpoint: "https://verba.example.com/verba/api", Method: deletion.POST, ResponseType: deletion.XML,
			KeyFingerprint: "00", Operator: person, Reason: "GDPR <2211> & more", Again: 5, Version: "1.0", Confirmed: moment, Deadline: moment,
		}, Owner{Instance: "i", Machine: "m", PID: 12}),
		NewIntent(deletion.Intent{Number: 8, ID: "y"}, Owner{}),
		NewOutcome(7, "x", deletion.Outcome{Kind: deletion.Refused, Cause: deletion.CauseAnswered, Detail: "refused", Answered: moment,
			Earlier: []deletion.Attempt{attempt, {}}, Attempt: attempt}),
		NewInterruption(7, "x", moment),
		NewSettlement(7, "x", deletion.Settlement{Finding: deletion.FoundDeleted, Note: "looked", Operator: person, Settled: moment}),
		NewAct("x", Act{What: "csv", Server: "production", Detail: "d", Query: "8856", Reason: "r", Count: 3, To: "/tmp/x", Operator: person, At: moment}),
		NewHold("x", deletion.Hold{Number: 1, IdentifierType: deletion.Extension, Identifier: "8856", Reason: "r", Owner: "o", Tag: "t", Operator: person, Added: moment}),
		NewRelease("x", 1, deletion.Release{Reason: "r", Operator: person, Released: moment}),
	} {
		data, _, err := event.Encode()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(data))
	}
	return all
}

func TestWhatIsSpelledAsWrittenIsReadWithoutEncodingJSON(t *testing.T) {
	for _, event := range spelled(t) {
		if _, ok := parseForm(event); !ok {
			t.Errorf("not read: %s", event)
		}
	}
}

func TestAnotherSpellingIsLeftToEncodingJSON(t *testing.T) {
	for name, event := range map[string]string{
		"a blank":                  `{"v":2, "kind":"intent","number":1,"id":"x"}`,
		"another order":            `{"kind":"intent","v":2,"number":1,"id":"x"}`,
		"a member twice":           `{"v":2,"v":2,"kind":"intent","number":1,"id":"x"}`,
		"another letter case":      `{"V":1,"kind":"intent","number":1,"id":"x"}`,
		"an escape":                `{"v":2,"kind":"intent","number":1,"id":"\u0078"}`,
		"a raw control character":  "{\"v\":1,\"kind\":\"intent\",\"number\":1,\"id\":\"x\ty\"}",
		"no UTF-8":                 "{\"v\":1,\"kind\":\"intent\",\"number\":1,\"id\":\"\xff\"}",
		"null":                     `{"v":2,"kind":"intent","number":1,"id":"x","intent":null}`,
		"a leading zero":           `{"v":2,"kind":"intent","number":01,"id":"x"}`,
		"minus zero":               `{"v":2,"kind":"intent","number":-0,"id":"x"}`,
		"a fraction":               `{"v":2,"kind":"intent","number":1.0,"id":"x"}`,
		"an exponent":              `{"v":2,"kind":"intent","number":1e1,"id":"x"}`,
		"a number with no digit":   `{"v":2,"kind":"intent","number":-,"id":"x"}`,
		"a number that can't be":   `{"v":2,"kind":"intent","number":99999999999999999999,"id":"x"}`,
		"a text for a number":      `{"v":2,"kind":"intent","number":"1","id":"x"}`,
		"a member nobody knows":    `{"v":2,"kind":"lookup","number":1,"id":"x","lookup":{}}`,
		"something after the end":  `{"v":2,"kind":"intent","number":1,"id":"x"}{}`,
		"a line feed at the end":   "{\"v\":1,\"kind\":\"intent\",\"number\":1,\"id\":\"x\"}\n",
		"no end":                   `{"v":2,"kind":"intent","number":1,"id":"x"`,
		"no end of a text":         `{"v":2,"kind":"intent","number":1,"id":"x`,
		"a comma before the first": `{,"v":2,"kind":"intent","number":1,"id":"x"}`,
		"a comma after the last":   `{"v":2,"kind":"intent","number":1,"id":"x",}`,
		"no comma":                 `{"v":2"kind":"intent","number":1,"id":"x"}`,
		"no attempt in the list":   `{"v":2,"kind":"outcome","number":1,"id":"x","outcome":{"kind":"k","cause":"c","answered":"","attempts":[]}}`,
		"nothing":                  ``,
	} {
		if form, ok := parseForm(event); ok {
			t.Errorf("%s: read as %+v", name, form)
		}
	}
}

func TestAControlCharacterIsFoundAnywhere(t *testing.T) {
	for c := range 256 {
		for _, around := range []byte{' ', 'a', 0x7f, 0x80, 0xff} {
			for at := range 19 {
				data := bytes.Repeat([]byte{around}, 19)
				data[at] = byte(c)
				if found := hasControl(string(data)); found != (c < ' ') {
					t.Fatalf("% x: %v", data, found)
				}
			}
		}
	}
}

// FuzzSpelling holds the quick reader against encoding/json: what the one reads,
// the other one reads, and as the same.
func FuzzSpelling(f *testing.F) {
	for _, event := range spelled(f) {
		f.Add([]byte(event))
		f.Add([]byte(strings.Replace(event, `"number":7`, `"number":-7`, 1)))
		f.Add([]byte(strings.Replace(event, `"id":"x",`, ``, 1)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		quick, ok := parseForm(string(data))
		if !ok {
			return
		}
		var reference eventForm
		if err := json.Unmarshal(data, &reference); err != nil {
			t.Fatalf("read as %+v; encoding/json: %v", quick, err)
		}
		if !reflect.DeepEqual(quick, reference) {
			t.Errorf("read as\n%+v, by encoding/json as\n%+v", quick, reference)
		}
	})
}

// BenchmarkDecode reads an intent and its outcome, and holds it against encoding/json.
func BenchmarkDecode(b *testing.B) {
	events := spelled(b)
	for _, which := range []int{0, 2} {
		data := []byte(events[which])
		name := []string{0: "intent", 2: "outcome"}[which]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Decode(data, Private{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+" by encoding/json", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var form eventForm
				if err := json.Unmarshal(data, &form); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
