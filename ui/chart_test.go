package ui_test

import (
	"testing"
	"time"

	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/uitest"
)

func TestTheChartTellsDeletionsByTimeAndOutcome(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryChart)
		s.ExpectScreen("Deletions by day 14 records", "█ 9 accepted ✗ 3 refused – 1 not sent ? 1 unknown",
			"1999-12-31 4 █", "1999-12-30 3 █", "–1 ?1", "Operators: alice 6 · bob 5 · carol 2", "Servers: practice 7 · production 7")
		s.Press(keymap.ChartStep).ExpectScreen("Deletions by week", "1999-W52 14 █")
		s.Press(keymap.ChartStep).ExpectScreen("Deletions by month", "1999-12 14 █")
		s.Press(keymap.ChartStep).ExpectScreen("Deletions by day", "1999-12-28 4 █")
		s.Press(keymap.Back).ExpectScreen("14 of 14 records").ExpectNot("Deletions by")
	})
}

func TestTheChartIsThatOfTheFilter(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("bob").Press(keymap.FilterApply, keymap.HistoryChart)
		s.ExpectScreen("5 records filter: bob", "█ 5 accepted", "Operators: bob 5").ExpectNot("refused")
		s.Press(keymap.Back, keymap.HistoryClear, keymap.HistoryChart).ExpectScreen("14 records", "✗ 3 refused")
	})
}

func TestOneUnknownOutcomeAmongThousandsIsSeen(t *testing.T) {
	records := uitest.Many(2000)
	records[1000].Outcome = uitest.Unknown()
	journey(t, uitest.Options{Records: records}, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryChart).ExpectScreen("█ 1999 accepted ? 1 unknown", "█? ?1")
	})
}

func TestALongChartScrollsToItsEnds(t *testing.T) {
	journey(t, mixed(400), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryChart).ExpectScreen("1999-12-31 4", "days 1–11 of 117")
		s.Press(keymap.MoveDown).ExpectNot("1999-12-31 4").ExpectScreen("days 2–12 of 117")
		s.Press(keymap.MoveBottom).ExpectScreen("1999-09-06", "days 107–117 of 117")
		s.Press(keymap.MovePageUp).ExpectScreen("days 96–106 of 117")
		s.Press(keymap.MoveTop).ExpectScreen("1999-12-31 4", "days 1–11 of 117")
	})
}

func TestWhereNotAllBarsAreSeenAnOverviewHasAllPeriods(t *testing.T) {
	journey(t, mixed(400), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryChart).ExpectScreen("1999-09-06 · 1 column = 2 days 1999-12-31")
		s.Press(keymap.MoveBottom).ExpectScreen("1999-09-06 · 1 column = 2 days 1999-12-31")
		s.Press(keymap.ChartStep, keymap.ChartStep).ExpectScreen("Deletions by month", "1999-12 106").ExpectNot("a column is")
	})
}

func TestALateChartNeverOverwritesANewerOne(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.History.SlowStatistics = func(_ query.Query, step query.Step) time.Duration {
			return map[query.Step]time.Duration{query.ByDays: 10 * time.Second, query.ByWeeks: 2 * time.Second, query.ByMonths: 5 * time.Second}[step]
		}
		s.Press(keymap.ShowHistory, keymap.HistoryChart).ExpectScreen("Deletions by day", "Counting…")
		s.Press(keymap.ChartStep)
		s.Pass(3 * time.Second)
		s.ExpectScreen("Deletions by week 14 records", "1999-W52")
		s.Pass(time.Minute) // the answer by days has come, too
		s.ExpectScreen("Deletions by week 14 records", "1999-W52")
		s.Press(keymap.ChartStep).ExpectScreen("1999-W52", "counting…") // the former one stays meanwhile
		s.Pass(6 * time.Second)
		s.ExpectScreen("Deletions by month 14 records", "1999-12 14").ExpectNot("counting…")
	})
}

func TestAChartThatWasLeftDoesNotComeBack(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.History.SlowStatistics = func(query.Query, query.Step) time.Duration { return 5 * time.Second }
		s.Press(keymap.ShowHistory, keymap.HistoryChart, keymap.Back)
		s.Pass(time.Minute)
		s.ExpectScreen("14 of 14 records").ExpectNot("Deletions by")
	})
}

func TestAChartThatFailsSaysWhyAndIsCountedAgain(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory)
		s.History.Break(errDisk)
		s.Press(keymap.HistoryChart).ExpectScreen("history.db is on a full disk")
		s.History.Break(nil)
		s.Press(keymap.ChartStep).ExpectScreen("Deletions by week 14 records").ExpectNot("full disk")
	})
}
