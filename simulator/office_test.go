package simulator

import (
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"deletecall/testkit"
)

// demoAt is the demonstration's office with a clock of the test's.
func demoAt(clock *handClock) *Simulator {
	config := Demo()
	config.Clock, config.Tries = clock.Now, 1
	return New(config)
}

func TestTheSameSeedTellsTheSameCallsHoweverOftenOneLooks(t *testing.T) {
	often, once := newHandClock(), newHandClock()
	watched, left := demoAt(often), demoAt(once)
	for range 600 {
		often.pass(time.Second)
		watched.Calls()
	}
	once.pass(10 * time.Minute)
	if a, b := watched.Calls(), left.Calls(); !reflect.DeepEqual(a, b) {
		t.Errorf("%d calls when looked at each second, %d when looked at once, or not the same ones", len(a), len(b))
	}

	config := Demo()
	config.Clock, config.Seed = newHandClock().Now, 1
	if callIDs(New(config).Calls()) == callIDs(demoAt(newHandClock()).Calls()) {
		t.Error("another seed tells the same calls")
	}
}

func TestACallsLifeFollowsTheClock(t *testing.T) {
	clock := newHandClock()
	s := demoAt(clock)
	seen := map[string]State{}
	begun, ended := 0, 0
	for range 300 {
		clock.pass(time.Second)
		for _, c := range s.Calls() {
			before, known := seen[c.CallID]
			now := c.State(clock.now)
			if now < before {
				t.Fatalf("call %s went back from %d to %d", c.CallID, before, now)
			}
			if !known && now == Ongoing {
				begun++
			}
			if before == Ongoing && now == Finished {
				ended++
			}
			seen[c.CallID] = now
		}
	}
	if begun < 10 || ended < 10 {
		t.Errorf("in five minutes %d calls began and %d ended: not a busy office", begun, ended)
	}
}

func TestNobodyOfTheFloorIsInTwoCallsAtATime(t *testing.T) {
	clock := newHandClock()
	s := demoAt(clock)
	for range 600 {
		clock.pass(3 * time.Second)
		talking := map[string]int{}
		for _, c := range s.Calls() {
			if c.State(clock.now) == Ongoing {
				talking[c.From]++
				talking[c.To]++
			}
		}
		for i := range Demo().Office.Extensions {
			if n := fmt.Sprint(firstOrdinary + i); talking[n] > 1 {
				t.Fatalf("%v: %s is in %d calls", clock.now, n, talking[n])
			}
		}
	}
}

func TestEveryExtensionHasAFinishedCallAtTheStart(t *testing.T) {
	for seed := range uint64(50) {
		clock := newHandClock()
		config := Demo()
		config.Clock, config.Seed, config.Tries = clock.Now, seed, 1
		s := New(config)
		for i := range config.Office.Extensions {
			wantCode(t, s, "0", "extension", fmt.Sprint(firstOrdinary+i), "status", "last")
		}
	}
}

func TestTheSpecialExtensionsKeepTheirPromisesAtEveryMoment(t *testing.T) {
	clock := newHandClock()
	s := demoAt(clock)
	for range 400 {
		clock.pass(1700 * time.Millisecond)
		wantCode(t, s, "0", "extension", busyExtension, "status", "ongoing")
		wantCode(t, s, "-51", "extension", doubledExtension, "status", "ongoing")
		wantCode(t, s, "-51", "extension", doubledExtension, "status", "last")
		wantCode(t, s, "-90", "extension", heldExtension, "status", "last")
		wantCode(t, s, "-92", "extension", retainedExtension, "status", "last")
		wantCode(t, s, "-91", "extension", guardedExtension, "status", "last")
		wantCode(t, s, "-50", "extension", silentExtension, "status", "last,ongoing")
	}
}

func TestTheGateGetsACallWithinTheWindowWhenever(t *testing.T) {
	for _, window := range []time.Duration{time.Minute, 3 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			config := Demo()
			config.Window = window
			s := New(config)
			for range 50 {
				begun := time.Now()
				wantCode(t, s, "0", "extension", soonExtension, "status", "next")
				if took := time.Since(begun); took > window*2/3 {
					t.Errorf("waited %v of %v", took, window)
				}
				<-time.After(1234 * time.Millisecond) // of the bubble
			}
		})
	}
}

func TestIdentifiersOfTheOfficeAreUnique(t *testing.T) {
	clock := newHandClock()
	s := demoAt(clock)
	clock.pass(12 * time.Hour)
	seen := map[key]bool{}
	for _, c := range s.Calls() {
		for _, k := range c.keys()[:min(3, len(c.keys()))] {
			if seen[k] {
				t.Fatalf("%s %s twice", k.param, k.value)
			}
			seen[k] = true
		}
	}
}

func TestTheOfficeForgetsItsOldCallsAndKeepsThoseMadeByHand(t *testing.T) {
	testkit.Alone(t)
	clock := newHandClock()
	s := demoAt(clock)
	mine := s.AddCall(Call{From: "1", To: "2"})
	for range 60 {
		clock.pass(time.Hour)
		s.Calls()
	}
	calls := s.Calls()
	if calls[0].CallID != mine.CallID {
		t.Fatalf("the oldest call is %+v, want the one made by hand", calls[0])
	}
	for _, c := range calls[1:] {
		if age := clock.now.Sub(c.End); age > retention+time.Hour {
			t.Fatalf("a call of %v ago is still there", age)
		}
	}
	if _, deletions := s.Totals(); deletions != 0 {
		t.Error("forgotten calls count as deleted")
	}
}

func TestAnOfficeOfAnySizeAndPaceWorks(t *testing.T) {
	for _, office := range []Office{
		{Extensions: 1}, {Extensions: 2, Pace: time.Nanosecond, Stock: 1}, {Extensions: 500}, {Extensions: -1, Pace: -1, Stock: -1},
	} {
		clock := newHandClock()
		s := New(Config{Clock: clock.Now, Window: time.Nanosecond, Office: office})
		clock.pass(time.Minute)
		if got := len(s.Calls()) > 0; got != (office.Extensions > 0) {
			t.Errorf("%+v: calls: %v", office, got)
		}
	}
}
