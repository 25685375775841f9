package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"deletecall/app"
	"deletecall/config"
	"deletecall/process"
)

// fail panics with a value that may hold a secret.
func fail() tea.Msg { panic(errors.New("secret")) }

// failing is a model that panics in one place once it gets a place as its message.
type failing struct{ in string }

func (failing) Init() tea.Cmd { return nil }

func (m failing) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg {
	case "Update":
		var none []int
		_ = none[len(none)]
	case "View":
		return failing{"View"}, nil
	case "a command":
		return m, fail
	case "a batch":
		return m, tea.Batch(fail, fail)
	}
	return m, nil
}

func (m failing) View() tea.View {
	if m.in == "View" {
		fail()
	}
	view := tea.NewView("on the screen")
	view.AltScreen = true
	return view
}

// watchedOutput calls shown once the other screen is shown.
type watchedOutput struct {
	bytes.Buffer
	shown func()
}

func (o *watchedOutput) Write(data []byte) (int, error) {
	if bytes.Contains(data, []byte("\x1b[?1049h")) {
		go o.shown()
	}
	return o.Buffer.Write(data)
}

func TestAConsoleThatFailsGivesTheTerminalBackAndSaysWhere(t *testing.T) {
	for _, place := range []string{"Update", "View", "a command", "a batch"} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			reader, writer := io.Pipe()
			defer writer.Close()
			var terminal watchedOutput
			var said bytes.Buffer
			p := Program{In: reader, Out: &terminal, Err: &said, Environ: []string{"TERM=xterm-256color"}, shutdown: process.NewShutdown()}
			screen := p.newScreen(context.Background(), failing{}, &terminal, tea.WithWindowSize(80, 24))
			terminal.shown = func() { screen.Send(place) }
			waited := false
			screen.quitting = func(model tea.Model) { _, waited = model.(failing) }
			_, err := screen.Run()
			if ExitCode(err) != ExitFault || !waited {
				t.Errorf("it ends with %v (%d); it waited for outcomes: %v", err, ExitCode(err), waited)
			}
			session, problem := app.New(&config.Config{}, p.environment())
			if problem != nil {
				t.Fatal(problem)
			}
			p.tellFault(session, err)
			p.sayUntold(err)
			for _, want := range []string{"the program itself failed: ", "At cli.fail", "on record"} {
				if strings.Count(said.String(), want) != 1 {
					t.Errorf("%q is not said once in\n%s", want, &said)
				}
			}
			if strings.Contains(said.String(), "secret") || !strings.Contains(terminal.String(), "\x1b[?1049l") {
				t.Errorf("said\n%s\nwritten %q", &said, &terminal)
			}
		})
	}
}
