package ui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/ui/history"
	"deletecall/ui/uitest"
)

// identifiers are those of the DeleteCalls that were sent.
func identifiers(s *uitest.Session) string {
	var sent []string
	for _, request := range s.Sender.Sent() {
		sent = append(sent, request.Server.Name+" "+string(request.Sent().Type())+" "+request.Sent().Identifier())
	}
	return strings.Join(sent, ", ")
}

func expectIdentifiers(s *uitest.Session, want string) {
	s.Helper()
	if got := identifiers(s); got != want {
		s.Errorf("sent %q, want %q", got, want)
	}
}

// Somebody knows a day, about an hour, an extension and the beginning of a name, and nothing else.
func TestFromADayAnHourAnExtensionAndANameToTheCallInFewKeys(t *testing.T) {
	for _, size := range sizes {
		options := searching()
		options.LookUps.Pages = uitest.InPages(options.LookUps.Known[3:4])
		journey(t, options, func(s *uitest.Session) {
			s.Resize(size[0], size[1])
			s.Keys("f7").Type("1999-12-31").Keys("tab").Type("9").Keys("tab").Type("8856").Keys("tab").Type("Ada").Keys("enter").Pass(time.Second)
			s.Keys("enter").Pass(time.Second)
			s.ExpectConfirm("Delete this conversation?", "4003", "ID-0003").Accept()
			s.Pass(time.Second)
			expectIdentifiers(s, "practice callID ID-0003")
			asked := slices.DeleteFunc(options.LookUps.Searched(), func(s lookup.Search) bool { return s.Secondary }) // copies are looked for afterwards
			if len(asked) != 1 || asked[0].Number != "8856" || asked[0].Name != "Ada" || asked[0].Ongoing ||
				asked[0].From.Format(time.RFC3339) != "1999-12-31T08:00:00+01:00" || asked[0].To.Format(time.RFC3339) != "1999-12-31T10:00:00+01:00" {
				t.Errorf("asked %+v", asked)
			}
		})
	}
}

func TestANumberThatOnlyLooksPlainIsNamedBeforeItIsSearchedFor(t *testing.T) {
	options := searching()
	journey(t, options, func(s *uitest.Session) {
		s.Keys("f7", "tab", "tab").Paste("88\u201156").Keys("enter").Pass(time.Second)
		s.ExpectScreen("Character 3 is a non-breaking hyphen (U+2011). Use 88-56 instead")
		if asked := options.LookUps.Searched(); len(asked) != 0 {
			t.Errorf("asked %+v", asked)
		}
	})
}

// A zone that is only assumed may be why nothing is found.
func TestAListSaysThatItsZoneIsAssumedAsTheCardDoes(t *testing.T) {
	for _, calls := range []int{0, 3} {
		options := searching()
		pages := uitest.InPages(options.LookUps.Known[:calls])
		options.LookUps.Pages = func(server deletion.Server, search lookup.Search, from lookup.Cursor) lookup.Page {
			page := pages(server, search, from)
			page.Zone.Basis = lookup.ZoneAssumed
			return page
		}
		journey(t, options, func(s *uitest.Session) {
			s.Keys("f7").Type("1999-12-31").Keys("enter").Pass(time.Second)
			s.ExpectScreen("1999-12-31 CET (assumed) · finished calls")
		})
	}
}

func TestTheCallThatIsConfirmedIsTheOneThatWasChosen(t *testing.T) {
	for _, keys := range [][]string{{}, {"down"}, {"pgdown", "up"}, {"G"}, {"G", "home", "j", "j"}, {"space", "ctrl+u", "down"}} {
		journey(t, searching(), func(s *uitest.Session) {
			listsCalls(s)
			s.Keys(keys...).Pass(time.Second)
			chosen := strings.Fields(cursorLine(s.TB.(*testing.T), s))
			number := chosen[len(chosen)-1] // the other party's, which is that of its ID
			s.Press(keymap.CallsOpen)
			s.ExpectConfirm("Delete this conversation?", number).Accept()
			s.Pass(time.Second)
			expectIdentifiers(s, fmt.Sprintf("practice callID ID-%04s", strings.TrimLeft(number[1:], "0")))
		})
	}
}

