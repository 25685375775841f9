// Package storetest holds the tests that every store of a history passes, the faults
// included. A store calls [Test] from a test of its own.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
)

// History is an opened history of a store.
type History interface {
	Ready(context.Context) (warnings []string, err error)
	RecordIntent(context.Context, deletion.Intent) (deletion.Intent, error)
	RecordOutcome(context.Context, deletion.Intent, deletion.Outcome) error
	RecordSettlement(ctx context.Context, number int64, settlement deletion.Settlement) error
	RecordExport(context.Context, history.Export) error
	store.Signed
	// Findings is what package verify finds, and what the store finds of its own.
	Findings(context.Context) ([]string, error)
	// Record returns a record, or a *[deletion.NoRecordError].
	Record(ctx context.Context, number int64) (deletion.Record, error)
	// Close ends the use of the history in an orderly way.
	Close() error
}

// Store is a place for one history, which nobody has opened yet.
type Store struct {
	// Open opens the history, and makes it when it is opened for the first time. Each
	// call stands for another process. What is opened works on the [store.Log] that wrap
	// returns for its own.
	Open func(wrap func(store.Log) store.Log) (History, error)
	// Kill ends the use of a history as kill -9 ends a process: nothing is cleaned up.
	Kill func(History)
	// Forge is for changes around the program.
	Forge func(t *testing.T) Forger
}

// Test runs all tests. each makes a store for one test.
func Test(t *testing.T, each func(t *testing.T) Store) {
	for _, tests := range []map[string]func(*testing.T, Store){recording, forgeries} {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) { test(t, each(t)) })
		}
	}
}

var recording = map[string]func(*testing.T, Store){
	"an intent has the next number and its outcome":               testRecording,
	"a record is there after a restart":                           testRestart,
	"a target that is being sent or unknown takes no other one":   testTarget,
	"an unknown outcome is settled once":                          testSettlement,
	"an export is recorded, and is no record":                     testExport,
	"a whole history shows no findings, and can be proved":        testWhole,
	"what is signed is what was recorded, each time":              testSigning,
	"a kill between intent and outcome is an unknown outcome":     testKill,
	"an outcome after an interruption wins":                       testLate,
	"of two writers each gets a number of its own, without gaps":  testTwoWriters,
	"of two intents on one target at once one is refused":         testRace,
	"a commit of an intent that failed is no intent":              testIntentFails,
	"a commit of an intent that took all the same is not sent":    testIntentTook,
	"an intent that can't be read back is not sent":               testIntentNotConfirmed,
	"a commit of an outcome that took all the same is there once": testOutcomeTook,
	"an outcome waits for others":                                 testOutcomeAfter(isBusy),
	"an outcome finds the room that was reserved":                 testOutcomeAfter(isFull),
	"an outcome that can't be written is put aside and taken":     testAside,
	"a settlement that took all the same is no failure":           testSettlementTook,
	"a history that is not trusted takes no intent":               testTrust,
}

var begin = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

func intentOn(identifier string) deletion.Intent {
	return deletion.Intent{
		ID: "id of " + identifier + " " + fmt.Sprint(time.Now().UnixNano()), IdentifierType: deletion.CallID, Identifier: identifier,
		Server: "production", Endpoint: "https://verba.example.com/api", Method: "POST", Operator: deletion.Operator{Name: "alice"},
		Confirmed: begin, Deadline: time.Now().Add(time.Hour),
	}
}

func outcome(kind deletion.OutcomeKind) deletion.Outcome {
	cause := deletion.CauseAnswered
	if kind == deletion.Unknown {
		cause = deletion.CauseConnection
	}
	return deletion.Outcome{Kind: kind, Cause: cause, Answered: begin}
}

func settled(by string) deletion.Settlement {
	return deletion.Settlement{Finding: deletion.FoundNotDeleted, Note: "looked", Operator: deletion.Operator{Name: by}, Settled: begin}
}

func open(t *testing.T, s Store) History { return openWith(t, s, nil) }

func openWith(t *testing.T, s Store, faults *faults) History {
	t.Helper()
	wrap := func(log store.Log) store.Log { return log }
	if faults != nil {
		wrap = func(log store.Log) store.Log {
			faults.Log = log
			return faults
		}
	}
	h, err := s.Open(wrap)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	return h
}

