package cli

import (
	"context"
	"errors"
	"fmt"

	"deletecall/history/store"
)

// good is the verdict of a command that checked or made something: one line, the last one.
func (p Program) good(format string, args ...any) { p.say("Good: "+format, args...) }

// conclude ends a command with the verdict on what is true now. It is for after the history was
// closed, since [Program.withStore] may add why all of it is not to be trusted.
func (p Program) conclude(err error, now string) error {
	if err == nil {
		p.good("%s", now)
	}
	return withVerdict(asInterruption(err, now), "%s", now)
}

// asInterruption is what an interruption left of reading a history: it says nothing of disk and permissions. What
// was found before stays.
func asInterruption(err error, now string) error {
	if errors.Is(err, context.Canceled) && !isMisfit(err) && !store.IsDamage(err) {
		return &interruptedError{now: now}
	}
	return err
}

// withVerdict adds the other verdict to what ends such a command, so that its last line says what is
// true now. What was mistyped or interrupted says so itself, an error that is a verdict
// already needs no second one, and nobody has to hear that they stopped reading.
func withVerdict(err error, format string, args ...any) error {
	if err == nil || isUsage(err) || isReaderGone(err) || errors.As(err, new(*interruptedError)) || errors.As(err, new(*verificationError)) || errors.As(err, new(*verdictError)) {
		return err
	}
	return errors.Join(err, &verdictError{fmt.Sprintf(format, args...)})
}

// fromUnfit ends a verdict about records that were written all the same, from a history that is not
// as it was.
const fromUnfit = ", from a history that is damaged or was changed"

// unlessFit is what is true now where err ends a command that wrote records. A server that was
// restarted, or a disk without room, says nothing about the history.
func unlessFit(now string, err error) string {
	if ExitCode(err) != ExitVerification {
		return now
	}
	return now + fromUnfit
}

// verdictError is joined with what went wrong, which decides the exit code.
type verdictError struct{ verdict string }

// Error is the line that ends a check.
func (e *verdictError) Error() string { return "Bad: " + e.verdict }
