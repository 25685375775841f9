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

func TestChoosingACountFiltersAndChoosingItAgainTakesItBack(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryCounts).ExpectScreen("▸outcome 9 ✓ accepted", "3 ✗ refused", "type 7 extension", "server 7 practice", "operator 6 alice")
		s.Press(keymap.MoveDown, keymap.CountChoose)
		s.ExpectScreen("Filter outcome:refused", "3 of 14 records match", "outcome 9 ✓ accepted", "▸ 3 ● ✗ refused", "operator 2 alice", "1 carol").ExpectNot("bob")
		s.Press(keymap.MoveBottom, keymap.CountChoose).ExpectScreen("Filter outcome:refused operator:carol", "1 of 14 records match", "operator 2 alice", "▸ 1 ● carol")
		s.Press(keymap.CountChoose).ExpectScreen("Filter outcome:refused", "3 of 14 records match").ExpectNot("operator:carol")
		s.Press(keymap.MoveTop, keymap.CountChoose).ExpectScreen("Filter outcome:accepted", "9 ● ✓ accepted", "3 ✗ refused") // in place of the other
		s.Press(keymap.CountChoose).ExpectScreen("14 of 14 records", "9 ✓ accepted").ExpectNot("outcome:")
		s.Press(keymap.Back).ExpectScreen("▸14 ")
	})
}

func TestACountIsThatOfItsOwnName(t *testing.T) {
	records := settledRecords()
	records.Records[0].Intent.Operator.Name = "bo" // a part of bob
	journey(t, records, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryCounts, keymap.MoveBottom, keymap.MoveUp).ExpectScreen("▸ 1 bo").Press(keymap.CountChoose)
		s.ExpectScreen("Filter operator:=bo", "1 of 14 records match", "▸ 1 ● bo")
		s.Press(keymap.CountChoose).ExpectScreen("14 of 14 records").ExpectNot("operator:")
	})
}

func TestTheCountsKeepTheRestOfTheFilter(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("GDPR -operator:bob").Press(keymap.FilterApply, keymap.HistoryCounts, keymap.CountChoose)
		s.ExpectScreen("Filter GDPR -operator:bob outcome:accepted", "2 of 14 records match")
	})
}

func TestAConditionThatFitsNothingCanStillBeTakenBack(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("operator:nobody").Press(keymap.FilterApply, keymap.HistoryCounts)
		s.ExpectScreen("▸operator 6 alice", "0 ● nobody", "0 of 14 records match").Press(keymap.MoveBottom)
		s.Press(keymap.CountChoose).ExpectScreen("14 of 14 records", "6 alice").ExpectNot("nobody")
	})
}

func TestTwoCountsChosenBeforeTheFirstAnswerBothCount(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryCounts)
		s.History.Slow = func(query.Query) time.Duration { return 3 * time.Second }
		s.Press(keymap.MoveDown, keymap.CountChoose, keymap.MoveDown, keymap.MoveDown, keymap.MoveDown, keymap.CountChoose)
		s.ExpectScreen("Filter outcome:refused type:extension")
		s.Pass(10 * time.Second)
		s.ExpectScreen("Filter outcome:refused type:extension", "3 of 14 records match")
	})
}

func TestJumpingToANumberSelectsItInItsPlace(t *testing.T) {
	journey(t, uitest.Options{Records: uitest.Many(1000)}, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryGoTo).ExpectScreen("Go to record number")
		s.Type("#412").Press(keymap.DialogAccept).ExpectScreen("▸412 ", "1000 of 1000 records").ExpectNot("Go to record number")
		s.Press(keymap.MoveUp).ExpectScreen("▸413 ").Press(keymap.MoveDown, keymap.MoveDown).ExpectScreen("▸411 ")
		s.Keys("#").Type("1000").Press(keymap.DialogAccept).ExpectScreen("▸1000 ").Press(keymap.MoveUp).ExpectScreen("▸1000 ")
		s.Press(keymap.HistoryGoTo).Type("1").Press(keymap.DialogAccept).ExpectScreen("▸1 ", "1000 of 1000 records")
		s.Press(keymap.MoveTop).ExpectScreen("▸1000 ")
	})
}

