package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"deletecall/app"
	"deletecall/deletion"
	"deletecall/safetext"
)

// dryRun shows the request as it would be sent, and what the history says to it.
// Nothing is sent and nothing is recorded; a history is not made.
func (p Program) dryRun(ctx context.Context, session *app.Session, request deletion.Request, options sendOptions) error {
	// Without a history: a recorder would make the file, and a dry run leaves nothing behind.
	workflow := session.Workflow(nil, nil)
	preview, err := workflow.Preview(request)
	if err != nil {
		return err
	}
	prepared, err := workflow.Prepare(ctx, request)
	var missing *deletion.CredentialsError
	switch {
	case err == nil:
		preview = prepared.Preview()
	// A missing credential is no failure here: trying the command before the key is there is a
	// usual reason for a dry run.
	case errors.As(err, &missing) && missing.Untyped:
		p.say("its credentials are typed, hidden, when it is sent")
	case errors.As(err, &missing):
		p.say("warning: %s", err)
	default:
		return err
	}
	looksUp := options.looksUp(request.Server)
	foreseen, unread := foresee(ctx, session, request, looksUp)
	if unread != nil {
		foreseen.Warnings = append(foreseen.Warnings, "Earlier deletions of the same identifier could not be read: "+unread.Error())
	}
	p.warnBefore(foreseen.Warnings, foreseen.Unchecked)
	if looksUp {
		p.say("when it is sent, the call is looked up first, and its internal ID replaces the identifier below, if no guard keeps it\nTo see the call now: deletecall lookup")
	}
	if options.asJSON {
		if err := json.NewEncoder(p.Out).Encode(previewJSON(request, preview, foreseen, looksUp)); err != nil {
			return err
		}
	} else {
		writePreview(p.Out, request, preview)
		p.say("this was a dry run: nothing was sent or recorded")
	}
	if foreseen.Refusal != nil {
		// Its exit code is that of the refusal: a script that tries a deletion first learns the same as from it.
		return fmt.Errorf("it would be refused: %w", foreseen.Refusal)
	}
	return nil
}

// foresee asks the history, if there is one, and changes nothing in it. Where it can't be read, the rules of the
// server's entry count all the same.
func foresee(ctx context.Context, session *app.Session, request deletion.Request, looksUp bool) (deletion.Foreseen, error) {
	history, err := session.ReadHistory(ctx)
	if err == nil {
		defer history.Close()
		var foreseen deletion.Foreseen
		if foreseen, err = session.Workflow(history, nil).Foresee(ctx, request, looksUp); err == nil {
			return foreseen, nil
		}
	}
	if errors.Is(err, fs.ErrNotExist) { // nothing was ever deleted
		err = nil
	}
	return session.Workflow(nil, nil).ForeseeByRules(request, looksUp), err
}

// writePreview begins with the consequence, as the confirmation does: a request alone says little
// to people who don't know the API.
func writePreview(out io.Writer, request deletion.Request, preview deletion.Preview) {
	fmt.Fprintln(out, safetext.Line(request.Consequence()))
	for _, line := range preview.Lines() {
		fmt.Fprintln(out, safetext.Line(line))
	}
}

type parameterJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// previewJSON says what a send would do, also where it would be refused: a script then has the reason next to
// the request. Secrets are masked in a Preview.
func previewJSON(request deletion.Request, preview deletion.Preview, foreseen deletion.Foreseen, looksUp bool) any {
	parameters := make([]parameterJSON, len(preview.Parameters))
	for i, parameter := range preview.Parameters {
		parameters[i] = parameterJSON{parameter.Name, safetext.Line(parameter.Value)}
	}
	refused := ""
	if foreseen.Refusal != nil {
		refused = foreseen.Refusal.Error()
	}
	if byGuard, ok := errors.AsType[*deletion.RefusedError](foreseen.Refusal); ok {
		refused = byGuard.Record.Outcome.Detail // which can be passed on
	}
	return struct {
		DryRun      bool            `json:"dry_run"`
		Server      string          `json:"server"`
		Method      deletion.Method `json:"method"`
		Endpoint    string          `json:"endpoint"`
		Login       string          `json:"login,omitempty"`
		Parameters  []parameterJSON `json:"parameters"`
		Consequence string          `json:"consequence"`
		LooksUp     bool            `json:"looks_up,omitempty"` // first: callID then replaces the identifier
		Again       int64           `json:"again,omitempty"`
		Warnings    []string        `json:"warnings,omitempty"`
		Refused     string          `json:"refused,omitempty"`
	}{
		true, safetext.Line(request.Server.Name), preview.Method, safetext.Line(preview.Endpoint), safetext.Line(preview.Login),
		parameters, safetext.Line(request.Consequence()), looksUp, request.Again, foreseen.Warnings, refused,
	}
}
