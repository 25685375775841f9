package ui_test

import (
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/ui/uitest"
)

// deletesTheCall pins the call that is looked up, and deletes it.
func deletesTheCall(s *uitest.Session) {
	s.Type("8856").Keys("enter").Pass(time.Second)
	s.Keys("y").Pass(time.Second)
}

// afterwards is a console whose calls are found, and then looked up again with these results.
func afterwards(results ...lookup.Result) uitest.Options {
	options := looking(uitest.Found())
	options.LookUps.After = results
	return options
}

func goesOn() lookup.Result {
	result := uitest.Found()
	result.Call.State = lookup.Ongoing
	return result
}

// onlyRecord is the only record of the history.
func onlyRecord(s *uitest.Session) deletion.Record {
	s.Helper()
	records := s.History.Records()
	if len(records) != 1 {
		s.Fatalf("there are %d records", len(records))
	}
	return records[0]
}

func TestADeletedCallIsLookedUpAgain(t *testing.T) {
	for name, c := range map[string]struct {
		result  lookup.Result
		finding deletion.AfterFinding
		says    []string
	}{
		"gone":      {uitest.Gone(), deletion.Gone, []string{"No longer found (looked up ", "It may also be archived, or hidden from this key."}},
		"there":     {uitest.Found(), deletion.StillThere, []string{"! Still there (looked up "}},
		"marked":    {goesOn(), deletion.StillMarked, []string{"Marked (looked up ", "when the call ends."}},
		"no answer": {uitest.CantSay(), deletion.NotChecked, []string{"Not checked (looked up "}},
	} {
		for _, size := range sizes {
			uitest.Run(t, afterwards(c.result), func(s *uitest.Session) {
				s.Resize(size[0], size[1])
				deletesTheCall(s)
				s.ExpectScreen(append(c.says, "✓ Deleted.")...).ExpectSent(1)
				record := onlyRecord(s)
				if record.After == nil || record.After.Finding != c.finding || record.Outcome.Kind != deletion.Accepted {
					t.Errorf("%s: recorded %+v of an outcome that is %s", name, record.After, record.Outcome.Kind)
				}
			})
		}
	}
}

// A look-up that never answers keeps nobody from anything, and ends by its own limit.
func TestALookUpAfterwardsIsNeverWaitedFor(t *testing.T) {
	options := afterwards(uitest.Gone())
	options.LookUps.SlowAfter = -1
	uitest.Run(t, options, func(s *uitest.Session) {
		deletesTheCall(s)
		s.ExpectScreen("✓ Deleted.", "Looking the call up again…")
		s.Keys("enter").ExpectScreen("Find the conversation by") // the next deletion
		s.Type("8801").Keys("enter").Pass(2 * time.Second)
		s.Keys("y").Pass(time.Second).ExpectSent(2).ExpectScreen("✓ Deleted.")
		s.Pass(time.Second)
		if first := s.History.Records()[1]; first.After == nil || first.After.Finding != deletion.NotChecked || first.After.Reason != lookup.ReasonTime {
			t.Errorf("recorded %+v", first.After)
		}
		s.Pass(10 * time.Second).ExpectScreen("Not checked (looked up ")
	})
}

func TestQuittingEndsALookUpAfterwards(t *testing.T) {
	options := afterwards(uitest.Gone())
	options.LookUps.SlowAfter = -1
	uitest.Run(t, options, func(s *uitest.Session) {
		deletesTheCall(s)
		s.Keys("ctrl+c")
		if err := s.End(); err != nil {
			t.Error(err)
		}
		s.Workflow.Abandon() // as the program does once its screens are gone
		s.Pass(time.Millisecond)
		if record := onlyRecord(s); record.After != nil || record.Outcome.Kind != deletion.Accepted {
			t.Errorf("recorded %+v of an outcome that is %s", record.After, record.Outcome.Kind)
		}
	})
}

