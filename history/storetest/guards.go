package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"deletecall/deletion"
)

// guardsWith are the guards of alice's deletions on the server of [intentOn].
func guardsWith(rules deletion.Rules) deletion.Guards {
	return deletion.Guards{Operator: deletion.Operator{Name: "alice"}, At: begin.Add(time.Minute),
		Request: deletion.Request{Server: deletion.Server{Name: "production", Endpoint: "https://verba.example.com/api", Rules: &rules}}}
}

// wantRefused returns the record of a refusal.
func wantRefused(t *testing.T, h History, err error, number int64, cause deletion.Cause) {
	t.Helper()
	var refused *deletion.RefusedError
	if !errors.As(err, &refused) || refused.Record.Intent.Number != number {
		t.Fatalf("%v, want a refusal as record %d", err, number)
	}
	record := expect(t, h, number, deletion.Refused)
	if record.Outcome.Cause != cause || record.Outcome.Detail != refused.Record.Outcome.Detail || record.Intent.KeyFingerprint != "" {
		t.Errorf("record %d: %+v", number, record)
	}
}

func testGuard(t *testing.T, s Store) {
	h := open(t, s)
	mustIntent(t, h, "8801")
	intent := intentOn("8802")
	intent.KeyFingerprint = "of a key"
	_, err := h.RecordIntent(t.Context(), intent, guardsWith(deletion.Rules{ReadOnly: true}))
	wantRefused(t, h, err, 2, deletion.CauseReadOnly)

	outcome, _ := guardsWith(deletion.Rules{ReadOnly: true}).Judge(deletion.Standing{})
	if record, err := h.RecordGuardRefusal(t.Context(), intentOn("8802"), outcome); err != nil || record.Intent.Number != 3 {
		t.Fatalf("record %d, %v", record.Intent.Number, err)
	}
	must(t, h.Close())

	h = open(t, s)
	expect(t, h, 2, deletion.Refused)
	expect(t, h, 3, deletion.Refused)
	if next := mustIntent(t, h, "8802"); next.Number != 4 {
		t.Errorf("the next record has the number %d: a target that was refused is free", next.Number)
	}
	if findings, err := Findings(t.Context(), h); err != nil || len(findings) > 0 {
		t.Errorf("%q, %v", findings, err)
	}
}

// Two consoles at once can't both take the last one.
func testLastOfAnHour(t *testing.T, s Store) {
	guards := guardsWith(deletion.Rules{AtMost: 2})
	first := open(t, s)
	confirmed := func(identifier string, at time.Time, by, endpoint string) deletion.Intent {
		intent := intentOn(identifier)
		intent.Confirmed, intent.Operator.Name, intent.Endpoint = at, by, endpoint
		return intent
	}
	const here = "https://verba.example.com/api"
	byAnother := confirmed("by another entry for this address", begin, "alice", here)
	byAnother.Server = "tenant2"
	for _, other := range []deletion.Intent{
		confirmed("long ago", begin.Add(-2*time.Hour), "alice", here),
		byAnother,
		confirmed("of bob", begin, "bob", here),
		confirmed("elsewhere", begin, "alice", "https://standby.example.com/api"),
		confirmed("the first", begin, "alice", "https://verba.example.com./api"), // the same server
	} {
		if _, err := first.RecordIntent(t.Context(), other, guards); err != nil {
			t.Fatal(err)
		}
	}
	unsent, err := first.RecordIntent(t.Context(), confirmed("not sent", begin, "alice", here), guards)
	must(t, err)
	must(t, first.RecordOutcome(t.Context(), unsent, outcome(deletion.NotSent)))

	second := open(t, s)
	var all sync.WaitGroup
	failed := make([]error, 2)
	for i, h := range []History{first, second} {
		all.Go(func() {
			_, failed[i] = h.RecordIntent(t.Context(), confirmed([]string{"a", "b"}[i], begin.Add(time.Minute), "alice", here), guards)
		})
	}
	all.Wait()
	if (failed[0] == nil) == (failed[1] == nil) {
		t.Fatalf("%v and %v; one of both is to be refused", failed[0], failed[1])
	}
	var refused *deletion.RefusedError
	if err := errors.Join(failed...); !errors.As(err, &refused) || refused.Record.Outcome.Cause != deletion.CauseTooMany {
		t.Error(err)
	}
	guards.At = begin.Add(time.Hour + time.Second)
	if _, err := first.RecordIntent(t.Context(), confirmed("an hour later", guards.At, "alice", here), guards); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}
