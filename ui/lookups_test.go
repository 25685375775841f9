package ui_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/ui/uitest"
)

const shownID = "a8343631-9f35-4a3a-83f0-9e81592339fb"

// looking is a console on servers that answer look-ups with these results in turn.
func looking(results ...lookup.Result) uitest.Options {
	return uitest.Options{LookUps: uitest.NewLookUps(results...)}
}

// slowly is looking where each look-up takes its time; without end when negative.
func slowly(slow time.Duration, results ...lookup.Result) uitest.Options {
	options := looking(results...)
	options.LookUps.Slow = slow
	return options
}

// ofIDs are calls that a person can tell apart by the other party's number, which is their ID.
func ofIDs(ids ...string) (results []lookup.Result) {
	for _, id := range ids {
		result := uitest.Found()
		result.Call.ID, result.Call.To.Number = id, id
		results = append(results, result)
	}
	return results
}

func only(s *uitest.Session) deletion.Request {
	s.Helper()
	s.ExpectSent(1)
	return s.Sender.Sent()[0]
}

func TestTheCallThatIsShownIsTheOneThatIsDeletedWithTheSameKeys(t *testing.T) {
	for _, size := range sizes {
		uitest.Run(t, looking(uitest.Found()), func(s *uitest.Session) {
			s.Resize(size[0], size[1])
			s.Type("8856").Keys("enter").Pass(time.Second)
			s.ExpectConfirm("Delete this conversation?", "8856 (Ada Brandt)", "+3614561230", "Delete this call")
			s.Keys("y").Pass(time.Second)
			request := only(s)
			if sent := request.Sent(); sent.Type() != deletion.CallID || sent.Identifier() != shownID {
				t.Errorf("%s %q was sent", sent.Type(), sent.Identifier())
			}
			if request.Selector.Identifier() != "8856" {
				t.Errorf("%q counts as typed", request.Selector.Identifier())
			}
		})
	}
}

func TestNothingConfirmsBeforeTheCallCameAndNoKeyBeforeItCounts(t *testing.T) {
	uitest.Run(t, slowly(3*time.Second, uitest.Found()), func(s *uitest.Session) {
		s.Type("8856").Keys("enter").Pass(time.Second)
		s.ExpectScreen("Delete this conversation?", "Looking up the call… 1 s (ctrl+p skips it)")
		s.Keys("y").Pass(time.Second)
		s.Keys("tab", "enter")
		s.ExpectScreen("Looking up the call… 2 s").Keys("y").Pass(time.Second)
		s.ExpectScreen("Ada Brandt", "Delete this call").ExpectSent(0)
		s.Pass(time.Second).Keys("y").Pass(time.Second)
		if request := only(s); !request.Pinned {
			t.Error("it was not pinned")
		}
	})
}

func TestNoteReasonAndRequestAreInSightBeforeWhatElseIsKnownOfTheCall(t *testing.T) {
	options := looking(uitest.Found())
	options.Servers = []deletion.Server{uitest.Production()}
	uitest.Run(t, options, func(s *uitest.Session) {
		s.Type("8856").Press(keymap.FormNext, keymap.FormNext).Type("GDPR-2211").Review()
		s.ExpectScreen("Note: legal hold applies", "Reason: GDPR-2211", "POST callID="+shownID, "to https://verba.example.com/verba/api")
	})
}

func TestALookUpNeverStandsInTheWay(t *testing.T) {
	for name, c := range map[string]struct {
		options uitest.Options
		keys    []string
		says    string
	}{
		"not allowed": {looking(uitest.CantSay()), nil, "The call can't be shown. The server refused the look-up: code -41, invalid API key."},
		"not found":   {looking(lookup.Result{Verdict: lookup.NotFound, Detail: "The server found no such call."}), nil, "The server found no such call."},
		"no answer":   {slowly(-1, uitest.Found()), nil, "The call can't be shown. The server did not answer"},
		"skipped":     {slowly(-1, uitest.Found()), []string{"ctrl+p"}, "The call can't be shown. The look-up was cancelled."},
	} {
		uitest.Run(t, c.options, func(s *uitest.Session) {
			s.Resize(120, 40)
			s.Type("8856").Keys("enter").Keys(c.keys...).Pass(5 * time.Second)
			s.ExpectScreen(c.says, "As typed, the server chooses again", "extension=8856")
			s.Keys("y").Pass(time.Second)
			if request := only(s); request.Pinned || request.Shown.Verdict == lookup.Found {
				t.Errorf("%s: it was pinned", name)
			}
		})
	}
}

