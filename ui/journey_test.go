package ui_test

import (
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/uitest"
)

func TestADeletionByExtensionIsSeenInResultHistoryAndDetail(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Type("8856").Review()
		s.ExpectConfirm("Delete this conversation?", "On practice at 127.0.0.1:8088",
			"The last finished call in which 8856 is the calling or the called party is deleted.", "extension=8856", "status=last").Accept()
		s.ExpectSent(1).ExpectScreen("✓ Deleted.", "Record 1", "extension 8856, status last", "Code 0")
		s.Press(keymap.ResultHistory).ExpectScreen("Result Deleted.", "Operator alice", "Answer's SHA-256")
		s.Press(keymap.Back).ExpectScreen("1 of 1 record", "✓ accepted", "8856 last")
		s.ExpectSent(1)
	})
}

func TestEachIdentifierTypeIsSentAsItIs(t *testing.T) {
	for place, row := range deletion.Identifiers() {
		journey(t, uitest.Options{}, func(s *uitest.Session) {
			fill(place, row.Example)(s)
			s.Review().ExpectConfirm("Delete this conversation?", row.Example, string(row.Type)+"="+row.Example).Accept()
			s.ExpectSent(1)
			selector := s.Sender.Sent()[0].Selector
			if selector.Type() != row.Type || selector.Identifier() != row.Example {
				t.Errorf("%s was sent as %s", row.Label, selector)
			}
		})
	}
}

func TestEachStatusCombinationIsSentAsItWasExplained(t *testing.T) {
	for place, row := range deletion.StatusCombinations() {
		journey(t, uitest.Options{}, func(s *uitest.Session) {
			s.Type("8856").Press(keymap.FormNext)
			for range place {
				s.Press(keymap.FormOptionNext)
			}
			s.ExpectScreen(row.Effect)
			s.Review().ExpectConfirm("Delete this conversation?", "status="+string(row.Status), row.Effect).Accept()
			s.ExpectSent(1)
			if status := s.Sender.Sent()[0].Selector.Status(); status != row.Status {
				t.Errorf("%q was sent as %q", row.Label, status)
			}
		})
	}
}

func TestCancellingSendsAndRecordsNothing(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Type("8856").Review().ExpectConfirm("Delete this conversation?", "8856").Cancel()
		s.ExpectScreen("Cancelled; nothing was sent.", "Extension 8856").ExpectSent(0)
		s.Press(keymap.ShowHistory).ExpectScreen("0 of 0 records")
	})
}

func TestARefusedDeletionIsTriedAgainOnlyThroughANewConfirmation(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Sender.Script(uitest.Refused(-50, "Call for extension 8856 not found."))
		confirmed(s)
		s.ExpectScreen("✗ Nothing was deleted: “Call for extension 8856 not found.”", "No such call was found. Check the identifier", "t try again")
		s.Press(keymap.ResultRetry)
		s.ExpectSent(1)
		s.ExpectConfirm("Delete this conversation?", "extension=8856").Cancel()
		s.ExpectSent(1)
		s.Press(keymap.FormReview).ExpectConfirm("Delete this conversation?", "extension=8856").Accept()
		s.ExpectSent(2).ExpectScreen("✓ Deleted.", "Record 2")
	})
}

func TestADeletionThatMayHaveHappenedIsNotOfferedAgain(t *testing.T) {
	for _, outcome := range []deletion.Outcome{uitest.Accepted(), uitest.Unknown()} {
		journey(t, uitest.Options{}, func(s *uitest.Session) {
			s.Sender.Script(outcome)
			confirmed(s)
			s.ExpectNot("try again")
			s.Press(keymap.ResultRetry).ExpectSent(1)
			s.ExpectScreen("You can try again only when it is certain")
		})
	}
}

func TestAnUnknownOutcomeIsSettledByAPerson(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Sender.Script(uitest.Unknown())
		confirmed(s)
		s.ExpectScreen("? It is not known whether anything was deleted.", "s settle").ExpectNot("unknown outcome to settle")
		s.Press(keymap.RecordSettle).ExpectScreen("What did you find?")
		s.Press(keymap.DialogAccept).ExpectScreen("Say how you checked.")
		s.Type("Looked in Verba").Press(keymap.DialogAccept).ExpectScreen("Choose what you found.")
		s.Press(keymap.FormOptionNext, keymap.FormOptionNext, keymap.DialogAccept)
		s.ExpectScreen("Settled", "Not deleted: still in Verba", "Looked in Verba", "unknown").ExpectNot("to settle:")
		s.Press(keymap.Back).ExpectScreen("?→ not deleted")
		settlement := s.History.Records()[0].Settlement
		if settlement == nil || settlement.Finding != deletion.FoundNotDeleted || settlement.Note != "Looked in Verba" {
			t.Errorf("settled as %+v", settlement)
		}
		s.ExpectSent(1)
	})
}