func TestAKeyLooksUpAgain(t *testing.T) {
	uitest.Run(t, afterwards(goesOn(), uitest.Gone(), uitest.Found()), func(s *uitest.Session) {
		deletesTheCall(s)
		s.ExpectScreen("Marked (looked up ").Press(keymap.RecordLookUp).ExpectScreen("No longer found (looked up ")
		s.Press(keymap.ResultHistory, keymap.RecordLookUp).Pass(time.Second)
		s.ExpectScreen("Record 1: still there. The server still finds the call.", "Still there (looked up ")
		s.ExpectSent(1)
		if record := onlyRecord(s); record.After.Finding != deletion.StillThere {
			t.Errorf("recorded %+v", record.After)
		}
	})
}

func TestOnlyWhatMayHaveBeenDeletedIsLookedUpAgain(t *testing.T) {
	for _, outcome := range []deletion.Outcome{uitest.Refused(-50, "no"), uitest.NotSent(), uitest.Unknown()} {
		options := afterwards(uitest.Found())
		uitest.Run(t, options, func(s *uitest.Session) {
			s.Sender.Script(outcome)
			deletesTheCall(s)
			if asked := len(options.LookUps.Asked()); asked != 1 { // before it was confirmed
				t.Errorf("after %s, %d look-ups", outcome.Kind, asked)
			}
			const offer = "To look the call up from here, press i."
			if outcome.Kind == deletion.Unknown {
				s.ExpectScreen(offer)
			} else {
				s.ExpectNot(offer)
			}
			s.Press(keymap.RecordLookUp).Pass(time.Second).ExpectNot(offer)
			if outcome.Kind == deletion.Unknown { // a person may
				s.ExpectScreen("! Still there (looked up ")
			} else {
				s.ExpectScreen("Only accepted and unknown deletions are looked up again.")
			}
			if after := onlyRecord(s); after.Outcome.Kind != outcome.Kind || after.Settlement != nil {
				t.Errorf("%s became %+v", outcome.Kind, after)
			}
		})
	}
}

func TestWhatIsNotLookedUpAgainSaysWhy(t *testing.T) {
	off, noPin := uitest.Practice(), uitest.Practice()
	off.NoLookUp, noPin.NoPin = true, true
	for says, server := range map[string]deletion.Server{
		"Not checked. Look-ups are turned off for this server (look_up = false).":                 off,
		"DeleteCall was sent with the extension, so the server may have chosen another call than": noPin,
	} {
		options := afterwards(uitest.Found())
		options.Servers = []deletion.Server{server}
		uitest.Run(t, options, func(s *uitest.Session) {
			deletesTheCall(s)
			if screen := strings.Join(strings.Fields(s.Screen()), " "); !strings.Contains(screen, says) {
				t.Errorf("it does not say %q:\n%s", says, screen)
			}
			if asked := len(options.LookUps.Asked()); server.NoLookUp && asked > 0 {
				t.Errorf("%d look-ups", asked)
			}
			s.Press(keymap.RecordLookUp).Pass(time.Second)
			if asked := len(options.LookUps.Asked()); server.NoLookUp && asked > 0 {
				t.Errorf("a key looked up %d times", asked)
			}
			if after := onlyRecord(s).After; server.NoLookUp && after != nil {
				t.Errorf("recorded without a look-up: %+v", after)
			}
			s.Keys("ctrl+k").Type("look up again")
			if offered := !strings.Contains(s.Screen(), "Not possible here"); offered == server.NoLookUp {
				t.Errorf("another look-up is offered: %t\n%s", offered, s.Screen())
			}
		})
	}
}

