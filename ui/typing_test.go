package ui_test

import (
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/lookup"
	"deletecall/ui/uitest"
)

func typingScenes() []scene {
	return []scene{
		{"typing", uitest.Options{Typing: keyAndPassword()}, then(types("8856"), presses(keymap.FormReview), types("s3cret")), true},
	}
}

func keyAndPassword() *uitest.Typing {
	return &uitest.Typing{Wanted: []deletion.Credential{deletion.APIKeyCredential, deletion.PasswordCredential}}
}

func TestWhatAPersonTypesIsAskedForBeforeTheConfirmation(t *testing.T) {
	typing := keyAndPassword()
	uitest.Run(t, uitest.Options{Typing: typing}, func(s *uitest.Session) {
		s.Type("8856").Press(keymap.FormReview).ExpectScreen("Type the API key for practice", "has not been typed yet")
		s.Paste("s3cret\n").ExpectScreen("••••••").ExpectNot("s3cret")
		s.Press(keymap.DialogAccept).ExpectScreen("Type the password for practice")
		s.Type("hunter2").ExpectNot("hunter2").Press(keymap.DialogAccept)
		s.ExpectConfirm("Delete this conversation?", "8856").Accept().ExpectSent(1)
		if kept := typing.Kept(); kept[deletion.APIKeyCredential] != "s3cret" || kept[deletion.PasswordCredential] != "hunter2" {
			t.Errorf("kept is %q", kept)
		}
		// The next deletion asks for what was forgotten meanwhile.
		typing.Forget()
		s.ExpectScreen("✓ Deleted").Pass(time.Second)
		s.Press(keymap.ResultNext).Type("8857").Press(keymap.FormReview).ExpectScreen("Type the API key for practice").ExpectNot("••••••")
	})
}

// An answer for the one must not be an answer to the other.
func TestWhatIsTypedAsACredentialConfirmsNothing(t *testing.T) {
	for name, keys := range map[string][]string{"enter, held down": {"enter", "y", "enter", "enter"}, "in one go": {"y", "enter", "y", "enter"}} {
		typing := &uitest.Typing{Wanted: []deletion.Credential{deletion.APIKeyCredential}}
		uitest.Run(t, uitest.Options{Typing: typing}, func(s *uitest.Session) {
			s.Type("8856").Press(keymap.FormReview).ExpectScreen("Type the API key").Keys("s").Keys(keys...)
			s.ExpectSent(0)
			if typing.Kept() == nil {
				t.Errorf("%s: nothing was typed", name)
			}
		})
	}
}

func TestWhoTypesNothingHasCancelled(t *testing.T) {
	for _, answer := range []keymap.Action{keymap.DialogCancel, keymap.DialogAccept} {
		typing := keyAndPassword()
		uitest.Run(t, uitest.Options{Typing: typing}, func(s *uitest.Session) {
			s.Type("8856").Press(keymap.FormReview).ExpectScreen("Type the API key").Press(answer)
			s.ExpectScreen("Cancelled; nothing was sent.", "Find the conversation by").ExpectSent(0)
			if len(typing.Kept()) > 0 {
				t.Errorf("kept is %q", typing.Kept())
			}
		})
	}
}

// A confirmation is never covered by another question.
func TestACredentialThatIsGoneAtTheConfirmationIsSaidAndNotAskedFor(t *testing.T) {
	typing := &uitest.Typing{Wanted: []deletion.Credential{deletion.APIKeyCredential}}
	lookUps := uitest.NewLookUps(uitest.Found())
	uitest.Run(t, uitest.Options{Typing: typing, LookUps: lookUps}, func(s *uitest.Session) {
		s.Sender.Prepared = func(deletion.Request) error {
			if len(lookUps.Asked()) > 0 {
				typing.Forget() // the server has refused it for the look-up
			}
			return nil
		}
		s.Type("8856").Press(keymap.FormReview).Type("s3cret").Press(keymap.DialogAccept)
		s.ExpectScreen("Nothing was sent.", "has not been typed yet").ExpectNot("Type the API key").ExpectSent(0)
	})
}

// What is confirmed would be sent without a key, so nothing confirms it; the next review asks.
func TestAConfirmationSaysThatWhatWasTypedIsForgotten(t *testing.T) {
	typing := &uitest.Typing{Wanted: []deletion.Credential{deletion.APIKeyCredential}}
	uitest.Run(t, uitest.Options{Typing: typing}, func(s *uitest.Session) {
		s.Type("8856").Press(keymap.FormReview).Type("s3cret").Press(keymap.DialogAccept)
		s.ExpectConfirm("Delete this conversation?", "8856")
		typing.Forget()
		s.Pass(3 * time.Second).ExpectScreen("The API key has not been typed yet.").Keys("y").ExpectScreen("This has changed meanwhile.").ExpectSent(0)
		s.Press(keymap.ConfirmCancel).ExpectScreen("Cancelled; nothing was sent.", "8856").Press(keymap.FormReview).ExpectScreen("Type the API key for practice")
	})
}

// The first page was there; the key is forgotten before the second one is read.
func TestALaterPageOfASearchSaysThatTheKeyIsGone(t *testing.T) {
	typing := &uitest.Typing{Wanted: []deletion.Credential{deletion.APIKeyCredential}}
	lookUps := uitest.NewLookUps()
	calls := uitest.InPages(uitest.Calls("found", 250))
	lookUps.Pages = func(server deletion.Server, search lookup.Search, from lookup.Cursor) lookup.Page {
		if len(typing.Untyped(server)) > 0 {
			return lookup.Page{Total: -1, Result: lookup.Result{Verdict: lookup.CantSay, Reason: lookup.ReasonAuthentication, Detail: "the API key that was typed is forgotten."}}
		}
		return calls(server, search, from)
	}
	uitest.Run(t, uitest.Options{Typing: typing, LookUps: lookUps}, func(s *uitest.Session) {
		s.Press(keymap.ShowSearch, keymap.CallsRun).Type("s3cret").Press(keymap.DialogAccept).ExpectScreen("of 250")
		typing.Forget()
		s.Keys("end").ExpectScreen("is forgotten").ExpectNot("Type the API key").ExpectScreen("found-0099")
		s.Keys("ctrl+r").ExpectScreen("Type the API key")
	})
}

func TestASearchAsksBeforeItsFirstPage(t *testing.T) {
	typing := &uitest.Typing{Wanted: []deletion.Credential{deletion.APIKeyCredential}}
	lookUps := uitest.NewLookUps()
	uitest.Run(t, uitest.Options{Typing: typing, LookUps: lookUps}, func(s *uitest.Session) {
		s.Press(keymap.ShowSearch, keymap.CallsRun).ExpectScreen("Type the API key")
		if len(lookUps.Searched()) > 0 {
			t.Error("it was searched before")
		}
		s.Type("s3cret").Press(keymap.DialogAccept)
		if len(lookUps.Searched()) != 1 {
			t.Errorf("it was searched %d times", len(lookUps.Searched()))
		}
	})
}
