package ui_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/uitest"
)

func TestAHistoryThatCannotBeWrittenStopsEverySend(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.History.Break(errDisk)
		s.Type("8856").Review()
		s.ExpectScreen("! Nothing can be sent. Can't record the intent: history.db is on a full disk. Free some space",
			"Nothing was sent. The reason is above.").ExpectSent(0)
		if screen := s.Screen(); strings.Count(screen, "full disk") != 1 {
			t.Errorf("the full disk is not said once:\n%s", screen)
		}
		if !strings.HasSuffix(s.Title(), "– form") {
			t.Errorf("the title is %q", s.Title())
		}
		s.History.Break(nil)
		s.Review().ExpectConfirm("Delete this conversation?", "extension=8856").Accept()
		s.ExpectScreen("✓ Deleted.").ExpectNot("Nothing can be sent").ExpectSent(1)
	})
}

func TestAHistoryThatIsHeldForAWhileIsLookedAtAgainByItself(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.History.Break(errDisk)
		s.Type("8856").Review().ExpectScreen("! Nothing can be sent")
		s.Pass(time.Minute).ExpectScreen("! Nothing can be sent")
		s.History.Break(nil)
		s.Pass(6 * time.Second).ExpectNot("Nothing can be sent")
	})
}

// What was true when it was read must not stay on the screen once the history is there again.
func TestAHistoryThatCouldNotBeReadIsReadAgainByItself(t *testing.T) {
	for name, c := range map[string]struct {
		before, meanwhile []string
		then              string
	}{
		"from the top":            {nil, nil, "14 of 14 records"},
		"from further down":       {[]string{"down"}, nil, "14 of 14 records"},
		"with a filter meanwhile": {[]string{"down"}, []string{"5"}, "3 of 14 records"},
	} {
		t.Run(name, func(t *testing.T) {
			journey(t, settledRecords(), func(s *uitest.Session) {
				s.Press(keymap.ShowHistory).ExpectScreen("14 of 14 records").Keys(c.before...)
				s.History.Break(errDisk)
				s.Keys(c.meanwhile...).Press(keymap.HistoryRefresh).ExpectScreen("! Can't record the intent: history.db is on a full disk")
				s.Press(keymap.ShowDelete).Type("8856").Review().ExpectScreen("! Nothing can be sent").Press(keymap.ShowHistory)
				s.History.Break(nil)
				s.Pass(6*time.Second).ExpectScreen(c.then).ExpectNot("! Can't record", "Nothing can be sent")
			})
		})
	}
}

// A server that does not answer would keep the count waiting as long again.
func TestThatNothingCanBeSentDoesNotWaitForACount(t *testing.T) {
	journey(t, uitest.Options{Records: uitest.Records()}, func(s *uitest.Session) {
		s.History.OnlyRead(errDisk)
		s.History.SlowUnsettled = 5 * time.Second
		s.Press(keymap.ShowHistory).Pass(time.Second).ExpectScreen("! Nothing can be sent", "1 unknown outcome to settle")
		s.Pass(5*time.Second).ExpectScreen("! Nothing can be sent", "1 unknown outcome to settle")
	})
}

func TestWhatToDoAboutABrokenHistoryIsReadToItsEnd(t *testing.T) {
	journey(t, uitest.Options{Width: 80, Height: 24}, func(s *uitest.Session) {
		s.History.Break(&deletion.HistoryError{Op: "open", Path: "/home/alice/.local/share/deletecall/history.db", Problem: "is missing",
			Advice: "restore a backup: deletecall history restore FILE\nto begin a new history on purpose, remove " +
				"/home/alice/.local/share/deletecall/history.db-marker and /home/alice/.config/deletecall/histories/a235e93c9fd7fa3bd77a6a71894d7c4a",
			Err: errors.New("lost")})
		s.Type("8856").Review().ExpectScreen("a235e93c9fd7fa3bd77a6a71894d7c4a", "8856")
	})
}

func TestAHistoryThatBreaksAfterTheReviewStopsTheSend(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Type("8856").Review()
		confirmation := s.ExpectConfirm("Delete this conversation?", "extension=8856")
		s.History.Break(errDisk)
		confirmation.Accept()
		s.ExpectScreen("Nothing was sent. The reason is above.", "! Nothing can be sent").ExpectSent(0)
	})
}