// The history may be locked or full by then.
func TestAFindingThatCantBeRecordedIsShownAllTheSame(t *testing.T) {
	options := afterwards(uitest.Gone())
	options.LookUps.SlowAfter = time.Second
	uitest.Run(t, options, func(s *uitest.Session) {
		s.Type("8856").Keys("enter").Pass(time.Second)
		s.Keys("y").Pass(100 * time.Millisecond)
		s.History.Break(&deletion.HistoryError{Op: "record what was found", Path: "history.db", Problem: "is on a full disk"})
		s.Pass(2*time.Second).ExpectScreen("✓ Deleted.", "Record 1: no longer found.", "This could not be recorded.")
		s.History.Break(nil)
		if record := onlyRecord(s); record.After != nil || record.Outcome.Kind != deletion.Accepted {
			t.Errorf("recorded %+v", record)
		}
	})
}

func TestACallThatIsStillThereIsAnnouncedToWhoeverHasLeftItsResult(t *testing.T) {
	options := afterwards(uitest.Found())
	options.LookUps.SlowAfter = 3 * time.Second
	uitest.Run(t, options, func(s *uitest.Session) {
		deletesTheCall(s)
		s.Press(keymap.ResultNext).Pass(4 * time.Second)
		s.ExpectScreen("Find the conversation by", "Record 1: still there. The server still finds the call.")
		s.Type("8801").ExpectScreen("Record 1: still there.")
	})
}

func TestWhatADeletionLeavesIsSaidWithTheResult(t *testing.T) {
	server := uitest.Practice()
	server.NotCovered = "Nightly backups, which are overwritten after 30 days.\x1b[2J"
	options := afterwards(uitest.Gone())
	options.Servers = []deletion.Server{server}
	copies := uitest.FoundAs("b1").Call
	options.LookUps.Copies = []lookup.Call{copies, uitest.FoundAs("b2").Call}
	uitest.Run(t, options, func(s *uitest.Session) {
		deletesTheCall(s)
		s.ExpectScreen("Not covered: Nightly backups, which are overwritten after 30 days.", "! Secondary copies are still found: b1, b2")
	})
}

// A look-up is evidence for settling, and settles nothing itself.
func TestWhatWasFoundIsOfferedForSettling(t *testing.T) {
	for found, says := range map[string]lookup.Result{"No longer found (looked up 2000-01-01": uitest.Gone(), "Still there (looked up 2000-01-01": uitest.Found()} {
		options := afterwards(says)
		uitest.Run(t, options, func(s *uitest.Session) {
			s.Sender.Script(uitest.Unknown())
			deletesTheCall(s)
			s.Press(keymap.RecordLookUp).Pass(time.Second)
			s.Press(keymap.RecordSettle).ExpectScreen("▸How did you check? " + found)
			s.Keys("enter").ExpectScreen("Choose what you found.")
			if record := onlyRecord(s); record.Settlement != nil {
				t.Errorf("settled without a finding: %+v", record.Settlement)
			}
			s.Keys("right", "enter").Pass(time.Second)
			if settlement := onlyRecord(s).Settlement; settlement == nil || !strings.HasPrefix(settlement.Note, found) {
				t.Errorf("settled as %+v, want the note %q", settlement, found)
			}
		})
	}
	options := afterwards(uitest.CantSay()) // proves nothing
	uitest.Run(t, options, func(s *uitest.Session) {
		s.Sender.Script(uitest.Unknown())
		deletesTheCall(s)
		s.Press(keymap.RecordSettle).ExpectScreen("Look the conversation up first: in Verba, or go back and press i.").Press(keymap.DialogCancel)
		s.Press(keymap.RecordLookUp).Pass(time.Second)
		s.Press(keymap.RecordSettle).ExpectScreen("▸How did you check?").ExpectNot("▸How did you check? Not")
	})
}

func TestALookUpThatProvesNothingHidesNoProvedOne(t *testing.T) {
	uitest.Run(t, afterwards(uitest.Gone(), uitest.CantSay()), func(s *uitest.Session) {
		deletesTheCall(s)
		s.Press(keymap.RecordLookUp).Pass(time.Second)
		s.ExpectScreen("No longer found (looked up ", "Not checked (looked up ")
	})
}