// Between the list and the confirmation the server has changed.
func TestAServerThatChangesAfterTheListChangesNotWhichCallIsDeleted(t *testing.T) {
	another := uitest.FoundAs("ID-0001")
	another.Call.From = lookup.Party{Number: "7777", Name: "Somebody Else"}
	flawed := another
	flawed.Call.ID, flawed.Verdict, flawed.Reason, flawed.Detail = "ID-0007", lookup.CantSay, lookup.ReasonAnotherCall, "The server answered about another call, Call ID ID-0007."
	for name, c := range map[string]struct {
		now  lookup.Result
		says []string
	}{
		"it answers about another": {flawed, []string{"8856 (Ada Brandt) → 4001", "The call is shown as the search found it", "The server answered about another call, Call ID ID-0007."}},
		"another call has its ID":  {another, []string{"The list showed another call with this ID: 8856 (Ada Brandt) → 4001", "7777 (Somebody Else)"}},
		"it is gone":               {lookup.Result{Verdict: lookup.NotFound, Detail: "The server found no such call."}, []string{"The server found no such call."}},
		"it can't be looked up":    {uitest.CantSay(), []string{"8856 (Ada Brandt) → 4001", "The call is shown as the search found it, and can't be looked up now."}},
	} {
		options := searching()
		options.LookUps.Known = nil
		options.LookUps.Pages = uitest.InPages(uitest.Calls("ID", 230))
		options.LookUps.Answer(c.now)
		journey(t, options, func(s *uitest.Session) {
			s.Resize(120, 40)
			listsCalls(s)
			s.Keys("down")
			options.LookUps.Pages = uitest.InPages(uitest.Calls("NEW", 230)) // newer calls come first now
			s.Press(keymap.CallsOpen).Pass(time.Second)
			s.ExpectScreen(c.says...)
			if c.now.Verdict == lookup.CantSay {
				s.ExpectNot("Somebody Else")
			}
			s.ExpectConfirm("Delete this conversation?", "ID-0001").Accept()
			s.Pass(time.Second)
			if expectIdentifiers(s, "practice callID ID-0001"); t.Failed() {
				t.Log(name)
			}
		})
	}
}

func TestALongSearchShowsItsFirstPageAtOnceAndIsBounded(t *testing.T) {
	options := searching()
	options.LookUps.Pages = uitest.InPages(uitest.Calls("ID", 10_000))
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowSearch, keymap.CallsRun).ExpectScreen("100 of 10,000 calls")
		if asked := len(options.LookUps.Searched()); asked != 1 {
			t.Errorf("%d pages were asked for", asked)
		}
		for range 30 {
			s.Keys("G")
		}
		s.ExpectScreen("2000 of 10,000 calls, the most that are listed: narrow the search with /", "5999")
		if asked := len(options.LookUps.Searched()); asked != 20 {
			t.Errorf("%d pages were asked for", asked)
		}
	})
}

func TestASearchCanBeStopped(t *testing.T) {
	journey(t, slowSearch(), func(s *uitest.Session) {
		s.Press(keymap.ShowSearch, keymap.CallsRun).ExpectScreen("Asking the server… (at most 4s; esc stops it)")
		s.Keys("esc").ExpectScreen("Stopped: the server is no longer asked.", "Find calls on practice")
		s.Pass(10 * time.Second).ExpectScreen("Find calls on practice") // its answer is late
		s.Press(keymap.CallsRun).Pass(5 * time.Second).ExpectScreen("✗ The search failed. The server did not answer within 4s. Narrow the search, or give this server a longer lookup_limit")
	})
	options := searching()
	journey(t, options, func(s *uitest.Session) { // so can a further page
		listsCalls(s)
		options.LookUps.Slow = -1
		s.Keys("G").ExpectScreen("100 of 230 calls · asking for more…").Keys("esc").ExpectScreen("Stopped: the server is no longer asked.")
		s.Pass(10*time.Second).ExpectScreen("100 of 230 calls").ExpectNot("✗", "asking")
		s.Keys("esc").ExpectScreen("Find the conversation by")
	})
}

