package history_test

import (
	"errors"
	"strings"
	"testing"

	"deletecall/history"
)

// What one program reads in an event, another one must not read otherwise: whoever has the key
// could have one event signed and show two.
func TestAnEventSaysOneThingToEveryReader(t *testing.T) {
	data, private, err := history.NewIntent(exampleIntent(), history.Owner{}).EncodeWith(salts())
	if err != nil {
		t.Fatal(err)
	}
	event := string(data)
	member := event[strings.Index(event, `"private"`) : strings.Index(event, `,"intent"`)+1]
	value := strings.TrimSuffix(member[len(`"private":`):], ",")
	for name, changed := range map[string]string{
		"a number twice":                  strings.Replace(event, `"number":7`, `"number":7,"number":8`, 1),
		"a number in capitals":            strings.Replace(event, `"number":7`, `"number":7,"Number":8`, 1),
		"a number in capitals only":       strings.Replace(event, `"number":7`, `"Number":7`, 1),
		"another letter of the same case": strings.Replace(event, `"kind":`, `"\u212aind":"x","kind":`, 1),
		"a server twice":                  strings.Replace(event, `"server":`, `"server":"other","server":`, 1),
		"the digest elsewhere":            strings.Replace(strings.Replace(event, member, "", 1), `"intent":{`, `"intent":{"private":`+value+`,`, 1),
		"the digest there and elsewhere":  strings.TrimSuffix(strings.Replace(strings.Replace(event, member, "", 1), `"intent":{`, `"intent":{"private":`+value+`,`, 1), "}") + `,"private":"AAAA"}`,
	} {
		if changed == event {
			t.Errorf("%s: nothing is changed", name)
		}
		if read, err := history.Decode([]byte(changed), private); err == nil {
			t.Errorf("%s is read: %+v", name, read)
		}
	}
	for name, changed := range map[string]string{
		"the digest with a blank":  strings.Replace(event, `"private":`, `"private": `, 1),
		"the digest with escapes":  strings.Replace(event, `"private"`, `"priv\u0061te"`, 1),
		"the digest in capitals":   strings.Replace(event, `"private"`, `"Private"`, 1),
		"the digest after its end": strings.Replace(event, `"id":"`, `"id":"`+strings.Repeat("x", 600), 1),
	} {
		if read, err := history.Decode([]byte(changed), history.Private{}); err == nil {
			t.Errorf("%s is read as an event without private fields: %+v", name, read)
		}
	}
	for name, same := range map[string]string{
		"a blank":                strings.Replace(event, `"kind":`, ` "kind":`, 1),
		"a member nobody knows":  strings.Replace(event, `"intent":`, `"later":{"a":[{"b":1},{"b":2}],"c":"a","a2":"Number"},"intent":`, 1),
		"an escape in its texts": strings.Replace(event, `"method":"P`, `"method":"\u0050`, 1),
	} {
		if _, err := history.Decode([]byte(same), private); same == event || err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAPrivateFieldIsThereOnce(t *testing.T) {
	for _, event := range []history.Event{
		history.NewIntent(exampleIntent(), history.Owner{}),
		history.NewOutcome(7, "x", exampleOutcome()),
	} {
		data, private, err := event.EncodeWith(salts())
		if err != nil {
			t.Fatal(err)
		}
		fields, err := private.Disclosures()
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range fields {
			twice := append(fields[:len(fields):len(fields)], history.Disclosure{Name: field.Name, Digest: [32]byte{1}})
			changed := strings.Replace(string(data), history.Commitment(fields), history.Commitment(twice), 1)
			packed, err := history.Pack(twice)
			if err != nil {
				t.Fatal(err)
			}
			var refused *history.PrivateError
			if _, err := history.Decode([]byte(changed), packed); !errors.As(err, &refused) || refused.Fault != history.PrivateTwice {
				t.Errorf("%s twice: %v", field.Name, err)
			}
		}
	}
}
