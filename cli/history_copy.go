package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/history"
	"deletecall/history/store"
	"deletecall/process"
	"deletecall/query"
	"deletecall/safetext"
)

func (p Program) historyCopyCommand(settings *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "copy FROM TO",
		Short: "Move the history from a file to a PostgreSQL server, or back",
		Long: `copy takes all of the history to another place: events, proofs, signed checkpoints and keys, byte for byte. One of
FROM and TO is a file, the other a PostgreSQL server (postgres://admin@host/database). TO is made by copy; in it
may be nothing but a history without events, such as init has made.

The history is verified before and after. From then on FROM is only read, and says where the history is: two that
both take deletions would contradict each other. Nothing can be sent meanwhile. Where copy is interrupted, FROM
stays the history, or the same command, run again, finishes it.

On the server, copy needs the rights of the role that makes histories there, not those of a console. Give its
password with DELETECALL_HISTORY_PASSWORD. Afterwards, name the new place in the configuration of every machine.`,
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) != 2 {
				return &usageError{"copy needs two places, FROM and TO\nFor example: deletecall history copy history.db postgres://admin@db.example.com/audit"}
			}
			now, err := p.moveHistory(command.Context(), settings, args[0], args[1])
			return withVerdict(asInterruption(err, now), "%s", now)
		},
	}
}

// unfinishedMove is true from when both places have the events, until the new one is in use.
const unfinishedMove = "the history was copied, and may not be in use yet\nRun the same command again"

// moveHistory also returns what is true where it fails. A signal cancels it until the old place says where the history
// is, and what follows that takes hardly any time.
func (p Program) moveHistory(ctx context.Context, settings *settings, from, to string) (now string, err error) {
	now = "nothing was moved"
	// Two sessions of one configuration, which differ only in where the history is.
	source, err := p.loadNamed(settings, from)
	if err != nil {
		return now, err
	}
	target, err := p.loadNamed(settings, to)
	if err != nil {
		return now, err
	}
	// Within one kind of store other tools do it, and the hint names them.
	if (source.HistoryServer == nil) == (target.HistoryServer == nil) {
		return now, &usageError{"copy needs a file and a server\nTo move a file, see deletecall history restore\nTo move within servers, use pg_dump"}
	}
	if err := p.checkHistory(at(settings, from), source); err != nil {
		return now, err
	}
	ctx, stop := p.untilEnding(ctx)
	defer stop()
	defer process.CollectLessOften()()
	opened, err := source.OpenToMove(ctx)
	if err != nil {
		return now, &unopenedError{err}
	}
	defer opened.Close()
	// A history that has moved to this very place is closed for deletions already: an interrupted
	// run is finished. Whatever else keeps it from being written keeps it from being moved.
	isFinishing := opened.MovedTo() == target.HistoryName()
	if isFinishing {
		now = unfinishedMove
	} else if reason := opened.Unwritable(); reason != nil {
		return now, reason
	}
	// What does not verify is not moved: its owner has to find out first what was changed.
	if err := p.verifyBeforeMove(ctx, source, opened, now); err != nil {
		return now, orCancelled(ctx, err)
	}
	received, err := p.handOver(ctx, source, target, opened, isFinishing)
	defer received.End()
	if isFinishing && errors.Is(err, store.ErrArrived) { // the run before came to its end, and could not say so
		p.good("the history was moved to %s already\n%s", safetext.Line(target.HistoryName()), nameNow(target))
		return "", nil
	}
	var commit *store.CommitError
	if errors.As(err, &commit) {
		return unfinishedMove, err
	}
	if err != nil {
		return now, orCancelled(ctx, err)
	}
	return p.finishMove(ctx, source, target, opened, received)
}

// orCancelled is the cancellation where there was one: what was under way then fails in whatever way.
func orCancelled(ctx context.Context, err error) error { return cmp.Or(ctx.Err(), err) }

// finishMove makes what was handed over the history.
func (p Program) finishMove(ctx context.Context, source, target *app.Session, opened store.History, received app.Received) (now string, err error) {
	for _, warning := range received.Warnings {
		p.say("warning: %s", warning)
	}
	for _, aside := range received.Aside {
		p.say("what was there before is kept as %s", safetext.Line(aside))
	}
	if err := received.Finish(ctx); err != nil {
		return unfinishedMove, err
	}
	name := safetext.Line(target.HistoryName())
	size, root, err := opened.TreeHead(context.WithoutCancel(ctx))
	if err != nil {
		return "the history was moved to " + name, err
	}
	p.good("the history is at %s now, with %s; its tree head is %d %s\n%s\n%s is only read from now on",
		name, safetext.Count(size, "event", "events"), size, root, nameNow(target), safetext.Line(source.HistoryName()))
	return "", nil
}

// nameNow is what to do once a history has moved.
func nameNow(target *app.Session) string {
	return fmt.Sprintf("Name it in the configuration: history = %q", safetext.Line(target.HistoryAddress()))
}

func (p Program) loadNamed(settings *settings, place string) (*app.Session, error) {
	return p.load(at(settings, place))
}

// at is a copy of the settings, since the same flags are read once for each place.
func at(flags *settings, place string) *settings {
	named := *flags
	named.flags.History = place
	return &named
}

// verifyBeforeMove trusts what this machine signed or was given, as rebuild does. now is what is true where it finds something.
func (p Program) verifyBeforeMove(ctx context.Context, session *app.Session, opened store.History, now string) error {
	machine := session.Remembered(ctx, opened, opened.MovedTo() != "")
	if err := errors.Join(machine.Suspect...); err != nil {
		return &app.DistrustError{Err: err}
	}
	trusted, _ := machine.Trusted(ctx, opened, nil)
	verified, err := app.VerifyAll(ctx, opened, machine.Given, trusted)
	if err = cmp.Or(err, verified.Unanswered); err != nil {
		return err
	}
	for _, finding := range verified.Findings {
		p.say("%s", finding)
	}
	if len(verified.Findings) > 0 {
		p.say("%s", now)
		return &verificationError{len(verified.Findings)}
	}
	return nil
}

// handOver moves the history, or copies again what moved already and did not come to its end.
func (p Program) handOver(ctx context.Context, source, target *app.Session, opened store.History, isFinishing bool) (received app.Received, err error) {
	bar := p.progressBar(true)
	defer bar.clear()
	moving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	received.End = func() {}
	decide := context.AfterFunc(ctx, cancel)
	take := func(from store.Snapshot) (err error) {
		received, err = target.Receive(ctx, opened.Identity(), from, bar.draw)
		if err == nil && !decide() { // else nothing cancels what decides the move, and what it ends with is true
			err = ctx.Err()
		}
		return err
	}
	// The event of the move is there already, and nothing may be appended after it.
	if isFinishing {
		err = opened.Whole(ctx, take)
		return received, err
	}
	_, records, err := opened.Count(ctx, query.Query{})
	if err != nil {
		return received, err
	}
	// Move appends this event before it hands over the history, so the other place has it too.
	act := history.Act{What: history.MoveAct, Count: records, To: target.HistoryName(), Operator: source.Operator(), At: p.Now()}
	err = opened.Move(moving, act, take)
	return received, err
}
