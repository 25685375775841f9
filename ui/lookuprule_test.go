package ui_test

import (
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/lookup"
	"deletecall/ui/uitest"
)

// requiring is [slowly] on a server that deletes only calls that were looked up.
func requiring(slow time.Duration, result lookup.Result) uitest.Options {
	options, server := slowly(slow, result), uitest.Practice()
	server.Rules = &deletion.Rules{LookUpRequired: true}
	options.Servers = []deletion.Server{server}
	return options
}

func TestAServerThatRequiresALookUpDeletesWhatIsShown(t *testing.T) {
	uitest.Run(t, requiring(2*time.Second, uitest.Found()), func(s *uitest.Session) {
		s.Type("8856").Keys("enter").Pass(time.Second)
		if screen := s.Screen(); strings.Contains(screen, "skip") {
			t.Errorf("the look-up can be skipped:\n%s", screen)
		}
		s.Keys("ctrl+p").ExpectScreen("Looking up the call…").Pass(2 * time.Second)
		s.ExpectConfirm("Ada Brandt", "Delete this call")
		if screen := s.Screen(); strings.Contains(screen, "as typed") {
			t.Errorf("it can be sent as typed:\n%s", screen)
		}
		s.Keys("ctrl+p").ExpectScreen("There is nothing to choose").Pass(time.Second).Keys("y").Pass(time.Second)
		if request := only(s); !request.Pinned || len(s.History.Records()) != 1 {
			t.Errorf("%+v was sent, and there are %d records", request, len(s.History.Records()))
		}
	})
}

func TestAServerThatRequiresALookUpDeletesNothingThatItCanNotShow(t *testing.T) {
	uitest.Run(t, requiring(0, uitest.CantSay()), func(s *uitest.Session) {
		s.Type("8856").Keys("enter").Pass(time.Second)
		s.ExpectScreen("Nothing was deleted: no look-up showed which call it is", "The look-up proves nothing: the server")
		s.Keys("y").Pass(time.Second).ExpectSent(0)
		if records := s.History.Records(); len(records) != 1 || records[0].Outcome.Cause != deletion.CauseNotLookedUp {
			t.Errorf("%+v", records)
		}
	})
}
