package storetest

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

var expiries = map[string]func(*testing.T, Store){
	"what expired is gone, and all else is proved as before": testExpiry,
	"an identifier goes from all that quotes it":             testExpiryOfQuotations,
	"a value goes from the queries for a part of it":         testExpiryOfParts,
	"an expiry that was interrupted left no quotation":       testExpiryInterrupted,
	"a refusal expires with the identifier that it names":    testRefusal,
	"an expiry can be run again":                             testExpiryTwice,
	"what is open keeps everything":                          testExpiryOfOpen,
	"what is held keeps everything":                          testExpiryOfHeld,
	"a record that was forged keeps everything":              testExpiryOfForged,
	"an expiry is announced to others while it lasts":        testAnnounce,
	"what somebody else's expiry removed meanwhile fits":     testExpiryMeanwhile,
}

func quietly(int64, int64) {}

func expiryOf(kinds []deletion.DataKind, numbers ...int64) []store.Expiry {
	return []store.Expiry{{Records: numbers, Data: deletion.DataSet(kinds...),
		Act: history.Act{What: history.ExpiryAct, Operator: deletion.Operator{Name: "dora"}, At: begin}}}
}

// quoting is an outcome whose message, explanation and answer name the identifier.
func quoting(identifier string) deletion.Outcome {
	refused := outcome(deletion.Refused)
	refused.Detail, refused.Message = "The server answered.", "Call for extension "+identifier+" not found."
	refused.Answer = deletion.Answer{ContentType: "text/xml", Body: []byte("<m>" + identifier + "</m>"), Length: 11, Text: identifier,
		SHA256: strings.Repeat("ab", 32)}
	return refused
}

func testExpiry(t *testing.T, s Store) {
	h := open(t, s)
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), h.Origin())
	must(t, err)
	for _, identifier := range []string{"8801", "8802", "8803"} {
		must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, identifier), quoting(identifier)))
	}
	must(t, h.RecordAct(t.Context(), history.Act{What: "csv", Query: "id:8802", To: "/home/bob/8802.csv", Operator: deletion.Operator{Name: "bob"}, At: begin}))
	before, err := h.Sign(t.Context(), key)
	must(t, err)
	expectDryRun(t, h, before.Size)
	expired, err := h.Expire(t.Context(), expiryOf([]deletion.DataKind{deletion.IdentifierData}, 2), quietly)
	if must(t, err); expired.Records != 1 || expired.Acts != 1 || expired.Open != 0 || len(expired.Misfits) != 0 {
		t.Errorf("it did %+v", expired)
	}
	must(t, h.Continues(t.Context(), before))
	record, err := h.Record(t.Context(), 2)
	if must(t, err); record.Intent.Identifier != "" || record.Outcome.Message != "" || len(record.Outcome.Answer.Body) != 0 || record.Outcome.Answer.SHA256 != "" {
		t.Errorf("it still says %q, %q, %q, %q", record.Intent.Identifier, record.Outcome.Message, record.Outcome.Answer.Body, record.Outcome.Answer.SHA256)
	}
	if want := deletion.DataSet(deletion.IdentifierData, deletion.AnswerData); record.Missing != want || record.Intent.Operator.Name != "alice" || record.Outcome.Detail == "" {
		t.Errorf("%s is missing, expected %s; the operator is %q", record.Missing, want, record.Intent.Operator.Name)
	}
	if other, err := h.Record(t.Context(), 3); err != nil || other.Intent.Identifier != "8803" || other.Missing != 0 {
		t.Errorf("another record lost something: %+v, %v", other.Intent, err)
	}
	log, err := h.Log(t.Context())
	if must(t, err); len(log) != 2 || log[0].Query != "" || log[0].To != "" || log[0].Missing != deletion.DataSet(deletion.IdentifierData, deletion.PlaceData) || log[1].Missing != 0 || log[0].Operator.Name != "bob" || log[1].What != history.ExpiryAct || log[1].Operator.Name != "dora" || log[1].Count != 1 {
		t.Errorf("the log is %+v", log)
	}
	last, err := h.Sign(t.Context(), key)
	must(t, err)
	report, err := h.Verify(t.Context(), []proof.NamedCheckpoint{{Name: "elsewhere", Note: before.Note}})
	must(t, err)
	findings, err := Findings(t.Context(), h)
	if must(t, err); !report.OK() || len(findings) > 0 || report.Expired != 3 {
		t.Errorf("%d events lost something: %q, %q", report.Expired, report.Findings(), findings)
	}
	withheld, err := h.Prove(t.Context(), 3, last.Note, []string{"identifier"}, key.Public())
	must(t, err)
	if shown, err := proof.CheckProof(withheld, key.Public()); err != nil || !slices.Equal(besidesProcess(shown.Withheld), []string{"answer_sha256", "identifier", "message", "raw_answer"}) {
		t.Errorf("withholding the identifier, it withholds %q: %v", shown.Withheld, err)
	}
	file, err := h.Prove(t.Context(), 2, last.Note, nil, key.Public())
	must(t, err)
	proved, err := proof.CheckProof(file, key.Public())
	if must(t, err); bytes.Contains(file, []byte(`"8802"`)) || !slices.Equal(besidesProcess(proved.Withheld), []string{"answer_sha256", "identifier", "message", "raw_answer"}) {
		t.Errorf("without %q, the proof is %s", proved.Withheld, file)
	}
}

