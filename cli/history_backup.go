package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/history"
	"deletecall/history/export"
	"deletecall/history/store"
	"deletecall/safetext"
)

func (p Program) historyBackupCommand(settings *settings) *cobra.Command {
	var force bool
	// A copy made with cp may lack a request that is in flight; this one does not.
	command := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a consistent copy of the history while consoles keep running",
		Long: `backup copies the history, as it is at this moment, into a file of its own: a whole history that
"deletecall history verify --history FILE" checks, and that can replace a lost one. Others go on
recording meanwhile. An existing file is kept unless --force is given; the file appears whole or not at
all. The backup is recorded in the history.`,
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{"backup needs one FILE to write to"}
			}
			path, err := p.fileToWrite(args[0])
			if err != nil {
				return err
			}
			return p.copyHistory(command.Context(), settings, copying{path: path, force: force, format: history.BackupAct,
				write: func(ctx context.Context, _ *app.Session, opened store.History, temp string, progress func(done, total int64)) (store.Copied, error) {
					return app.Backup(ctx, opened, temp, progress)
				}})
		},
	}
	command.Flags().BoolVar(&force, "force", false, "replace an existing file")
	return command
}

type copying struct {
	path   string
	force  bool
	format string // what the history calls it
	query  string // which part of the history it is; empty for all
	write  func(ctx context.Context, session *app.Session, opened store.History, temp string, progress func(done, total int64)) (store.Copied, error)
}

// copyHistory writes the copy to a file, whole or not at all, and writes down
// that it was made before it has its name.
//
// A signal cancels it: nothing irreversible happens here, and a half-written copy would only
// take up space.
func (p Program) copyHistory(ctx context.Context, settings *settings, copying copying) error {
	ctx, stop := p.untilEnding(ctx)
	defer stop()
	now, isWritten := "no "+copying.format+" was written", false
	err := p.withStore(ctx, settings, func(session *app.Session, opened store.History) error {
		// Also under another name or through a link: --force would replace the history with
		// its own copy while it is being read.
		if opened.Owns(copying.path) {
			return &usageError{safetext.Line(copying.path) + " is a file of the history itself\nName another one"}
		}
		var copied store.Copied
		err := export.MakeFile(ctx, copying.path, copying.force, func(temp string) (err error) {
			bar := p.progressBar(true)
			defer bar.clear()
			if copied, err = copying.write(ctx, session, opened, temp, bar.draw); err != nil {
				return err
			}
			return p.writeDown(ctx, session, opened, history.Act{
				What: copying.format, Query: copying.query, Count: copied.Records, To: exportTarget(copying.path), At: p.Now()})
		})
		if errors.Is(err, context.Canceled) {
			return &interruptedError{now: "no file was written"}
		}
		if err != nil {
			return err
		}
		ctx := context.WithoutCancel(ctx) // the file is there, and what is left takes no time
		isWritten = true
		now = fmt.Sprintf("%s has %s with %s; its tree head is %d %s", safetext.Line(copying.path), safetext.Count(copied.Records, "record", "records"),
			safetext.Count(copied.Events, "event", "events"), copied.Events, copied.Root)
		// Their requests are in flight, so the copy will call them unknown although the
		// history knows better soon.
		if copied.Open > 0 {
			p.say("%s had no outcome there yet", safetext.Count(copied.Open, "record", "records"))
		}
		// An archive has its public keys and checkpoints with it and ends there. A backup may have
		// to go on, for which it needs the key that signs.
		if copying.format == history.BackupAct {
			p.say("to restore it elsewhere, keep with it the signing key %s and the newest checkpoint: deletecall history checkpoint --out FILE",
				safetext.Line(session.SigningKeyPath(opened)))
		}
		if err = unread(ctx, opened); err == nil {
			// All of it could be read, and it may all the same not be what was signed.
			err = session.CheckTree(ctx, opened, opened.IsCopy())
		}
		return err
	})
	if isWritten && errors.Is(err, history.ErrRestored) {
		p.say("warning: the history was restored meanwhile; the %s is a copy of what it was before", copying.format)
		err = nil
	}
	if isWritten {
		now = unlessFit(now, err)
	}
	return p.conclude(err, now)
}
