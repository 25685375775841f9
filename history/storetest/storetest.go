// Package storetest holds the tests that every store of a history passes, the faults
// included. A store calls [Test] from a test of its own.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/testkit"
)

// History is an opened history of a store.
type History interface {
	Ready(context.Context) (warnings []string, err error)
	RecordIntent(context.Context, deletion.Intent, deletion.Guards) (deletion.Intent, error)
	RecordGuardRefusal(context.Context, deletion.Intent, deletion.Outcome) (deletion.Record, error)
	Standing(context.Context, deletion.Guards) (deletion.Standing, error)
	RecordOutcome(context.Context, deletion.Intent, deletion.Outcome) error
	RecordSettlement(ctx context.Context, number int64, settlement deletion.Settlement) error
	RecordAfter(ctx context.Context, number int64, after deletion.After) error
	RecordAct(context.Context, history.Act) error
	AddHold(context.Context, deletion.Hold) (deletion.Hold, error)
	ReleaseHold(ctx context.Context, number int64, release deletion.Release) (deletion.Hold, error)
	Holds(context.Context) ([]deletion.Hold, error)
	RecordTargetRefusal(context.Context, deletion.TargetRefusal) error
	Rebuild(ctx context.Context, act history.Act, given []proof.NamedCheckpoint, keys ...string) (store.Rebuilt, error)
	Expire(ctx context.Context, expiries []store.Expiry, progress func(done, total int64)) (store.Expired, error)
	Move(ctx context.Context, act history.Act, take func(store.Snapshot) error) error
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
	// OpenMover opens it for somebody who may move it. It is nil where that is everybody.
	OpenMover func() (History, error)
	// Awaited is the operator of whose expiry a process knows, by [store.Log.Announce]. It is
	// nil where the lock goes to whoever asked for it first, so that nobody waits for more than
	// a step of an expiry.
	Awaited func(History) (operator string)
	// Kill ends the use of a history as kill -9 ends a process: nothing is cleaned up.
	Kill func(History)
	// Forge is for changes around the program.
	Forge func(t *testing.T) Forger
}

// Test runs all tests. each makes a store for one test.
func Test(t *testing.T, each func(t *testing.T) Store) {
	run := func(tests map[string]func(*testing.T, Store)) {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) { test(t, each(t)) })
		}
	}
	run(together)
	for _, tests := range []map[string]func(*testing.T, Store){recording, holds, forgeries, expiries} {
		run(testkit.SomeOf(tests))
	}
}

// together are the tests in which several write at once.
var together = map[string]func(*testing.T, Store){
	"of two writers each gets a number of its own, without gaps": testTwoWriters,
	"of two intents on one target at once one is refused":        testRace,
	"of two that race for the last of an hour one is refused":    testLastOfAnHour,
	"a hold that is added while others delete wins":              testHoldRace,
}

var recording = map[string]func(*testing.T, Store){
	"an intent has the next number and its outcome":               testRecording,
	"a record is there after a restart":                           testRestart,
	"a target that is being sent or unknown takes no other one":   testTarget,
	"a target in another letter case is the same one":             testLetterCase,
	"an unknown outcome is settled once":                          testSettlement,
	"an export is recorded, and is no record":                     testExport,
	"a whole history shows no findings, and can be proved":        testWhole,
	"what is signed is what was recorded, each time":              testSigning,
	"an outcome is signed with its commit, and recorded anyway":   testSignedOutcome,
	"an act is signed with its commit":                            testSignedAct,
	"a key that comes back is left to be announced":               testReturningKey,
	"a kill between intent and outcome is an unknown outcome":     testKill,
	"an outcome after an interruption wins":                       testLate,
	"a commit of an intent that failed is no intent":              testIntentFails,
	"a commit of an intent that took all the same is not sent":    testIntentTook,
	"an intent that can't be read back is not sent":               testIntentNotConfirmed,
	"a commit of an outcome that took all the same is there once": testOutcomeTook,
	"an outcome waits for others":                                 testOutcomeAfter(isBusy),
	"an outcome finds the room that was reserved":                 testOutcomeAfter(isFull),
	"an outcome that can't be written is put aside and taken":     testAside,
	"several outcomes that were put aside are all taken, once":    testSeveralAside,
	"what the server answered is kept next to the event":          testAnswers,
	"a settlement that took all the same is no failure":           testSettlementTook,
	"what is tried again is recorded and signed once":             testAgain,
	"two calls of one extension are two, and one call is one":     testPinned,
	"what a look-up found afterwards is part of the record":       testAfter,
	"a history that is not trusted takes no intent":               testTrust,
	"one that contradicts what was signed takes no intent":        testContradiction(func(c *proof.Checkpoint) { c.Root[0]++ }),
	"one that ends before what was signed takes no intent":        testContradiction(func(c *proof.Checkpoint) { c.Size = 99 }),
	"one that contradicts its own checkpoint takes no intent":     testKeptContradiction,
	"one whose public keys were removed takes no intent":          testRemoved(Forger.RemoveKeys),
	"one whose checkpoints were removed takes no intent":          testRemoved(Forger.RemoveCheckpoints),
	"one that lost checkpoints and keys together takes no intent": testRemoved(func(f Forger) { f.RemoveCheckpoints(); f.RemoveKeys() }),
	"one whose newest checkpoint was removed takes no intent":     testNewestRemoved,
	"one whose origin was changed takes no intent":                testOrigin,
	"a list that was changed is made again from the events":       testRebuild,
	"no list is made of events that don't match":                  testNoRebuild,
	"what a guard refuses is a record, and nothing is open":       testGuard,
	"who waits for others has as much patience as was said":       testPatience,
	"a history that was moved takes no intent, and is read":       testMove,
	"no list is made of events that contradict a checkpoint":      testNoRebuildOf,
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
	intent, err := h.RecordIntent(t.Context(), intentOn(identifier), deletion.Guards{})
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
	if record, err := h.Record(t.Context(), number); !errors.As(err, new(*deletion.NoRecordError)) {
		t.Errorf("record %d is there: %+v, %v", number, record, err)
	}
}
