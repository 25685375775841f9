package ui_test

import (
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui"
	"deletecall/ui/uitest"
)

func TestTheListOfActionsRunsWhatIsChosen(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Keys("ctrl+k").Type("certificate").ExpectScreen("Not possible here, but elsewhere:", "write the certificate of the deletion to a file (").
			Keys("enter").ExpectScreen("What to do?").Keys("esc", "esc")
		s.Keys("ctrl+k").ExpectScreen("What to do?", "check the form and go to the confirmation").ExpectNot("show the form")
		s.Type("hist").ExpectScreen("show the history").ExpectNot("check the form").Keys("enter").ExpectScreen("Filter", "14 of 14 records")
		s.Keys(":").Type("chrat").Keys("enter").ExpectScreen("Deletions by")
		s.Keys("esc", "/", ":").ExpectScreen("Filter :").Keys("esc") // in a text it is text
		s.Keys("ctrl+k").Type("8856").ExpectScreen("nothing matches").Keys("enter", "esc").ExpectScreen("What to do?")
		s.Keys("esc").ExpectNot("What to do?").ExpectScreen("Filter")
		s.ExpectSent(0)
	})
}

func TestTheListOfActionsFollowsTheConfiguration(t *testing.T) {
	keys, err := keymap.New([]keymap.Override{{Action: "screen.history", Keys: []string{"f9"}}, {Action: "form.clear", Keys: []string{keymap.Disabled}}})
	if err != nil {
		t.Fatal(err)
	}
	journey(t, uitest.Options{Keys: &keys}, func(s *uitest.Session) {
		s.Type("8").Keys("ctrl+k").ExpectScreen("F9").ExpectNot("empty the form")
		s.Type("hist").Keys("enter").ExpectScreen("Filter")
	})
}

// A sentence names the key that the configuration gives to an action, and not the one that it had at first.
func TestSentencesNameTheKeysOfTheConfiguration(t *testing.T) {
	keys, err := keymap.New([]keymap.Override{
		{Action: string(keymap.QueueReview), Keys: []string{"f9"}}, {Action: string(keymap.RecordCopy), Keys: []string{"X"}}, {Action: string(keymap.HistoryClear), Keys: []string{"W"}},
		{Action: string(keymap.ConfirmCancel), Keys: []string{"f10"}}, {Action: string(keymap.ConfirmPress), Keys: []string{"f11"}}, {Action: string(keymap.FilterComplete), Keys: []string{"f12"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	options := production()
	options.Keys = &keys
	journey(t, options, func(s *uitest.Session) {
		queued(s)
		s.Press(keymap.QueueStop).ExpectScreen("Stopped. F9 goes on; X copies what is left.")
		s.Press(keymap.QueueReview).Pass(time.Second).Keys("f11").ExpectScreen("to confirm, or press F10 to cancel.")
		s.Type("8851").Pass(time.Second).ExpectScreen("F11 deletes.").Press(keymap.ConfirmCancel)
		s.Press(keymap.ShowHistory).Keys("/").Type("out").ExpectScreen("F12: ")
		s.Keys("ctrl+u").Type("nobody").Keys("enter").ExpectScreen("Press W to show all.")
	})
}

func TestAltReachesTheScreensWhereFunctionKeysDoNot(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Bytes("\x1b2").ExpectScreen("Filter").Bytes("\x1b3").ExpectScreen("Find the conversation by")
		s.Bytes("\x1b1").ExpectScreen("Possible here: Form").Keys("esc").Bytes("\x1b4").ExpectScreen("Which server?")
	})
}

func TestAKeyLeadsBackToWhatIsInProgress(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Keys("ctrl+g").ExpectScreen("Nothing is in progress.")
		s.Sender.Wait()
		confirmed(s)
		s.Pass(2 * time.Second)
		s.Press(keymap.SendingLeave, keymap.ShowHistory).ExpectScreen("1 in progress (ctrl+g)")
		s.Pass(10 * time.Second)
		s.Keys("ctrl+g").ExpectScreen("Sending to practice", "12s of at most 1m30s")
		s.Pass(3 * time.Second)
		s.ExpectScreen("15s of at most")
		s.Press(keymap.SendingLeave, keymap.FormClear).Type("8801").Review()
		s.ExpectConfirm("Delete this conversation?", "extension=8801").Accept()
		s.Keys("ctrl+g").ExpectScreen("What is in progress?", "extension 8856", "extension 8801").Keys("enter").ExpectScreen("extension 8856, status last")
		s.Sender.Answer(uitest.Accepted())
		s.ExpectScreen("✓ Deleted.")
	})
}

func TestTheClockOfTheWaitingScreenTicksOnceASecond(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Sender.Wait()
		confirmed(s)
		for range 8 {
			s.Keys("esc", "ctrl+g")
		}
		s.Pass(5 * time.Second)
		before := s.Draws()
		s.Pass(20 * time.Second)
		if draws := s.Draws() - before; draws > 45 {
			t.Errorf("it is drawn %d times in 20 seconds", draws)
		}
	})
}

func TestAnExampleGoesIntoTheForm(t *testing.T) {
	options := plain()
	options.Examples = []ui.Example{
		{Selector: uitest.Selector(deletion.Extension, "8803", "ongoing"), Note: "Meeting room"},
		{Selector: uitest.Selector(deletion.NativeID, "TRS26140192", ""), Note: "from 8801 to 8856"},
	}
	journey(t, options, func(s *uitest.Session) {
		s.Keys("ctrl+o").ExpectScreen("What to try?", "Meeting room").Keys("enter").ExpectScreen("Extension 8803", "● ongoing", "status=ongoing")
		s.Keys("f2", "ctrl+o", "down", "enter").ExpectScreen("Native ID TRS26140192", "nativeID=TRS26140192").ExpectSent(0)
	})
	journey(t, plain(), func(s *uitest.Session) {
		if s.Keys("ctrl+o").ExpectScreen("Find the conversation by"); strings.Contains(s.Screen(), "try") {
			t.Error("a console on real servers offers things to try")
		}
	})
}

func TestTheHelpIsSearchedByTyping(t *testing.T) {
	journey(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.ShowHelp).ExpectScreen("Possible here: History", "edit the filter")
		s.Type("refused").ExpectScreen("outcome:refused since:7d").ExpectNot("edit the filter")
		// The footer calls it so; the sentence does not have the word.
		s.Keys("esc").Type("export").ExpectScreen("write a file: a certificate").Keys("esc").Type("refused")
		s.Type("xyz").ExpectScreen("Nothing matches.").Keys("esc").ExpectScreen("Possible here: History")
		s.Keys("esc").ExpectScreen("Filter")
		s.Resize(200, 50).Press(keymap.ShowHelp).ExpectScreen("Possible here: History", "Keys: Everywhere", "operator:alice on:yesterday")
	})
}
