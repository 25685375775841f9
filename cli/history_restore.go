package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/hint"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/privatefile"
	"deletecall/process"
	"deletecall/safetext"
)

func (p Program) historyRestoreCommand(settings *settings) *cobra.Command {
	var options restoreOptions
	// Putting a file in place by hand would leave two histories that contradict each other:
	// this is the one way back.
	command := &cobra.Command{
		Use:   "restore FILE",
		Short: "Make a backup or another copy the history again; old files are kept",
		Long: `restore makes FILE the history at the configured place, or at the one named with --history. FILE is a backup,
another copy, or the file at that place itself, after it was moved there from another machine. It is verified
first. What was at the place before is kept under other names. restore says what is missing since the copy was
made, as far as this machine, or a checkpoint that was kept elsewhere (--checkpoint), knows of it, and is itself
recorded in the history.

An intact history that has everything that the copy has is not replaced, and a copy that does not verify is
refused, unless --force is given.`,
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{"restore needs one FILE, a backup or another copy of a history"}
			}
			const nothing = "nothing was restored"
			return withVerdict(asInterruption(p.restore(command.Context(), settings, args[0], options), nothing), nothing)
		},
	}
	command.Flags().BoolVar(&options.force, "force", false, "replace an intact history, or restore a copy that does not verify")
	command.Flags().StringArrayVar(&options.checkpoints, "checkpoint", nil, "a `FILE` with checkpoints kept elsewhere, which show what the copy lacks; may be repeated")
	return command
}

type restoreOptions struct {
	checkpoints []string
	force       bool
}

// restore can be cancelled by a signal until the copy is in its place. In the middle of what follows, the history
// would seem to have been cut off.
func (p Program) restore(ctx context.Context, settings *settings, from string, flags restoreOptions) error {
	// Read first: a mistyped name must not cost the time that verifying takes.
	given, err := p.readKept(flags.checkpoints)
	if err != nil {
		return err
	}
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	if session.HistoryServer != nil {
		// Not in place: what is there may be evidence, and a role that deletes must not replace it.
		return &usageError{"the history is on a server, where FILE goes through another file, into an empty database\n" +
			"Run: deletecall history restore " + strconv.Quote(safetext.Line(from)) + " --history restored.db\n" +
			"Then: deletecall history copy restored.db postgres://admin@host/database\n" +
			"To restore the server's own backups, see docs/postgresql.md"}
	}
	if _, err := privatefile.ExamineThrough(from); errors.Is(err, fs.ErrNotExist) {
		return &usageError{safetext.Line(from) + " does not exist\nCheck the name"}
	}
	ctx, stop := p.untilEnding(ctx)
	defer stop()
	defer process.CollectLessOften()()
	copied, err := session.OpenCopy(ctx, from)
	if err != nil {
		return &unopenedError{err}
	}
	defer copied.Close()
	if err := p.checkServed(ctx, settings, copied, flags.force); err != nil {
		return err
	}
	// As a copy: it may end before what was signed here. afterRestore reports what is missing.
	machine := session.Remembered(ctx, copied, true)
	if machine.Unsigned != nil { // found out only afterwards, nothing would record that it was restored
		return machine.Unsigned
	}
	lost, err := p.verifyCopy(ctx, copied, machine, given, flags.force)
	if err != nil {
		return err
	}
	bar := p.progressBar(true)
	restored, err := copied.Restore(ctx, flags.force, bar.draw)
	bar.clear()
	// Before the error: the previous files may have been moved by then, and their owner has to
	// know where they are.
	for _, path := range restored.Aside {
		p.say("kept the previous files: %s", safetext.Line(path))
	}
	if err != nil {
		return err
	}
	defer restored.End()
	// Closed before the history is opened again: FILE may be the file at that very place.
	if err := copied.Close(); err != nil {
		return err
	}
	return withVerdict(p.afterRestore(context.WithoutCancel(ctx), session, from, restored, lost), "the copy was restored, but its history does not say so")
}

