package ui_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/uitest"
)

// another makes a deletion that somebody else has begun elsewhere.
func another(s *uitest.Session, identifier string) deletion.Intent {
	intent := uitest.Records()[0].Intent
	intent.Identifier, intent.Operator.Name = identifier, "dave"
	intent, err := s.History.RecordIntent(context.Background(), intent, deletion.Guards{})
	if err != nil {
		s.Fatal(err)
	}
	return intent
}

func TestFollowingShowsWhatOthersDo(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory)
		another(s, "7001")
		s.Pass(10 * time.Second)
		s.ExpectScreen("14 of 14 records").ExpectNot("7001", "following") // off by default
		s.Press(keymap.HistoryFollow).ExpectScreen("following")
		s.Pass(time.Second)
		s.ExpectScreen("15 of 15 records", "▸15 ", "7001", "… pending")
		intent := another(s, "7002")
		s.Pass(time.Second)
		s.ExpectScreen("16 of 16 records", "▸16 ")
		if err := s.History.RecordOutcome(context.Background(), intent, uitest.NotSent()); err != nil {
			t.Fatal(err)
		}
		s.Pass(time.Second)
		s.ExpectScreen("– not sent  -    7002")
		s.Press(keymap.HistoryFollow).ExpectNot("following")
		another(s, "7003")
		s.Pass(10 * time.Second)
		s.ExpectScreen("16 of 16 records")
	})
}

func TestFollowingKeepsToTheFilterAndCountsTheRest(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("bob").Press(keymap.FilterApply, keymap.HistoryFollow)
		another(s, "7001")
		s.Pass(time.Second)
		s.ExpectScreen("5 of 15 records match", "▸13 ").ExpectNot("7001")
	})
}

func TestFollowingWritesNoByteWhenNothingHasChanged(t *testing.T) {
	for name, options := range map[string]uitest.Options{
		"a few": settledRecords(), "none": plain(), "many": {Records: uitest.Many(300)},
	} {
		journey(t, options, func(s *uitest.Session) {
			s.Press(keymap.ShowHistory, keymap.HistoryFollow)
			s.Pass(5 * time.Second)
			calls, bytes := s.History.Calls(), len(s.Written())
			s.Pass(2 * time.Minute)
			if after := s.History.Calls() - calls; after < 2*60 || after > 2*2*80+2*10 { // and every twelve seconds whether it takes an intent
				t.Errorf("%s: asked %d times in two minutes", name, after)
			}
			if after := len(s.Written()) - bytes; after != 0 {
				t.Errorf("%s: %d bytes written", name, after)
			}
		})
	}
}

func TestFollowingAsksNothingWhereItsCountsAreNotShown(t *testing.T) {
	for name, busy := range map[string]keymap.Action{
		"in a record": keymap.HistoryOpen, "in the chart": keymap.HistoryChart, "in the form": keymap.ShowDelete,
	} {
		journey(t, settledRecords(), func(s *uitest.Session) {
			s.Press(keymap.ShowHistory, keymap.HistoryFollow, busy)
			s.Pass(5 * time.Second)
			calls := s.History.Calls()
			s.Pass(time.Minute)
			if after := s.History.Calls() - calls; after != 0 {
				t.Errorf("%s: asked %d times", name, after)
			}
		})
	}
}

func TestFollowingSaysThatItPausesAndWhatIsNew(t *testing.T) {
	for name, test := range map[string]struct {
		busy []keymap.Action
		key  string // that shows what is new, where it is not text
		back []keymap.Action
	}{
		"one row down":  {[]keymap.Action{keymap.MoveDown}, ": g", []keymap.Action{keymap.MoveTop}},
		"at the end":    {[]keymap.Action{keymap.MoveBottom}, ": g", []keymap.Action{keymap.MoveTop}},
		"in the filter": {[]keymap.Action{keymap.HistoryFind}, "", []keymap.Action{keymap.FilterCancel}},
		"in a question": {[]keymap.Action{keymap.HistoryGoTo}, "", []keymap.Action{keymap.DialogCancel}},
	} {
		journey(t, settledRecords(), func(s *uitest.Session) {
			s.Press(keymap.ShowHistory, keymap.HistoryFollow).Press(test.busy...)
			s.ExpectScreen("14 of 14 records · paused ·").ExpectNot("following")
			another(s, "7001")
			s.Pass(time.Second)
			s.ExpectScreen("15 of 15 records · paused, 1 new" + test.key).ExpectNot("7001")
			another(s, "7002")
			another(s, "7003")
			s.Pass(time.Second)
			s.ExpectScreen("17 of 17 records · paused, 3 new" + test.key).ExpectNot("7001")
			s.Resize(40, 12).ExpectScreen("17 of 17 records · paused, 3 new"+test.key).Resize(80, 24)
			s.Press(test.back...)
			s.Pass(time.Second)
			s.ExpectScreen("17 of 17 records · following", "7001", "7002", "▸17 ")
			if t.Failed() {
				t.Log(name)
			}
		})
	}
}

func TestTheKeyThatShowsWhatIsNewShowsItAtOnce(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFollow, keymap.MoveDown)
		another(s, "7001")
		s.Pass(time.Second)
		s.Keys("g").ExpectScreen("15 of 15 records · following", "7001", "▸15 ")
	})
}

