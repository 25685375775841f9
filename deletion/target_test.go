package deletion

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func unsettledRecord(number int64) Record {
	return Record{Intent: Intent{Number: number, IdentifierType: Extension, Identifier: "8856", Operator: Operator{Name: "bob"}, Confirmed: noon.UTC()},
		Outcome: Outcome{Kind: Unknown}}
}

func settledRecord(number int64) Record {
	record := unsettledRecord(number)
	record.Settlement = &Settlement{Finding: FoundDeleted}
	return record
}

func TestWhetherATargetMayBeDeletedAgain(t *testing.T) {
	pending := Record{Intent: Intent{Number: 9, Operator: Operator{Name: "bob"}}, Outcome: Outcome{Kind: Pending}}
	busy, unsettled, other := new(*TargetBusyError), new(*UnsettledTargetError), new(*NotRepeatableError)
	tests := []struct {
		name   string
		target TargetHistory
		again  int64
		want   any // a pointer to the type of error; nil for none
	}{
		{"never deleted", TargetHistory{}, 0, nil},
		{"never deleted, but a record is named", TargetHistory{}, 3, other},
		{"in progress", TargetHistory{Pending: &pending}, 0, busy},
		{"in progress, and named", TargetHistory{Pending: &pending}, 9, busy},
		{"unknown", TargetHistory{Unknown: []Record{unsettledRecord(3)}}, 0, unsettled},
		{"unknown, and named", TargetHistory{Unknown: []Record{unsettledRecord(3)}}, 3, nil},
		{"unknown, and another one named", TargetHistory{Unknown: []Record{unsettledRecord(3)}}, 4, unsettled},
		{"several, none named", TargetHistory{Unknown: []Record{unsettledRecord(5), unsettledRecord(3)}}, 0, unsettled},
		{"several, the newest named", TargetHistory{Unknown: []Record{unsettledRecord(5), unsettledRecord(3)}}, 5, nil},
		{"several, an older one named", TargetHistory{Unknown: []Record{unsettledRecord(5), unsettledRecord(3)}}, 3, unsettled},
		{"a newer one settled", TargetHistory{Unknown: []Record{unsettledRecord(3), settledRecord(5)}}, 5, unsettled},
		{"settled", TargetHistory{Unknown: []Record{settledRecord(3)}}, 0, nil},
		{"settled since it was named", TargetHistory{Unknown: []Record{settledRecord(3)}}, 3, nil},
		{"settled, and another one named", TargetHistory{Unknown: []Record{settledRecord(3)}}, 4, other},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := test.target.Check(test.again)
			if test.want == nil && err != nil || test.want != nil && !errors.As(err, test.want) {
				t.Errorf("it is %v", err)
			}
		})
	}
}

func TestTheEndpointsOfOneServer(t *testing.T) {
	for _, same := range [][]string{
		{"http://localhost:8080/verba/api", "http://localhost.:8080/verba/api", "http://127.0.0.1:8080/verba/api", "http://[::1]:8080/verba/api"},
		{"https://localhost/verba/api", "https://localhost./verba/api", "https://127.0.0.1/verba/api", "https://[::1]/verba/api"},
		{"https://verba.example.com/a/verba/api", "https://verba.example.com./a/verba/api"},
		{"https://verba.example.com.:8443/verba/api", "https://verba.example.com:8443/verba/api"},
	} {
		for _, endpoint := range same {
			got := SameServer(endpoint)
			if got[0] != endpoint {
				t.Errorf("of %s the first is %s", endpoint, got[0])
			}
			if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(same))) {
				t.Errorf("%s is the same as %q", endpoint, got)
			}
		}
	}
	for _, others := range [][2]string{
		{"http://localhost/verba/api", "https://localhost/verba/api"},
		{"http://localhost:8080/verba/api", "http://127.0.0.1:8081/verba/api"},
		{"http://localhost/verba/api", "http://localhost/a/verba/api"},
		{"http://localhost/verba/api", "http://localhost.example.com/verba/api"},
		{"http://127.0.0.1/verba/api", "http://127.0.0.2/verba/api"},
		{"", "http://%"},
	} {
		if slices.Contains(SameServer(others[0]), others[1]) || slices.Contains(SameServer(others[1]), others[0]) {
			t.Errorf("%q are one server", others)
		}
	}
}

