// Package carry takes the signed checkpoints of a history to places outside of it, in
// their order, and remembers which place took which. Whoever changes the history later
// can't change those.
package carry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"log/syslog"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"deletecall/hint"
	"deletecall/history/proof"
	"deletecall/history/witness"
	"deletecall/safetext"
)

const (
	// Limit bounds how long one place may take for the checkpoints.
	Limit = 10 * time.Second
	// Grace is for a place that was broken off: what can be ended is ended in it.
	Grace = 100 * time.Millisecond
	// mostCarried is how many checkpoints that were missed are carried at a time.
	mostCarried = 1000
)

// History is what is asked of a history.
type History interface {
	// NewestCheckpoint returns the last checkpoint that was signed; found is false where
	// none ever was.
	NewestCheckpoint(context.Context) (checkpoint proof.Checkpoint, found bool, err error)
	// CheckpointsAfter returns the checkpoints over more than so many events, the
	// smallest first, at most limit.
	CheckpointsAfter(ctx context.Context, size int64, limit int) ([]proof.Checkpoint, error)
	// ProveContinues proves that the first size events begin with the first old of them.
	ProveContinues(ctx context.Context, size, old int64) ([]proof.Hash, error)
}

// Places are where the checkpoints go, as the configuration names them.
type Places struct {
	File    string   // to which they are appended; none when empty
	Command []string // that is run with each on its standard input; none when empty
	Syslog  bool
	// Witnesses are asked to cosign each.
	Witnesses []witness.Client
}

// sink is one of the places.
type sink struct {
	kind string // "file", "command", "syslog" or "witness"
	name string // as a person knows it
	key  string // tells it from another place of its kind
	put  func(ctx context.Context, d delivery) error
	// newest is set where the newest checkpoint is all that is wanted: it covers the others.
	newest bool
}

// delivery is a checkpoint on its way to a place.
type delivery struct {
	proof.Checkpoint
	history History
	taken   int64  // events that the checkpoint covers which the place took last
	state   string // the file that remembers it
}

func (p Places) sinks() (sinks []sink) {
	if p.File != "" {
		sinks = append(sinks, sink{"file", "the file " + safetext.Line(p.File), p.File, func(_ context.Context, d delivery) error {
			return appendCheckpoint(p.File, d.Note)
		}, false})
	}
	if len(p.Command) > 0 {
		sinks = append(sinks, sink{"command", "the command " + safetext.Line(p.Command[0]), strings.Join(p.Command, "\x00"), func(ctx context.Context, d delivery) error {
			return runWith(ctx, p.Command, d.Note)
		}, false})
	}
	if p.Syslog {
		sinks = append(sinks, sink{"syslog", "syslog", "", func(_ context.Context, d delivery) error { return sendToSyslog(d.Note) }, false})
	}
	for _, asked := range p.Witnesses {
		sinks = append(sinks, sink{"witness", "the witness " + safetext.Bounded(asked.Key.Name(), 100), asked.URL + "\x00" + asked.Key.Public(), cosignedBy(asked), true})
	}
	return sinks
}

// String names the places.
func (p Places) String() string {
	var names []string
	for _, sink := range p.sinks() {
		names = append(names, sink.name)
	}
	return strings.Join(names, " and ")
}

// Carrier carries the checkpoints of one history.
type Carrier struct {
	Places Places
	// State begins the names of the files that remember which place took what. It lies
	// with the signing key, and not with the history.
	State string
	Log   *slog.Logger
}

// HasPlaces reports whether there is anywhere to carry to.
func (c Carrier) HasPlaces() bool { return len(c.Places.sinks()) > 0 }

// NotCarriedError says that checkpoints could not be carried to a place.
type NotCarriedError struct {
	sink sink
	err  error
}

// Error says so, and what comes of it. A witness that was shown another history says more
// than that.
func (e *NotCarriedError) Error() string {
	var refused *witness.RefusedError
	if errors.As(e.err, &refused) && refused.Contradicts {
		return refused.Error()
	}
	cause, advice := hint.Cut(e.err.Error())
	var file *fs.PathError
	if errors.As(e.err, &file) && file.Path == e.sink.key { // the name of the place has the path
		cause = file.Err.Error()
	}
	if advice != "" {
		advice = safetext.Block(advice, 10) + "\n"
	}
	return hint.Below(fmt.Sprintf("%s did not take the checkpoint: %s", e.sink.name, safetext.Line(cause)),
		advice+"The history keeps it; the next deletion or console sends what is missing.")
}

