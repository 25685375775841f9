package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/uitest"
)

// ticket is pasted as it is found in a ticket: with a header's rest, a repetition, and an
// identifier that can't be one.
const ticket = "8851\r\n8852,\tBudapest\r\n\r\n8851\r\n8853\r\n" + "8854"

// queued pastes the ticket, with a reason.
func queued(s *uitest.Session) {
	s.Keys("tab", "tab").Type("GDPR-2211").Keys("tab", "tab").Paste(ticket)
}

func TestAPastedListIsWorkedThroughOneByOne(t *testing.T) {
	for _, options := range []uitest.Options{plain(), production()} {
		for _, size := range sizes {
			journey(t, options, func(s *uitest.Session) {
				s.Resize(size[0], size[1])
				s.Sender.Script(uitest.Accepted(), uitest.Refused(-50, "Call for extension 8852 not found."))
				queued(s)
				s.ExpectScreen("Queue: 0 of 4 done, next 8851", "left out: it is in").ExpectSent(0)
				s.Press(keymap.QueueReview)
				s.ExpectConfirm("Delete this conversation? 1 of 4", "8851").Accept()
				s.Pass(time.Second).ExpectScreen("✓ Deleted.", "Queue: 1 of 4 done, next 8852").ExpectSent(1)
				s.Keys("enter").ExpectConfirm("Delete this conversation? 2 of 4", "8852").Accept()
				s.Pass(time.Second).ExpectScreen("✗ Nothing was deleted: “Call for extension 8852").ExpectSent(2)
				s.Keys("enter").ExpectConfirm("Delete this conversation? 3 of 4", "8853").Cancel()
				s.ExpectScreen("Queue: 2 of 4 done, next 8853", "✓ 8851", "✗ 8852").ExpectSent(2)
				s.Keys("enter").ExpectConfirm("Delete this conversation? 3 of 4", "8853").Accept()
				s.Pass(time.Second).Keys("enter").ExpectConfirm("Delete this conversation? 4 of 4", "8854").Accept()
				s.Pass(time.Second).Keys("enter").ExpectScreen("Queue: 4 of 4 done, 1 left out")
				s.ExpectNot("enter review", "S stop").Press(keymap.MoveTop).ExpectScreen("h record")
				s.Press(keymap.ResultHistory).ExpectScreen("Record           1").Keys("f6")
				s.Keys("enter").ExpectNot("Queue:").ExpectSent(4)
				s.Type("4711").ExpectScreen("4711", "GDPR-2211")
				var sent []string
				for _, request := range s.Sender.Sent() {
					sent = append(sent, request.Selector.Identifier())
					if request.Reason != "GDPR-2211" || request.Selector.Status() != deletion.Last {
						t.Errorf("sent %+v", request)
					}
				}
				if fmt.Sprint(sent) != "[8851 8852 8853 8854]" {
					t.Errorf("%v were sent", sent)
				}
			})
		}
	}
}

// Calls were cut to 40 cells in the middle of an empty screen.
func TestTheQueueUsesTheWidth(t *testing.T) {
	long := "sip:" + strings.Repeat("x", 45) + "@pbx"
	for width, whole := range map[int]bool{80: false, 120: true, 160: true} {
		journey(t, plain(), func(s *uitest.Session) {
			s.Resize(width, 40).Paste("8851\n" + long)
			if shown := strings.Contains(s.Screen(), "2   "+long); shown != whole {
				t.Errorf("at %d cells:\n%s", width, s.Screen())
			}
		})
	}
}

func TestWhatWasFoundAfterwardsIsWholeInANarrowQueue(t *testing.T) {
	options := plain()
	options.LookUps = uitest.NewLookUps(uitest.Found())
	for _, size := range [][2]int{{40, 12}, {59, 24}, {80, 24}} {
		journey(t, options, func(s *uitest.Session) {
			s.Resize(size[0], size[1])
			s.Sender.AnswerEverything()
			queued(s)
			s.Press(keymap.QueueReview).Pass(time.Second)
			s.ExpectConfirm("Delete this conversation? 1 of 4", "8851").Accept()
			s.Pass(time.Second).Keys("f6").ExpectScreen("✓ 8851", "o longer found")
		})
	}
}