func TestAFurtherPageThatFailsKeepsWhatIsListed(t *testing.T) {
	options := searching()
	journey(t, options, func(s *uitest.Session) {
		listsCalls(s)
		pages := options.LookUps.Pages
		options.LookUps.Pages = func(deletion.Server, lookup.Search, lookup.Cursor) lookup.Page {
			return lookup.Page{Total: -1, Result: uitest.CantSay()}
		}
		s.Keys("G").ExpectScreen("✗ 100 of 230 calls; then: The server refused the look-up", "4099")
		s.Resize(120, 24).ExpectScreen("invalid API key. ctrl+r asks again")
		options.LookUps.Pages = pages
		s.Keys("down").ExpectScreen("200 of 230 calls", "4099").Keys("G", "G").ExpectScreen("230 of 230 calls")
	})
}

func TestCallsThatWereNotAskedForAreMarkedAndCounted(t *testing.T) {
	options := searching()
	options.LookUps.Pages = uitest.InPages(append(uitest.Calls("asked", 1), lookup.Call{ID: "other", From: lookup.Party{Number: "12"}}))
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowSearch).Type("1999-12-31").Keys("tab", "tab").Type("88").Press(keymap.CallsRun).Pass(time.Second)
		s.ExpectScreen("2 of 2 calls, 1 not asked for").ExpectNot("not asked for: ")
		s.Keys("G").ExpectScreen("not asked for: none of its numbers has 88")
	})
}

func TestAListThatChangedTooMuchOnTheServerSaysThatCallsMayBeMissing(t *testing.T) {
	options := searching()
	journey(t, options, func(s *uitest.Session) {
		listsCalls(s)
		pages := options.LookUps.Pages
		options.LookUps.Pages = func(server deletion.Server, search lookup.Search, from lookup.Cursor) lookup.Page {
			page := pages(server, search, from)
			page.Gap = from.Skip == 100
			return page
		}
		said := "of 230 calls. The list changed: calls may be missing. ctrl+r asks again"
		s.Keys("G").ExpectScreen("200 "+said).Keys("G", "G").ExpectScreen("230 " + said)
		s.Keys("ctrl+r").ExpectScreen("100 of 230 calls").ExpectNot("missing")
	})
}

func TestOfAFlawedAnswerNothingCountsAsFound(t *testing.T) {
	options := searching()
	options.LookUps.Known = nil
	options.LookUps.Answer(uitest.CantSay())
	options.LookUps.Pages = func(deletion.Server, lookup.Search, lookup.Cursor) lookup.Page {
		flawed := lookup.Page{Total: -1, Calls: uitest.Calls("ID", 2), Result: uitest.CantSay()}
		flawed.Result.Detail = "The answer is cut off."
		return flawed
	}
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowSearch, keymap.CallsRun).ExpectScreen("✗ Not proved, the answer was flawed: The answer is cut off.", "4001")
		s.Press(keymap.CallsOpen)
		s.ExpectConfirm("Delete this conversation?", "ID-0000").Accept()
		s.Pass(time.Second)
		if shown := only(s).Shown; shown.Verdict != lookup.CantSay {
			t.Errorf("it counts as %q", shown.Verdict)
		}
	})
}

// Whoever found nothing changes the search; the way out leads over its fields.
func TestFromAnEmptyListTheWayBackLeadsToTheFields(t *testing.T) {
	journey(t, looking(uitest.Found()), func(s *uitest.Session) {
		s.Press(keymap.ShowSearch, keymap.CallsRun).ExpectScreen("No call matches. Change the search with /.")
		s.Keys("esc").ExpectScreen("Find calls on practice").Keys("esc").ExpectScreen("Find the conversation by")
	})
	journey(t, searching(), func(s *uitest.Session) {
		listsCalls(s)
		s.Keys("/", "esc").ExpectScreen("100 of 230 calls").Keys("esc").ExpectScreen("Find the conversation by")
	})
}