func TestUnsettledOutcomesAreSaidAtTheStart(t *testing.T) {
	journey(t, uitest.Options{Records: uitest.Records()}, func(s *uitest.Session) {
		s.ExpectScreen("1 unknown outcome to settle: press F2, then u")
		s.Press(keymap.ChooseServer).ExpectScreen("1 unknown outcome to settle").ExpectNot("then u").Press(keymap.ShowHelp).ExpectScreen("Messages", "1 unknown outcome to settle.").ExpectNot("then u")
		s.Press(keymap.SearchClose, keymap.DialogCancel).ExpectScreen("1 unknown outcome to settle: press F2, then u")
		s.Press(keymap.ShowHistory).ExpectScreen("1 unknown outcome to settle: press u")
		for _, covered := range []keymap.Action{keymap.HistoryOpen, keymap.HistoryChart, keymap.HistoryFind} {
			s.Press(covered).ExpectScreen("1 unknown outcome to settle: press F2, then u").Press(keymap.ShowHistory).ExpectScreen("settle: press u", "14 of 14")
			s.Press(covered, keymap.ShowDelete).ExpectScreen("to settle: press F2, then u").Press(keymap.ShowHistory).ExpectScreen("settle: press u", "14 of 14")
		}
		s.Press(keymap.HistoryUnsettled).ExpectScreen("Filter is:unsettled", "1 of 14 records match", "71627389")
	})
}

func TestWhatIsWrongInTheHistoryIsWholeInTheHelp(t *testing.T) {
	journey(t, uitest.Options{Records: uitest.Records(), Width: 40, Height: 12}, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("outcome:gone").Press(keymap.FilterApply).ExpectScreen("… F1").ExpectNot("not_sent")
		s.Press(keymap.ShowHelp).ExpectScreen("Messages", "not_sent").Press(keymap.SearchClose, keymap.HistoryClear)
		s.History.Break(&deletion.HistoryError{Op: "read", Path: "/home/alice/history.db", Problem: "is not a database", Advice: "restore it from a copy"})
		s.Press(keymap.HistoryRefresh).ExpectScreen("! Can't read", "… F1").ExpectNot("restore").Press(keymap.ShowHelp).ExpectScreen("Restore it from a copy")
	})
}

func TestAnOutcomeThatCannotBeRecordedIsToldLoudly(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.History.BreakOutcomes(&deletion.OutcomeNotRecordedError{Number: 1, SideFile: "outcomes.side", Err: errDisk})
		s.Sender.Wait()
		confirmed(s)
		s.Press(keymap.ShowHistory)
		s.Sender.Answer(uitest.Accepted())
		s.ExpectScreen("Record 1, extension 8856, status last: Deleted.", "The outcome of record 1 could not be written to the history")
	})
}

func TestTheListShowsAnOutcomeThatIsRecordedLate(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.History.SlowOutcome = 3 * time.Minute
		s.Sender.Wait()
		confirmed(s)
		s.Press(keymap.ShowHistory)
		s.Sender.Answer(uitest.Accepted())
		s.Pass(2*time.Minute).ExpectScreen("was not confirmed as written in time", "… pending")
		s.Pass(time.Minute).ExpectScreen("✓ accepted").ExpectNot("… pending")
	})
}

func TestTheListShowsAnOutcomeThatWasPutAsideOnceItIsImported(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.History.BreakOutcomes(&deletion.OutcomeNotRecordedError{Number: 1, SideFile: "outcomes.side", Err: errDisk})
		s.Sender.Wait()
		confirmed(s)
		s.Press(keymap.ShowHistory).ExpectScreen("… pending")
		intent := s.History.Records()[0].Intent
		s.History.Break(errDisk)
		s.Sender.Answer(uitest.Accepted())
		s.Pass(time.Minute)
		s.History.Break(nil)
		s.History.BreakOutcomes(nil)
		if err := s.History.RecordOutcome(context.Background(), intent, uitest.Accepted()); err != nil {
			t.Fatal(err)
		}
		s.Pass(5 * time.Second).ExpectScreen("✓ accepted").ExpectNot("… pending")
	})
}