func TestWhichOneIsNextIsWholeBesideAResult(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Resize(112, 30).Paste(strings.Repeat("1", 36) + "\n" + strings.Repeat("2", 36))
		s.Press(keymap.QueueReview).Pass(time.Second)
		s.ExpectConfirm("1 of 2", "1111").Accept()
		s.Pass(time.Second).ExpectScreen("…  next │")
	})
}

func TestTheNextOfATicketTakesSixKeysAtMost(t *testing.T) {
	for name, c := range map[string]struct {
		options uitest.Options
		keys    []string
	}{
		"a key confirms":   {plain(), []string{"enter", "y"}},
		"the end is typed": {production(), []string{"enter", "8", "8", "5", "2", "enter"}},
	} {
		journey(t, c.options, func(s *uitest.Session) {
			queued(s)
			s.Press(keymap.QueueReview)
			s.ExpectConfirm("Delete this conversation? 1 of 4", "8851").Accept()
			s.Pass(time.Second)
			for _, key := range c.keys {
				s.Keys(key).Pass(700 * time.Millisecond)
			}
			if s.ExpectSent(2); len(c.keys) > 6 {
				t.Errorf("%s: %d keys", name, len(c.keys))
			}
		})
	}
}

func TestOneByExtensionTakesSixKeys(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		for _, key := range []string{"8", "8", "5", "6", "enter"} {
			s.Keys(key)
		}
		s.Pass(time.Second).ExpectConfirm("8856")
		s.Keys("y").Pass(time.Second).ExpectSent(1)
	})
}

func TestNothingIsConfirmedForMoreThanOne(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		queued(s)
		s.Hold(uitest.Key("enter"), 5*time.Second, false)
		s.Pass(time.Second).ExpectSent(0)
		s.Keys("esc").Press(keymap.QueueReview).Pass(time.Second)
		s.Keys("y").Hold(uitest.Key("enter"), 5*time.Second, false) // through the result, into the next confirmation
		s.Pass(time.Second).ExpectSent(1).ExpectConfirm("Delete this conversation? 2 of 4", "8852")
	})
}

func TestAResultOfTheQueueIsSeenBeforeTheNext(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		queued(s)
		s.Press(keymap.QueueReview).Pass(time.Second).Keys("y")
		s.Pass(10 * time.Millisecond)
		s.Send(uitest.Key("enter"))
		s.Pass(20 * time.Millisecond)
		s.ExpectScreen("✓ Deleted.").Pass(time.Second)
		s.Keys("enter").ExpectConfirm("Delete this conversation? 2 of 4", "8852")
	})
}

func TestAnUnknownOutcomeStopsTheQueueUntilAPersonGoesOn(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Sender.Script(uitest.Unknown())
		queued(s)
		s.Press(keymap.QueueReview).ExpectConfirm("Delete this conversation?", "8851").Accept()
		s.Pass(time.Second).ExpectScreen("? It is not known", "waiting for you")
		s.Keys("enter").ExpectScreen("The queue has stopped: look at the last outcome first.", "? 8851  #1 It is not known")
		s.ExpectSent(1)
		s.Keys("enter").ExpectConfirm("Delete this conversation? 2 of 4", "8852").Accept()
		s.Pass(time.Second).ExpectSent(2)
	})
}

func TestARequestThatWasNotSentStopsTheQueueToo(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Sender.Script(uitest.NotSent())
		queued(s)
		s.Press(keymap.QueueReview).ExpectConfirm("Delete this conversation? 1 of 4", "8851").Accept()
		s.Pass(time.Second).ExpectScreen("the request was not sent").Keys("enter").ExpectScreen("The queue has stopped: look at the last outcome first.", "– 8851")
		s.Keys("enter").ExpectConfirm("Delete this conversation? 2 of 4", "8852").Cancel()
	})
}

