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
func (p Program) dryRun(ctx context.Context, session *app.Session, request deletion.Request, asJSON bool) error {
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
	warnings, refusal := p.foresee(ctx, session, request)
	for _, warning := range warnings {
		p.say("warning: %s", warning)
	}
	if refusal != nil {
		// The exit code stays 0: the question was what would happen, and it is answered.
		p.say("it would be refused: %s", refusal)
	}
	if asJSON {
		return json.NewEncoder(p.Out).Encode(previewJSON(request, preview, warnings, refusal))
	}
	writePreview(p.Out, request, preview)
	p.say("this was a dry run: nothing was sent or recorded")
	return nil
}

// foresee asks the history, if there is one, and changes nothing in it.
func (p Program) foresee(ctx context.Context, session *app.Session, request deletion.Request) (warnings []string, refusal error) {
	history, err := session.ReadHistory(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, session.Workflow(nil, nil).RefusedByRules(request) // nothing was ever deleted
	}
	if err == nil {
		defer history.Close()
		warnings, refusal, err = session.Workflow(history, nil).Foresee(ctx, request)
	}
	if err != nil {
		warnings = append(warnings, "Earlier deletions of the same identifier could not be read: "+err.Error())
	}
	return warnings, refusal
}

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
func previewJSON(request deletion.Request, preview deletion.Preview, warnings []string, refusal error) any {
	parameters := make([]parameterJSON, len(preview.Parameters))
	for i, parameter := range preview.Parameters {
		parameters[i] = parameterJSON{parameter.Name, safetext.Line(parameter.Value)}
	}
	refused := ""
	if refusal != nil {
		refused = refusal.Error()
	}
	return struct {
		DryRun      bool            `json:"dry_run"`
		Server      string          `json:"server"`
		Method      deletion.Method `json:"method"`
		Endpoint    string          `json:"endpoint"`
		Login       string          `json:"login,omitempty"`
		Parameters  []parameterJSON `json:"parameters"`
		Consequence string          `json:"consequence"`
		Again       int64           `json:"again,omitempty"`
		Warnings    []string        `json:"warnings,omitempty"`
		Refused     string          `json:"refused,omitempty"`
	}{
		true, safetext.Line(request.Server.Name), preview.Method, safetext.Line(preview.Endpoint), safetext.Line(preview.Login),
		parameters, safetext.Line(request.Consequence()), request.Again, warnings, refused,
	}
}