func (e *NotCarriedError) Unwrap() error { return e.err }

var errNoAnswer = errors.New("it did not answer in time")

// Carry takes the checkpoints that are missing somewhere to there, in their order. No place waits for another one, and none is waited for
// longer than [Limit] or until ctx ends: what hangs then is left behind.
func (c Carrier) Carry(ctx context.Context, history History) (problems []error) {
	sinks := c.Places.sinks()
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	results := make([]chan error, len(sinks))
	for i, to := range sinks {
		results[i] = make(chan error, 1)
		go func() { results[i] <- c.carryTo(ctx, history, to) }()
	}
	for i, to := range sinks {
		if err := orLeave(ctx, results[i]); err != nil {
			c.Log.Warn("checkpoints were not carried", "to", to.kind, "error", err)
			problems = append(problems, &NotCarriedError{to, err})
		}
	}
	return problems
}

// orLeave returns a result, or that there was none when ctx ended.
func orLeave(ctx context.Context, result <-chan error) error {
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-result:
		return err
	case <-time.After(Grace):
		return errNoAnswer
	}
}

// carryTo takes to one place what is missing there. Of several processes one does so
// at a time.
func (c Carrier) carryTo(ctx context.Context, history History, to sink) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("carrying failed: %v", fault)
		}
	}()
	if _, found, err := history.NewestCheckpoint(ctx); err != nil || !found {
		return err // a history that was never signed has nothing to carry, nor a folder to remember it in
	}
	path := c.stateOf(to)
	state, err := openCarried(ctx, path)
	if err != nil {
		return err
	}
	defer state.close()
	for {
		missing, err := missingAt(ctx, history, state, to.newest)
		if err != nil || len(missing) == 0 {
			return err
		}
		for _, checkpoint := range missing {
			if ctx.Err() != nil {
				return errNoAnswer
			}
			if err := to.put(ctx, delivery{checkpoint, history, state.size, path}); err != nil {
				return err
			}
			if err := state.set(checkpoint.Size); err != nil {
				return err
			}
		}
	}
}

// stateOf is the file that remembers what a place took.
func (c Carrier) stateOf(to sink) string {
	hash := sha256.Sum256([]byte(to.key))
	return c.State + "." + to.kind + "-" + hex.EncodeToString(hash[:4])
}

// missingAt returns the next checkpoints that a place has not taken. A place that is
// new, or that knows more than a history that was restored from a copy, gets the last
// one: it covers all that was before it.
func missingAt(ctx context.Context, history History, state *carried, newest bool) ([]proof.Checkpoint, error) {
	last, found, err := history.NewestCheckpoint(ctx)
	switch {
	case err != nil || !found:
		return nil, err
	case !state.known || state.size > last.Size, newest && state.size < last.Size:
		return []proof.Checkpoint{last}, nil
	case state.size == last.Size:
		return nil, nil
	}
	return history.CheckpointsAfter(ctx, state.size, mostCarried)
}

// runWith runs a command in a process group of its own, so that what it started can
// be ended with it.
func runWith(ctx context.Context, command []string, input []byte) error {
	process := exec.CommandContext(ctx, command[0], command[1:]...)
	process.Stdin = bytes.NewReader(input)
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	process.Cancel = func() error { return syscall.Kill(-process.Process.Pid, syscall.SIGKILL) }
	process.WaitDelay = time.Second
	err := process.Run()
	if ctx.Err() != nil {
		return errNoAnswer
	}
	return err
}

// sendToSyslog sends the checkpoint as one line, a JSON string.
func sendToSyslog(note []byte) error {
	line, err := json.Marshal(string(note))
	if err != nil {
		return err
	}
	writer, err := syslog.New(syslog.LOG_AUTHPRIV|syslog.LOG_NOTICE, "deletecall")
	if err != nil {
		return err
	}
	err = writer.Notice("checkpoint " + string(line))
	return errors.Join(err, writer.Close())
}
