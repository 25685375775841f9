package ui_test

import (
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/uitest"
)

func TestADigitShowsAView(t *testing.T) {
	for key, want := range map[string][]string{
		"2": {"Filter operator:=alice", "6 of 14 records match", "2 ●Mine"},
		"3": {"Filter on:today", "0 of 14 records match", "3 ●Today"},
		"4": {"Filter on:yesterday", "4 of 14 records match", "4 ●Yesterday"},
		"5": {"Filter outcome:refused", "3 of 14 records match", "5 ●Refused"},
		"6": {"Filter is:unsettled", "1 of 14 records match", "6 ●Unsettled (1)"},
		"7": {"Filter GDPR operator:bob", "7 ●GDPR of bob"},
		"8": {"Filter GDPR outcom:refused", "is not a field"},
		"0": {"No saved filter has this key.", "14 of 14 records", "1 ●All"},
	} {
		options := withRecords()
		options.Filters = configuredFilters().Filters
		options.Width, options.Height = 120, 40
		if key == "7" || key == "8" {
			options.Filters = map[string]string{"GDPR of bob": "GDPR operator:bob", "broken": "GDPR outcom:refused"}
		}
		t.Run(key, func(t *testing.T) {
			uitest.Run(t, options, func(s *uitest.Session) {
				s.Press(keymap.ShowHistory).ExpectScreen("1 ●All", "6 Unsettled (1)", "7 ").Keys(key).ExpectScreen(want...)
				s.Keys("1").ExpectScreen("14 of 14 records", "1 ●All").ExpectNot("operator:", "outcome:")
			})
		})
	}
}

func TestWhatIDidYesterdayTakesThreeKeys(t *testing.T) {
	uitest.Run(t, settledRecords(), func(s *uitest.Session) {
		s.Keys("f2", "2", "4").ExpectScreen("Filter operator:=alice on:yesterday", "2 of 14 records match", "2 ●Mine", "4 ●Yesterday")
		s.Keys("3").ExpectScreen("Filter operator:=alice on:today", "3 ●Today", "4 Yesterday") // another day takes its place
		s.Keys("2").ExpectScreen("Filter on:today").ExpectNot("operator")
		s.Keys("3").ExpectScreen("14 of 14 records")
	})
}

func TestTheViewsOfOutcomesTakeTheirPlacesFromEachOther(t *testing.T) {
	uitest.Run(t, withRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).Keys("5", "6").ExpectScreen("Filter is:unsettled").ExpectNot("outcome:")
		s.Keys("5").ExpectScreen("Filter outcome:refused").ExpectNot("is:")
	})
}

func TestADigitInTheFilterIsText(t *testing.T) {
	uitest.Run(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("2").ExpectScreen("Filter 2").ExpectNot("operator:")
	})
}

func TestASmallScreenHasNoLineForTheViews(t *testing.T) {
	uitest.Run(t, settledRecords(), func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).Resize(40, 12).ExpectNot("Mine").Keys("5").ExpectScreen("Filter outcome:refused")
	})
}

func TestTheListSaysWhatWasFound(t *testing.T) {
	options := withRecords()
	for i := range options.Records {
		if options.Records[i].Unsettled() {
			options.Records[i].Settlement = &deletion.Settlement{Finding: deletion.FoundDeleted}
		}
	}
	uitest.Run(t, options, func(s *uitest.Session) {
		s.Press(keymap.ShowHistory).ExpectScreen("?→ deleted", "?→ not deleted")
	})
}

func TestWhyARecordMatchesIsUnderlined(t *testing.T) {
	uitest.Run(t, settledRecords(), func(s *uitest.Session) {
		underlined := func(text string) bool {
			return strings.Contains(s.Model().View().Content, "\x1b[1;4m"+text+"\x1b[m")
		}
		s.Press(keymap.ShowHistory, keymap.HistoryFind).Type("gdpr").Press(keymap.FilterApply, keymap.MoveDown)
		if !underlined("GDPR") {
			t.Errorf("%q", s.Model().View().Content)
		}
		if s.Press(keymap.HistoryOpen); !underlined("GDPR") {
			t.Errorf("in the record: %q", s.Model().View().Content)
		}
	})
}