func TestARefusalNamesTheRecordsWhoWhenAndWhatToDo(t *testing.T) {
	one := (&stage{target: TargetHistory{Unknown: []Record{unsettledRecord(3)}}}).workflow()
	reviewed := review(t, one, lastOf8856(t))
	_, err := one.Execute(t.Context(), reviewed)
	want := `the outcome of record 3 is unknown: bob sent a request to delete extension 8856 at 2026-11-23 12:00:00 CET
Settle it first: deletecall history settle 3 --found deleted|not-deleted --note TEXT
Or knowingly send it again: deletecall send … --again 3`
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	named := unsettledRecord(3)
	named.Intent.Server, named.Intent.Endpoint = lastOf8856(t).Server.Name, lastOf8856(t).Server.Endpoint
	named.Intent.IdentifierType, named.Intent.Identifier = CallID, "a8343631"
	looking := (&stage{target: TargetHistory{Unknown: []Record{named}}}).looking(t, &answers{})
	reviewed = review(t, looking, lastOf8856(t))
	_, err = looking.Execute(t.Context(), reviewed)
	const lookUp = "\nLook its call up: deletecall history settle 3 --check\nSettle it first: "
	if err == nil || !strings.Contains(err.Error(), lookUp) || !strings.HasSuffix(reviewed.Warnings[0], "this deletes another one.") ||
		!strings.Contains(reviewed.Warnings[0], "The history can look the call up.") {
		t.Errorf("where look-ups are on, got %v; it warns of %q", err, reviewed.Warnings)
	}
	var many []Record
	for number := int64(30); number > 0; number-- {
		many = append(many, unsettledRecord(number))
	}
	text := TargetHistory{Unknown: many}.Check(2).Error()
	for _, part := range []string{"record 2 is not the newest", "30 earlier deletions of extension 8856", "record 30 (bob at ", "and 25 more", "settle NUMBER", "--again 30 ("} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in %s", part, text)
		}
	}
}

func TestAnUnknownOutcomeHasToBeNamedBeforeAnythingIsSent(t *testing.T) {
	s := &stage{target: TargetHistory{Unknown: []Record{unsettledRecord(3)}}}
	workflow := s.workflow()
	reviewed := review(t, workflow, lastOf8856(t))
	if reviewed.MustName() != 3 {
		t.Fatalf("the review wants %d named", reviewed.MustName())
	}
	var unsettled *UnsettledTargetError
	for _, wrong := range []Review{reviewed, reviewed.Naming(4)} {
		if _, err := workflow.Execute(t.Context(), wrong); !errors.As(err, &unsettled) || slices.Contains(s.script, "intent") {
			t.Fatalf("naming %d: %v; it did %v", wrong.Request.Again, err, s.script)
		}
	}
	if _, err := workflow.Execute(t.Context(), reviewed.Naming(3)); err != nil || s.intentMade.Again != 3 {
		t.Errorf("%v; the intent names %d", err, s.intentMade.Again)
	}
}

func TestAReviewRefusesWhatNoConfirmationCouldMakePossible(t *testing.T) {
	for name, target := range map[string]TargetHistory{
		"in progress":       {Pending: &Record{Intent: Intent{Number: 9, Operator: Operator{Name: "bob"}, Confirmed: noon.UTC()}}},
		"wrongly named":     {Unknown: []Record{unsettledRecord(4)}},
		"nothing to repeat": {},
	} {
		t.Run(name, func(t *testing.T) {
			request := lastOf8856(t)
			request.Again = 3
			s := &stage{target: target}
			_, err := s.workflow().Review(t.Context(), request)
			if err == nil || slices.Contains(s.script, "prepare") {
				t.Fatalf("%v; it did %v", err, s.script)
			}
			if target.Pending != nil && !strings.HasPrefix(err.Error(), "in progress: bob has been deleting this since 2026-11-23 12:00:00 CET (record 9)\n") {
				t.Errorf("it says %s", err)
			}
		})
	}
}

// The review may be old by the time at which it is confirmed: the history decides.
func TestARefusalOfTheHistoryIsShownInTheZone(t *testing.T) {
	s := &stage{noIntent: TargetHistory{Unknown: []Record{unsettledRecord(3)}}.Check(0)}
	workflow := s.workflow()
	_, err := workflow.Execute(t.Context(), review(t, workflow, lastOf8856(t)))
	if err == nil || !strings.Contains(err.Error(), "12:00:00 CET") || slices.Contains(s.script, "send") {
		t.Errorf("%v; it did %v", err, s.script)
	}
}

func TestAbandoningEndsWhatWasNotHandedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &stage{send: func(ctx context.Context) Outcome {
			<-ctx.Done()
			if _, _, err := HandOver(ctx); !errors.Is(err, ErrAbandoned) {
				t.Errorf("handing over: %v", err)
			}
			return Outcome{Kind: NotSent, Cause: CauseAbandoned}
		}}
		workflow := s.workflow()
		first, second := review(t, workflow, lastOf8856(t)), review(t, workflow, lastOf8856(t))
		done := make(chan Record, 1)
		go func() {
			record, _ := workflow.Execute(t.Context(), first)
			done <- record
		}()
		synctest.Wait()
		if goOn := workflow.Abandon(); len(goOn) != 0 {
			t.Errorf("go on: %+v", goOn)
		}
		if record := <-done; record.Outcome.Cause != CauseAbandoned || s.outcomeMade.Cause != CauseAbandoned {
			t.Errorf("the outcome is %+v", record.Outcome)
		}
		var draining *DrainingError
		if _, err := workflow.Execute(t.Context(), second); !errors.As(err, &draining) {
			t.Errorf("a new deletion: %v", err)
		}
	})
}

func TestAbandoningChangesNothingForWhatWasHandedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &stage{send: func(ctx context.Context) Outcome {
			ctx, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			kept, done, err := HandOver(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer done()
			<-kept.Done() // at its deadline
			return Outcome{Kind: Unknown, Cause: CauseTime}
		}}
		workflow := s.workflow()
		reviewed := review(t, workflow, lastOf8856(t))
		began, ended := time.Now(), make(chan time.Time, 1)
		go func() {
			_, _ = workflow.Execute(t.Context(), reviewed)
			ended <- time.Now()
		}()
		synctest.Wait()
		if goOn := workflow.Abandon(); len(goOn) != 1 || goOn[0].Number != 7 {
			t.Errorf("go on: %+v", goOn)
		}
		if took := (<-ended).Sub(began); took != time.Minute { // of virtual time
			t.Errorf("it ended after %s", took)
		}
	})
}

// A signal may come between the intent and the sending.
func TestWhatIsRecordedJustBeforeAbandoningIsAbandonedToo(t *testing.T) {
	workflow := (&stage{}).workflow()
	workflow.Abandon()
	ctx := workflow.track(t.Context(), Intent{ID: "x"})
	if _, _, err := HandOver(ctx); !errors.Is(err, ErrAbandoned) {
		t.Errorf("handing over: %v", err)
	}
}

// unknownAsTyped is a history with an unknown outcome of what was typed, and something else about the call that is pinned.
type unknownAsTyped struct {
	*stage
	pinned TargetHistory
}

func (s unknownAsTyped) OnTarget(_ context.Context, request Request) (TargetHistory, error) {
	if request.Pinned {
		return s.pinned, nil
	}
	return s.target, nil
}

// Nobody should take the call that the same words mean now for the one whose outcome is unknown.
func TestAPinnedReviewSaysThatTheSameWordsHaveAnUnknownOutcome(t *testing.T) {
	s := &stage{target: TargetHistory{Unknown: []Record{unsettledRecord(3)}}}
	workflow := s.workflow()
	workflow.parts.Recorder = unknownAsTyped{stage: s}
	request := lastOf8856(t).Showing(adasCall())
	got := review(t, workflow, request)
	if want := "This deletes another call. Record 3 names the same identifier, and its outcome is unknown."; got.Warnings[0] != want || !got.Repeats || got.MustName() != 0 {
		t.Errorf("%q, repeats: %t, to name: %d", got.Warnings, got.Repeats, got.MustName())
	}
	s.target = TargetHistory{}
	if got := review(t, workflow, request).Warnings; len(got) != 0 {
		t.Errorf("without one it warns: %q", got)
	}
}

