package storetest

import (
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/lookup"
)

// testExpiryOfParts has a query that names a part of what expired go with it, and every other one stay.
func testExpiryOfParts(t *testing.T, s Store) {
	gone := []history.Act{
		{What: "csv", Query: "0000feed"}, {What: "csv", Query: "-id:0000FEED outcome:accepted"}, {What: "xlsx", Query: `id:=4711,"0000fee"`}, {What: "csv", Query: "ticket:feed"},
		{What: "csv", Query: "reason:Quagmire1"}, {What: "csv", Query: "quag"}, {What: "csv", Query: "party:Lovelace"}, {What: "csv", Query: "06301234"}, {What: "csv", Query: "123456"},
		{What: "csv", Query: "on:2026", To: "/home/bob/daf0000feed.csv"},
	}
	stay := []history.Act{
		{What: "csv", Query: "fee"}, {What: "csv", Query: "outcome:refused since:7d -operator:alice"}, {What: "csv", Query: "server:refused"}, {What: "csv", Query: "0000feee 12345600"},
		{What: history.CertificateAct, Query: "record 17"}, {What: history.RestoreAct, Query: "from /backup", To: "/home/bob/2026/0000.db"},
		{What: history.ArchiveAct, Query: "before 2026-01-01T00:00:00Z"},
	}
	h := open(t, s)
	intent := pinnedTo("57c42daf0000feed", "AA")
	intent.Reason, intent.Shown.From = "refused; from a record of QUAGMIRE1, as before", lookup.Party{Number: "+36 30 123 4567", Name: "Ada Lovelace"}
	recorded, err := h.RecordIntent(t.Context(), intent, deletion.Guards{})
	must(t, err)
	must(t, h.RecordOutcome(t.Context(), recorded, outcome(deletion.Accepted)))
	for _, act := range append(gone, stay...) {
		act.Operator, act.At = deletion.Operator{Name: "alice"}, begin
		must(t, h.RecordAct(t.Context(), act))
	}
	expired, err := h.Expire(t.Context(), expiryOf(deletion.AllData(), 1), quietly)
	if must(t, err); expired.Acts != int64(len(gone)) {
		t.Errorf("it did %+v", expired)
	}
	log, err := h.Log(t.Context())
	must(t, err)
	for i, act := range append(gone, stay...) {
		if left := log[i].Query == act.Query && log[i].To == act.To; left != (i >= len(gone)) {
			t.Errorf("of %q to %q the log has %q to %q", act.Query, act.To, log[i].Query, log[i].To)
		}
	}
}
