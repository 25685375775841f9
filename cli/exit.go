package cli

import (
	"errors"

	"deletecall/apiclient"
	"deletecall/app"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/history/sqlite"
	"deletecall/history/sqlite/place"
	"deletecall/history/store"
	"deletecall/query"
)

// The exit codes. Scripts rely on them (README, "Exit codes").
const (
	ExitAccepted       = 0
	ExitGeneral        = 1
	ExitUsage          = 2
	ExitNotFound       = 3
	ExitAuthentication = 4
	ExitRefused        = 5
	ExitNotSent        = 6
	ExitUnknown        = 7
	ExitHistory        = 8
	ExitVerification   = 9
	// Sent, so 8 would be untrue; known perhaps, so 7 would be too. See docs/decisions/process.md.
	ExitNotRecorded = 10
	ExitInterrupted = 130
)

// usageError says that the command line itself is wrong.
type usageError struct{ problem string }

func (e *usageError) Error() string { return e.problem }

// outcomeError carries an outcome that is not accepted to the exit code. It was
// already told to the person.
type outcomeError struct{ outcome deletion.Outcome }

func (e *outcomeError) Error() string { return "the deletion's outcome is " + e.outcome.Kind.Label() }

// notSentError marks that a deletion was stopped before anything left.
type notSentError struct{ err error }

// Error is what was wrong, and on a line of its own what did not happen.
func (e *notSentError) Error() string { return e.err.Error() + "\nNothing was sent." }
func (e *notSentError) Unwrap() error { return e.err }

// interruptedError says that a person ended the program before anything was sent.
type interruptedError struct {
	now       string // what is true now, where there was nothing to send
	cancelled bool   // the person was asked, and did not confirm
}

func (e *interruptedError) Error() string {
	switch {
	case e.cancelled:
		return "Cancelled; nothing was sent"
	case e.now != "":
		return "interrupted; " + e.now
	}
	return "interrupted; nothing was sent"
}

// ExitCode returns the process's exit code for the error that [Program.Run] returned.
func ExitCode(err error) int {
	var (
		outcome     *outcomeError
		notRecorded *deletion.OutcomeNotRecordedError
		interrupted *interruptedError
		history     *deletion.HistoryError
		notSent     *notSentError
		credentials *deletion.CredentialsError
		busy        *deletion.TargetBusyError
		unsettled   *deletion.UnsettledTargetError
		repeated    *deletion.NotRepeatableError
		noRecord    *deletion.NoRecordError
		noHistory   *noHistoryError
		damaged     *damagedError
		unreadable  *deletion.UnreadableError
		unopened    *unopenedError
	)
	switch {
	case err == nil:
		return ExitAccepted
	case errors.As(err, &notRecorded):
		return ExitNotRecorded
	case errors.As(err, &outcome):
		return outcomeExitCode(outcome.outcome)
	case isMisfit(err):
		return ExitVerification
	case errors.As(err, &interrupted):
		return ExitInterrupted
	case isUsage(err):
		return ExitUsage
	case errors.As(err, &credentials):
		return ExitAuthentication
	case errors.As(err, &busy), errors.As(err, &unsettled), errors.As(err, &repeated):
		return ExitRefused
	case errors.As(err, &notSent) && errors.As(err, &history):
		return ExitHistory
	case errors.As(err, &damaged), errors.As(err, &unreadable), errors.As(err, &unopened), errors.As(err, &history) && (sqlite.IsDamage(err) || errors.Is(err, place.ErrLost)):
		return ExitVerification
	case errors.As(err, &noRecord), errors.As(err, &noHistory):
		return ExitNotFound
	default:
		return ExitGeneral
	}
}

// isMisfit reports whether something in the history, or in what was to leave it as
// evidence, does not fit.
func isMisfit(err error) bool {
	var (
		failed     *verificationError
		record     *deletion.RecordMismatchError
		changed    *changedRecordsError
		tree       *store.TreeError
		distrust   *app.DistrustError
		contradict *proof.ContradictionError
		checkpoint *proof.CheckpointError
		missing    *proof.MissingHashError
		file       *proof.FileError
		unproved   *sqlite.NotProvedError
	)
	return errors.As(err, &failed) || errors.As(err, &record) || errors.As(err, &changed) || errors.As(err, &tree) ||
		errors.As(err, &distrust) || errors.As(err, &contradict) || errors.As(err, &checkpoint) || errors.As(err, &missing) ||
		errors.As(err, &file) || errors.As(err, &unproved)
}

func isUsage(err error) bool {
	var (
		usage *usageError
		begin *app.SetupError
		query *query.Error
		setup *config.Error
		wire  *apiclient.ConfigError
	)
	return errors.As(err, &usage) || errors.As(err, &begin) || errors.As(err, &query) || errors.As(err, &setup) ||
		errors.As(err, &wire) ||
		len(deletion.FieldErrors(err)) > 0
}

func outcomeExitCode(outcome deletion.Outcome) int {
	switch outcome.Kind {
	case deletion.Accepted:
		return ExitAccepted
	case deletion.Refused:
		return refusalExitCode(outcome)
	case deletion.NotSent:
		switch outcome.Cause {
		case deletion.CauseLoginRefused:
			return ExitAuthentication
		case deletion.CauseAbandoned:
			return ExitInterrupted
		}
		return ExitNotSent
	default:
		return ExitUnknown
	}
}

func refusalExitCode(outcome deletion.Outcome) int {
	if outcome.Code == nil {
		return ExitRefused
	}
	switch deletion.ExplainCode(*outcome.Code).Class {
	case deletion.ClassNotFound:
		return ExitNotFound
	case deletion.ClassAuthentication:
		return ExitAuthentication
	default:
		return ExitRefused
	}
}