func TestTheHistoryIsReadAPageAtATime(t *testing.T) {
	journey(t, uitest.Options{Records: uitest.Many(1000)}, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).ExpectScreen("1000 of 1000 records", "▸1000 ")
		s.Press(keymap.MovePageDown, keymap.MovePageDown).ExpectScreen("▸980 ")
		for range 40 {
			s.Press(keymap.MovePageDown)
		}
		s.ExpectScreen("▸580 ")
		for range 50 {
			s.Press(keymap.MovePageUp)
		}
		s.ExpectScreen("▸1000 ")
		s.Press(keymap.MoveBottom).ExpectScreen("▸1 ", "1000 of 1000 records")
		s.Press(keymap.MovePageUp, keymap.MovePageUp).ExpectScreen("▸21 ")
		s.Press(keymap.MoveTop).ExpectScreen("▸1000 ")
		s.Press(keymap.MoveDown, keymap.MoveDown, keymap.MoveUp, keymap.HistoryOpen).ExpectScreen("Record 999")
		s.Press(keymap.DetailNext, keymap.DetailNext).ExpectScreen("Record 997")
		s.Press(keymap.DetailPrevious, keymap.Back).ExpectScreen("▸998 ")
	})
}

func TestTheListFollowsTheFilterWhileItIsTyped(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("GDPR").ExpectScreen("5 of 14 records match")
		s.Type(" bob").ExpectScreen("2 of 14 records match", "GDPR-2207").ExpectNot("GDPR-2211")
		s.Press(keymap.FilterCancel).ExpectScreen("14 of 14 records").ExpectNot("match")
		s.Press(keymap.HistoryOutcome, keymap.HistoryOutcome).ExpectScreen("Filter outcome:refused", "3 of 14 records match")
		s.Press(keymap.HistoryClear).ExpectScreen("14 of 14 records")
	})
}

func TestLateAnswersNeverOverwriteNewerOnes(t *testing.T) {
	options := settledRecords()
	journey(t, options, func(s *uitest.Session) {
		s.History.Slow = func(query query.Query) time.Duration {
			return 10*time.Second - time.Duration(len(query.String()))*2*time.Second // the shorter, the later
		}
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("bob")
		s.Pass(4500 * time.Millisecond)
		s.ExpectScreen("Filter bob", "▸13 ")
		s.Pass(time.Minute) // by now the answers for "bo", "b" and "" have come, too
		s.ExpectScreen("Filter bob", "5 of 14 records match", "▸13 ").ExpectNot("carol", "8856 last")
	})
}

func TestLateCountsNeverOverwriteNewerOnes(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.History.SlowCount = func(query query.Query) time.Duration {
			return 10*time.Second - time.Duration(len(query.String()))*2*time.Second
		}
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("bob").ExpectScreen("▸13 ", "counting…")
		s.Pass(time.Minute)
		s.ExpectScreen("Filter bob", "5 of 14 records match")
	})
}

func TestAMoveWhileThePageIsSlowKeepsItsPlace(t *testing.T) {
	journey(t, uitest.Options{Records: uitest.Many(300)}, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory)
		s.History.Slow = func(query.Query) time.Duration { return 3 * time.Second }
		for range 6 {
			s.Press(keymap.MovePageDown)
		}
		s.ExpectScreen("▸241 ") // the end of what is held
		s.Pass(5 * time.Second)
		s.ExpectScreen("▸241 ")
		s.Press(keymap.MoveDown).ExpectScreen("▸240 ")
	})
}

func TestTheNextRecordIsNotSaidToBeMissingWhileItIsRead(t *testing.T) {
	journey(t, uitest.Options{Records: uitest.Many(300)}, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory)
		s.History.Slow = func(query.Query) time.Duration { return 3 * time.Second }
		for range 6 {
			s.Press(keymap.MovePageDown)
		}
		s.Press(keymap.HistoryOpen, keymap.DetailNext).ExpectScreen("are still being read").ExpectNot("No more records")
		s.Pass(5 * time.Second)
		s.Press(keymap.DetailNext).ExpectScreen("Record             240")
		s.Press(keymap.Back, keymap.MoveBottom).Pass(5 * time.Second)
		s.Press(keymap.HistoryOpen, keymap.DetailNext).ExpectScreen("No more records")
	})
}

