package ui_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/testkit"
	"deletecall/ui"
	"deletecall/ui/uitest"
)

// untouched is a console over fakes that count what is asked of them, and of the clock.
func untouched(options uitest.Options) (tea.Model, func() int) {
	history, sender := uitest.NewHistory(options.Records), uitest.NewSender()
	clock := 0
	senders := 0
	workflow := deletion.NewWorkflow(deletion.Parts{
		Servers: uitest.Servers(), Recorder: history, Operator: uitest.Person(),
		Senders: func(deletion.Server) (deletion.Sender, error) { senders++; return sender, nil },
		Now:     func() time.Time { clock++; return time.Time{} },
	})
	console := ui.New(ui.Options{
		Workflow: workflow, History: history, Keys: keymap.Default(), Zone: uitest.Zone, LookupEnv: func(string) (string, bool) { return "", false },
		Now: func() time.Time { clock++; return time.Time{} },
	})
	return console, func() int { return history.Calls() + sender.Calls() + senders + clock }
}

// everyKey strikes each key that means something, and some text.
func everyKey() []tea.Msg {
	var msgs []tea.Msg
	for _, entry := range keymap.Default().Entries() {
		for _, name := range entry.Keys {
			if entry.Action != keymap.Quit && entry.Action != keymap.Suspend {
				msgs = append(msgs, uitest.Key(name))
			}
		}
	}
	return append(msgs, uitest.Key("8"), tea.PasteMsg{Content: "8856"}, tea.PasteMsg{Content: "\x1b"},
		tea.WindowSizeMsg{Width: 120, Height: 40}, tea.WindowSizeMsg{Width: 40, Height: 12}, tea.BackgroundColorMsg{}, tea.ResumeMsg{})
}

func TestUpdateAndViewTouchNeitherHistoryNorServerNorClock(t *testing.T) {
	testkit.Alone(t)
	model, calls := untouched(uitest.Options{Records: uitest.Records()})
	step := func(msg tea.Msg) {
		model, _ = model.Update(msg) // the command is never run
		model.View()
		if calls() != 0 {
			t.Fatalf("%#v leads to a call outside of a command", msg)
		}
	}
	step(tea.WindowSizeMsg{Width: 80, Height: 24})
	keys := everyKey()
	for i := range 700 {
		step(keys[i*37%len(keys)])
		step(keys[i/len(keys)%len(keys)])
	}
}

func TestUpdateAndViewTouchNothingOnAnyScreen(t *testing.T) {
	testkit.Alone(t)
	for _, scene := range scenes() {
		if !scene.styled {
			continue // one of each screen is enough
		}
		uitest.Run(t, scene.options, func(s *uitest.Session) {
			scene.arrange(s)
			s.Screen()
			before := s.History.Calls() + s.Sender.Calls()
			for _, msg := range everyKey() {
				_, _ = s.Model().Update(msg)
			}
			s.Model().View()
			if after := s.History.Calls() + s.Sender.Calls(); after != before {
				t.Errorf("%s: %d calls outside of commands", scene.name, after-before)
			}
		})
	}
}

func TestAnIdleConsoleAsksAndDrawsNothing(t *testing.T) {
	for name, arrange := range map[string]func(*uitest.Session){
		"the form":    func(*uitest.Session) {},
		"the history": func(s *uitest.Session) { s.Press(keymap.ShowHistory) },
		"a result":    confirmed,
		"the form, while a request is under way": func(s *uitest.Session) {
			s.Sender.Wait()
			confirmed(s)
			s.Press(keymap.SendingLeave)
		},
	} {
		journey(t, withRecords(), func(s *uitest.Session) {
			arrange(s)
			s.Pass(2 * time.Second)
			calls, bytes, draws := s.History.Calls()+s.Sender.Calls(), len(s.Written()), s.Draws()
			s.Pass(2 * time.Minute)
			if after := s.History.Calls() + s.Sender.Calls(); after != calls {
				t.Errorf("%s asked %d times", name, after-calls)
			}
			if after := len(s.Written()); after != bytes {
				t.Errorf("%s wrote %d bytes", name, after-bytes)
			}
			if after := s.Draws(); after != draws {
				t.Errorf("%s was drawn %d times", name, after-draws)
			}
		})
	}
}

func TestTheWaitIsDrawnOnceASecond(t *testing.T) {
	journey(t, plain(), func(s *uitest.Session) {
		s.Sender.Wait()
		confirmed(s)
		s.Press(keymap.SendingLeave, keymap.FormClear).Type("8801").Review()
		s.ExpectConfirm("Delete this conversation?", "8801").Accept()
		draws := s.Draws()
		s.Pass(60 * time.Second)
		if after := s.Draws() - draws; after > 61 {
			t.Errorf("it was drawn %d times in a minute", after)
		}
	})
}