func TestNextHasNothingToShowAndSaysSo(t *testing.T) {
	notYet := lookup.Result{Verdict: lookup.NotYet, Detail: "There is nothing to show: the call that is meant has not begun."}
	uitest.Run(t, looking(notYet), func(s *uitest.Session) {
		s.Type("8856").Press(keymap.FormNext, keymap.FormOptionNext).Keys("enter").Pass(time.Second)
		s.ExpectScreen("There is nothing to show: the call that is meant has not begun.")
	})
}

func TestAPersonSwitchesBetweenThisCallAndAsTyped(t *testing.T) {
	for presses, pinned := range []bool{true, false, true} {
		uitest.Run(t, looking(uitest.Found()), func(s *uitest.Session) {
			s.Type("8856").Keys("enter").Pass(time.Second)
			for range presses {
				s.Keys("ctrl+p", "y").Pass(time.Second) // within the reading time of what is now shown
			}
			s.ExpectSent(0).Keys("y").Pass(time.Second)
			if request := only(s); request.Pinned != pinned {
				t.Errorf("after %d presses, pinned is %v", presses, request.Pinned)
			}
		})
	}
}

func TestAServerThatDoesNotPinHasNothingToSwitch(t *testing.T) {
	server := uitest.Practice()
	server.NoPin = true
	options := looking(uitest.Found())
	options.Servers = []deletion.Server{server}
	uitest.Run(t, options, func(s *uitest.Session) {
		s.Type("8856").Keys("enter").Pass(time.Second)
		s.ExpectScreen("Ada Brandt", "pin = false").Keys("ctrl+p").ExpectScreen("There is nothing to choose")
		s.Pass(time.Second).Keys("y").Pass(time.Second)
		if request := only(s); request.Pinned {
			t.Error("it was pinned")
		}
	})
}

func TestAServerThatIsNotToBeAskedIsNotAsked(t *testing.T) {
	server := uitest.Practice()
	server.NoLookUp = true
	options := looking(uitest.Found())
	options.Servers = []deletion.Server{server}
	uitest.Run(t, options, func(s *uitest.Session) {
		s.Type("8856").Keys("enter").Pass(time.Second)
		s.Keys("y").Pass(time.Second)
		if request := only(s); request.Pinned || len(options.LookUps.Asked()) != 0 {
			t.Error("it was looked up")
		}
	})
}

func TestWhatIsTypedStaysWhenTheCallComes(t *testing.T) {
	options := slowly(2*time.Second, uitest.Found())
	options.Servers = []deletion.Server{uitest.Production()}
	uitest.Run(t, options, func(s *uitest.Session) {
		s.Type("8856").Press(keymap.FormNext, keymap.FormNext).Type("GDPR").Keys("enter")
		s.Type("8856").Keys("enter").Pass(3 * time.Second)
		s.ExpectScreen("Ada Brandt", "enter delete").ExpectSent(0)
		s.Keys("enter").Pass(time.Second)
		if request := only(s); !request.Pinned {
			t.Error("it was not pinned")
		}
	})
}

func TestALookUpThatComesAfterCancellingChangesNothing(t *testing.T) {
	protected := uitest.Found()
	protected.Call.DoNotDelete = lookup.Yes
	uitest.Run(t, slowly(2*time.Second, protected), func(s *uitest.Session) {
		s.Type("8856").Keys("enter").Pass(time.Second)
		s.Keys("esc").Pass(5 * time.Second)
		s.ExpectScreen("Cancelled; nothing was sent.", "Find the conversation by")
		if len(s.History.Records()) != 0 {
			t.Error("something was recorded")
		}
	})
}

func TestACallThatIsProtectedIsRefusedOnceItIsShown(t *testing.T) {
	protected := uitest.Found()
	protected.Call.DoNotDelete = lookup.Yes
	uitest.Run(t, looking(protected), func(s *uitest.Session) {
		s.Type("8856").Keys("enter").Pass(time.Second)
		s.ExpectScreen("Nothing was deleted").Keys("y").Pass(time.Second).ExpectSent(0)
	})
}