func TestPausedFollowingCountsWhatTheFilterMatches(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("dave").Press(keymap.FilterApply, keymap.HistoryFollow)
		s.ExpectScreen("0 of 14 records match · following")
		another(s, "7001")
		another(s, "7002")
		s.Pass(time.Second)
		s.Press(keymap.MoveDown).ExpectScreen("2 of 16 records match · paused ·")
		another(s, "7003")
		s.Pass(time.Second)
		s.ExpectScreen("3 of 17 records match · paused, 1 new: g").ExpectNot("7003")
	})
}

func TestFollowingLeavesTheRowsAloneUnderSomebodysEyes(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFollow, keymap.MoveDown)
		another(s, "7001")
		s.Pass(time.Minute)
		s.ExpectScreen("▸13 ").ExpectNot("7001")
		s.Press(keymap.MoveUp)
		s.Pass(time.Second)
		s.ExpectScreen("▸15 ", "7001")
		s.Press(keymap.ShowDelete)
		another(s, "7002")
		s.Press(keymap.ShowHistory)
		another(s, "7003")
		s.Pass(time.Second)
		s.ExpectScreen("▸17 ", "following") // it goes on where it was left
	})
}

func TestAnErrorWhileFollowingIsSaidAndGoesAwayAgain(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFollow)
		s.History.Break(errDisk)
		s.Pass(3 * time.Second)
		s.ExpectScreen("history.db is on a full disk")
		s.History.Break(nil)
		s.Pass(3 * time.Second)
		s.ExpectScreen("14 of 14 records", "following").ExpectNot("full disk")
	})
}

// A history that was moved away can be read as before, and nothing new comes.
func TestWhoeverFollowsLearnsThatNothingCanBeRecordedAnyMore(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFollow)
		s.Pass(3 * time.Second)
		s.ExpectNot("Nothing can be sent")
		s.History.OnlyRead(errors.New("history.db is only read, since the history was moved to moved.db"))
		s.Pass(15 * time.Second)
		s.ExpectScreen("Nothing can be sent", "moved to moved.db", "following")
	})
}

// A server that is away is waited for each time, and is seen soon after it is back.
func TestAReadingThatFailedLateIsTriedAgainSoon(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory)
		s.History.Slow = func(query.Query) time.Duration { return 10 * time.Second }
		s.History.Break(errDisk)
		s.Press(keymap.HistoryFollow)
		s.Pass(12 * time.Second)
		s.ExpectScreen("history.db is on a full disk")
		s.History.Break(nil)
		s.History.Slow = nil
		s.Pass(12 * time.Second) // a reading that has begun may fail first
		s.ExpectScreen("14 of 14 records", "following").ExpectNot("full disk")
	})
}

// Nor does one that did not answer for long, and then did.
func TestAReadingThatWasStuckIsFollowedByTheNextOneSoon(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory)
		s.History.Slow = func(query.Query) time.Duration { return 30 * time.Second }
		s.Press(keymap.HistoryFollow)
		s.Pass(2 * time.Second) // the reading has begun
		s.History.Slow = nil
		s.Pass(70 * time.Second) // it reads, and may count, and has ended
		another(s, "7001")
		s.Pass(5 * time.Second)
		s.ExpectScreen("15 of 15 records", "▸15 ", "7001")
	})
}

func TestALateLookNeverOverwritesANewerFilter(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory)
		s.History.Slow = func(query query.Query) time.Duration {
			if query.IsZero() {
				return 10 * time.Second
			}
			return 0
		}
		s.Press(keymap.HistoryFollow)
		another(s, "7001")
		s.Pass(2500 * time.Millisecond) // it looks, slowly
		s.Press(keymap.HistoryFind).Type("bob").Press(keymap.FilterApply)
		for range 30 { // whenever the late answer comes
			s.Pass(500 * time.Millisecond)
			s.ExpectScreen("Filter bob", "5 of 15 records match", "▸13 ").ExpectNot("7001")
		}
	})
}

func TestALateLookDoesNotMoveTheRowsOfOneWhoHasBegunToRead(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.History.Slow = func(query.Query) time.Duration { return 3 * time.Second }
		s.Press(keymap.ShowHistory, keymap.HistoryFollow)
		s.Pass(5 * time.Second) // it looks, slowly
		another(s, "7001")
		s.Press(keymap.MoveDown)
		for range 20 {
			s.Pass(500 * time.Millisecond)
			s.ExpectScreen("▸13 ").ExpectNot("7001")
		}
	})
}

func TestTheNumberToSettleGrowsWithTheList(t *testing.T) {
	for name, look := range map[string]func(*uitest.Session){
		"followed":        func(s *uitest.Session) { s.Pass(time.Second) },
		"read again":      func(s *uitest.Session) { s.Press(keymap.HistoryFollow, keymap.HistoryRefresh) },
		"shown once more": func(s *uitest.Session) { s.Press(keymap.HistoryFollow, keymap.ShowDelete, keymap.ShowHistory) },
		"paused":          func(s *uitest.Session) { s.Press(keymap.MoveDown).Pass(2 * time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			journey(t, settledRecords(), func(s *uitest.Session) {
				s.Press(keymap.ShowHistory, keymap.HistoryFollow).ExpectNot("to settle")
				if err := s.History.RecordOutcome(context.Background(), another(s, "7001"), uitest.Unknown()); err != nil {
					t.Fatal(err)
				}
				look(s)
				s.ExpectScreen("15 of 15 records", "1 unknown outcome to settle")
			})
		})
	}
}
