package confirm_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/ui/confirm"
	"deletecall/ui/theme"
	"deletecall/ui/uitest"
)

// desk is a person in front of one confirmation. Time is that of the bubble.
type desk struct {
	*testing.T
	model    confirm.Model
	review   deletion.Review
	sender   *uitest.Sender
	workflow *deletion.Workflow
	msgs     chan tea.Msg
	answers  []confirm.Answer
}

// at opens the confirmation of an extension on a server.
func at(t *testing.T, server deletion.Server, identifier string, act func(*desk)) {
	t.Helper()
	after(t, nil, server, identifier, act)
}

// after is at with earlier records, newest first.
func after(t *testing.T, records []deletion.Record, server deletion.Server, identifier string, act func(*desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		sender := uitest.NewSender()
		workflow := uitest.NewWorkflow(uitest.NewHistory(records), sender, []deletion.Server{server})
		selector, err := deletion.NewSelector(deletion.Extension, identifier, "last")
		if err != nil {
			t.Fatal(err)
		}
		review, err := workflow.Review(context.Background(), deletion.Request{Server: server, Selector: selector, Reason: "GDPR-2211"})
		if err != nil {
			t.Fatal(err)
		}
		d := &desk{T: t, review: review, sender: sender, workflow: workflow, msgs: make(chan tea.Msg, 100)}
		var wait tea.Cmd
		d.model, wait = confirm.New(keymap.Default(), review)
		d.model = d.model.Resize(80, 20)
		uitest.RunCommand(wait, d.msgs)
		act(d)
		d.pass(time.Minute) // nothing is left waiting, and nothing comes late
	})
}

func (d *desk) take(msg tea.Msg) {
	model, command, answer := d.model.Update(msg)
	d.model = model
	if answer != nil {
		d.answers = append(d.answers, answer)
	}
	uitest.RunCommand(command, d.msgs)
}

// pass lets time pass.
func (d *desk) pass(length time.Duration) {
	end := time.After(length)
	for {
		select {
		case msg := <-d.msgs:
			d.take(msg)
		case <-end:
			synctest.Wait()
			return
		}
	}
}

// strike strikes keys with a pause before each.
func (d *desk) strike(pause time.Duration, names ...string) {
	for _, name := range names {
		d.pass(pause)
		d.take(uitest.Key(name))
	}
}

func (d *desk) read() { d.pass(700 * time.Millisecond) }

func (d *desk) confirmed() bool {
	for _, answer := range d.answers {
		if _, ok := answer.(confirm.Confirmed); ok {
			return true
		}
	}
	return false
}

func (d *desk) cancelled() bool {
	for _, answer := range d.answers {
		if _, ok := answer.(confirm.Cancelled); ok {
			return true
		}
	}
	return false
}

func (d *desk) screen() string {
	frame := d.model.View(theme.Plain())
	return uitest.Plain(strings.Join(frame.Lines, "\n"))
}

func (d *desk) expectScreen(text string) {
	d.Helper()
	unframed := strings.NewReplacer("│", "", "║", "").Replace(d.screen())
	if flat := func(s string) string { return strings.Join(strings.Fields(s), " ") }; !strings.Contains(flat(unframed), flat(text)) {
		d.Errorf("%q is not on the screen:\n%s", text, d.screen())
	}
}