func TestACallWithoutAnIDCantBeChosen(t *testing.T) {
	options := searching()
	calls := uitest.Calls("ID", 2)
	calls[0].ID = ""
	options.LookUps.Pages = uitest.InPages(calls)
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowSearch, keymap.CallsRun)
		for _, key := range []string{"enter", "m", "d"} {
			s.Keys(key).ExpectScreen("The server did not name the ID of this call.").ExpectNot("marked", "Delete this conversation?")
		}
	})
}

func TestAProtectedCallIsRefusedFromTheList(t *testing.T) {
	options := searching()
	calls := uitest.Calls("ID", 1)
	calls[0].DoNotDelete = lookup.Yes
	options.LookUps.Pages, options.LookUps.Known = uitest.InPages(calls), calls
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowSearch, keymap.CallsRun).ExpectScreen("!", "do not delete").Keys("enter").Pass(time.Second)
		s.ExpectScreen("Nothing was deleted").ExpectSent(0)
		s.Press(keymap.ShowSearch).ExpectScreen("▸ ✗!", "#1 Nothing was deleted")
	})
}

func TestOnAServerThatIsNotLookedUpTheCallIsShownAsTheSearchFoundIt(t *testing.T) {
	options, server := searching(), uitest.Practice()
	server.NoLookUp = true
	options.Servers = []deletion.Server{server}
	journey(t, options, func(s *uitest.Session) {
		listsCalls(s)
		s.Keys("down", "enter")
		s.ExpectConfirm("Delete this conversation?", "8856 (Ada Brandt) → 4001", "Exactly the call that was shown is deleted.").Accept()
		s.Pass(time.Second)
		if shown := only(s).Shown; shown.Verdict != lookup.Found || shown.To.Number != "4001" || len(options.LookUps.Asked()) != 0 {
			t.Errorf("shown is %+v", shown)
		}
	})
}

func TestANewSearchSaysThatTheMarksAreGone(t *testing.T) {
	journey(t, searching(), func(s *uitest.Session) {
		listsCalls(s)
		s.Keys("m", "m", "ctrl+r").ExpectScreen("The marks of the former list are gone (2).", "100 of 230 calls").ExpectNot("marked")
	})
}

func TestAHeldKeyOpensNothing(t *testing.T) {
	options := searching()
	options.LookUps.Slow = 200 * time.Millisecond
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowSearch).Hold(uitest.Key("enter"), 3*time.Second, true)
		s.ExpectScreen("100 of 230 calls").ExpectNot("Delete this conversation?")
	})
}

func TestCancellingGoesBackToTheList(t *testing.T) {
	journey(t, searching(), func(s *uitest.Session) {
		listsCalls(s)
		s.Keys("down", "enter")
		s.ExpectConfirm("Delete this conversation?", "4001").Cancel()
		s.ExpectScreen("Cancelled; nothing was sent.", "100 of 230 calls")
		s.Keys("enter")
		s.ExpectConfirm("Delete this conversation?", "4001").Accept()
		s.Pass(time.Second).ExpectScreen("✓ Deleted.").Keys("enter").ExpectScreen("100 of 230 calls", "✓  1999-12-31 09:40:03", "#1 Deleted. · ID-0001")
	})
}

func TestWhatAServerSaysOfCallsIsCleaned(t *testing.T) {
	options := searching()
	calls := uitest.Calls("ID", 3)
	calls[0].From.Name, calls[1].Location, calls[2].To.Number = "\x1b[2Jevil\u202e", "\u009b31m", "40\u200b01\n"
	options.LookUps.Pages = uitest.InPages(calls)
	journey(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowSearch, keymap.CallsRun)
		for _, key := range []string{"down", "down", "m", "c", "esc", "d"} {
			s.Keys(key)
			for _, size := range [][2]int{{80, 24}, {160, 45}, {40, 12}} {
				s.Resize(size[0], size[1])
				if screen := s.Model().View().Content; strings.ContainsAny(screen, "\u202e\u009b\u200b") || strings.Contains(screen, "\x1b[2J") {
					t.Errorf("after %s it is drawn: %q", key, screen)
				}
			}
		}
	})
}