// The list said "Nothing was deleted" of a call that was deleted after that, and offered to put it back.
func TestWhatComesOfTryingAgainIsTheResultOfThatOneOfTheQueue(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Sender.Script(uitest.Refused(-55, "no right"), uitest.Accepted())
		queued(s)
		s.Press(keymap.QueueReview).ExpectConfirm("Delete this conversation? 1 of 4", "8851").Accept()
		s.Pass(time.Second).ExpectScreen("no right").Press(keymap.ResultRetry)
		s.ExpectConfirm("Delete this conversation? 1 of 4", "8851").Cancel()
		s.ExpectScreen("✗ 8851  #1 Nothing was deleted", "next 8852").ExpectSent(1)
	})
	journey(t, plain(), func(s *uitest.Session) {
		s.Sender.Script(uitest.Refused(-55, "no right"), uitest.Accepted())
		queued(s)
		s.Press(keymap.QueueReview).ExpectConfirm("Delete this conversation? 1 of 4", "8851").Accept()
		s.Pass(time.Second).Press(keymap.ResultRetry)
		s.ExpectConfirm("Delete this conversation? 1 of 4", "8851").Accept()
		s.Pass(time.Second).ExpectScreen("✓ Deleted.", "Queue: 1 of 4 done, next 8852")
		s.Press(keymap.ShowQueue).ExpectScreen("✓ 8851  #2 Deleted.", "next 8852").ExpectSent(2)
	})
}

func TestTheQueueSaysWhatWasFoundWhenAnUnknownOutcomeWasSettled(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Sender.Script(uitest.Unknown())
		queued(s)
		s.Press(keymap.QueueReview).ExpectConfirm("Delete this conversation?", "8851").Accept()
		s.Pass(time.Second).Press(keymap.RecordSettle).Type("looked in Verba").Keys("tab", "1", "tab", "tab", "enter")
		s.Press(keymap.ShowQueue).ExpectScreen("? 8851  #1 Settled. Deleted: no longer in Verba.")
	})
}

func TestMoreIsPastedIntoTheQueueItself(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		queued(s)
		s.ExpectScreen("Queue: 0 of 4 done").Paste("8861\n8862\n").ExpectScreen("Queue: 0 of 6 done", "8862")
		for _, refused := range []string{"8863", "88\x1b[2J64\n8865"} {
			s.Paste(refused).ExpectScreen("Queue: 0 of 6 done", "Not pasted. Paste several lines here, or one identifier in the form.")
		}
	})
}

func TestWhatIsInProgressHoldsTheQueue(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Sender.Wait()
		queued(s)
		s.Press(keymap.QueueReview).ExpectConfirm("Delete this conversation?", "8851").Accept()
		s.Press(keymap.SendingLeave, keymap.ShowQueue).ExpectScreen("… 8851  in progress", "1 in progress")
		s.Keys("enter").ExpectScreen("A deletion of the queue is in progress.").ExpectSent(1)
		s.Sender.Answer(uitest.Accepted())
		s.Pass(time.Second).ExpectScreen("✓ 8851  #1 Deleted.", "next 8852")
		s.Keys("enter").ExpectConfirm("Delete this conversation? 2 of 4", "8852")
	})
}

func TestTheQueueSurvivesOtherScreensAndDeletions(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		queued(s)
		s.Keys("down", "x", "esc").ExpectScreen("Find the conversation by", "Queue: 0 of 3 done, next 8851 (F6)")
		s.Press(keymap.ShowHistory, keymap.ShowQueue).ExpectScreen("8852  skipped", "next 8851, 2 left out")
		s.Press(keymap.Back).Type("9001").Review()
		s.ExpectConfirm("Delete this conversation?", "extension=9001").Accept()
		s.Pass(time.Second).ExpectScreen("✓ Deleted.", "Queue: 0 of 3 done, next 8851").ExpectSent(1)
		s.Keys("enter").ExpectConfirm("Delete this conversation? 1 of 3", "8851")
	})
}

func TestAReasonThatIsMissingIsWrittenIntoTheForm(t *testing.T) {
	journey(t, production(), func(s *uitest.Session) {
		s.Paste("8851\n8852")
		s.Press(keymap.QueueReview).ExpectScreen("Find the conversation by", "Queue: 0 of 2 done").ExpectNot("Delete this conversation?")
		s.Type("GDPR-2211").Press(keymap.ShowQueue, keymap.QueueReview)
		s.ExpectConfirm("Delete this conversation? 1 of 2", "8851", "GDPR-2211").Accept()
		s.Pass(time.Second).ExpectSent(1)
	})
}