func TestANumberThatIsNotThereIsSaid(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.MoveDown, keymap.HistoryGoTo)
		for text, said := range map[string]string{
			"99": "The history has no record 99.", "x": "Type the number of a record", "0": "Type the number of a record", "": "Type the number of a record",
			"99999999999999999999": "Type the number of a record",
		} {
			s.Type(text).Press(keymap.DialogAccept).ExpectScreen(said, "▸13 ").Press(keymap.DialogCancel, keymap.HistoryGoTo)
		}
		s.Paste("1\x1b2").ExpectScreen("Not pasted: character 2").Paste("12").Press(keymap.DialogAccept).ExpectScreen("▸12 ")
		s.Press(keymap.HistoryFind).Type("bob").Press(keymap.FilterApply, keymap.HistoryGoTo).Type("14").Press(keymap.DialogAccept)
		s.ExpectScreen("Remove the filter first: record 14 does not match bob.", "▸13 ", "Go to record number 14")
	})
}

func TestAJumpThatWasGivenUpMovesNothing(t *testing.T) {
	journey(t, uitest.Options{Records: uitest.Many(300)}, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory)
		s.History.Slow = func(query.Query) time.Duration { return 3 * time.Second }
		s.Press(keymap.HistoryGoTo).Type("20").Press(keymap.DialogAccept).ExpectScreen("Looking for it…").Press(keymap.DialogCancel)
		s.Pass(10 * time.Second)
		s.ExpectScreen("▸300 ", "300 of 300 records")
		s.Press(keymap.HistoryGoTo).Type("20").Press(keymap.DialogAccept).Type("0").ExpectNot("Looking for it…")
		s.Pass(10 * time.Second)
		s.ExpectScreen("▸300 ", "Go to record number 200")
		s.Press(keymap.DialogAccept)
		s.Pass(time.Second)
		s.Keys("backspace").Press(keymap.DialogAccept) // the answer for 200 comes first
		s.Pass(2500 * time.Millisecond)
		s.ExpectScreen("Looking for it…")
		s.Pass(time.Second)
		s.ExpectScreen("▸20 ").ExpectNot("Go to record number")
	})
}

func TestAPageBesideTheOldPlaceIsNotJoinedToTheNewOne(t *testing.T) {
	journey(t, uitest.Options{Records: uitest.Many(1000)}, func(s *uitest.Session) {
		var slow atomic.Bool
		s.History.Slow = func(query.Query) time.Duration {
			if slow.Load() {
				return 3 * time.Second
			}
			return 0
		}
		s.Press(keymap.ShowHistory)
		slow.Store(true)
		for range 5 { // asks for the next page
			s.Press(keymap.MovePageDown)
		}
		slow.Store(false)
		s.Press(keymap.HistoryGoTo).Type("500").Press(keymap.DialogAccept).ExpectScreen("▸500 ")
		s.Pass(10 * time.Second)
		for range 5 {
			s.Press(keymap.MovePageDown)
		}
		s.ExpectScreen("▸450 ")
	})
}

func TestASavedFilterIsChosenByItsName(t *testing.T) {
	options := configuredFilters()
	options.Records = uitest.Records()
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistorySaved, keymap.MoveDown, keymap.DialogAccept)
		s.ExpectScreen("Filter GDPR operator:bob", "2 of 14 records match").ExpectNot("Which filter?")
		s.Press(keymap.HistorySaved, keymap.DialogAccept).ExpectScreen("Filter is:unsettled", "1 of 14 records match")
		s.Press(keymap.HistorySaved, keymap.MoveDown, keymap.DialogCancel).ExpectScreen("Filter is:unsettled")
	})
}

func TestASavedFilterThatCannotBeReadSaysWhyAndChangesNothing(t *testing.T) {
	journey(t, configuredFilters(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistorySaved, keymap.MoveDown, keymap.MoveDown).ExpectScreen("▸broken", "outcom: is not a field; did you mean outcome:, or the word in quotes?")
		s.Press(keymap.DialogAccept).ExpectScreen("This filter can't be used: outcom: is not a field", "Which filter?")
		s.Press(keymap.DialogCancel).ExpectScreen("14 of 14 records")
	})
}

