package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"deletecall/deletion"
	"deletecall/process"
	"deletecall/safetext"
)

// tell prints what is now true, and returns an error for every outcome but accepted.
func (p Program) tell(workflow *deletion.Workflow, record deletion.Record, asJSON bool) error {
	if err := p.printRecord(record, asJSON); err != nil {
		// The exit code goes on telling the outcome: a script that took another one
		// for a failure would delete again.
		p.say("record %d holds the result, which could not be written: %s", record.Intent.Number, err)
	}
	outcome := record.Outcome
	if outcome.Kind == deletion.Accepted {
		return nil
	}
	for _, line := range []string{outcome.Detail, record.NextStep()} {
		if line != "" {
			p.say("%s", line)
		}
	}
	p.sayHowToSettle(workflow, record)
	return &outcomeError{outcome}
}

func (p Program) sayHowToSettle(workflow *deletion.Workflow, record deletion.Record) {
	switch number := record.Intent.Number; {
	// Where the server can be asked, the look-up is offered: it saves a person the search in Verba.
	case workflow.CanCheck(record):
		p.say("%s", deletion.WayToCheck(number))
	case record.Unsettled():
		p.say("%s", deletion.WayToSettle(number))
	}
}

func (p Program) printRecord(record deletion.Record, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(p.Out).Encode(record)
	}
	outcome := record.Outcome
	// The message is foreign text: it comes last, and can't push the rest away.
	line := fmt.Sprintf("%s Record %d", record.Summary(), record.Intent.Number)
	if outcome.Code != nil {
		line += fmt.Sprintf(", code %d", *outcome.Code)
	}
	if !outcome.Cause.OfGuard() { // else nothing was sent
		line += fmt.Sprintf(", %s", outcome.Duration.Round(time.Millisecond))
	}
	if record.Signature.Checkpoint != "" {
		line += ", checkpoint " + record.Signature.Checkpoint
	}
	if outcome.Message != "" {
		line += ": " + outcome.Message
	}
	_, err := fmt.Fprintln(p.Out, safetext.Line(line))
	return err
}

// leaveUnanswered lets the process end although the history, which did not answer, does
// not let itself be closed either.
//
// The deferred Leave waits for the shutdown's end at most, and without this nothing would
// begin that end.
func (p Program) leaveUnanswered(err error) {
	if _, ok := errors.AsType[*deletion.UnansweredError](err); ok {
		p.shutdown.After(process.LastWordsTime)
	}
}