func TestSettlingIsCancelledWithoutATrace(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Sender.Script(uitest.Unknown())
		confirmed(s)
		s.Press(keymap.RecordSettle).Type("gone").Press(keymap.FormDown, keymap.FormOptionNext, keymap.DialogCancel)
		s.ExpectScreen("It is not known whether anything was deleted.")
		if s.History.Records()[0].Settlement != nil {
			t.Error("it was settled")
		}
	})
}

func TestEscWhileSendingLeavesAndTheOutcomeIsAnnounced(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Sender.Wait()
		confirmed(s)
		s.ExpectScreen("Sending to practice", "of at most 1m30s")
		s.Pass(7 * time.Second)
		s.ExpectScreen("7s of at most 1m30s")
		s.Press(keymap.SendingLeave).ExpectScreen("1 in progress", "Find the conversation by")
		s.Press(keymap.FormClear).Type("12")
		s.Sender.Answer(uitest.Refused(-50, "Call for extension 8856 not found."))
		announced := "Record 1, extension 8856, status last: Nothing was deleted: no such call was found."
		s.ExpectScreen(announced).ExpectNot("in progress")
		s.Type("34").Press(keymap.FormNext, keymap.ShowHistory, keymap.MoveDown, keymap.ShowHelp, keymap.Back)
		s.ExpectScreen(announced) // it stays through keys and screens
		s.Press(keymap.ShowDelete).ExpectScreen("Extension 1234", announced)
		s.ExpectSent(1)
	})
}

func TestTheOutcomeIsAnnouncedWhereverOneIs(t *testing.T) {
	for name, elsewhere := range map[string][]keymap.Action{
		"the form":               {keymap.SendingLeave},
		"the history":            {keymap.ShowHistory},
		"the filter":             {keymap.ShowHistory, keymap.HistoryFind},
		"a record":               {keymap.ShowHistory, keymap.HistoryOpen},
		"the help":               {keymap.ShowHelp},
		"the choice of a server": {keymap.ChooseServer},
	} {
		journey(t, uitest.Options{}, func(s *uitest.Session) {
			s.Sender.Wait()
			confirmed(s)
			s.Press(elsewhere...)
			s.Sender.Answer(uitest.Accepted())
			if !s.Shows("Record 1, extension 8856, status last: Deleted.") {
				t.Errorf("it is not announced over %s:\n%s", name, s.Screen())
			}
		})
	}
}

func TestAnOutcomeThatArrivesDuringAConfirmationDoesNotAnswerIt(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Sender.Wait()
		confirmed(s)
		s.Press(keymap.SendingLeave, keymap.FormClear).Type("8801").Review()
		confirmation := s.ExpectConfirm("Delete this conversation?", "extension=8801")
		s.Sender.Answer(uitest.Unknown())
		s.ExpectScreen("Delete this conversation?", "extension=8801", "[ Cancel ]",
			"Record 1, extension 8856, status last: It is not known whether anything was deleted.")
		confirmation.Cancel()
		s.ExpectScreen("Record 1, extension 8856, status last: It is not known").ExpectSent(1)
	})
}

func TestAnOutcomeThatArrivesDuringAReviewIsNotLost(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Sender.Wait()
		confirmed(s)
		s.Press(keymap.SendingLeave, keymap.FormClear).Type("8801")
		s.Sender.Prepared = func(deletion.Request) error { time.Sleep(10 * time.Second); return nil }
		s.Review().ExpectScreen("Preparing…")
		s.Sender.Answer(uitest.Accepted())
		s.Pass(11 * time.Second)
		s.ExpectConfirm("Delete this conversation?", "extension=8801", "Record 1, extension 8856, status last: Deleted.").Cancel()
	})
}

func TestTwoDeletionsAreUnderWayAtOnce(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Sender.Wait()
		confirmed(s)
		s.Press(keymap.SendingLeave, keymap.FormClear).Type("8801").Review()
		s.ExpectConfirm("Delete this conversation?", "extension=8801").Accept()
		s.ExpectScreen("2 in progress", "extension 8801, status last")
		s.Sender.Answer(uitest.Refused(-1, "no"))
		s.ExpectScreen("Sending to practice", "Record 1, extension 8856, status last: Nothing was deleted")
		s.Sender.Answer(uitest.Accepted())
		s.ExpectScreen("✓ Deleted.", "Record 2").ExpectSent(2)
	})
}

func TestTheSameTargetIsNotSentTwiceAtOnce(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Sender.Wait()
		confirmed(s)
		s.Press(keymap.SendingLeave).Review() // it is refused before a person has confirmed it
		s.ExpectScreen("Nothing was sent. In progress: alice has been deleting this since 2000-01-01 01:00:", "(record 1). Wait for its outcome").ExpectSent(1)
		if !strings.HasSuffix(s.Title(), "– form") {
			t.Errorf("the title is %q", s.Title())
		}
	})
}
