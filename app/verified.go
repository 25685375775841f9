package app

import (
	"context"
	"errors"
	"fmt"

	"deletecall/hint"
	"deletecall/history"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/safetext"
)

// Verified is what [VerifyAll] found.
type Verified struct {
	Report   *proof.Report
	Findings []string
	// Unanswered is why not all could be asked for, as of a server that was restarted
	// ([store.UnansweredError]), where all findings are of that: nobody can say then that something was changed.
	Unanswered error
}

// VerifyAll looks at the events and at what is around them at the same time: both read
// everything, and most of that is work for a processor. What can't be read to its end is a
// finding too.
func VerifyAll(ctx context.Context, opened store.History, given []proof.NamedCheckpoint, keys []string) (Verified, error) {
	var (
		around []string
		failed error
		ended  = make(chan struct{})
	)
	go func() {
		defer close(ended)
		around, failed = opened.Findings(ctx)
	}()
	report, err := opened.Verify(ctx, given, keys...)
	var list []string
	var unread error
	if !report.ListFits {
		list, unread = opened.ListFindings(ctx)
	}
	<-ended
	if store.IsUnanswered(failed) && store.IsUnanswered(unread) {
		unread = nil // it says the same once more
	}
	around, failed = append(around, list...), errors.Join(failed, unread)
	if ctx.Err() != nil {
		return Verified{}, ctx.Err()
	}
	for _, err := range []error{err, failed} {
		if errors.Is(err, history.ErrRestored) {
			return Verified{}, err
		}
	}
	var findings []string
	if err == nil {
		findings = report.Findings()
	} else {
		findings = report.FindingsSoFar()
		findings = append(findings, fmt.Sprintf("Only %s could be read. %s", safetext.Count(report.Events, "event", "events"), inOneLine(err)))
	}
	findings = append(findings, around...)
	if failed != nil {
		findings = append(findings, fmt.Sprintf("The tables next to the events could not be read completely. %s", inOneLine(failed)))
	}
	var unanswered []error
	for _, err := range []error{err, failed} {
		if store.IsUnanswered(err) {
			unanswered = append(unanswered, err)
		}
	}
	verified := Verified{Report: report, Findings: findings}
	if len(unanswered) > 0 && len(findings) == len(unanswered) {
		verified.Unanswered = unanswered[0]
	}
	return verified, nil
}

// mostOfAnError bounds what is shown of an error, in cells.
const mostOfAnError = 300

// inOneLine is an error with its hints, as sentences.
func inOneLine(err error) string {
	return safetext.Bounded(hint.Sentences(err.Error()), mostOfAnError)
}
