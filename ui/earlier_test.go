package ui_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/uitest"
)

// roomy is so wide that what was deleted before is beside the form.
func roomy(records []deletion.Record) uitest.Options {
	return uitest.Options{Records: records, Width: 120, Height: 40}
}

// rests is longer than nobody has to type before the history is asked.
const rests = 300 * time.Millisecond

func TestWhatWasDeletedBeforeStandsBesideTheForm(t *testing.T) {
	journey(t, roomy(uitest.Records()), func(s *uitest.Session) {
		s.Pass(rests).ExpectScreen("Newest deletions · times in CET (+01:00)", "! #11 1999-12-31 00:04 ? unknown 71627389 production", "Older ones are in the history.")
		s.Type("8856").Pass(rests)
		s.ExpectScreen("Deletions of 8856", "#14 1999-12-31 21:04 ✓ accepted 8856 last practice", "#8 1999-12-30 03:04").ExpectNot("71627389", "! #", "Older ones")
		s.Type("1").Pass(rests).ExpectScreen("No deletion of 88561 is recorded.").ExpectNot("#14")
		s.Resize(119, 40).Pass(rests).ExpectNot("No deletion of").Resize(80, 24).ExpectNot("No deletion of")
		s.Resize(120, 40).ExpectScreen("No deletion of 88561 is recorded.")
	})
}

func TestTheTimesBesideTheFormAreInTheZoneOfTheHistory(t *testing.T) {
	journey(t, roomy(uitest.Records()), func(s *uitest.Session) {
		s.Pass(rests).ExpectScreen("Newest deletions · times in CET (+01:00)", "1999-12-31 21:04")
		s.Press(keymap.ShowHistory, keymap.TimeZone, keymap.ShowDelete).Pass(rests).ExpectScreen("Newest deletions · times in UTC", "1999-12-31 20:04")
		s.Press(keymap.ShowHistory, keymap.TimeZone, keymap.ShowDelete).Pass(rests).ExpectScreen("Newest deletions · times in CET (+01:00)")
	})
}

func TestADeletionOfTheLastMinutesStandsOut(t *testing.T) {
	journey(t, roomy(nil), func(s *uitest.Session) {
		s.Pass(rests).ExpectScreen("No deletion is recorded yet.")
		ends(uitest.Accepted())(s)
		s.Press(keymap.Back).Pass(rests).ExpectScreen("Deletions of 8856", "! #1 2000-01-01").Pass(time.Hour)
		s.Type("885").Type("6").Pass(rests).ExpectScreen("#1 2000-01-01").ExpectNot("! #1")
	})
}

func TestTheHistoryIsAskedOnceNobodyTypes(t *testing.T) {
	journey(t, roomy(uitest.Records()), func(s *uitest.Session) {
		s.Pass(rests)
		before := s.History.Calls()
		s.Type("88561234") // each within the pause
		typed := s.History.Calls()
		s.Pass(time.Hour)
		if calls := s.History.Calls(); typed != before || calls != before+1 {
			t.Errorf("%d questions while somebody typed, %d afterwards", typed-before, calls-typed)
		}
		s.Resize(100, 30).Type("5").Pass(rests)
		if calls := s.History.Calls(); calls != typed+1 {
			t.Errorf("the history is asked for what has no room")
		}
	})
}

func TestALateAnswerIsNotThatOfTheIdentifier(t *testing.T) {
	journey(t, roomy(uitest.Records()), func(s *uitest.Session) {
		var slow atomic.Bool
		s.History.Slow = func(q query.Query) time.Duration {
			if strings.Contains(q.String(), "8856") && slow.Load() {
				return 5 * time.Second
			}
			return 0
		}
		slow.Store(true)
		s.Type("8856").Pass(rests).Type("9").Pass(rests)
		slow.Store(false)
		s.Pass(time.Minute).ExpectScreen("No deletion of 88569 is recorded.").ExpectNot("#14")
	})
}

func TestAHistoryThatCantBeReadIsNoAlarmBesideTheForm(t *testing.T) {
	journey(t, roomy(uitest.Records()), func(s *uitest.Session) {
		s.History.Break(errDisk)
		s.Type("1").Pass(rests).ExpectScreen("The history can't be read.")
		s.History.Break(nil)
		s.Type("2").Pass(rests).ExpectScreen("No deletion of 12 is recorded.").ExpectNot("The history can't be read.")
	})
}

func TestAResultWithRoomHasTheWholeRecordAndWhatCameBefore(t *testing.T) {
	journey(t, roomy(uitest.Records()), func(s *uitest.Session) {
		ends(uitest.Accepted())(s)
		s.Pass(rests).ExpectScreen("✓ Deleted.", "Record 15", "Key fingerprint hmac-sha256:0f3c…", `<Response type="DeleteCall" code="0">`,
			"Deletions of 8856", "#14 1999-12-31 21:04").ExpectNot("#15")
		s.Resize(80, 24).ExpectScreen("✓ Deleted.", "Record 15").ExpectNot("Key fingerprint", "Deletions of")
	})
}

func TestHostileTextBesideTheFormIsShownPlainly(t *testing.T) {
	journey(t, roomy(hostileRecords()), func(s *uitest.Session) {
		s.Pass(rests).ExpectScreen("Newest deletions", "#14")
		checkBytes(t, s.Written())
	})
}

func TestTheFormForetellsWhatTheHistoryWouldRefuse(t *testing.T) {
	journey(t, uitest.Options{}, func(s *uitest.Session) {
		s.Pass(rests).Type("8856").Pass(rests).ExpectNot("would be refused")
		s.History.Hold(deletion.Hold{Number: 1, IdentifierType: deletion.Extension, Identifier: "88561", Reason: "Case 77", Owner: "Legal", Added: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
		s.Type("1").Pass(rests).ExpectScreen("! This would be refused: held since", "by Legal (hold 1)")
		s.Press(keymap.FormClear).Pass(rests).ExpectNot("would be refused").ExpectSent(0)
		if records := s.History.Records(); len(records) != 0 {
			t.Errorf("%d refusals are on record, and nobody asked for a deletion", len(records))
		}
	})
}