func (p Program) readKept(paths []string) (given []proof.NamedCheckpoint, err error) {
	for _, path := range paths {
		found, _, err := p.readCheckpoints(path)
		if err != nil {
			return nil, err
		}
		given = append(given, found...)
	}
	return given, nil
}

// checkServed asks the server that would have the history without the flag: with the flag alone, nobody would.
func (p Program) checkServed(ctx context.Context, settings *settings, copied *app.Copy, force bool) error {
	configured := *settings
	configured.flags.History = ""
	session, err := p.load(&configured)
	if err != nil || force {
		return nil
	}
	return copied.CheckServed(ctx, session)
}

// verifyCopy refuses a copy that does not fit itself, and returns the largest of the given
// checkpoints that covers more than the copy has; its size is 0 when there is none.
func (p Program) verifyCopy(ctx context.Context, copied store.History, machine app.Machine, given []proof.NamedCheckpoint, force bool) (lost largest, err error) {
	trusted, _ := machine.Trusted(ctx, copied, nil)
	size, _, err := copied.TreeHead(ctx)
	if err != nil {
		return lost, err
	}
	for _, checkpoint := range given {
		opened, err := proof.OpenCheckpoint(checkpoint.Note, trusted...)
		if err != nil || opened.Size <= size {
			machine.Given = append(machine.Given, checkpoint) // to be compared with the copy
		} else if opened.Size > lost.size {
			lost = largest{checkpoint.Name, opened.Size}
		}
	}
	verified, err := app.VerifyAll(ctx, copied, machine.Given, trusted)
	if err = cmp.Or(err, verified.Unanswered); err != nil {
		return lost, err
	}
	// The search index is not restored, but made again.
	search, _ := copied.SearchFindings(ctx)
	findings := slices.DeleteFunc(verified.Findings, func(finding string) bool { return slices.Contains(search, finding) })
	for _, finding := range findings {
		p.say("%s", finding)
	}
	if len(findings) > 0 && !force {
		p.say("nothing was restored\nTo restore this copy anyway, add --force")
		return lost, &verificationError{len(findings)}
	}
	return lost, nil
}

// largest is a checkpoint over more events than a copy has.
type largest struct {
	name string
	size int64
}

// afterRestore makes the restored history one that goes on: what this machine signed
// over events that are gone is put aside, and the restore is recorded and signed.
func (p Program) afterRestore(ctx context.Context, session *app.Session, from string, restored store.Restored, lost largest) error {
	opened, err := session.OpenHistory(ctx)
	if err != nil {
		return err
	}
	defer opened.Close()
	p.warn(ctx, opened)
	now := fmt.Sprintf("%s with %s of %s is now the history", safetext.Line(session.Paths.History),
		safetext.Count(restored.Events, "event", "events"), safetext.Count(restored.Records, "record", "records"))
	if restored.Other {
		p.say("warning: this is a different history; it does not have the records of the one that was here before")
	}
	if restored.Had > restored.Last {
		p.say("missing: %s, made after this copy", span("record", restored.Last+1, restored.Had))
	}
	if lost.size > restored.Events {
		p.say("missing: %s, covered by the checkpoint from %s", span("event", restored.Events+1, lost.size), safetext.Line(lost.name))
	}
	if err := p.putAsideLast(ctx, session, opened, restored.Events); err != nil {
		return err
	}
	if err := p.putAsideCosigned(ctx, session, opened, restored.Events); err != nil {
		return err
	}
	// Another restore that began before this is signed would leave a checkpoint that its history contradicts.
	if err := p.writeDown(ctx, session, opened, history.Act{
		What: history.RestoreAct, Query: "from " + exportTarget(from), Count: restored.Records, To: session.Paths.History, At: p.Now()}); err != nil {
		return err
	}
	restored.End() // what is carried to other places may take its time
	p.signAndCarry(ctx, session, opened)
	p.good("%s", now)
	return nil
}

