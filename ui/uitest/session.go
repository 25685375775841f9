// Package uitest drives the real console in tests: a Bubble Tea program draws
// into a terminal emulator, inside a testing/synctest bubble, so that time passes
// only where a test lets it and no test ever sleeps for real.
package uitest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"

	"deletecall/deletion"
	"deletecall/keymap"
	"deletecall/palette"
	"deletecall/ui"
	"deletecall/ui/history"
	"deletecall/ui/input"
	"deletecall/ui/setup"
)

// Options say what a session begins with; the zero value is the office of
// [Servers] with an empty history, at 80x24.
type Options struct {
	Width, Height int
	Servers       []deletion.Server
	Records       []deletion.Record // in the history from the start, newest first
	Keys          *keymap.Map
	Theme         palette.Theme
	Environ       []string
	Notice        string
	Filters       map[string]string
	Papers        ui.Papers
	Habits        history.Habits
	Remember      func(number int64, habits history.Habits) error
	Examples      []ui.Example // of the practice system
	Setup         *Setup       // nil where no server can be added
	CanLeave      bool         // see ui.Options
	LookUps       *LookUps     // nil for servers that look nothing up
	Typing        *Typing      // nil where nobody types credentials
	// Broken takes the console's model before each View; a test breaks it there.
	Broken func(tea.Model)
}

// Session is one console and the person in front of it.
type Session struct {
	testing.TB
	History  *History
	Sender   *Sender
	Workflow *deletion.Workflow

	keys     keymap.Map
	program  *tea.Program
	emulator *vt.SafeEmulator
	drawing  sync.Mutex     // held while cells change, or are read: the emulator hands out its own
	line     *io.PipeWriter // to the program, as from a terminal

	mu       sync.Mutex
	model    tea.Model
	view     tea.View
	draws    int
	written  bytes.Buffer
	ended    chan struct{}
	endError error
}

// frame is longer than the time between two drawings of the screen.
const frame = 40 * time.Millisecond

// pause is how fast the session's person types: slower than any burst.
const pause = 120 * time.Millisecond

// signalsOnce starts the signal machinery outside any bubble: begun inside of one
// it would belong to it.
var signalsOnce = sync.OnceFunc(func() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	signal.Stop(c)
})

// Run opens a console and hands it to the journey. It ends the program, waits for
// what is under way, and lets the bubble see that nothing is left running.
func Run(t *testing.T, options Options, journey func(*Session)) {
	t.Helper()
	signalsOnce()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, options)
		defer s.close() // also when the journey fails on its way
		journey(s)
	})
}

// open builds the console as cli does: the same filter, the same reader of the terminal's input.
func open(t *testing.T, options Options) *Session {
	history, sender := NewHistory(options.Records), NewSender()
	s := &Session{TB: t, History: history, Sender: sender, ended: make(chan struct{}), keys: keymap.Default()}
	if options.Keys != nil {
		s.keys = *options.Keys
	}
	if options.Width == 0 {
		options.Width, options.Height = 80, 24
	}
	if options.Papers.Kinds == nil {
		options.Papers = Papers()
	}
	if options.Servers == nil {
		options.Servers = Servers()
	}
	s.Sender.typing = options.Typing
	s.Workflow = NewLookingWorkflow(history, sender, options.Servers, options.LookUps)
	var examples func() []ui.Example
	if options.Examples != nil {
		examples = func() []ui.Example { return options.Examples }
	}
	var port setup.Port
	if options.Setup != nil {
		port = options.Setup
	}
	console := ui.New(ui.Options{
		Examples: examples, Setup: port, CanLeave: options.CanLeave,
		Workflow: s.Workflow, History: history, Keys: s.keys, Theme: options.Theme, Zone: Zone, Now: time.Now, Notice: options.Notice, Filters: options.Filters, Log: history.Log, Papers: options.Papers, Habits: options.Habits, Remember: options.Remember,
		// Nothing of the machine that runs the test: in a tmux the clipboard would be written in
		// another way.
		LookupEnv: func(string) (string, bool) { return "", false },
	})
	s.emulator = vt.NewSafeEmulator(options.Width, options.Height)
	_, _ = s.emulator.Write([]byte("\x1b[20h")) // without a terminal Bubble Tea ends lines with a bare line feed
	reader, writer := io.Pipe()
	s.line = writer
	s.program = tea.NewProgram(tapped{console, s, options.Broken},
		tea.WithInput(input.New(reader, func() {})), tea.WithOutput(writes{s}), tea.WithoutSignalHandler(),
		tea.WithWindowSize(options.Width, options.Height), tea.WithColorProfile(colorprofile.TrueColor),
		tea.WithEnvironment(append([]string{"TERM=xterm-256color"}, options.Environ...)), tea.WithFilter(filter))
	go func() { _, _ = io.Copy(s.line, s.emulator) }() // what a terminal answers comes as input
	go func() {
		defer close(s.ended)
		_, s.endError = s.program.Run()
	}()
	s.Pass(frame)
	return s
}