// expectDryRun counts what an expiry would remove, and removes nothing.
func expectDryRun(t *testing.T, h History, events int64) {
	t.Helper()
	dry := expiryOf([]deletion.DataKind{deletion.IdentifierData}, 2)
	dry[0].DryRun = true
	counted, err := h.Expire(t.Context(), dry, quietly)
	if must(t, err); counted.Records != 1 || counted.Acts != 1 {
		t.Errorf("a dry run counted %+v", counted)
	}
	if record, err := h.Record(t.Context(), 2); err != nil || record.Intent.Identifier != "8802" || record.Missing != 0 {
		t.Errorf("a dry run left %q, without %s, %v", record.Intent.Identifier, record.Missing, err)
	}
	if size, _, err := h.TreeHead(t.Context()); err != nil || size != events {
		t.Errorf("a dry run left %d events of %d, %v", size, events, err)
	}
}

func testExpiryOfQuotations(t *testing.T, s Store) {
	quotations := []struct {
		identifier string
		gone, stay []string
	}{
		{"8856", []string{"for 8856.", "ext8856", "x=&#56;&#56;5&#x36;", "%38%385%36", "/home/a/proof8856.json",
			"ODg1Ng==", "/home/a/ODg1Ng.json", "key=ZXh0OjpleHQ6ODg1Ng", "٨٨٥٦", "８８５６", "𝟴𝟴𝟱𝟲"}, []string{"88567", "18856", "+3618856"}},
		{"+36301234567", []string{"+36 30 123-4567", "(36)301234567", "p36301234567.csv", "0036/30/1234567",
			"06 30 123 4567", "06301234567", "(30) 123-4567", "٠٦ ٣٠ ١٢٣ ٤٥٦٧", "KzM2MzAxMjM0NTY3"}, []string{"+36301234568", "36 30 123", "06 30 123 4568"}},
		{"36 30 123 4567", []string{"+36301234567", "36-30-123-4567", "06-30-123-4567"}, []string{"4567"}},
		{`Ab<&"x9`, []string{`AB<&"X9`, "ab&lt;&amp;&quot;x9", "ab&amp;lt;&amp;amp;&amp;quot;x9", "ab%3C%26%22x9", `id:"ab<&\"x9"`}, []string{"ab", "x9", "/home/ab/y9"}},
		{"57c42daf-651a", []string{"57C42DAF-651A.", "57c42daf_651a"}, []string{"651a", "57c42daf-651b"}},
		{"##", []string{"a ## b"}, []string{"a # b"}},
	}
	h := open(t, s)
	recorded := 0 // of texts, each in a record and in an act
	for _, q := range quotations {
		texts := slices.Concat(q.gone, q.stay)
		for _, text := range texts {
			refused := quoting("")
			refused.Message = text
			must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, q.identifier), refused))
			must(t, h.RecordAct(t.Context(), history.Act{What: "csv", To: text, Operator: deletion.Operator{Name: "bob"}, At: begin}))
		}
		for i := range texts {
			_, err := h.Expire(t.Context(), expiryOf([]deletion.DataKind{deletion.IdentifierData}, int64(recorded+i+1)), quietly)
			must(t, err)
		}
		log, err := h.Log(t.Context())
		must(t, err)
		log = slices.DeleteFunc(log, func(act store.Logged) bool { return act.What != "csv" })
		for i, text := range texts {
			record, err := h.Record(t.Context(), int64(recorded+i+1))
			must(t, err)
			if want := i >= len(q.gone); (record.Outcome.Message != "") != want || (log[recorded+i].To != "") != want {
				t.Errorf("%q without %q has the message %q and the path %q", text, q.identifier, record.Outcome.Message, log[recorded+i].To)
			}
		}
		recorded += len(texts)
	}
}

