package uitest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/keymap"
	"deletecall/query"
	"deletecall/ui/uitest"
)

// refusal stands in for the test, to see what the driver refuses.
type refusal struct {
	testing.TB
	said string
}

func (r *refusal) Helper()                      {}
func (r *refusal) Fatal(args ...any)            { r.said = fmt.Sprint(args...); panic(r) }
func (r *refusal) Fatalf(f string, args ...any) { r.said = fmt.Sprintf(f, args...); panic(r) }

// refused runs a step that the driver should refuse, and returns what it said.
func refused(s *uitest.Session, step func()) (said string) {
	former := s.TB
	r := &refusal{TB: former}
	s.TB = r
	defer func() {
		s.TB = former
		if fault := recover(); fault != nil && fault != any(r) {
			panic(fault)
		}
		said = r.said
	}()
	step()
	return ""
}

func TestNobodyAcceptsWhatTheyHaveNotRead(t *testing.T) {
	uitest.Run(t, uitest.Options{}, func(s *uitest.Session) {
		s.Type("8856").Review()
		for _, read := range [][]string{{""}, {"", "8856"}, {"Delete this conversation?"}, {"Delete this conversation?", ""}} {
			if said := refused(s, func() { s.ExpectConfirm(read[0], read[1:]...).Accept() }); said == "" {
				t.Errorf("after reading %q it accepts", read)
			}
		}
		if said := refused(s, func() { s.ExpectConfirm("Delete this conversation?", "8857") }); said == "" {
			t.Error("it finds what is not there")
		}
		s.ExpectSent(0)
	})
}

func TestTheDriverFailsWhereItShould(t *testing.T) {
	uitest.Run(t, uitest.Options{}, func(s *uitest.Session) {
		for name, step := range map[string]func(){
			"a text that is missing":          func() { s.ExpectScreen("no such text") },
			"a text that is there":            func() { s.ExpectNot("Find the conversation by") },
			"a request that was not sent":     func() { s.ExpectSent(1) },
			"a confirmation that is not open": func() { s.ExpectConfirm("Delete", "8856") },
		} {
			if refused(s, step) == "" {
				t.Errorf("it does not notice %s", name)
			}
		}
	})
}

func TestTheEmulatorShowsWhatTheModelDrew(t *testing.T) {
	uitest.Run(t, uitest.Options{Records: uitest.Records()}, func(s *uitest.Session) {
		for range 3 {
			for _, action := range []keymap.Action{keymap.ShowHistory, keymap.MoveDown, keymap.HistoryOpen, keymap.Back, keymap.ShowHelp, keymap.ShowDelete} {
				s.Press(action)
				if drawn := uitest.Plain(s.Model().View().Content); strings.TrimRight(s.Screen(), "\n") != strings.TrimRight(drawn, "\n") {
					t.Fatalf("after %s the terminal shows\n%s\nand the model drew\n%s", action, s.Screen(), drawn)
				}
			}
			s.Resize(100, 30).Resize(80, 24)
		}
	})
}

func TestKeysAreNamedAsBubbleTeaNamesThem(t *testing.T) {
	for _, entry := range keymap.Default().Entries() {
		for _, name := range entry.Keys {
			if got := uitest.Key(name).String(); got != name {
				t.Errorf("%s is struck as %s", name, got)
			}
		}
	}
	if key := uitest.Key("ctrl+shift+tab"); key.Mod != tea.ModCtrl|tea.ModShift || key.Code != tea.KeyTab {
		t.Errorf("ctrl+shift+tab is struck as %#v", key)
	}
}

func TestTheHistoryPagesWithoutGapOrOverlap(t *testing.T) {
	history := uitest.NewHistory(uitest.Many(100))
	filter, err := query.Parse("", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	numbers := func(request query.PageRequest) (all []int64, page query.Page) {
		page, err := history.Find(t.Context(), filter, request)
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range page.Records {
			all = append(all, record.Intent.Number)
		}
		return all, page
	}
	for _, c := range []struct {
		request        query.PageRequest
		want           []int64
		previous, next bool
	}{
		{query.PageRequest{Limit: 3}, []int64{100, 99, 98}, false, true},
		{query.PageRequest{Limit: 3, After: 98}, []int64{97, 96, 95}, true, true},
		{query.PageRequest{Limit: 3, After: 3}, []int64{2, 1}, true, false},
		{query.PageRequest{Limit: 3, Before: 50}, []int64{53, 52, 51}, true, true},
		{query.PageRequest{Limit: 3, Before: 98}, []int64{100, 99}, false, true},
		{query.PageRequest{Limit: 3, Last: true}, []int64{3, 2, 1}, true, false},
	} {
		if got, page := numbers(c.request); !slices.Equal(got, c.want) || page.Previous != c.previous || page.Next != c.next {
			t.Errorf("%+v gives %v, previous %v, next %v", c.request, got, page.Previous, page.Next)
		}
	}
}