// filter is what every message passes before the console's Update, as in the real program.
func filter(model tea.Model, msg tea.Msg) tea.Msg { return ui.Clamp(model, input.Unwrap(msg)) }

func (s *Session) close() {
	// In this order, as cli ends: the screens first, then what is in progress. The emulator stays
	// until the program has restored the terminal.
	s.program.Quit()
	<-s.ended
	s.Sender.AnswerEverything()
	if err := s.Workflow.Drain(context.Background()); err != nil {
		s.Errorf("drain: %v", err)
	}
	_ = s.emulator.Close()
	_ = s.line.Close()
	time.Sleep(time.Hour) // clocks that still tick run out
	synctest.Wait()
}

// End waits until the program has ended, and returns why.
func (s *Session) End() error {
	select {
	case <-s.ended:
		return s.endError
	case <-time.After(time.Minute):
		s.Fatal("the program does not end")
	}
	return nil
}

// Pass lets time pass, and the console do what it then does.
// It is the bubble's time: Sleep returns once every goroutine waits, and Wait lets those that
// the same moment has woken finish.
func (s *Session) Pass(length time.Duration) *Session {
	time.Sleep(length)
	synctest.Wait()
	return s
}

// Model is the console as it is now.
func (s *Session) Model() tea.Model {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.model
}

// Title is the window's title.
func (s *Session) Title() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view.WindowTitle
}

// Draws counts how often the model was asked for its screen.
func (s *Session) Draws() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.draws
}

// Written is every byte that the program has sent to the terminal.
func (s *Session) Written() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.written.Bytes())
}

// writes carries what the program writes to the emulator, and keeps it.
type writes struct{ s *Session }

// Write keeps what the program wrote before the emulator draws it.
func (w writes) Write(data []byte) (int, error) {
	w.s.mu.Lock()
	w.s.written.Write(data)
	w.s.mu.Unlock()
	w.s.drawing.Lock()
	n, err := w.s.emulator.Write(data)
	w.s.drawing.Unlock()
	// The session has ended, and nobody sees what is drawn after that.
	if errors.Is(err, io.ErrClosedPipe) {
		return len(data), nil
	}
	return n, err
}

type tapped struct {
	tea.Model
	s      *Session
	broken func(tea.Model)
}

// Update hands a message on. A function, which no message is, runs here, and a
// command is returned: a test breaks Update or a command with it.
func (m tapped) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch broken := msg.(type) {
	case func():
		broken()
	case tea.Cmd:
		return m, broken
	}
	model, command := m.Model.Update(msg)
	return tapped{model, m.s, m.broken}, command
}

// View keeps what was drawn, so that a test reads it without asking the model in the middle of an
// update.
func (m tapped) View() tea.View {
	if m.broken != nil {
		m.broken(m.Model)
	}
	view := m.Model.View()
	m.s.mu.Lock()
	defer m.s.mu.Unlock()
	m.s.model, m.s.view = m.Model, view
	m.s.draws++
	return view
}