// Once the form has what the queue still needs, enter goes on, as it does everywhere.
func TestTheFormGoesOnWithTheQueueThatItWasShownFor(t *testing.T) {
	for _, size := range sizes {
		journey(t, production(), func(s *uitest.Session) {
			s.Resize(size[0], size[1])
			s.Paste("8851\n8852")
			s.Press(keymap.QueueReview).ExpectScreen("Give a reason", "Enter then goes on with the queue.")
			s.Type("GDPR-2211").Press(keymap.FormReview)
			s.ExpectConfirm("Delete this conversation? 1 of 2", "8851")
		})
		journey(t, production(), func(s *uitest.Session) { // with an identifier of a former deletion in the form
			s.Resize(size[0], size[1])
			s.Type("9001").Keys("ctrl+a").Paste("8851\n8852")
			s.Press(keymap.QueueReview).Type("GDPR-2211").Press(keymap.FormReview)
			s.ExpectConfirm("Delete this conversation? 1 of 2", "8851").Cancel()
			s.Press(keymap.Back, keymap.FormReview).ExpectConfirm("Delete this conversation?", "9001")
		})
	}
	journey(t, production(), func(s *uitest.Session) { // another identifier is another deletion
		s.Paste("8851\n8852")
		s.Press(keymap.QueueReview).Type("GDPR-2211").Keys("up", "up").Type("9001").Press(keymap.FormReview)
		s.ExpectConfirm("Delete this conversation?", "9001")
	})
}

func TestQuittingSaysOnceWhatOfTheQueueIsNotDone(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		queued(s)
		s.Press(keymap.QueueReview).ExpectConfirm("Delete this conversation?", "8851").Accept()
		s.Pass(time.Second).Press(keymap.Quit).ExpectScreen("3 of 4 in the queue are not done. Press ctrl+c again to quit.")
		s.Press(keymap.ShowQueue, keymap.Quit).ExpectScreen("3 of 4 in the queue are not done.") // another key in between
		s.Press(keymap.Quit)
		if err := s.End(); err != nil {
			t.Error(err)
		}
	})
	journey(t, plain(), func(s *uitest.Session) { // stopped, there is nothing to say
		queued(s)
		s.Press(keymap.QueueStop).ExpectScreen("stopped", "Stopped. Enter goes on").Press(keymap.Quit)
		if err := s.End(); err != nil {
			t.Error(err)
		}
	})
}

func TestTheRestOfTheQueueIsCopied(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		queued(s)
		s.Press(keymap.QueueReview).ExpectConfirm("Delete this conversation?", "8851").Accept()
		s.Pass(time.Second).Press(keymap.ShowQueue, keymap.RecordCopy).ExpectScreen("8852", "8853", "8854").ExpectNot("8851")
	})
}

func TestAPasteThatIsTooLongQueuesNothing(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Paste(strings.Repeat("1\n", 1001)).ExpectScreen("Not pasted: 1001 lines, and a queue takes 1000.", "Find the conversation by")
		s.Press(keymap.ShowQueue).ExpectScreen("Nothing is queued.")
	})
}

func TestOnlyTheIdentifierTakesSeveralLines(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Keys("tab", "tab").Paste("5\n6").ExpectScreen("✗ Not pasted: it has several lines. Paste one line.").ExpectNot("Queue:")
		s.Keys("tab", "tab").Paste("56\n7\x1b[2J").ExpectScreen(`✗ Not pasted: character 5 is \x1b`).ExpectNot("Queue:")
	})
}

func TestWhatIsQueuedIsCleanedWhereItIsShown(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Paste("8851\u202e\u202d1\n88\u009b31m\n8852")
		for _, r := range s.Screen() {
			if r == '\u202e' || r == '\u009b' {
				t.Errorf("%q is drawn", r)
			}
		}
	})
}

