package onrecord_test

import (
	"slices"
	"testing"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/onrecord"
	"deletecall/ui/widget"
)

// What the footer leaves out is answered with a reason, and what it offers is asked.
func TestAKeyThatWouldDoNothingIsLeftOutAndSaysWhy(t *testing.T) {
	accepted := deletion.Record{Outcome: deletion.Outcome{Kind: deletion.Accepted, Attempt: deletion.Attempt{Answer: deletion.Answer{Body: []byte("<ok/>")}}}}
	unknown := deletion.Record{Outcome: deletion.Outcome{Kind: deletion.Unknown}}
	refused := deletion.Record{Outcome: deletion.Outcome{Kind: deletion.Refused}}
	expired := refused
	expired.Missing = deletion.DataSet(deletion.AnswerData)
	for _, c := range []struct {
		name   string
		record deletion.Record
		offers []keymap.Action
		raw    string // what the key for the answer says; empty where it is shown
	}{
		{"accepted", accepted, []keymap.Action{keymap.RecordRaw, keymap.RecordLookUp, keymap.RecordCertify}, ""},
		{"unknown", unknown, []keymap.Action{keymap.RecordSettle, keymap.RecordLookUp}, "There is no answer to show."},
		{"refused", refused, nil, "There is no answer to show."},
		{"expired", expired, nil, "The answer of this record was removed on purpose."},
	} {
		useless := onrecord.Useless(c.record, c.record.Outcome.MayCheck())
		for _, action := range []keymap.Action{keymap.RecordRaw, keymap.RecordSettle, keymap.RecordLookUp, keymap.RecordCertify} {
			if slices.Contains(useless, action) == slices.Contains(c.offers, action) {
				t.Errorf("%s: %s is useless: %t", c.name, action, slices.Contains(useless, action))
			}
			// A certificate that can't be issued says at length why.
			if _, isNotice := onrecord.For(action, c.record).(widget.Notice); action != keymap.RecordCertify && isNotice != slices.Contains(useless, action) {
				t.Errorf("%s: %s asks for %#v", c.name, action, onrecord.For(action, c.record))
			}
		}
		if said, _ := onrecord.For(keymap.RecordRaw, c.record).(widget.Notice); string(said) != c.raw {
			t.Errorf("%s: %q", c.name, said)
		}
	}
}
