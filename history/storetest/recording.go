package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
)

func testRecording(t *testing.T, s Store) {
	h := open(t, s)
	for n := int64(1); n <= 3; n++ {
		intent := mustIntent(t, h, fmt.Sprint(n))
		if intent.Number != n {
			t.Errorf("number %d, want %d", intent.Number, n)
		}
		expect(t, h, n, deletion.Pending)
		must(t, h.RecordOutcome(t.Context(), intent, outcome(deletion.Accepted)))
		expect(t, h, n, deletion.Accepted)
	}
	expectNone(t, h, 4)
}

func testRestart(t *testing.T, s Store) {
	h := open(t, s)
	intent := mustIntent(t, h, "8856")
	must(t, h.RecordOutcome(t.Context(), intent, outcome(deletion.Refused)))
	must(t, h.Close())
	again := open(t, s)
	record := expect(t, again, 1, deletion.Refused)
	if record.Intent.ID != intent.ID || record.Intent.Identifier != "8856" || record.Intent.Operator.Name != "alice" || !record.Intent.Confirmed.Equal(begin) {
		t.Errorf("it became %+v", record.Intent)
	}
	if next := mustIntent(t, again, "8857"); next.Number != 2 {
		t.Errorf("the next number is %d", next.Number)
	}
}

func testTarget(t *testing.T, s Store) {
	h := open(t, s)
	intent := mustIntent(t, h, "8856")
	if _, err := h.RecordIntent(t.Context(), intentOn("8856"), deletion.Guards{}); !errors.As(err, new(*deletion.TargetBusyError)) {
		t.Errorf("while it is being sent: %v", err)
	}
	must(t, h.RecordOutcome(t.Context(), intent, outcome(deletion.Unknown)))
	if _, err := h.RecordIntent(t.Context(), intentOn("8856"), deletion.Guards{}); !errors.As(err, new(*deletion.UnsettledTargetError)) {
		t.Errorf("while it is unknown: %v", err)
	}
	elsewhere := intentOn("8856")
	elsewhere.Endpoint = deletion.SameServer(elsewhere.Endpoint)[1]
	if _, err := h.RecordIntent(t.Context(), elsewhere, deletion.Guards{}); !errors.As(err, new(*deletion.UnsettledTargetError)) {
		t.Errorf("by another endpoint of the server: %v", err)
	}
	named := intentOn("8856")
	named.Again = 1
	if recorded, err := h.RecordIntent(t.Context(), named, deletion.Guards{}); err != nil || recorded.Number != 2 {
		t.Errorf("named, it is %d, %v", recorded.Number, err)
	}
	if other := mustIntent(t, h, "8857"); other.Number != 3 {
		t.Errorf("what was refused took a number: %d", other.Number)
	}
}

func testLetterCase(t *testing.T, s Store) {
	h := open(t, s)
	for written, as := range map[string]string{"sip:alice@example.com": "sip:Alice@EXAMPLE.com", "A8343631-9F35": "a8343631-9f35", "ÁRVÍZ": "árvíz"} {
		first := mustIntent(t, h, written)
		if _, err := h.RecordIntent(t.Context(), intentOn(as), deletion.Guards{}); !errors.As(err, new(*deletion.TargetBusyError)) {
			t.Errorf("in another letter case, while it is being sent: %v", err)
		}
		must(t, h.RecordOutcome(t.Context(), first, outcome(deletion.Unknown)))
		if _, err := h.RecordIntent(t.Context(), intentOn(as), deletion.Guards{}); !errors.As(err, new(*deletion.UnsettledTargetError)) {
			t.Errorf("in another letter case, while it is unknown: %v", err)
		}
	}
}

func testSettlement(t *testing.T, s Store) {
	h := open(t, s)
	intent := mustIntent(t, h, "8856")
	var not *deletion.NotUnsettledError
	if err := h.RecordSettlement(t.Context(), 1, settled("bob")); !errors.As(err, &not) {
		t.Errorf("before the outcome: %v", err)
	}
	must(t, h.RecordOutcome(t.Context(), intent, outcome(deletion.Unknown)))
	must(t, h.RecordSettlement(t.Context(), 1, settled("bob")))
	if err := h.RecordSettlement(t.Context(), 1, settled("carol")); !errors.As(err, &not) || not.By != "bob" {
		t.Errorf("a second time: %v", err)
	}
	if record := expect(t, h, 1, deletion.Unknown); record.Settlement == nil || record.Settlement.Note != "looked" {
		t.Errorf("%+v", record.Settlement)
	}
	if err := h.RecordSettlement(t.Context(), 9, settled("bob")); !errors.As(err, new(*deletion.NoRecordError)) {
		t.Errorf("of no record: %v", err)
	}
}