func mustIntent(t *testing.T, h History, identifier string) deletion.Intent {
	t.Helper()
	intent, err := h.RecordIntent(t.Context(), intentOn(identifier))
	if err != nil {
		t.Fatal(err)
	}
	return intent
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// expect wants a record of this kind and cause.
func expect(t *testing.T, h History, number int64, kind deletion.OutcomeKind) deletion.Record {
	t.Helper()
	record, err := h.Record(t.Context(), number)
	if err != nil || record.Outcome.Kind != kind {
		t.Errorf("record %d is %q, %v; want %q", number, record.Outcome.Kind, err, kind)
	}
	return record
}

func expectNone(t *testing.T, h History, number int64) {
	t.Helper()
	var none *deletion.NoRecordError
	if record, err := h.Record(t.Context(), number); !errors.As(err, &none) {
		t.Errorf("record %d is there: %+v, %v", number, record, err)
	}
}

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
	var busy *deletion.TargetBusyError
	if _, err := h.RecordIntent(t.Context(), intentOn("8856")); !errors.As(err, &busy) {
		t.Errorf("while it is being sent: %v", err)
	}
	must(t, h.RecordOutcome(t.Context(), intent, outcome(deletion.Unknown)))
	var unsettled *deletion.UnsettledTargetError
	if _, err := h.RecordIntent(t.Context(), intentOn("8856")); !errors.As(err, &unsettled) {
		t.Errorf("while it is unknown: %v", err)
	}
	elsewhere := intentOn("8856")
	elsewhere.Endpoint = deletion.SameServer(elsewhere.Endpoint)[1]
	if _, err := h.RecordIntent(t.Context(), elsewhere); !errors.As(err, &unsettled) {
		t.Errorf("by another endpoint of the server: %v", err)
	}
	named := intentOn("8856")
	named.Again = 1
	if recorded, err := h.RecordIntent(t.Context(), named); err != nil || recorded.Number != 2 {
		t.Errorf("named, it is %d, %v", recorded.Number, err)
	}
	if other := mustIntent(t, h, "8857"); other.Number != 3 {
		t.Errorf("what was refused took a number: %d", other.Number)
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
	var none *deletion.NoRecordError
	if err := h.RecordSettlement(t.Context(), 9, settled("bob")); !errors.As(err, &none) {
		t.Errorf("of no record: %v", err)
	}
}

func testExport(t *testing.T, s Store) {
	h := open(t, s)
	export := history.Export{Format: "csv", To: "file", Operator: deletion.Operator{Name: "bob"}, At: begin}
	must(t, h.RecordExport(t.Context(), export))
	expectNone(t, h, 1)
	if log, err := h.Log(t.Context()); err != nil || len(log) != 1 || log[0].Seq != 1 || log[0].Format != "csv" || log[0].Operator.Name != "bob" {
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
				intent, err := h.RecordIntent(t.Context(), intentOn(fmt.Sprint(i, " ", n)))
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
		all.Go(func() { _, failed[i] = h.RecordIntent(t.Context(), intentOn("8856")) })
	}
	all.Wait()
	var busy *deletion.TargetBusyError
	if (failed[0] == nil) == (failed[1] == nil) || !errors.As(errors.Join(failed...), &busy) {
		t.Errorf("%v", failed)
	}
}

func testTrust(t *testing.T, s Store) {
	faults := &faults{}
	h := openWith(t, s, faults)
	faults.distrust = errors.New("others can write it")
	if _, err := h.RecordIntent(t.Context(), intentOn("8856")); !errors.Is(err, faults.distrust) {
		t.Errorf("it took an intent: %v", err)
	}
	if _, err := h.Ready(t.Context()); !errors.Is(err, faults.distrust) {
		t.Errorf("it is ready: %v", err)
	}
	expectNone(t, h, 1)
}

func testSigning(t *testing.T, s Store) {
	h := open(t, s)
	key, _, err := proof.OpenKey(filepath.Join(t.TempDir(), "key"), "example.com/history")
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
