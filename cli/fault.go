package cli

import (
	"errors"
	"fmt"
	"path"
	"runtime"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"deletecall/app"
)

// screenFault is a panic of a screen. Bubble Tea would end without a word about it: what it
// prints goes to a standard error that is kept off the screen.
type screenFault struct {
	value any
	at    []string // the calls of our own that led there, the innermost first
	told  bool     // the person knows
}

// Error says what failed, and where, for whoever is to fix it.
//
// Only what the runtime says is repeated: another value may hold a key, or text of a server. The log,
// which removes secrets, has it.
func (f *screenFault) Error() string {
	problem := fmt.Sprintf("panic (%T)", f.value)
	if fault, ok := f.value.(runtime.Error); ok {
		problem = fault.Error()
	}
	lines := []string{"the program itself failed: " + problem}
	if len(f.at) > 0 {
		lines = append(lines, "At "+strings.Join(f.at, " ← "))
	}
	return strings.Join(append(lines, "Please report this, with the output of deletecall version"), "\n")
}

// tellFault reports a console that failed before what is in progress is waited for, which may take long.
func (p Program) tellFault(session *app.Session, err error) {
	var fault *screenFault
	if !errors.As(err, &fault) {
		return
	}
	session.Log.Error("the console failed", "fault", fault.value, "at", fault.at)
	p.say("%s\nEvery deletion that was begun is on record: deletecall history list", fault)
	fault.told = true
}

type faults struct {
	mu    sync.Mutex
	first *screenFault
}

// keep is deferred around what may panic. It keeps a panic, and calls end after one.
func (f *faults) keep(end func()) {
	value := recover()
	if value == nil {
		return
	}
	f.mu.Lock()
	if f.first == nil {
		f.first = &screenFault{value: value, at: callers()}
	}
	f.mu.Unlock()
	end()
}

func (f *faults) kept() *screenFault {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.first
}

func callers() (calls []string) {
	const most = 6 // deeper ones only route messages
	counters := make([]uintptr, 64)
	frames := runtime.CallersFrames(counters[:runtime.Callers(1, counters)])
	panicked := false
	for more := true; more && len(calls) < most; {
		var frame runtime.Frame
		frame, more = frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicked = true
		case strings.HasPrefix(frame.Function, "deletecall/cli.guarded."):
			return calls
		case panicked && strings.HasPrefix(frame.Function, "deletecall/"):
			name := frame.Function[strings.LastIndexByte(frame.Function, '/')+1:]
			calls = append(calls, fmt.Sprintf("%s (%s:%d)", name, path.Base(frame.File), frame.Line))
		}
	}
	return calls
}

// guarded is a model whose panics end the program as Quit does: the terminal is given back, and
// what was begun is waited for.
type guarded struct {
	tea.Model
	faults *faults
	quit   func() // may not wait: it is called in Bubble Tea's loop
}

// Init implements [tea.Model].
func (g guarded) Init() tea.Cmd { return g.guard(g.Model.Init()) }

// Update implements [tea.Model]. After a panic nothing reaches the screen any more: what it holds may be half done.
func (g guarded) Update(msg tea.Msg) (model tea.Model, command tea.Cmd) {
	model = g
	if g.faults.kept() != nil {
		return model, nil
	}
	defer g.faults.keep(g.quit)
	next, command := g.Model.Update(msg)
	return guarded{next, g.faults, g.quit}, g.guard(command)
}

// View implements [tea.Model]. The empty view after a panic is not on the other screen, so that the user's comes back.
func (g guarded) View() (view tea.View) {
	if g.faults.kept() != nil {
		return tea.View{}
	}
	defer g.faults.keep(func() { view = tea.View{}; g.quit() })
	return g.Model.View()
}

// guard lets a command, and those of a batch that it returns, end the program where they panic.
// Bubble Tea's sequences are a type of its own; the console has none.
func (g guarded) guard(command tea.Cmd) tea.Cmd {
	if command == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer g.faults.keep(func() { msg = tea.QuitMsg{} })
		msg = command()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = g.guard(batch[i])
			}
		}
		return msg
	}
}

func unguarded(model tea.Model) tea.Model {
	if guarded, ok := model.(guarded); ok {
		return guarded.Model
	}
	return model
}