func TestWithoutConfiguredFiltersTheUnsettledAreOffered(t *testing.T) {
	journey(t, withRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistorySaved).ExpectScreen("▸unsettled is:unsettled", "in the configuration")
		s.Press(keymap.DialogAccept).ExpectScreen("1 of 14 records match", "71627389")
	})
}

func TestColumnsAreShownHiddenAndMoved(t *testing.T) {
	heading := func(s *uitest.Session) string {
		for line := range strings.Lines(s.Screen()) {
			if strings.Contains(line, "NO.") {
				return strings.Join(strings.Fields(line), " ")
			}
		}
		return ""
	}
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryColumns, keymap.ColumnToggle, keymap.MoveBottom, keymap.ColumnToggle)
		s.Press(keymap.ColumnEarlier, keymap.ColumnEarlier, keymap.ColumnEarlier, keymap.ColumnEarlier, keymap.ColumnEarlier, keymap.ColumnEarlier, keymap.DialogAccept)
		if got := heading(s); got != "NO. OUTCOME CODE IDENTIFIER MESSAGE OPERATOR REASON" {
			t.Errorf("the columns are %s", got)
		}
		s.ExpectScreen("Call for") // a message
		s.Press(keymap.HistoryColumns, keymap.MoveTop, keymap.ColumnToggle, keymap.ColumnEarlier, keymap.DialogCancel)
		if got := heading(s); got != "NO. OUTCOME CODE IDENTIFIER MESSAGE OPERATOR REASON" {
			t.Errorf("after they were cancelled the columns are %s", got)
		}
		s.Press(keymap.HistoryColumns)
		for range 11 { // hide all
			if !strings.Contains(s.Screen(), "▸[ ]") {
				s.Press(keymap.ColumnToggle)
			}
			s.Press(keymap.MoveDown)
		}
		s.Press(keymap.DialogAccept, keymap.MoveRight, keymap.MoveRight)
		if got := heading(s); got != "NO." {
			t.Errorf("the number alone is %s", got)
		}
	})
}

func TestHostileTextReachesNoPanelRaw(t *testing.T) {
	options := uitest.Options{Records: hostileRecords(), Width: 120, Height: 40, Filters: map[string]string{hostile: hostile, "x": "operator:" + hostile}}
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory)
		for _, size := range [][2]int{{120, 40}, {60, 20}} {
			s.Resize(size[0], size[1]).Press(keymap.HistoryChart, keymap.ChartStep, keymap.Back)
			s.Press(keymap.HistoryCounts, keymap.MoveBottom, keymap.CountChoose).ExpectScreen("This value can't be used in a filter.")
			s.Press(keymap.Back, keymap.HistorySaved, keymap.MoveDown, keymap.MoveDown, keymap.DialogAccept, keymap.HistoryChart, keymap.Back, keymap.HistoryClear)
		}
		checkBytes(t, s.Written())
	})
}

func TestAColumnSaysWhySomethingWasRefused(t *testing.T) {
	options := settledRecords()
	options.Records[0].Outcome.Cause = deletion.CauseHeld
	options.Records[1].Outcome.Cause = deletion.CauseAnswered
	journey(t, options, func(s *uitest.Session) {
		s.Resize(160, 45).Press(keymap.ShowHistory, keymap.HistoryColumns, keymap.MoveBottom)
		s.Press(keymap.MoveUp, keymap.MoveUp, keymap.MoveUp, keymap.ColumnToggle, keymap.ColumnEarlier, keymap.ColumnEarlier, keymap.ColumnEarlier, keymap.DialogAccept)
		s.ExpectScreen("CAUSE", " held ").ExpectNot("answered")
	})
}

func TestAColumnSaysWhatWasFoundAfterwards(t *testing.T) {
	options := settledRecords()
	options.Records[0].After = &deletion.After{Finding: deletion.Gone}
	journey(t, options, func(s *uitest.Session) {
		s.Resize(160, 45).Press(keymap.ShowHistory).ExpectNot("AFTER", "no longer found")
		s.Press(keymap.HistoryColumns, keymap.MoveBottom, keymap.MoveUp, keymap.MoveUp, keymap.ColumnToggle)
		s.Press(keymap.ColumnEarlier, keymap.ColumnEarlier, keymap.ColumnEarlier, keymap.DialogAccept)
		s.ExpectScreen("AFTER", "no longer found", "not checked")
	})
}
