package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/store"
	"deletecall/query"
	"deletecall/safetext"
)

func (p Program) historyCommand(settings *settings) *cobra.Command {
	return group("history", "Read the history: what was deleted, by whom, why, and with what outcome",
		p.historyListCommand(settings), p.historyShowCommand(settings), p.historyLogCommand(settings), p.historySettleCommand(settings), p.historyRecheckCommand(settings),
		p.historyVerifyCommand(settings), p.historyCheckpointCommand(settings), p.historyExportCommand(settings), p.historyStatsCommand(settings),
		p.historyCertificateCommand(settings), p.historyProveCommand(settings), p.historyCheckProofCommand(),
		p.historyArchiveCommand(settings), p.historyBackupCommand(settings), p.historyRestoreCommand(settings), p.historyCopyCommand(settings), p.historyRebuildCommand(settings), p.historySalvageCommand(settings),
		p.historyExpireCommand(settings), p.historyInitCommand(settings))
}

// withStore opens the history that the configuration names, and says on standard
// error what its reader should know. Only a deletion and a hold make a history.
//
// The warnings come before use prints anything: a person should read that a history is damaged
// before they read its records.
func (p Program) withStore(ctx context.Context, settings *settings, use func(*app.Session, store.History) error) error {
	session, err := p.load(settings)
	if err != nil {
		return err
	}
	return p.withConfigured(ctx, settings, session, use)
}

// withQuery is [Program.withStore] for a command that takes a query. The query is read
// first: a mistyped one is refused where there is no history yet, too.
func (p Program) withQuery(ctx context.Context, settings *settings, text *queryText, use func(*app.Session, store.History, query.Query) error) error {
	loaded, err := p.load(settings)
	if err != nil {
		return err
	}
	filter, err := text.parse(loaded.Filters, p.Now().In(loaded.Zone))
	if err != nil {
		return err
	}
	return p.withConfigured(ctx, settings, loaded, func(session *app.Session, history store.History) error {
		return use(session, history, filter)
	})
}

func (p Program) withConfigured(ctx context.Context, settings *settings, session *app.Session, use func(*app.Session, store.History) error) error {
	return p.withOpened(ctx, settings, session, session.OpenHistory, use)
}

func (p Program) withOpened(ctx context.Context, settings *settings, session *app.Session, open func(context.Context) (store.History, error),
	use func(*app.Session, store.History) error,
) error {
	if err := p.checkHistory(settings, session); err != nil {
		return err
	}
	opened, err := open(ctx)
	if err != nil {
		return &unopenedError{err}
	}
	defer opened.Close()
	p.warn(ctx, opened)
	err = use(session, opened)
	if reason := replaced(opened); err != nil && reason != nil {
		return reason
	}
	return errors.Join(err, distrusted(opened))
}

// replaced is that a restore replaced the history while it was open: what was read of it then does not match
// what this machine remembers of the other one, and nothing that was found says anything of either.
func replaced(opened store.History) error {
	if reason := opened.Trust(); errors.Is(reason, history.ErrRestored) {
		return reason
	}
	return nil
}

// distrusted returns why a history is not the one that was here, or not all of it, or could be changed
// by others. It is read all the same, and the command ends with 9 whatever it printed.
func distrusted(opened store.History) error {
	reason := opened.Unwritable()
	if reason == nil {
		reason = opened.Trust()
	}
	if isSuspect(reason) || app.IsReplaced(opened) {
		return &app.DistrustError{Err: reason}
	}
	return nil
}

// isSuspect reports whether what keeps a history from being written is a finding: it is
// not the one remembered, or others could have changed it, or records may have been lost through
// its second name. A full disk and a read-only mount are none.
func isSuspect(reason error) bool {
	return errors.Is(reason, store.ErrDistrusted) || errors.Is(reason, history.ErrUnguarded)
}

// unopenedError says why a history can't be read at all.
// It ends a reading command with 9, while send ends with 8 for the same cause: there the point
// is that nothing was sent.
type unopenedError struct{ error }

func (e *unopenedError) Unwrap() error { return e.error }

func (p Program) warn(ctx context.Context, history store.History) {
	for _, warning := range history.Warnings(ctx, nil) {
		p.say("warning: %s", warning)
	}
}

// noHistoryError says that nothing was ever deleted here.
// Lists take it for an empty one and end with 0; a command that names a record ends with 3.
type noHistoryError struct{ path string }

func (e *noHistoryError) Error() string {
	return fmt.Sprintf("there is no history yet; the first deletion creates %s", safetext.Line(e.path))
}

// checkHistory makes sure that there is something to read: neither a mistyped name
// nor a look around must look like an empty history, nor make one. Opening
// the history reports what is missing although it is known.
func (p Program) checkHistory(settings *settings, session *app.Session) error {
	path := session.Paths.History
	named := settings.flags.History != "" || p.getenv("DELETECALL_HISTORY") != ""
	switch {
	case named && session.IsHistoryEmpty(): // opening would make a history of it, without a record
		return &deletion.HistoryError{Op: "read the history", Path: path, Problem: "is empty", Err: history.ErrLost,
			Advice: "check the name; if it had records, restore a backup: " + history.RestoreCommand}
	case session.IsHistoryKnown():
		return nil
	// Only the default place may be empty: whoever names a file expects one, and a mistyped
	// name must not look like a clean history.
	case !named:
		return &noHistoryError{path}
	}
	return &deletion.HistoryError{Op: "read the history", Path: path, Problem: "does not exist", Advice: "check the name", Err: history.ErrLost}
}

// unlessNone takes a history that is not there yet for an empty list, and says so.
func (p Program) unlessNone(err error) error {
	if none, ok := errors.AsType[*noHistoryError](err); ok {
		p.say("%s", none)
		return nil
	}
	return err
}
