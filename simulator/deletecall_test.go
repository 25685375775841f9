package simulator

import (
	"strings"
	"testing"
	"time"
)

func TestEachIdentifierDeletesItsCallAndNoOther(t *testing.T) {
	for _, param := range []string{"callID", "platformCallID", "nativeID", "meetingID"} {
		t.Run(param, func(t *testing.T) {
			s := New(newHandClock().config())
			s.AddCall(Call{CallID: "c1", PlatformCallID: "71627389", NativeID: "TRS1", MeetingID: "WHBF", From: "8856", To: "1"})
			s.AddCall(Call{CallID: "c2", PlatformCallID: "71627390", NativeID: "TRS2", MeetingID: "WHBG", From: "8856", To: "1"})
			value := map[string]string{"callID": "c1", "platformCallID": "71627389", "nativeID": "TRS1", "meetingID": "WHBF"}[param]

			wantCode(t, s, "0", param, value)
			wantDeleted(t, s, "c1")
			if left := callIDs(s.Calls()); left != "c2" {
				t.Errorf("calls left: %q, want c2", left)
			}
			message := wantCode(t, s, "-50", param, value)
			if want := "Call for " + param + " " + value + " not found after 1 tries, with sleep time 1000."; message != want {
				t.Errorf("message %q, want %q", message, want)
			}
		})
	}
}

func TestAnExtensionIsFoundAtEitherEnd(t *testing.T) {
	for _, c := range []Call{{CallID: "calling", From: "8856", To: "1"}, {CallID: "called", From: "1", To: "8856"}, {CallID: "both", From: "8856", To: "8856"}} {
		s := New(newHandClock().config())
		s.AddCall(c)
		wantCode(t, s, "0", "extension", "8856", "status", "last")
		wantDeleted(t, s, c.CallID)
	}
}

// In this office, 8856 has two finished calls and one that goes on; 8857 has only the one that goes on.
func TestEachStatusCombinationFindsItsCall(t *testing.T) {
	cases := []struct{ extension, status, code, deleted string }{
		{"8856", "last", "0", "newer"},
		{"8856", "ongoing", "0", "now"},
		{"8856", "ongoing,next", "0", "now"},
		{"8856", "ongoing, next", "0", "now"},
		{"8856", "last,ongoing", "0", "newer"},
		{"8856", "last, ongoing", "0", "newer"},
		{"8857", "last", "-50", ""},
		{"8857", "last,ongoing", "0", "now"},
		{"8857", "ongoing", "0", "now"},
		{"8858", "last,ongoing", "-50", ""},
	}
	for _, c := range cases {
		t.Run(c.extension+" "+c.status, func(t *testing.T) {
			clock := newHandClock()
			s := New(clock.config())
			begin, end := clock.finished(30)
			s.AddCall(Call{CallID: "older", From: "2", To: "8856", Begin: begin, End: end})
			begin, end = clock.finished(1)
			s.AddCall(Call{CallID: "newer", From: "8856", To: "1", Begin: begin, End: end})
			s.Begin(Call{CallID: "now", From: "8856", To: "8857"})

			wantCode(t, s, c.code, "extension", c.extension, "status", c.status)
			if c.deleted == "" {
				wantDeleted(t, s)
				return
			}
			wantDeleted(t, s, c.deleted)
		})
	}
}

func TestTheSameRequestForLastDeletesAnotherCallEachTime(t *testing.T) {
	clock := newHandClock()
	s := New(clock.config())
	for minutes, id := range []string{"newest", "middle", "oldest"} {
		begin, end := clock.finished(minutes)
		s.AddCall(Call{CallID: id, From: "8856", To: "1", Begin: begin, End: end})
	}
	wantCode(t, s, "0", "extension", "8856", "status", "last")
	wantCode(t, s, "0", "extension", "8856", "status", "last")
	wantDeleted(t, s, "newest", "middle")
}

func TestAnOngoingCallIsMarkedAndVanishesWhenItEnds(t *testing.T) {
	clock := newHandClock()
	s := New(clock.config())
	s.AddCall(Call{CallID: "talk", From: "8856", To: "1", Begin: clock.now, End: clock.now.Add(time.Minute)})

	wantCode(t, s, "0", "extension", "8856", "status", "ongoing")
	if calls := s.Calls(); len(calls) != 1 || !calls[0].Marked {
		t.Fatalf("after the request: %+v, want one marked call", calls)
	}
	if d := s.Deleted(); !d[0].Gone.IsZero() || !d[0].Call.Marked || !d[0].At.Equal(clock.now) {
		t.Errorf("deletion %+v, want a marked call that is not gone yet", d[0])
	}
	wantCode(t, s, "0", "extension", "8856", "status", "ongoing") // marked once more: nothing new
	wantDeleted(t, s, "talk")

	clock.pass(time.Minute)
	if calls := s.Calls(); len(calls) != 0 {
		t.Errorf("after its end: %+v, want no call", calls)
	}
	if d := s.Deleted(); !d[0].Gone.Equal(clock.now) {
		t.Errorf("gone at %v, want the end of the call, %v", d[0].Gone, clock.now)
	}
	wantCode(t, s, "-50", "extension", "8856", "status", "last")
}