func TestTabCompletesTheFilter(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("ou").ExpectScreen("tab: outcome:")
		s.Press(keymap.FilterComplete).ExpectScreen("Filter outcome:", "14 of 14 records", "tab: accepted refused")
		s.Type("no").Press(keymap.FilterComplete).ExpectScreen("Filter outcome:not_sent", "1 of 14 records match")
		s.Type(" -ty").Press(keymap.FilterComplete).ExpectScreen("Filter outcome:not_sent -type:")
		s.Type("n").Press(keymap.FilterComplete).ExpectScreen("Filter outcome:not_sent -type:nativeID", "0 of 14 records match")
	})
}

func TestAFieldWithoutItsValueLeavesTheListUntilItIsKept(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("bob operator:").ExpectScreen("5 of 14 records match", "tab: alice bob carol")
		s.Type("=").ExpectScreen("5 of 14 records match", "tab: alice bob carol")
		s.Type("bob").Press(keymap.FilterComplete).ExpectScreen("Filter bob operator:=bob", "5 of 14 records match")
		s.Type(" -server:").Press(keymap.FilterApply).ExpectScreen("needs a value")
	})
}

func TestAFilterThatCannotBeReadSaysWhy(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("operator:bob ").Paste("since:soon")
		s.ExpectScreen("soon is not a time", "▸13 ") // the list is that of the last filter that could be read
		s.Press(keymap.FilterCancel).ExpectScreen("14 of 14 records")
		s.Press(keymap.HistoryFind).Paste("bo\x00b").ExpectScreen("Not pasted: character 3 is \\x00 (control character)")
		s.Type("bob").ExpectScreen("5 of 14 records match")
	})
}

func TestTheTimeZoneIsNamedAndCanBeChanged(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).ExpectScreen("times in CET (+01:00)", "14 1999-12-31 21:04")
		s.Press(keymap.TimeZone).ExpectScreen("times in UTC (+00:00)", "14 1999-12-31 20:04")
		s.Press(keymap.HistoryOpen).ExpectScreen("Confirmed 1999-12-31 20:04:09.000 UTC")
		s.Press(keymap.RecordCopy).ExpectScreen("Confirmed: 1999-12-31 20:04:09.000 UTC").Press(keymap.Back) // what is copied is what is seen
		s.Press(keymap.TimeZone).ExpectScreen("Confirmed 1999-12-31 21:04:09.000 CET")
	})
}

// Record 11 was confirmed at 00:04 CET, which is the day before in UTC.
func TestTheDaysOfAFilterAreThoseOfTheZoneThatIsShown(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("on:1999-12-31").Press(keymap.FilterApply).ExpectScreen("4 of 14 records match")
		s.Press(keymap.TimeZone).ExpectScreen("3 of 14 records match · times in UTC")
		s.Press(keymap.HistoryOpen, keymap.TimeZone, keymap.Back).ExpectScreen("4 of 14 records match · times in CET")
		s.Press(keymap.HistoryFind).Type(" operator:nobody").Press(keymap.FilterApply).ExpectScreen("No record matches", "times in CET (+01:00)")
		s.Press(keymap.TimeZone).ExpectScreen("times in UTC (+00:00)")
	})
}

func TestAHistoryThatCannotBeReadSaysSoAndIsReadAgain(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.History.Break(errDisk)
		s.Press(keymap.ShowHistory).ExpectScreen("! Can't record the intent: history.db is on a full disk")
		s.Press(keymap.HistoryOpen)
		s.History.Break(nil)
		s.Press(keymap.HistoryRefresh).ExpectScreen("14 of 14 records").ExpectNot("full disk")
	})
}

