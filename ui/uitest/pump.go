package uitest

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui"
)

// Pump runs a model without a program around it: messages go in, commands run
// beside it. It belongs in a bubble, and is for tests that need many of them.
type Pump struct {
	Model tea.Model
	// Ended says that the model has quit.
	Ended bool
	// Drawn, where it is set, sees every screen.
	Drawn func(tea.View)

	msgs chan tea.Msg
}

// NewPump starts a model at a size.
func NewPump(model tea.Model, width, height int) *Pump {
	p := &Pump{Model: model, msgs: make(chan tea.Msg, 1000)}
	RunCommand(model.Init(), p.msgs)
	p.Send(tea.WindowSizeMsg{Width: width, Height: height})
	return p
}

// RunCommand starts a goroutine for each command, as Bubble Tea does: answers come in any order. It
// does not know tea.Sequence, which the console does not use.
func RunCommand(command tea.Cmd, answers chan<- tea.Msg) {
	if command == nil {
		return
	}
	go func() {
		switch msg := command().(type) {
		case tea.BatchMsg:
			for _, one := range msg {
				RunCommand(one, answers)
			}
		default:
			answers <- msg
		}
	}()
}

// Send hands the model a message, and draws it. After the end it drops messages, as Bubble Tea
// does.
func (p *Pump) Send(msg tea.Msg) {
	if _, quit := msg.(tea.QuitMsg); quit {
		p.Ended = true
	}
	if p.Ended {
		return
	}
	var command tea.Cmd
	p.Model, command = p.Model.Update(msg)
	if view := p.Model.View(); p.Drawn != nil {
		p.Drawn(view)
	}
	RunCommand(command, p.msgs)
}

// Pass lets time pass, and hands over what the commands bring.
func (p *Pump) Pass(length time.Duration) {
	end := time.After(length)
	for {
		select {
		case msg := <-p.msgs:
			p.Send(msg)
		case <-end:
			// What the last message has started still runs; without this it would show in the next Pass.
			synctest.Wait()
			return
		}
	}
}

// Ask puts the question of a command to a person who acts, and returns it with
// its answer.
func Ask(t *testing.T, act func(send func(tea.Msg), pass func(time.Duration))) (question tea.Model) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := Practice()
		workflow := NewWorkflow(NewHistory(nil), NewSender(), []deletion.Server{server})
		selector, err := deletion.NewSelector(deletion.Extension, "8856", "last")
		if err != nil {
			t.Fatal(err)
		}
		review, err := workflow.Review(context.Background(), deletion.Request{Server: server, Selector: selector})
		if err != nil {
			t.Fatal(err)
		}
		pump := NewPump(ui.NewQuestion(ui.Options{Keys: keymap.Default(), Zone: Zone}, review), 80, 24)
		act(pump.Send, pump.Pass)
		pump.Pass(time.Minute)
		question = pump.Model
	})
	return question
}
