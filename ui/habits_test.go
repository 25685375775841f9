package ui_test

import (
	"errors"
	"testing"

	"deletecall/keymap"
	"deletecall/ui/history"
	"deletecall/ui/uitest"
)

func TestHabitsAreKeptForTheNextConsole(t *testing.T) {
	var kept history.Habits
	options := settledRecords()
	options.Remember = func(_ int64, habits history.Habits) error { kept = habits; return nil }
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.MoveDown, keymap.HistoryFind).Type("bob").Press(keymap.FilterApply)
		if !kept.Equal(history.Habits{}) {
			t.Errorf("a key that changes none keeps %+v", kept)
		}
		s.Press(keymap.HistorySort, keymap.HistoryReverse, keymap.TimeZone)
		s.Press(keymap.HistoryColumns, keymap.ColumnLater)
		s.Press(keymap.MoveBottom, keymap.MoveUp, keymap.MoveUp, keymap.MoveUp, keymap.MoveUp, keymap.MoveUp, keymap.ColumnWider, keymap.ColumnWider).ExpectScreen("[x] REASON 12 wide")
		s.Press(keymap.MoveUp, keymap.ColumnNarrower, keymap.ColumnNarrower, keymap.ColumnNarrower).ExpectScreen("[x] OPERATOR 6 wide")
		s.Press(keymap.DialogAccept)
	})
	options.Habits = kept
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).ExpectScreen("14 of 14 records", "times in UTC", "NO. OUTCOME CONFIRMED CODE IDENTIFIER OPERA… REASON").ExpectNot("newest first")
	})
}

func TestHabitsOfAnotherVersionHideNothing(t *testing.T) {
	options := settledRecords()
	options.Habits = history.Habits{Columns: []string{"-GONE", "OPERATOR", "-NO.", "OPERATOR"}, Sort: "colour", Chart: "decade"}
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).ExpectScreen("14 of 14 records", "newest first", "NO. OPERATOR CONFIRMED")
		s.Press(keymap.HistoryChart).ExpectScreen("Deletions by day")
	})
}

func TestAWidthThatSomebodyChoseHidesNoColumnAndCanBeTakenBack(t *testing.T) {
	options := settledRecords()
	options.Habits = history.Habits{Widths: map[string]int{"GONE": 5, "REASON": 9999, "OPERATOR": -1}}
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).ExpectScreen("CODE IDENTIFIER", "OP…").ExpectNot("OPERATOR")
		s.Press(keymap.MoveRight, keymap.MoveRight, keymap.MoveRight, keymap.MoveRight, keymap.MoveRight).ExpectScreen("NO. REASON")
		s.Press(keymap.HistoryColumns, keymap.MoveDown, keymap.MoveDown, keymap.MoveDown, keymap.MoveDown, keymap.ColumnAutomatic, keymap.DialogAccept)
		s.ExpectScreen("IDENTIFIER OPERATOR")
	})
}

func TestHabitsThatAreNotKeptAreSaid(t *testing.T) {
	options := settledRecords()
	options.Remember = func(int64, history.Habits) error { return errors.New("the disk is full") }
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistorySort).ExpectScreen("apply until you quit: The disk is full.")
	})
}