// A superuser of a server can change a record while somebody looks on.
func TestARecordThatWasChangedIsMarkedInTheList(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).ExpectScreen("14 of 14 records").ExpectNot("changed")
		s.History.Change(13)
		s.Press(keymap.HistoryRefresh).ExpectScreen("! Record 13 was changed · 14 of 14 records", "! changed")
		s.Press(keymap.MoveDown, keymap.RecordWrite).ExpectScreen("Export as CSV: 14 records").ExpectNot("Proof").Press(keymap.DialogCancel)
		s.Press(keymap.ShowHelp).ExpectScreen("Record 13 was changed around the program.", "deletecall history verify").Press(keymap.SearchClose)
		s.History.Change(12, 13)
		s.Press(keymap.HistoryRefresh).ExpectScreen("! 2 records were changed")
		s.Press(keymap.HistoryFind).Type("number:14").Press(keymap.FilterApply).ExpectScreen("1 of 14 records match").ExpectNot("changed")
		s.History.Change()
		s.Press(keymap.HistoryClear).ExpectScreen("14 of 14 records").ExpectNot("changed")
	})
}

// What somebody put into a record is neither settled nor copied, and fills in no form.
func TestNothingIsDoneWithARecordThatWasChanged(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.History.Change(14)
		s.Press(keymap.ShowHistory).ExpectScreen("▸!14", "! changed").ExpectNot("delete again")
		for _, action := range []keymap.Action{keymap.RecordAgain, keymap.RecordCopy, keymap.RecordCopyField, keymap.RecordSettle, keymap.RecordLookUp, keymap.RecordCertify} {
			s.Press(action).ExpectScreen("Record 14 was changed around the program. Open it to see what is wrong: enter", "▸!14")
		}
		s.Resize(160, 45).ExpectScreen("│ Record 14 was changed around the program.").ExpectNot("Explanation")
		s.Press(keymap.MoveDown).Press(keymap.RecordCopy).ExpectScreen("Sent to the clipboard")
	})
}

// A list has something in the place of a record that can't be read. It is no unknown outcome of the year 1.
func TestWhatStandsForARecordThatCantBeReadIsNotTakenForOne(t *testing.T) {
	standIn := deletion.Record{Intent: deletion.Intent{Number: 1, Identifier: "(this record can't be read)"}, Outcome: deletion.Outcome{Kind: deletion.Unknown}}
	journey(t, uitest.Options{Records: []deletion.Record{standIn}}, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).ExpectScreen("▸1 - ! unreadable").ExpectNot("0001-01-01", "s settle")
		s.Press(keymap.RecordSettle).ExpectScreen("Record 1 can't be read. Open it to see what is wrong: enter", "▸1")
		s.Resize(160, 45).ExpectScreen("│ Record 1 can't be read.").ExpectNot("It is not known", "0001-01-01")
	})
}

// The rows are those of the list; that nobody could check them must not end with the next look at what is new.
func TestThatTheListCouldNotBeCheckedStaysUntilItIs(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.History.BreakChecks(errDisk)
		s.Press(keymap.ShowHistory).ExpectScreen("! Can't record the intent: history.db is on a full disk", "▸14")
		s.Press(keymap.HistoryFollow).Pass(3*time.Second).ExpectScreen("history.db is on a full disk", "▸14")
		s.History.Change(13)
		s.History.BreakChecks(nil)
		s.Pass(3*time.Second).ExpectScreen("! Record 13 was changed", "14 of 14 records").ExpectNot("full disk")
	})
}

// A history that can only be read is read all day: what keeps it from being written must not take the rows.
func TestTheReasonNothingIsSentLeavesTheHistoryItsRows(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.History.OnlyRead(&deletion.HistoryError{Op: "write into the history", Path: "/" + strings.Repeat("folder/", 30) + "history.db", Problem: "is a copy", Advice: "name the history itself with --history"})
		s.Type("8856").Review().ExpectScreen("Name the history itself", "Nothing was sent. The reason is above.")
		s.Press(keymap.NoticesDismiss, keymap.ShowHistory).ExpectScreen("! Nothing can be sent.", "… F1", "14 of 14 records", "▸14").ExpectNot("Name the history itself")
		s.Resize(40, 12).ExpectScreen("▸14", " 13", " 12")
		s.Press(keymap.ShowHelp).ExpectScreen("Nothing can be sent.").Press(keymap.SearchClose)
		s.Resize(120, 50).ExpectScreen("Name the history itself", "▸14")
	})
}