func TestAQueueKeepsItsServerAndTheHeaderSaysIt(t *testing.T) {
	header := func(s *uitest.Session, want string) {
		t.Helper()
		if first, _, _ := strings.Cut(s.Screen(), "\n"); !strings.Contains(first, want) || !strings.Contains(s.Title(), want) {
			t.Errorf("the header is %q, the title %q, want %s", first, s.Title(), want)
		}
	}
	journey(t, plain(), func(s *uitest.Session) {
		queued(s)
		s.Press(keymap.QueueReview).ExpectConfirm("Delete this conversation? 1 of 4", "8851").Accept()
		s.Pass(time.Second)
		s.Press(keymap.ChooseServer, keymap.MoveDown, keymap.DialogAccept).ExpectScreen("The queue stays on practice. New deletions go to production.")
		header(s, "production")
		s.Press(keymap.ShowQueue).ExpectScreen("on practice")
		header(s, "practice")
		s.Press(keymap.QueueReview)
		confirmation := s.ExpectConfirm("Delete this conversation? 2 of 4", "8852", "practice")
		header(s, "practice")
		confirmation.Accept()
		s.Pass(time.Second)
		header(s, "practice")
		s.Press(keymap.ShowDelete)
		header(s, "production")
		if got := s.Sender.Sent()[1].Server.Name; got != "practice" {
			t.Errorf("sent to %s", got)
		}
	})
	journey(t, plain(), func(s *uitest.Session) { // nothing was confirmed yet, so that the queue goes along
		queued(s)
		s.Press(keymap.ChooseServer, keymap.MoveDown, keymap.DialogAccept).ExpectNot("The queue stays").Press(keymap.ShowQueue).ExpectScreen("on production")
		header(s, "production")
	})
}

func TestALookalikeInAListIsCorrectedByAKey(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Paste("88\u22121\n88-2").ExpectScreen("left out: it only looks like 88-1").Press(keymap.MoveUp).ExpectScreen("ctrl+y takes 88-1 in its place.", "Queue: 0 of 1 done, next 88-2")
		s.Press(keymap.FormCorrect).ExpectScreen("Queue: 0 of 2 done, next 88-1").ExpectNot("ctrl+y takes").ExpectSent(0)
	})
}

func TestAQueueOfAThousandIsShownAndPastedTwice(t *testing.T) {
	var lines strings.Builder
	for i := range 500 {
		fmt.Fprintln(&lines, 8000+i)
	}
	journey(t, plain(), func(s *uitest.Session) {
		s.Paste(lines.String()).ExpectScreen("Queue: 0 of 500 done, next 8000").Press(keymap.Back)
		s.Paste(lines.String()).ExpectScreen("Queue: 0 of 500 done, next 8000").Press(keymap.MoveBottom).ExpectScreen("1000 = 8499  left out: it is in the list already")
	})
}

// Whoever has left the form when a review fails reads it where they are, until they say so.
func TestAReviewThatFailsLaterIsAnnounced(t *testing.T) {
	fails := func(s *uitest.Session) {
		s.Sender.Prepared = func(deletion.Request) error { time.Sleep(10 * time.Second); return errDisk }
		s.Type("8856").Review()
	}
	for name, leave := range map[string]func(*uitest.Session){
		"the history": func(s *uitest.Session) { s.Press(keymap.ShowHistory) },
		"a dialog":    func(s *uitest.Session) { s.Press(keymap.ChooseServer) },
	} {
		journey(t, withRecords(), func(s *uitest.Session) {
			fails(s)
			leave(s)
			s.Pass(11*time.Second).Keys("down", "up")
			s.ExpectScreen("Extension 8856, status last: nothing was sent.").ExpectNot("Find the conversation by").ExpectSent(0)
			if s.Press(keymap.NoticesDismiss).ExpectNot("nothing was sent."); t.Failed() {
				t.Log(name)
			}
		})
	}
	journey(t, withRecords(), func(s *uitest.Session) {
		fails(s)
		s.Pass(11*time.Second).ExpectScreen("Nothing was sent.", "Find the conversation by")
	})
}

// What a paste was told is over with the next one, as with a key.
func TestWhatWasSaidOfAPasteEndsWithTheNextOne(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Paste(strings.Repeat("8851\n", 2_000)).ExpectScreen("Not pasted: 2000 lines")
		s.Paste("88\x0156").ExpectScreen(`character 3 is \x01`).ExpectNot("Not pasted: 2000 lines")
	})
}
