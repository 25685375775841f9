package ui_test

import (
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/uitest"
)

// withSlowKey is a server with this rule whose credentials take two seconds, as a command that prints them may.
func withSlowKey(t *testing.T, rule deletion.ConfirmRule, what func(s *uitest.Session)) {
	t.Helper()
	server := uitest.Production()
	server.Confirm, server.ReasonRequired = rule, false
	journey(t, uitest.Options{Servers: []deletion.Server{server}}, func(s *uitest.Session) {
		s.Sender.Prepared = func(deletion.Request) error { time.Sleep(2 * time.Second); return nil }
		what(s)
	})
}

func TestWhatIsTypedWhileAReviewIsPreparedIsNotLost(t *testing.T) {
	withSlowKey(t, deletion.ConfirmTyped, func(s *uitest.Session) {
		s.Type("8856").Review().ExpectScreen("Preparing…").Type("885").Keys("backspace").Type("56").Keys("enter").ExpectSent(0)
		s.Pass(3 * time.Second).ExpectScreen("Type 8856 to delete: 8856").ExpectSent(0)
		s.Keys("enter").Pass(time.Second).ExpectSent(1)
	})
	// Of a queue, whose next one is asked for on the result of the one before, and from its list.
	withSlowKey(t, deletion.ConfirmTyped, func(s *uitest.Session) {
		s.Paste("8856\n8857\n").Press(keymap.QueueReview).ExpectScreen("Preparing…").Type("8856").Pass(3 * time.Second)
		s.ExpectScreen("Type 8856 to delete: 8856").Keys("enter").Pass(time.Second).ExpectSent(1)
		s.Press(keymap.ResultNext).ExpectScreen("Preparing…").Type("8857").Pass(3 * time.Second)
		s.ExpectScreen("2 of 2", "Type 8857 to delete: 8857").Press(keymap.ConfirmCancel)
	})
}

// Where a key confirms, nobody has seen the question before the key.
func TestWhatIsTypedAheadNeverAnswersAQuestion(t *testing.T) {
	withSlowKey(t, deletion.ConfirmAsk, func(s *uitest.Session) {
		s.Type("8856").Review().ExpectScreen("Preparing…").Keys("y", "y", "tab", "enter").Pass(5 * time.Second)
		s.ExpectScreen("[ Cancel ]").ExpectSent(0).Press(keymap.ConfirmCancel)
	})
	// What was typed for one confirmation is nothing to another.
	withSlowKey(t, deletion.ConfirmTyped, func(s *uitest.Session) {
		s.Type("8856").Review().Type("88").Pass(3 * time.Second).ExpectScreen("Type 8856 to delete: 88").Press(keymap.ConfirmCancel)
		s.Review().Pass(3 * time.Second).ExpectScreen("Type 8856 to delete:").ExpectNot("to delete: 88").Press(keymap.ConfirmCancel)
	})
}
