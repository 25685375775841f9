package ui_test

import (
	"sync/atomic"
	"testing"
	"time"

	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/uitest"
)

// tall is so high that the timeline is below the list.
func tall(options uitest.Options) uitest.Options {
	options.Width, options.Height = 120, 40
	return options
}

func TestBelowTheListATimelineIsThatOfTheFilter(t *testing.T) {
	journey(t, tall(settledRecords()), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).Pass(time.Second)
		s.ExpectScreen("Deletions by day", "█ 9 accepted   ✗ 3 refused   – 1 not sent   ? 1 unknown", "1999-12-28    1999-12-31")
		s.Press(keymap.HistoryFind).Type("bob").Pass(time.Second)
		s.ExpectScreen("5 of 14 records match", "█ 5 accepted").ExpectNot("✗ 3 refused")
		s.Press(keymap.FilterApply, keymap.HistoryChart, keymap.ChartStep, keymap.Back).Pass(time.Second)
		s.ExpectScreen("Deletions by week", "█ 5 accepted", "5 of 14 records match")
		s.Resize(120, 30).ExpectNot("Deletions by").Resize(80, 24).ExpectNot("Deletions by")
	})
}

func TestTheTimelineIsCountedOnceNobodyTypes(t *testing.T) {
	journey(t, tall(settledRecords()), func(s *uitest.Session) {
		var counted atomic.Int64
		s.History.SlowStatistics = func(query.Query, query.Step) time.Duration { return time.Duration(counted.Add(1)) * 0 }
		s.Press(keymap.ShowHistory).Pass(time.Second)
		s.Press(keymap.HistoryFind).Type("bobcarol").Pass(time.Second)
		if n := counted.Load(); n != 2 {
			t.Errorf("counted %d times", n)
		}
		s.Press(keymap.FilterCancel).Pass(time.Second)
		for range 12 {
			s.Press(keymap.MoveDown)
		}
		s.Press(keymap.HistoryOpen, keymap.DetailNext, keymap.Back, keymap.MoveTop, keymap.MoveBottom).Pass(time.Second)
		if n := counted.Load(); n != 3 {
			t.Errorf("moving counts: %d times", n)
		}
	})
}

func TestTheTimelineNeverShowsTheNumbersOfAnotherFilter(t *testing.T) {
	journey(t, tall(settledRecords()), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).Pass(time.Second).ExpectScreen("✗ 3 refused")
		s.History.SlowStatistics = func(query.Query, query.Step) time.Duration { return 5 * time.Second }
		s.Press(keymap.HistoryFind).Type("bob").Pass(time.Second).ExpectScreen("Counting…").ExpectNot("✗ 3 refused")
		s.Pass(5 * time.Second).ExpectScreen("█ 5 accepted").ExpectNot("Counting…")
	})
}

// A tally of the list before would be counted for the panel, and for the timeline once more.
func TestWhatAPanelHasCountedIsNotCountedAgainForTheTimeline(t *testing.T) {
	journey(t, tall(settledRecords()), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).Pass(time.Second)
		s.Press(keymap.HistoryCounts).Pass(time.Second)
		var counted atomic.Int64
		s.History.SlowStatistics = func(query.Query, query.Step) time.Duration { return time.Duration(counted.Add(1)) * 0 }
		s.Press(keymap.CountChoose).Pass(time.Second).ExpectScreen("outcome:accepted")
		if n := counted.Load(); n != 2 { // what the filter matches, and the other outcomes
			t.Errorf("counted %d times", n)
		}
	})
}

func TestATimelineThatFailsNamesTheKeyThatSaysWhy(t *testing.T) {
	journey(t, tall(settledRecords()), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory)
		s.History.Break(errDisk)
		s.Pass(time.Second).ExpectScreen("Not counted. v says why.").Press(keymap.HistoryChart).ExpectScreen("history.db is on a full disk")
		s.History.Break(nil)
		s.Press(keymap.Back, keymap.HistoryRefresh).Pass(time.Second).ExpectScreen("✗ 3 refused")
	})
}

func TestFollowedRecordsAppearInTheTimeline(t *testing.T) {
	journey(t, tall(settledRecords()), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFollow).Pass(time.Second).ExpectScreen("█ 9 accepted")
		another(s, "7001")
		s.Pass(4 * time.Second).ExpectScreen("… 1 pending")
	})
}