func TestAMarkedCallThatIsEndedByHandVanishes(t *testing.T) {
	s := New(newHandClock().config())
	c := s.Begin(Call{From: "8856", To: "1"})
	wantCode(t, s, "0", "callID", c.CallID)
	if !s.End(c.CallID) {
		t.Fatal("End did not find the call")
	}
	if len(s.Calls()) != 0 || s.End(c.CallID) {
		t.Error("the marked call is still there after its end")
	}
}

func TestMoreThanOneRecordIsAnErrorAndTouchesNone(t *testing.T) {
	clock := newHandClock()
	begin, end := clock.finished(5)
	pairs := []struct {
		name       string
		begin, end time.Time
		request    []string
		message    string
	}{
		{"two calls that ended in the same instant", begin, end,
			[]string{"extension", "8856", "status", "last"}, "More than 1 record found for extension 8856 with status last."},
		{"two calls that go on", begin, time.Time{},
			[]string{"extension", "8856", "status", "ongoing, next"}, "More than 1 record found for extension 8856 with status ongoing,next."},
		{"two records of one meeting", begin, end,
			[]string{"meetingID", "WHBFM6DD"}, "More than 1 record found for meetingID WHBFM6DD."},
	}
	for _, c := range pairs {
		t.Run(c.name, func(t *testing.T) {
			s := New(clock.config())
			for _, id := range []string{"one", "other"} {
				s.AddCall(Call{CallID: id, From: "8856", To: id, MeetingID: "WHBFM6DD", Begin: c.begin, End: c.end})
			}
			if got := wantCode(t, s, "-51", c.request...); got != c.message {
				t.Errorf("message %q, want %q", got, c.message)
			}
			wantDeleted(t, s)
		})
	}
}

func TestAHeldCallIsRefusedAndStays(t *testing.T) {
	s := New(newHandClock().config())
	finished := s.AddCall(Call{From: "8804", To: "1", Held: true})
	ongoing := s.Begin(Call{From: "8804", To: "1", Held: true})
	wantCode(t, s, "-90", "callID", finished.CallID)
	wantCode(t, s, "-90", "extension", "8804", "status", "last")
	wantCode(t, s, "-90", "extension", "8804", "status", "ongoing")
	wantDeleted(t, s)
	if got := callIDs(s.Calls()); got != finished.CallID+" "+ongoing.CallID {
		t.Errorf("calls %q, want both to be there", got)
	}
}

func TestACallThatHasNotBegunCanNotBeFound(t *testing.T) {
	clock := newHandClock()
	s := New(clock.config())
	s.AddCall(Call{CallID: "later", From: "8856", To: "1", Begin: clock.now.Add(time.Second)})
	wantCode(t, s, "-50", "callID", "later")
	if len(s.Calls()) != 0 {
		t.Error("a planned call is among the calls")
	}
}

func TestInvalidParametersAreRefusedAndDeleteNothing(t *testing.T) {
	all := parameters()
	none := "Invalid parameters: either " + strings.Join(all[:len(all)-1], ", ") + " or extension is mandatory."
	cases := []struct {
		name    string
		request []string
		message string
	}{
		{"no selector", nil, none},
		{"an empty selector", []string{"callID", ""}, none},
		{"two selectors", []string{"callID", "c1", "extension", "8856", "status", "last"},
			"Invalid parameters: callID and extension contradict each other."},
		{"an extension without a status", []string{"extension", "8856"},
			"Invalid parameters: status is mandatory if extension is specified."},
		{"an unknown status", []string{"extension", "8856", "status", "first"}, "Invalid parameters: status first is not valid."},
		{"a combination that is not one", []string{"extension", "8856", "status", "last,next"},
			"Invalid parameters: status last,next is not valid."},
		{"a combination in the wrong order", []string{"extension", "8856", "status", "ongoing,last"},
			"Invalid parameters: status ongoing,last is not valid."},
		{"a parameter twice", []string{"callID", "c1", "callID", "c2"}, "Invalid parameters: callID is given 2 times."},
		{"an unknown response type", []string{"callID", "c1", "responseType", "JSON"},
			"Invalid parameters: responseType JSON is not valid."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := New(newHandClock().config())
			s.AddCall(Call{CallID: "c1", From: "8856", To: "1"})
			if got := wantCode(t, s, "-20", c.request...); got != c.message {
				t.Errorf("message %q, want %q", got, c.message)
			}
			wantDeleted(t, s)
		})
	}
}

// The specification asks for a status with an extension, and for nothing beside the other selectors.
func TestAStatusBesideAnotherSelectorIsIgnored(t *testing.T) {
	s := New(newHandClock().config())
	s.AddCall(Call{CallID: "c1", From: "8856", To: "1"})
	wantCode(t, s, "0", "callID", "c1", "status", "ongoing")
}