func TestWithoutAServerThereIsNothingToSearch(t *testing.T) {
	journey(t, uitest.Options{Servers: []deletion.Server{}}, func(s *uitest.Session) {
		s.Press(keymap.ShowSearch).ExpectScreen("There is no server to search", "Find the conversation by")
	})
}

func TestTheTimeZoneIsSwitchedOnAllScreensAtOnce(t *testing.T) {
	options := searching()
	var kept history.Habits
	options.Remember = func(_ int64, habits history.Habits) error { kept = habits; return nil }
	journey(t, options, func(s *uitest.Session) {
		s.Keys("f7").ExpectScreen("Times are in CET.").Type("1999-12-31").Keys("enter").Pass(time.Second)
		s.ExpectScreen("1999-12-31 CET").Press(keymap.TimeZone).ExpectScreen("to 1999-12-31 23:00 UTC")
		if !kept.UTC {
			t.Error("the zone that was chosen in the search is not kept")
		}
		s.Press(keymap.ShowHistory).ExpectScreen("times in UTC").Press(keymap.TimeZone).ExpectScreen("times in CET")
		s.Press(keymap.HistoryChart, keymap.TimeZone, keymap.Back).ExpectScreen("times in UTC")
		s.Press(keymap.ShowSearch).ExpectScreen("to 1999-12-31 23:00 UTC").Press(keymap.CallsEdit).ExpectScreen("Times are in UTC.")
	})
	options.Habits = kept
	journey(t, options, func(s *uitest.Session) {
		s.Keys("f7").ExpectScreen("Times are in UTC.").Type("1999-12-31").Keys("enter").Pass(time.Second)
		asked := options.LookUps.Searched()
		if begun := asked[len(asked)-1].From.Format(time.RFC3339); begun != "1999-12-31T00:00:00Z" {
			t.Errorf("a day that is written in UTC begins %s", begun)
		}
		ends(uitest.Accepted())(s)
		s.Pass(time.Second).ExpectScreen("UTC").ExpectNot("CET")
	})
}

// At 40x12 what is wrong with the day took the line of the last field, which had the focus unseen.
func TestTheFocusedFieldOfASearchIsSeenBelowWhatIsWrong(t *testing.T) {
	options := searching()
	options.Records = uitest.Records() // a line says that one is to be settled
	journey(t, options, func(s *uitest.Session) {
		s.Resize(40, 12).Press(keymap.ShowSearch).Type("y").Press(keymap.CallsRun, keymap.FormPrevious)
		s.ExpectScreen("▸Calls")
		if s.Model().View().Cursor == nil {
			t.Errorf("the cursor is hidden:\n%s", s.Screen())
		}
	})
}

func TestASearchThatFailsSaysWhatToDo(t *testing.T) {
	for reason, advice := range map[lookup.Reason]string{
		lookup.ReasonNoConnection:   "It failed. Try again, or find out what is wrong: deletecall doctor.",
		lookup.ReasonAuthentication: "It failed. Check the credentials of this server: deletecall doctor.",
	} {
		options := searching()
		options.LookUps.Pages = func(deletion.Server, lookup.Search, lookup.Cursor) lookup.Page {
			return lookup.Page{Total: -1, Result: lookup.Result{Verdict: lookup.CantSay, Reason: reason, Detail: "It failed."}}
		}
		journey(t, options, func(s *uitest.Session) {
			s.Press(keymap.ShowSearch, keymap.CallsRun).ExpectScreen("✗ The search failed. " + advice)
		})
	}
}