func testExport(t *testing.T, s Store) {
	h := open(t, s)
	act := history.Act{What: "csv", To: "file", Operator: deletion.Operator{Name: "bob"}, At: begin}
	must(t, h.RecordAct(t.Context(), act))
	expectNone(t, h, 1)
	if log, err := h.Log(t.Context()); err != nil || len(log) != 1 || log[0].Seq != 1 || log[0].What != "csv" || log[0].Operator.Name != "bob" {
		t.Errorf("the log is %+v, %v", log, err)
	}
	if intent := mustIntent(t, h, "8856"); intent.Number != 1 {
		t.Errorf("it took a number: %d", intent.Number)
	}
}

func testTwoWriters(t *testing.T, s Store) {
	const each = 10
	writers := []History{open(t, s), open(t, s)}
	var all sync.WaitGroup
	for i, h := range writers {
		all.Go(func() {
			for n := range each {
				intent, err := h.RecordIntent(t.Context(), intentOn(fmt.Sprint(i, " ", n)), deletion.Guards{})
				if err == nil {
					err = h.RecordOutcome(t.Context(), intent, outcome(deletion.Accepted))
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	for n := range int64(2 * each) {
		expect(t, writers[0], n+1, deletion.Accepted)
	}
	expectNone(t, writers[1], 2*each+1)
}

func testRace(t *testing.T, s Store) {
	writers := []History{open(t, s), open(t, s)}
	failed := make([]error, len(writers))
	var all sync.WaitGroup
	for i, h := range writers {
		all.Go(func() { _, failed[i] = h.RecordIntent(t.Context(), intentOn("8856"), deletion.Guards{}) })
	}
	all.Wait()
	if (failed[0] == nil) == (failed[1] == nil) || !errors.As(errors.Join(failed...), new(*deletion.TargetBusyError)) {
		t.Errorf("%v", failed)
	}
}

func testTrust(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	faults.distrust = errors.New("others can write it")
	if _, err := h.RecordIntent(t.Context(), intentOn("8856"), deletion.Guards{}); !errors.Is(err, faults.distrust) {
		t.Errorf("it took an intent: %v", err)
	}
	if _, err := h.Ready(t.Context()); !errors.Is(err, faults.distrust) {
		t.Errorf("it is ready: %v", err)
	}
	expectNone(t, h, 1)
}

func testSigning(t *testing.T, s Store) {
	h := open(t, s)
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), h.Origin())
	must(t, err)
	var checkpoints []proof.Checkpoint
	for n := int64(1); n <= 3; n++ {
		must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, fmt.Sprint(n)), outcome(deletion.Accepted)))
		signed, err := h.Sign(t.Context(), key)
		must(t, err)
		if signed.Size != 2*n {
			t.Errorf("after %d deletions %d events are signed", n, signed.Size)
		}
		checkpoints = append(checkpoints, signed)
	}
	// Signed again unchanged, and by another process, it is the same.
	again, err := open(t, s).Sign(t.Context(), key)
	if last := checkpoints[2]; err != nil || again.Size != last.Size || again.Root != last.Root {
		t.Errorf("it became %+v, %v", again, err)
	}
	if checkpoints[0].Root == checkpoints[1].Root {
		t.Error("more events have the same root")
	}
}

func testAnswers(t *testing.T, s Store) {
	h := open(t, s)
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), h.Origin())
	must(t, err)
	answered := outcome(deletion.Accepted)
	body := "<answer>\x00\xff é</answer>"
	hash := sha256.Sum256([]byte(body))
	answered.Answer = deletion.Answer{ContentType: "text/xml", Body: []byte(body), Length: int64(len(body)), SHA256: hex.EncodeToString(hash[:])}
	must(t, h.RecordOutcome(t.Context(), mustIntent(t, h, "8856"), answered))
	if record := expect(t, open(t, s), 1, deletion.Accepted); string(record.Outcome.Answer.Body) != body {
		t.Errorf("the answer of the record is %q", record.Outcome.Answer.Body)
	}
	checkpoint, err := h.Sign(t.Context(), key)
	must(t, err)
	for _, withheld := range [][]string{nil, {history.RawAnswer}} {
		file, err := h.Prove(t.Context(), 1, checkpoint.Note, withheld, key.Public())
		must(t, err)
		proved, err := proof.CheckProof(file, key.Public())
		if err != nil || !slices.Equal(proved.Withheld, withheld) || withheld == nil && string(proved.Record.Outcome.Answer.Body) != body {
			t.Errorf("without %q: proved %q, %v; withheld is %q", withheld, proved.Record.Outcome.Answer.Body, err, proved.Withheld)
		}
	}
}