func testExpiryInterrupted(t *testing.T, s Store) {
	h := open(t, s)
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8801"), quoting("8801")))
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8802"), quoting("8802")))
	must(t, h.RecordAct(t.Context(), history.Act{What: "csv", Query: "id:8801", At: begin}))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if _, err := h.Expire(ctx, append(expiryOf(deletion.AllData(), 1), expiryOf(deletion.AllData(), 2)...), func(int64, int64) { cancel() }); err == nil {
		t.Error("it was not interrupted")
	}
	log, err := h.Log(t.Context())
	if must(t, err); log[0].Query != "" {
		t.Errorf("the record lost its identifier, and the log still has the query %q", log[0].Query)
	}
}

func testExpiryTwice(t *testing.T, s Store) {
	h := open(t, s)
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8801"), quoting("8801")))
	expiry := expiryOf(deletion.AllData(), 1)
	_, err := h.Expire(t.Context(), expiry, quietly)
	must(t, err)
	size, _, err := h.TreeHead(t.Context())
	must(t, err)
	expired, err := h.Expire(t.Context(), expiry, quietly)
	if must(t, err); expired.Records != 0 {
		t.Errorf("the second time it did %+v", expired)
	}
	if again, _, err := h.TreeHead(t.Context()); err != nil || again != size {
		t.Errorf("an expiry of nothing is recorded: %d events, then %d, %v", size, again, err)
	}
	if record, err := h.Record(t.Context(), 1); err != nil || record.Missing.Has(deletion.ReasonData) || len(record.Missing.List()) != 4 || record.Intent.Operator.Name != "" {
		t.Errorf("%s is missing; %+v, %v", record.Missing, record.Intent, err)
	}
}

func testExpiryOfOpen(t *testing.T, s Store) {
	h := open(t, s)
	mustIntent(t, h, "8801")
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8802"), outcome(deletion.Unknown)))
	expired, err := h.Expire(t.Context(), expiryOf(deletion.AllData(), 1, 2), quietly)
	if must(t, err); expired.Records != 0 || expired.Open != 2 {
		t.Errorf("it did %+v", expired)
	}
	must(t, h.RecordSettlement(t.Context(), 2, settled("bob")))
	expired, err = h.Expire(t.Context(), expiryOf(deletion.AllData(), 1, 2), quietly)
	if must(t, err); expired.Records != 1 || expired.Open != 1 {
		t.Errorf("once settled, it did %+v", expired)
	}
	if record, err := h.Record(t.Context(), 2); err != nil || record.Settlement == nil || record.Settlement.Note != "" || record.Settlement.Finding != deletion.FoundNotDeleted {
		t.Errorf("%+v, %v", record.Settlement, err)
	}
}

