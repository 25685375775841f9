package cli

import (
	"context"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/lookup"
)

type notPinnedError struct{ why string }

func (e *notPinnedError) Error() string {
	return hint.Below(e.why+" Nothing was sent", "to delete by the identifier as typed, leave out --pin")
}

// notFound says that no call was found that a DeleteCall could name: what is known, and what to do. Its exit code is
// that of the look-up. The identifier as typed is advised only where the server did not say itself that there is no such call.
func notFound(looked *lookUpError) error {
	advice := "check the identifier and, for an extension, the status"
	switch result := looked.result; {
	case result.Verdict == lookup.NotYet:
		advice = "a call that has not begun can't be pinned: leave out --pin to delete the next one"
	case result.Reason == lookup.ReasonAuthentication:
		advice = "check the credentials of this server: deletecall doctor"
	case result.Reason == lookup.ReasonAnotherCall, result.Reason == lookup.ReasonMoreThanOne: // as typed, it may be any of them
		advice = "find the call, and delete it by its internal ID: deletecall search"
	case result.Reason == lookup.ReasonRefused: // it will be again
		advice = "to delete by the identifier as typed, leave out --pin"
	case result.Verdict == lookup.CantSay:
		advice = "try again\nto delete by the identifier as typed, leave out --pin"
	}
	return hint.Instead(hint.Below(looked.Error()+" Nothing was sent", advice), looked)
}

// pinned is the request for exactly the call that a look-up shows now. Where there is none, or
// where it can't be named, nothing is sent; on a server that requires the look-up, the guard refuses that, with a record.
// With --yes nobody would notice that the same words name another call now than they did before.
func (p Program) pinned(ctx context.Context, workflow *deletion.Workflow, request deletion.Request, confirmed bool) (deletion.Request, error) {
	result := workflow.LookUp(ctx, request.Server, request.Selector)
	if ctx.Err() != nil {
		return request, &interruptedError{}
	}
	found, required := result.Verdict == lookup.Found, request.Server.RequiresLookUp()
	switch {
	case !found && required:
		p.say("%s", result.Detail)
		return request.Showing(result), nil
	case !found:
		return request, notFound(&lookUpError{result: result})
	}
	request.Server.NoPin = false // what this command was given goes before the configuration
	request = request.Showing(result)
	if why := request.WhyNotPinned(); why != "" && !required {
		return request, &notPinnedError{why}
	}
	p.say("the call: %s", result.Call.Line())
	p.warnOf(result)
	if !request.Pinned || !confirmed {
		return request, nil
	}
	request, err := workflow.CheckPin(ctx, request)
	if err != nil {
		return request, beforeSending(ctx, err)
	}
	return request, nil
}

// warnOf says what stands out about a call that was looked up, as the console's confirmation does.
func (p Program) warnOf(result lookup.Result) {
	for _, warning := range result.Warnings() {
		p.say("warning: %s", warning)
	}
}

// tellAfter looks the call of an accepted deletion up again, and says what it found. It changes neither the outcome nor
// the exit code: what the server answered stays true. After an unknown outcome it looks nothing up, as the console
// doesn't: the server may still be working on the request, and what is found then proves nothing.
func (p Program) tellAfter(ctx context.Context, workflow *deletion.Workflow, record deletion.Record, asJSON bool) {
	switch record.Outcome.Kind {
	case deletion.Accepted:
	case deletion.Unknown:
		p.say("the call was not looked up: the server may still be working on the request")
		return
	default:
		return
	}
	after, err := workflow.Check(ctx, record)
	if err != nil {
		p.say("the call was not looked up again, or what was found could not be recorded: %s", err)
		return
	}
	if err := p.printAfter(record.Intent.Number, after, asJSON); err != nil {
		p.say("record %d holds what was found, which could not be written: %s", record.Intent.Number, err)
	}
}

// afterJSON is a line of its own after that of the record, which is printed before anything is
// known of its call.
type afterJSON struct {
	Number int64          `json:"number"`
	After  deletion.After `json:"after"`
}