// By its words the call would be another one by now, and its record has to be found by them.
func TestTryingAgainIsAboutTheSameCallAndKeepsWhatWasTyped(t *testing.T) {
	another := uitest.Found()
	another.Call.To.Number = "7777"
	for name, c := range map[string]struct {
		now   lookup.Result
		keys  []string // before the one that confirms
		says  string
		typed bool
	}{
		"found":           {uitest.Found(), nil, "Ada Brandt", true},
		"as typed":        {uitest.Found(), []string{"ctrl+p"}, "There is nothing to choose: it is sent as shown.", true},
		"skipped":         {uitest.CantSay(), nil, "The call is shown as it was confirmed before, and can't be looked up now.", true},
		"gone":            {uitest.Gone(), []string{"ctrl+p"}, "There is nothing to choose: it is sent as shown.", false},
		"without its ID":  {uitest.FoundAs(""), []string{"ctrl+p"}, "There is nothing to choose: it is sent as shown.", false},
		"with another ID": {uitest.FoundAs("ID-2"), []string{"ctrl+p"}, "There is nothing to choose: it is sent as shown.", false},
		"other parties":   {another, nil, "The earlier confirmation showed another call with this ID: 8856 (Ada Brandt)", true},
	} {
		options := looking(uitest.Found())
		uitest.Run(t, options, func(s *uitest.Session) {
			s.Resize(120, 40).Type("8856").Keys("enter").Pass(time.Second)
			s.Sender.Script(uitest.Refused(-1, "try later"))
			s.Keys("y").Pass(time.Second).ExpectSent(1)
			options.LookUps.After = []lookup.Result{c.now}
			s.Keys("t").Pass(time.Second).Keys(c.keys...).ExpectScreen(c.says)
			s.Sender.Script(uitest.Unknown())
			s.Pass(time.Second).Keys("y").Pass(time.Second).ExpectSent(2)
			request := s.Sender.Sent()[1]
			if sent := request.Sent(); sent.Type() != deletion.CallID || sent.Identifier() != shownID || (request.Selector.Identifier() == "8856") != c.typed {
				t.Errorf("%s: %s %q was sent, %q typed", name, sent.Type(), sent.Identifier(), request.Selector.Identifier())
			}
			if asked := options.LookUps.Asked(); asked[1] != request.Sent() {
				t.Errorf("%s: %v were looked up", name, asked)
			}
		})
	}
}

func TestTheNextOfAQueueIsLookedUpWhenItsTurnComes(t *testing.T) {
	options := looking(ofIDs("ID-1", "ID-2")...)
	uitest.Run(t, options, func(s *uitest.Session) {
		s.Paste("8801\n8802").Keys("enter").Pass(time.Second)
		s.ExpectScreen("8856 (Ada Brandt)", "ID-1").Keys("y").Pass(time.Second)
		s.Keys("enter").Pass(time.Second).ExpectScreen("ID-2").Keys("y").Pass(time.Second)
		s.ExpectSent(2)
		for i, request := range s.Sender.Sent() {
			if want := []string{"ID-1", "ID-2"}[i]; request.Sent().Identifier() != want {
				t.Errorf("%q was sent, not %s", request.Sent().Identifier(), want)
			}
		}
	})
}

// Look-ups that answer late, never and differently change nothing of the rule: what was sent was
// on the screen, long enough to be read, when a person confirmed it.
func TestRandomKeysWithLookUpsSendOnlyWhatWasShown(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		typed := rapid.Bool().Draw(rt, "typed")
		slow := rapid.SampledFrom([]time.Duration{0, 50 * time.Millisecond, 700 * time.Millisecond, 3 * time.Second, -1}).Draw(rt, "slow")
		steps := append(steps().Draw(rt, "steps"), step{tea.BackgroundColorMsg{}, 5 * time.Second})
		lookUps := uitest.NewLookUps(slices.Insert(ofIDs("ID-1", "ID-2", "ID-3"), 2, uitest.CantSay())...)
		lookUps.Slow = slow
		lookUps.Known = uitest.Calls("ID", 230)
		lookUps.Pages = uitest.InPages(lookUps.Known)
		wrong := ""
		synctest.Test(t, func(*testing.T) {
			w := newLookingWitness(typed, true, lookUps)
			for _, step := range steps {
				w.act(step.msg)
				w.Pass(step.pause)
				if wrong == "" {
					wrong = w.judge()
				}
			}
			time.Sleep(time.Hour) // clocks that still tick run out
		})
		if wrong != "" {
			rt.Fatal(wrong)
		}
	})
	synctest.Test(t, func(t *testing.T) { // it sees searches
		lookUps := searching().LookUps
		w := newLookingWitness(false, false, lookUps)
		for _, step := range []string{"f7", "enter", "down", "enter", "y"} {
			w.act(uitest.Key(step))
			w.Pass(time.Second)
		}
		if wrong := w.judge(); wrong != "" || w.sent != 1 || !strings.Contains(w.shown, "ID-0001") {
			t.Errorf("%d were sent; %q", w.sent, wrong)
		}
		time.Sleep(time.Hour)
	})
	// The witness is no fool: it lets pass what a person confirms, once.
	synctest.Test(t, func(t *testing.T) {
		w := newLookingWitness(false, true, uitest.NewLookUps(ofIDs("ID-1")...))
		w.Pass(time.Second)
		w.act(uitest.Key("y"))
		w.Pass(time.Second)
		if wrong := w.judge(); wrong != "" || w.sent != 1 || !strings.Contains(w.shown, "ID-1") {
			t.Errorf("%d were sent; %q", w.sent, wrong)
		}
		time.Sleep(time.Hour)
	})
}
