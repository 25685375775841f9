package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/history/store"
	"deletecall/lookup"
	"deletecall/query"
	"deletecall/safetext"
)

// toRecheck are the records that recheck looks at unless it is given others: an ongoing call is
// deleted when it ends, and can stay ongoing by a fault.
const toRecheck = "after:marked|still_there"

func (p Program) historyRecheckCommand(settings *settings) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "recheck [NUMBER...]",
		Short: "Look deleted calls up again, and record what is found",
		Long: `recheck asks the server again for the calls of these records, or for all that were marked or still there when they
were last looked up. It deletes nothing and settles nothing: what it finds becomes part of each record.

The exit code is 0 where every call was looked up, whatever was found, and else that of lookup.`,
		RunE: func(command *cobra.Command, args []string) error {
			// All numbers are read first: a mistyped one must not be found after some calls were
			// looked up and recorded.
			numbers := make([]int64, len(args))
			for i, text := range args {
				number, err := recordNumber(text)
				if err != nil {
					return err
				}
				numbers[i] = number
			}
			return p.withStore(command.Context(), settings, func(session *app.Session, history store.History) error {
				return p.recheck(command.Context(), session, history, numbers, asJSON)
			})
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON, a line a record")
	return command
}

// recheck looks up one call after the other. A record without one that can be looked up does not end it, and
// decides the exit code at the end. A signal ends it: each look is recorded by itself, so what came
// before is kept.
func (p Program) recheck(ctx context.Context, session *app.Session, history store.History, numbers []int64, asJSON bool) error {
	ctx, stop := p.untilEnding(ctx)
	defer stop()
	if len(numbers) == 0 {
		var err error
		if numbers, err = numbersToRecheck(ctx, history, session); err != nil {
			return asInterruption(err, "nothing was looked up")
		}
	}
	workflow := session.Workflow(history, nil)
	var failed error
	var last *lookUpError
	for _, number := range numbers {
		record, err := history.Record(ctx, number)
		if errors.As(err, new(*deletion.NoRecordError)) {
			failed = errors.Join(failed, err)
			continue
		}
		if err != nil {
			return asInterruption(err, "what was found before is recorded")
		}
		if err := p.typeForRecheck(ctx, workflow, record); err != nil {
			return err
		}
		// What is found becomes an event before it is printed. The outcome stays what the answer
		// proved.
		after, err := workflow.Check(ctx, record)
		switch {
		case ctx.Err() != nil:
			return &interruptedError{now: "what was found before is recorded"}
		case errors.As(err, new(*deletion.NotCheckableError)):
			failed = errors.Join(failed, err)
			continue
		case err != nil:
			return err
		// As the error of a look-up, so that the exit code says what kept the call from being
		// looked up.
		case after.Finding == deletion.NotChecked:
			last = &lookUpError{result: lookup.Result{Verdict: lookup.CantSay, Reason: after.Reason,
				Detail: fmt.Sprintf("record %d: %s", number, after.Detail)}}
			failed = errors.Join(failed, last)
			if !asJSON {
				continue // the error says it
			}
		}
		if err := p.printAfter(number, after, asJSON); err != nil {
			p.say("record %d holds what was found, which could not be written: %s", number, err)
		}
	}
	if last != nil { // said once, below all of them
		last.advice = last.result.Advice()
	}
	if len(numbers) == 0 {
		p.say("there is no call to look up again")
	}
	return failed
}

// typeForRecheck asks for the credentials with which the call of a record is looked up. Nobody is asked to type a key
// for one that can't be looked up at all.
func (p Program) typeForRecheck(ctx context.Context, workflow *deletion.Workflow, record deletion.Record) error {
	if workflow.WhyNotChecked(record) != "" {
		return nil
	}
	for _, server := range workflow.Servers() {
		if server.Name != record.Intent.Server {
			continue
		}
		if err := p.typeCredentials(ctx, workflow, server); err != nil {
			return err
		}
	}
	return nil
}

// numbersToRecheck reads all numbers before the first call is looked up: what is found appends an
// event, and can take a record out of what the filter matches.
func numbersToRecheck(ctx context.Context, history store.History, session *app.Session) (numbers []int64, err error) {
	filter, err := query.Parse(toRecheck, session.Now())
	if err != nil {
		return nil, err
	}
	order := query.Order{Reversed: true} // the oldest first
	_, _, err = eachRecord(ctx, history, filter, order, 0, func(record deletion.Record, _ bool) error {
		numbers = append(numbers, record.Intent.Number)
		return nil
	})
	return numbers, err
}

func (p Program) printAfter(number int64, after deletion.After, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(p.Out).Encode(afterJSON{number, after})
	}
	_, err := fmt.Fprintln(p.Out, safetext.Line(fmt.Sprintf("Record %d: %s. %s", number, after.Finding.Label(), after.Explanation())))
	return err
}
