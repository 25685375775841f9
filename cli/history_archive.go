package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/history"
	"deletecall/history/store"
	"deletecall/query"
	"deletecall/safetext"
)

func (p Program) historyArchiveCommand(settings *settings) *cobra.Command {
	var before string
	var force bool
	command := &cobra.Command{
		Use:   "archive --before DATE FILE",
		Short: "Write the records before a date, with their proof, to an archive; nothing is removed",
		Long: `archive writes the closed period before a date as a file of its own: the events up to the last signed
checkpoint before the first deletion that was confirmed on the date or later, with the hashes, checkpoints and
public keys that prove them. Where personal data of the period was removed later, name a date after that: the archive
has to show it, too. "deletecall history verify --history FILE" checks it. The history keeps everything.
An existing file is kept unless --force is given; the file appears whole or not at all. The archive is
recorded in the history.`,
		RunE: func(command *cobra.Command, args []string) error {
			// No date is assumed: what counts as closed is for the auditor to say.
			if len(args) != 1 || before == "" {
				return &usageError{"archive needs --before DATE, such as 2026-01-01, and one FILE to write to"}
			}
			path, err := p.fileToWrite(args[0])
			if err != nil {
				return err
			}
			return p.archive(command.Context(), settings, before, path, force)
		},
	}
	command.Flags().StringVar(&before, "before", "", "the `DATE` before which the period ends, in the configured zone")
	command.Flags().BoolVar(&force, "force", false, "replace an existing file")
	return command
}

// archive copies the history up to an event, and not the records of some days: what it leaves out is the end of
// the tree, so that the older checkpoints still prove what is in the archive.
func (p Program) archive(ctx context.Context, settings *settings, before, path string, force bool) error {
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	moment, err := readMoment(before, p.Now().In(session.Zone))
	if err != nil {
		return err
	}
	return p.copyHistory(ctx, settings, copying{
		path: path, force: force, format: history.ArchiveAct, query: "before " + moment.Format(time.RFC3339),
		write: func(ctx context.Context, session *app.Session, opened store.History, temp string, progress func(done, total int64)) (store.Copied, error) {
			return session.Archive(ctx, opened, temp, moment, progress)
		},
	})
}

// readMoment reads a date as the filter's "since:" does, and takes its begin.
//
// It goes through the query language, so that a date means the same moment in both.
func readMoment(text string, now time.Time) (time.Time, error) {
	parsed, err := query.Parse(`since:"`+text+`"`, now)
	// One term with one alternative. Otherwise the text has a quotation mark in it and is a query
	// of its own, which has no one date.
	if err == nil && len(parsed.Terms()) == 1 && len(parsed.Terms()[0].Alternatives) == 1 {
		return time.UnixMicro(parsed.Terms()[0].Alternatives[0].From).In(now.Location()), nil
	}
	meant := ""
	var wrong *query.Error
	if errors.As(err, &wrong) && wrong.Nearest != "" {
		meant = "\nDid you mean " + wrong.Nearest + "?"
	}
	return time.Time{}, &usageError{`--before "` + safetext.Bounded(text, 40) +
		`" is not a time` + meant + "\nWrite a date such as 2026-01-01, a time such as 2026-01-01T09:00, or an age such as 1y or 90d"}
}
