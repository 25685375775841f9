package cli

import (
	"context"
	"fmt"
	"strings"

	"deletecall/app"
	"deletecall/history"
	"deletecall/history/store"
	"deletecall/safetext"
)

// recordVerification makes it an event of the history that it was verified, by whom and
// against what. opened is nil where nothing is to be recorded: in a copy, or where this user
// may only read.
//
// Nothing is appended where something is wrong: that has to stay as it was found. A
// verification that can't be recorded is worth no less, so that is only said. What is carried then
// can be contradicted by a witness, which is a finding: contradictions is how many there are.
func (p Program) recordVerification(ctx context.Context, session *app.Session, opened store.History, report printedReport) (contradictions int) {
	if opened == nil || report.Events == 0 {
		return 0
	}
	if len(report.findings) > 0 {
		if report.unanswered {
			p.say("this verification is not recorded: not all of the history could be read")
		} else {
			p.say("this verification is not recorded: nothing is added to a history in which something is wrong")
		}
		return 0
	}
	result := "everything matches"
	if len(report.unchecked) > 0 {
		result = "what was checked matches"
	}
	act := history.Act{What: history.VerificationAct, Count: report.Records, At: p.Now(),
		Query:  strings.Join(report.outside.Sources, ", "), // may name files of a person, so it is not in the detail
		Detail: fmt.Sprintf("%s, root %s: %s", safetext.Count(report.Events, "event", "events"), report.Root, result)}
	if err := p.writeDown(ctx, session, opened, act); err != nil {
		p.say("warning: this verification is not recorded in the history: %s", err)
		return 0
	}
	// It was signed in its own transaction, where this machine has the key of the history.
	for _, problem := range session.Carrier(opened).Carry(ctx, opened) {
		if isMisfit(problem) {
			p.say("%s", problem)
			contradictions++
		} else {
			session.Warn(problem)
		}
	}
	return contradictions
}
