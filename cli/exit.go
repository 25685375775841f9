package cli

import (
	"cmp"
	"errors"

	"deletecall/apiclient"
	"deletecall/app"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/certificate"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/history/witness"
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
	// After this, as after 10, a script must not try again: a person looks in Verba first.
	ExitUnknown = 7
	// Says two things at once, that the history failed and that nothing was sent. A command
	// that sends nothing never ends with it.
	ExitHistory      = 8
	ExitVerification = 9
	// Sent, so 8 would be untrue; known perhaps, so 7 would be too. See docs/decisions/process.md.
	ExitNotRecorded = 10
	// Below every outcome: what was in progress was waited for, and its code says more.
	ExitFault       = 11
	ExitInterrupted = 130
	// What a shell shows of a program that SIGPIPE ended, as it ends most.
	ExitReaderGone = 141
)

type usageError struct{ problem string }

func (e *usageError) Error() string { return e.problem }

// outcomeError carries an outcome that is not accepted to the exit code. It was
// already printed.
type outcomeError struct{ outcome deletion.Outcome }

// Error is for a log or a test. sayUntold leaves it out, since tell has printed the outcome.
func (e *outcomeError) Error() string { return "the deletion's outcome is " + e.outcome.Kind.Label() }

type notSentError struct{ err error }

func (e *notSentError) Error() string { return e.err.Error() + "\nNothing was sent." }

// Unwrap returns why, from which the exit code follows.
func (e *notSentError) Unwrap() error { return e.err }

// interruptedError says that a person ended the program before anything was sent.
type interruptedError struct {
	now       string // what is true now, where there was nothing to send
	cancelled bool   // the person was asked, and did not confirm
}

// Error says what is true now, which is what a person who interrupts wants to know.
func (e *interruptedError) Error() string {
	switch {
	case e.cancelled:
		return "Cancelled; " + cmp.Or(e.now, "nothing was sent")
	case e.now != "":
		return "interrupted; " + e.now
	}
	return "interrupted; nothing was sent"
}

// ExitCode returns the process's exit code for the error that [Program.Run] returned.
//
// An error often carries several of these types: they are joined, or wrap one another. The
// order of the cases decides, and what a script must not miss comes first: what was sent and
// not recorded, then the outcome, then what does not match the history.
func ExitCode(err error) int {
	var (
		outcome *outcomeError
		looked  *lookUpError
	)
	switch {
	case err == nil:
		return ExitAccepted
	case errors.As(err, new(*deletion.OutcomeNotRecordedError)):
		return ExitNotRecorded
	case errors.As(err, &outcome):
		return outcomeExitCode(outcome.outcome)
	case errors.As(err, &looked):
		return looked.exitCode()
	case errors.As(err, new(*screenFault)):
		return ExitFault
	// Before the evidence: for a send, that nothing was sent is worth more than why the history
	// could not be written.
	case errors.As(err, new(*notSentError)) && errors.As(err, new(*deletion.HistoryError)):
		return ExitHistory
	// It has to be read again: what did not match was part of one history and part of another.
	case errors.Is(err, history.ErrRestored):
		return ExitGeneral
	case isMisfit(err):
		return ExitVerification
	case errors.As(err, new(*interruptedError)):
		return ExitInterrupted
	case isUsage(err):
		return ExitUsage
	case errors.As(err, new(*deletion.CredentialsError)):
		return ExitAuthentication
	case errors.As(err, new(*deletion.TargetBusyError)), errors.As(err, new(*deletion.UnsettledTargetError)), errors.As(err, new(*deletion.RefusedError)),
		errors.As(err, new(*deletion.NotRepeatableError)), errors.As(err, new(*certificate.NoCertificateError)), errors.As(err, new(*notPinnedError)):
		return ExitRefused
	case isUnread(err):
		return ExitVerification
	case errors.As(err, new(*deletion.ReleasedError)):
		return ExitRefused
	case errors.As(err, new(*deletion.NoRecordError)), errors.As(err, new(*deletion.NoHoldError)), errors.As(err, new(*noHistoryError)):
		return ExitNotFound
	case isReaderGone(err):
		return ExitReaderGone
	default:
		return ExitGeneral
	}
}

// isMisfit reports whether something in the history, or in what was to leave it as
// evidence, does not fit.
//
// A new error type of history or app that says "this is not what was recorded" belongs here.
// Left out, it ends with 1, which a script takes for a passing failure.
func isMisfit(err error) bool {
	var (
		doctor  *findingsError
		refused *witness.RefusedError
	)
	return isSuspect(err) || errors.As(err, &refused) && refused.Contradicts || errors.As(err, &doctor) && doctor.evidence ||
		errors.As(err, new(*verificationError)) || errors.As(err, new(*changedRecordsError)) || errors.As(err, new(*deletion.RecordMismatchError)) ||
		errors.As(err, new(*store.TreeError)) || errors.As(err, new(*store.ContradictedError)) || errors.As(err, new(*store.NotProvedError)) ||
		errors.As(err, new(*store.UnreadableEventError)) || errors.As(err, new(*app.DistrustError)) || errors.As(err, new(*proof.ContradictionError)) ||
		errors.As(err, new(*proof.CheckpointError)) || errors.As(err, new(*proof.MissingHashError)) || errors.As(err, new(*proof.FileError)) ||
		errors.As(err, new(*proof.CertificateError)) || errors.As(err, new(*certificate.FileError)) || errors.As(err, new(*certificate.ContradictionError))
}

func isUnread(err error) bool {
	return errors.As(err, new(*damagedError)) || errors.As(err, new(*deletion.UnreadableError)) || errors.As(err, new(*unopenedError)) ||
		errors.As(err, new(*deletion.HistoryError)) && (store.IsDamage(err) || errors.Is(err, history.ErrLost))
}

// isUsage reports whether what was typed, or configured, has to be changed first. A broken
// configuration counts as a broken command line: nothing was tried, and whoever typed the
// command fixes it (docs/decisions/process.md).
func isUsage(err error) bool {
	return errors.As(err, new(*usageError)) || errors.As(err, new(*app.SetupError)) || errors.As(err, new(*query.Error)) ||
		errors.As(err, new(*config.Error)) || errors.As(err, new(*apiclient.ConfigError)) || len(deletion.FieldErrors(err)) > 0
}

// outcomeExitCode returns the code of an outcome. A kind that it does not know is unknown: a
// later version may have written it, and 7 is the only code that claims nothing.
func outcomeExitCode(outcome deletion.Outcome) int {
	switch outcome.Kind {
	case deletion.Accepted:
		return ExitAccepted
	case deletion.Refused:
		return refusalExitCode(outcome)
	case deletion.NotSent:
		switch outcome.Cause {
		// The login is a request of its own before the deletion: the password was wrong, and
		// the deletion never left.
		case deletion.CauseLoginRefused:
			return ExitAuthentication
		// A person or a signal gave it up before a connection took it.
		case deletion.CauseAbandoned:
			return ExitInterrupted
		}
		return ExitNotSent
	default:
		return ExitUnknown
	}
}

// refusalExitCode tells apart what a script can act on. The classes are those of the API's
// error codes; every other one ends with 5, codes that nobody has documented included.
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
