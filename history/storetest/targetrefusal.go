package storetest

import (
	"bytes"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
)

// refusalOf is one of extension 8801.
func refusalOf(t *testing.T) deletion.TargetRefusal {
	t.Helper()
	selector, err := deletion.NewSelector(deletion.Extension, "8801", "last")
	must(t, err)
	return deletion.TargetRefusal{
		Request:  deletion.Request{Server: deletion.Server{Name: "production"}, Selector: selector, Reason: "GDPR-2211"},
		Operator: deletion.Operator{Name: "bob", Login: "bob"}, At: begin, Ground: "record 1 is in progress",
	}
}

// testRefusal has what is personal in a refusal next to its event, so that it expires with
// the identifier.
func testRefusal(t *testing.T, s Store) {
	h := open(t, s)
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8801"), outcome(deletion.Accepted)))
	must(t, h.RecordTargetRefusal(t.Context(), refusalOf(t)))
	log, err := h.Log(t.Context())
	must(t, err)
	want := history.Act{What: history.RefusalAct, Server: "production", Query: "type:extension id:=8801", Reason: "GDPR-2211",
		Detail: "record 1 is in progress", Operator: deletion.Operator{Name: "bob", Login: "bob"}, At: begin}
	if len(log) != 1 || log[0].Query != want.Query || log[0].Reason != want.Reason || log[0].Server != want.Server ||
		log[0].Detail != want.Detail || log[0].Operator != want.Operator || !log[0].At.Equal(want.At) {
		t.Errorf("the log has %+v", log)
	}
	data, private, err := history.NewAct("an ID", want).Encode()
	if must(t, err); bytes.Contains(data, []byte("8801")) || bytes.Contains(data, []byte("GDPR")) || !bytes.Contains(private.Fields, []byte("GDPR")) {
		t.Errorf("what is personal is in the event: %s", data)
	}
	expired, err := h.Expire(t.Context(), expiryOf([]deletion.DataKind{deletion.IdentifierData}, 1), quietly)
	if must(t, err); expired.Acts != 1 {
		t.Errorf("an expiry did %+v", expired)
	}
	log, err = h.Log(t.Context())
	if must(t, err); log[0].Query != "" || log[0].Server != "production" {
		t.Errorf("an expiry left %+v", log[0])
	}
	if findings, err := Findings(t.Context(), h); err != nil || len(findings) > 0 {
		t.Errorf("found %q, %v", findings, err)
	}
}
