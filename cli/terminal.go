package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"deletecall/process"
	"deletecall/ui"
	"deletecall/ui/input"
)

// The most cells that a terminal may have when the console starts; a later size is
// clamped. Cells are allocated for the whole of it.
// A pseudo-terminal of 65535x65535 takes 24 GB.
const mostColumns, mostRows = 1000, 500

// checkTerminalSize refuses a size that no screen has and that would cost all memory.
func checkTerminalSize(stream any) error {
	width, height, ok := process.TerminalSize(stream)
	if ok && (width > mostColumns || height > mostRows) {
		return &usageError{fmt.Sprintf("the terminal reports %dx%d cells; the console takes at most %dx%d\nSet its size with stty", width, height, mostColumns, mostRows)}
	}
	return nil
}

type screen struct {
	*tea.Program
	suspended atomic.Bool     // by ctrl+z, after which Bubble Tea takes the terminal back by itself
	quitting  func(tea.Model) // called when the program is to end, before it does; may be nil
	output    io.Writer
	held      *process.Held // while it runs
	clock     frameClock
	faults    faults
}

// newScreen makes the program. Signals are handled here, not there.
func (p Program) newScreen(ctx context.Context, model tea.Model, output io.Writer, options ...tea.ProgramOption) *screen {
	// Bubble Tea's own handler of signals would end Run at SIGINT or SIGTERM without waiting
	// for a request: the outcome would be lost. Input is sorted by ui/input before Bubble Tea
	// decodes it, since a torn answer of the terminal would become keys, and those can confirm
	// (docs/decisions/console.md).
	// A signal need not come when the terminal is gone: the end of its input quits as well.
	s := &screen{output: output, clock: frameClock{pace: time.Second / time.Duration(2*p.framesPerSecond())}}
	options = append(options, tea.WithContext(ctx), tea.WithInput(input.New(p.In, func() { s.Quit() })), tea.WithOutput(output), tea.WithEnvironment(p.Environ),
		tea.WithoutSignalHandler(), tea.WithFilter(s.filter))
	// By the session's environment, and by what the terminal answers. Bubble Tea would also read what TERMINFO
	// names in that of the process, and wait for `tmux info`.
	options = append(options, tea.WithColorProfile(colorprofile.Env(p.Environ)))
	if remote, ok := output.(process.Screen); ok { // of a file Bubble Tea finds the size itself
		options = append(options, tea.WithWindowSize(remote.Size()))
	}
	s.Program = tea.NewProgram(guarded{model, &s.faults, func() { go s.Quit() }}, options...)
	return s
}

// filter sees every message before the model does. That is the only place for the quitting: at
// a QuitMsg Bubble Tea leaves its loop and does not call Update any more. It runs in that
// loop, so it must not wait.
func (s *screen) filter(model tea.Model, msg tea.Msg) tea.Msg {
	s.clock.message(s.Program)
	model = unguarded(model)
	switch msg.(type) {
	case tea.SuspendMsg:
		s.suspended.Store(true)
		s.held.Suspended(true)
	case tea.ResumeMsg:
		s.held.Suspended(false)
	case tea.QuitMsg:
		if s.quitting != nil {
			s.quitting(model)
		}
	}
	// input wraps what it has sorted, and Unwrap makes messages for the screens of it.
	return ui.Clamp(model, input.Unwrap(msg))
}

// Run runs the program, and returns a *screenFault where it failed. It takes the terminal again whenever the process goes on
// after it was stopped from outside (SIGSTOP): the shell has had the terminal, left
// it in modes of its own, and has written over the screen.
func (s *screen) Run() (tea.Model, error) {
	s.held = process.HoldTerminal(s.output, func() {
		// After ctrl+z Bubble Tea takes the terminal back by itself, and it must be taken back
		// only once.
		if !s.suspended.Swap(false) {
			s.Send(tea.Exec(noCommand{}, nil)())
		}
	})
	defer s.held.Release()
	// Bubble Tea leaves the window without a title. xterm, VTE, kitty, tmux and others keep a
	// stack of them (XTWINOPS 22 and 23); a terminal without one ignores both.
	_, _ = io.WriteString(s.output, saveTitle)
	defer func() { _, _ = io.WriteString(s.output, restoreTitle) }()
	model, err := s.Program.Run()
	if fault := s.faults.kept(); fault != nil {
		err = fault
	} else if errors.Is(err, tea.ErrProgramPanic) { // in the library's own code
		err = &screenFault{value: err}
	}
	return unguarded(model), err
}

const (
	saveTitle    = "\x1b[22;0t"
	restoreTitle = "\x1b[23;0t"
)

// noCommand is run in place of a command for which Bubble Tea gives the terminal
// away, and takes it back.
type noCommand struct{}

// formerRendererTime is for the renderer that Bubble Tea has just ended: it stops the
// clock that the next one starts, and would do so too late.
const formerRendererTime = 100 * time.Millisecond

// Run implements [tea.ExecCommand]: nothing is run while the terminal is given back.
func (noCommand) Run() error {
	time.Sleep(formerRendererTime)
	return nil
}

// SetStdin implements [tea.ExecCommand]: there is nothing that reads.
func (noCommand) SetStdin(io.Reader) {}

// SetStdout implements [tea.ExecCommand]: there is nothing that writes.
func (noCommand) SetStdout(io.Writer) {}

// SetStderr implements [tea.ExecCommand]: there is nothing that writes.
func (noCommand) SetStderr(io.Writer) {}