func testExpiryOfHeld(t *testing.T, s Store) {
	h := open(t, s)
	for _, extension := range []string{"+36 30 123 4567", "8802"} {
		intent := intentOn(extension)
		intent.IdentifierType, intent.Status = deletion.Extension, deletion.Last
		recorded, err := h.RecordIntent(t.Context(), intent, deletion.Guards{})
		must(t, err)
		must(t, h.RecordOutcome(t.Context(), recorded, outcome(deletion.Accepted)))
	}
	shown, err := h.RecordIntent(t.Context(), pinnedTo("4001", "AA"), deletion.Guards{})
	must(t, err)
	must(t, h.RecordOutcome(t.Context(), shown, outcome(deletion.Accepted)))
	for _, hold := range []deletion.Hold{holdOn(deletion.Extension, "+36301234567"), holdOn(deletion.CallID, "aa")} {
		_, err := h.AddHold(t.Context(), hold)
		must(t, err)
	}
	// By two periods, as a configuration has them: a record is counted once.
	two := slices.Concat(expiryOf([]deletion.DataKind{deletion.ReasonData}, 1, 2, 3), expiryOf(deletion.AllData(), 1, 2, 3))
	expired, err := h.Expire(t.Context(), two, quietly)
	if must(t, err); expired.Records != 1 || expired.Held != 2 {
		t.Errorf("it did %+v", expired)
	}
	for _, number := range []int64{1, 3} {
		if record, err := h.Record(t.Context(), number); err != nil || record.Missing != 0 {
			t.Errorf("record %d lost %s, %v", number, record.Missing, err)
		}
	}
	_, err = h.ReleaseHold(t.Context(), 1, deletion.Release{Reason: "closed", Operator: deletion.Operator{Name: "bob"}, Released: begin})
	must(t, err)
	expired, err = h.Expire(t.Context(), expiryOf(deletion.AllData(), 1, 3), quietly)
	if must(t, err); expired.Records != 1 || expired.Held != 1 {
		t.Errorf("once one is released, it did %+v", expired)
	}
}

func testExpiryOfForged(t *testing.T, s Store) {
	_, _, events := whole(t, s)
	s.Forge(t).SetEvent(4, bytes.Replace(events[3].Data, []byte(`"accepted"`), []byte(`"refused"`), 1))
	h := open(t, s)
	expired, err := h.Expire(t.Context(), expiryOf(deletion.AllData(), 1, 2, 3), quietly)
	if err == nil && (expired.Records != 2 || !slices.Equal(expired.Misfits, []int64{2})) {
		t.Errorf("it did %+v", expired)
	}
}

// besidesProcess leaves out the ID of a process, which is random: where it happens to have the digits of the
// identifier, it is withheld as whatever quotes that.
func besidesProcess(withheld []string) []string {
	return slices.DeleteFunc(slices.Clone(withheld), func(name string) bool { return name == "process" })
}

// meanwhile has something happen right before an update.
type meanwhile struct {
	store.Log
	happens func() // once
}

// Update is that of the log, after what happens.
func (m *meanwhile) Update(ctx context.Context, work store.Work, change func(store.Tx) error) error {
	if happens := m.happens; happens != nil {
		m.happens = nil
		happens()
	}
	return m.Log.Update(ctx, work, change)
}

func testExpiryMeanwhile(t *testing.T, s Store) {
	between := &meanwhile{}
	h, err := s.Open(func(log store.Log) store.Log { between.Log = log; return between })
	must(t, err)
	t.Cleanup(func() { _ = h.Close() })
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8801"), quoting("8801")))
	other := open(t, s)
	between.happens = func() {
		expired, err := other.Expire(t.Context(), expiryOf([]deletion.DataKind{deletion.IdentifierData}, 1), quietly)
		if must(t, err); expired.Records != 1 {
			t.Errorf("the other one did %+v", expired)
		}
	}
	expired, err := h.Expire(t.Context(), expiryOf([]deletion.DataKind{deletion.IdentifierData, deletion.ReasonData}, 1), quietly)
	if must(t, err); len(expired.Misfits) != 0 {
		t.Errorf("it did %+v", expired)
	}
}