// putAsideLast keeps the last checkpoint that this machine signed under another name
// when it does not fit what was restored: nothing could be signed any more otherwise.
func (p Program) putAsideLast(ctx context.Context, session *app.Session, opened store.History, events int64) error {
	path := session.SigningKeyPath(opened)
	if _, err := proof.FindKey(path, opened.Origin()); errors.Is(err, fs.ErrNotExist) {
		if _, found, err := proof.LastBeside(path); !found && err == nil {
			return nil // there was no key of this history here yet
		}
	}
	key, _, err := session.SigningKey(opened)
	if err != nil {
		return err
	}
	last, found, err := key.LastSigned()
	// A last checkpoint that can't be read is put aside like one that does not fit: either
	// would refuse every later signature.
	if err == nil && (!found || fits(ctx, opened, last)) {
		return nil
	}
	// Kept, and not removed: it is the evidence of what the restored copy lacks. What each
	// place took last is forgotten with it: they would wait for a continuation that does not
	// exist.
	aside, asideErr := key.PutLastAside(p.Now())
	if asideErr = errors.Join(asideErr, session.Carrier(opened).Forget()); asideErr != nil {
		return asideErr
	}
	lost := fmt.Sprintf("the last checkpoint signed on this machine covers %s and does not match this copy with %s", safetext.Count(last.Size, "event", "events"), safetext.Number(events))
	switch {
	case err != nil:
		what, _ := hint.Cut(err.Error()) // it is put aside here
		lost = "the last checkpoint signed on this machine can't be read: " + what
	case last.Size > events:
		lost = fmt.Sprintf("missing: %s, covered by a checkpoint signed on this machine", span("event", events+1, last.Size))
	case opened.Continues(ctx, last) == nil:
		lost = fmt.Sprintf("this copy lacks the last checkpoint signed on this machine, which covers %s", safetext.Count(last.Size, "event", "events"))
	}
	p.say("%s; it is kept as %s, and later checkpoints continue this copy", lost, safetext.Line(aside))
	return nil
}

// putAsideCosigned keeps what witnesses cosigned under other names where it does not fit what
// was restored: nothing could be recorded any more otherwise. The witnesses go on refusing the
// history until the people who run them have heard of the restore.
func (p Program) putAsideCosigned(ctx context.Context, session *app.Session, opened store.History, events int64) error {
	carrier := session.Carrier(opened)
	aside, err := carrier.PutCosignedAside(p.Now(), func(cosigned proof.Checkpoint) bool {
		return session.CosignedFault(ctx, opened, cosigned.Note) == nil && fits(ctx, opened, cosigned)
	})
	for _, one := range aside {
		lost := fmt.Sprintf("what a witness cosigned covers %s and does not match this copy with %s", safetext.Count(one.Size, "event", "events"), safetext.Number(events))
		switch {
		case one.Size == 0:
			lost = "what a witness cosigned can't be read"
		case one.Size > events:
			lost = fmt.Sprintf("missing: %s, covered by what a witness cosigned", span("event", events+1, one.Size))
		}
		p.say("%s; it is kept as %s", lost, safetext.Line(one.Path))
	}
	if err == nil && len(aside) > 0 {
		err = carrier.Forget()
	}
	return err
}

// fits reports whether a history may go on although this machine remembers a checkpoint. A copy that
// was made while that was being signed can have its events without it.
func fits(ctx context.Context, opened store.History, remembered proof.Checkpoint) bool {
	return opened.Continues(ctx, remembered) == nil && store.CheckKept(ctx, opened, []proof.Checkpoint{remembered}) == nil
}

func span(of string, first, last int64) string {
	if first == last {
		return fmt.Sprintf("%s %d", of, first)
	}
	return fmt.Sprintf("%ss %d to %d", of, first, last)
}