// Also where this very call was deleted before, which is said below it.
func TestNothingHasHappenedSinceAReviewWithTwoEarlierDeletions(t *testing.T) {
	request := lastOf8856(t).Showing(adasCall())
	former := Record{Intent: Intent{Number: 2, IdentifierType: CallID, Identifier: request.Sent().Identifier(), Confirmed: noon.Add(-time.Hour)}, Outcome: Outcome{Kind: Accepted}}
	s := &stage{target: TargetHistory{Unknown: []Record{unsettledRecord(3)}}}
	workflow := s.workflow()
	workflow.parts.Recorder = unknownAsTyped{stage: s, pinned: TargetHistory{Deleted: &former}}
	got := review(t, workflow, request)
	if len(got.Warnings) < 2 || !strings.HasPrefix(got.Warnings[0], "This deletes another call.") || !strings.Contains(got.Warnings[1], "had this call deleted") {
		t.Errorf("it warns: %q", got.Warnings)
	}
	if since, err := workflow.Since(t.Context(), got); since != "" || err != nil {
		t.Errorf("nothing has happened since: %q, %v", since, err)
	}
}

// With a look-up, the same extension deleted twice was two calls without a word: the second one is pinned, and no
// earlier record names it.
func TestAPinnedReviewSaysFirstThatAnotherCallOfTheExtensionWasJustDeleted(t *testing.T) {
	s := &stage{}
	workflow := s.workflow()
	workflow.parts.Recorder = unknownAsTyped{stage: s}
	request := lastOf8856(t).Showing(adasCall())
	request.Server.ClearText = true
	former := Record{Intent: Intent{Number: 3, IdentifierType: Extension, Identifier: "8856", Confirmed: noon.Add(-time.Minute)}, Outcome: Outcome{Kind: Accepted}}
	for age, want := range map[time.Duration]bool{time.Minute: true, AgainSoon + time.Minute: false} {
		former.Intent.Confirmed = noon.Add(-age)
		s.target = TargetHistory{Deleted: &former}
		got := review(t, workflow, request)
		if says := strings.HasPrefix(got.Warnings[0], "This deletes another call: "); says != want || got.Repeats != want {
			t.Errorf("after %s: %q, repeats: %t", age, got.Warnings, got.Repeats)
		}
		if since, err := workflow.Since(t.Context(), got); since != "" || err != nil {
			t.Errorf("nothing has happened since: %q, %v", since, err)
		}
	}
}

// It is the call of a deletion that was settled as carried out, so it is not another one.
func TestACallThatWasSettledAsDeletedIsNotAnotherOne(t *testing.T) {
	request := lastOf8856(t).Showing(adasCall())
	settled := unsettledRecord(2)
	settled.Intent.IdentifierType, settled.Intent.Identifier, settled.Settlement = CallID, request.Sent().Identifier(), &Settlement{Finding: FoundDeleted}
	former := Record{Intent: Intent{Number: 3, IdentifierType: Extension, Identifier: "8856", Confirmed: noon.Add(-time.Minute)}, Outcome: Outcome{Kind: Accepted}}
	s := &stage{target: TargetHistory{Deleted: &former}}
	workflow := s.workflow()
	workflow.parts.Recorder = unknownAsTyped{stage: s, pinned: TargetHistory{Unknown: []Record{settled}}}
	if got := review(t, workflow, request); len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "had this call deleted") || got.Another != "" {
		t.Errorf("it warns: %q, %q", got.Warnings, got.Another)
	}
}

// The same words after an unknown outcome may mean the next call: a pin is no way around naming that record.
func TestAPinIsNoWayAroundAnUnknownOutcome(t *testing.T) {
	s := &stage{target: TargetHistory{Unknown: []Record{unsettledRecord(3)}, Pending: &Record{}}}
	workflow := s.workflow()
	workflow.parts.Recorder = unknownAsTyped{stage: s}
	request := lastOf8856(t).Showing(adasCall())
	var unsettled *UnsettledTargetError
	if _, err := workflow.CheckPin(t.Context(), request); !errors.As(err, &unsettled) {
		t.Errorf("without its number: %v", err)
	}
	request.Again = 3
	if checked, err := workflow.CheckPin(t.Context(), request); err != nil || !checked.Pinned || checked.Again != 0 {
		t.Errorf("another call, with its number: pinned %v, again %d, %v", checked.Pinned, checked.Again, err)
	}
	workflow.parts.Recorder = s
	if checked, err := workflow.CheckPin(t.Context(), request); err != nil || checked.Again != 3 {
		t.Errorf("the same call, with its number: again %d, %v", checked.Again, err)
	}
}
