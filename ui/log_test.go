package ui_test

import (
	"testing"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/uitest"
)

func TestTheLogShowsWhatWasDoneWithTheHistory(t *testing.T) {
	uitest.Run(t, settledRecords(), func(s *uitest.Session) {
		s.History.Done = done()
		s.Press(keymap.ShowHistory, keymap.HistoryLog).ExpectScreen("Log 30 entries", "newest first", "WHAT", "▸1999-12-31")
		// The whole entry, cleaned, and back to the list and to the history.
		s.Press(keymap.HistoryOpen).ExpectScreen("Event 92", `refused\x1b[2J`, `\u202eevil`, "Login UID (kernel) 1001", "Host desk-9")
		s.Press(keymap.Back).ExpectScreen("Log 30 entries")
		s.Press(keymap.MoveBottom, keymap.HistoryOpen).ExpectScreen("Event 5", "/home/carol/bob.csv", "operator:bob since:7d")
		s.Press(keymap.Back, keymap.TimeZone).ExpectScreen("times in UTC")
		s.Press(keymap.Back).ExpectScreen("Filter", "records")
	})
}

func TestReadingTheLogAgainKeepsTheChosenEntry(t *testing.T) {
	uitest.Run(t, settledRecords(), func(s *uitest.Session) {
		s.History.Done = done()
		s.Press(keymap.ShowHistory, keymap.HistoryLog, keymap.MoveDown, keymap.MoveDown)
		s.History.Done = append(done(), query.LogEntry{Event: 99, What: "verify", Missing: deletion.DataSet(deletion.IdentifierData, deletion.PlaceData)})
		s.Press(keymap.HistoryRefresh).ExpectScreen("Log 31 entries")
		s.Press(keymap.HistoryOpen).ExpectScreen("Event 86")
		s.Press(keymap.Back, keymap.MoveTop).ExpectScreen("left out: identifier")
		s.Press(keymap.HistoryOpen).ExpectScreen("Event 99", "verify", "Left out identifier, place")
	})
}
