package ui_test

import (
	"testing"
	"time"

	"deletecall/keymap"
	"deletecall/ui/uitest"
)

func TestSeveralCallsBecomeTheQueueAndEachIsConfirmedByItself(t *testing.T) {
	for _, size := range sizes {
		journey(t, searching(), func(s *uitest.Session) {
			s.Resize(size[0], size[1])
			listsCalls(s)
			s.Keys("down", "m", "down", "m", "m", "up", "m") // the third mark is taken off again
			s.ExpectScreen("2 marked").Press(keymap.CallsReview)
			s.ExpectScreen("Queue: 0 of 2 done", "12-31 09:40 8856").ExpectSent(0)
			s.Press(keymap.QueueReview)
			s.ExpectConfirm("Delete this conversation? 1 of 2", "4001", "ID-0001").Accept()
			s.Pass(time.Second).Keys("enter")
			s.ExpectConfirm("Delete this conversation? 2 of 2", "4003", "ID-0003").Cancel()
			s.ExpectScreen("Queue: 1 of 2 done")
			if size[0] >= 80 { // narrower ones cut it
				s.ExpectScreen("#1 Deleted. No longer found.")
			}
			expectIdentifiers(s, "practice callID ID-0001")
			s.Press(keymap.ShowSearch).ExpectScreen("1 marked").Keys("home", "down").Pass(time.Second).ExpectScreen("✓  ", "#1 Deleted.")
		})
	}
}

func TestPastedIdentifiersAndFoundCallsDoNotMix(t *testing.T) {
	journey(t, searching(), func(s *uitest.Session) {
		s.Paste("8851\n8852").Press(keymap.Back)
		listsCalls(s)
		s.Keys("m", "d").ExpectScreen("Not queued: 2 others wait in the queue.", "1 marked")
		s.Press(keymap.ShowQueue).ExpectScreen("Queue: 0 of 2 done, next 8851")
	})
}

func TestAReasonThatIsMissingForACallIsWrittenIntoTheForm(t *testing.T) {
	options := searching()
	options.Servers = production().Servers
	journey(t, options, func(s *uitest.Session) {
		listsCalls(s)
		s.Keys("down", "enter").ExpectScreen("Find the conversation by", "ID-0001", "Give a reason; production requires one")
		s.Type("GDPR-2211").Keys("enter")
		s.ExpectConfirm("Delete this conversation?", "4001", "GDPR-2211").Cancel()
		s.Press(keymap.ShowSearch).Keys("down", "enter") // the reason stays for the next one
		s.ExpectConfirm("Delete this conversation?", "4002", "GDPR-2211").Accept()
		s.Pass(time.Second)
		expectIdentifiers(s, "production callID ID-0002")
	})
}

func TestCallsOfOneServerAreNeverDeletedOnAnother(t *testing.T) {
	choose := func(s *uitest.Session) { s.Press(keymap.ChooseServer, keymap.MoveDown, keymap.DialogAccept) }
	journey(t, searching(), func(s *uitest.Session) { // the list goes
		listsCalls(s)
		choose(s)
		s.Press(keymap.ShowSearch).ExpectScreen("Find calls on production").ExpectNot("ID-0000")
		s.Keys("esc").ExpectScreen("Find the conversation by")
	})
	options := searching()
	options.LookUps.Slow = 2 * time.Second
	journey(t, options, func(s *uitest.Session) { // a page that is on its way is dropped
		s.Press(keymap.ShowSearch, keymap.CallsRun)
		choose(s)
		s.Pass(5 * time.Second).Press(keymap.ShowSearch).ExpectScreen("Find calls on production").ExpectNot("ID-0000")
	})
	journey(t, searching(), func(s *uitest.Session) { // a queue stays where its calls were found
		listsCalls(s)
		s.Press(keymap.CallsMark, keymap.CallsMark, keymap.CallsReview)
		choose(s)
		s.ExpectScreen("The queue stays on practice. New deletions go to production.")
		s.Press(keymap.ShowQueue, keymap.QueueReview)
		s.ExpectConfirm("Delete this conversation? 1 of 2", "practice", "4000").Accept()
		s.Pass(time.Second)
		expectIdentifiers(s, "practice callID ID-0000")
	})
}
