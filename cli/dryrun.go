package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"deletecall/deletion"
	"deletecall/safetext"
)

// dryRun shows the request as it would be sent. Nothing is sent and nothing is
// recorded; the history is not even opened.
func (p Program) dryRun(ctx context.Context, workflow *deletion.Workflow, request deletion.Request, asJSON bool) error {
	preview, err := workflow.Prepare(ctx, request)
	var missing *deletion.CredentialsError
	if errors.As(err, &missing) {
		p.say("warning: %s", err)
		preview, err = workflow.Preview(request)
	}
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(p.Out).Encode(previewJSON(request, preview))
	}
	writePreview(p.Out, request, preview)
	p.say("this was a dry run: nothing was sent, nothing was recorded")
	return nil
}

func writePreview(out io.Writer, request deletion.Request, preview deletion.Preview) {
	fmt.Fprintln(out, safetext.Line(request.Selector.Consequence()))
	for _, line := range preview.Lines() {
		fmt.Fprintln(out, safetext.Line(line))
	}
}

type parameterJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func previewJSON(request deletion.Request, preview deletion.Preview) any {
	parameters := make([]parameterJSON, len(preview.Parameters))
	for i, parameter := range preview.Parameters {
		parameters[i] = parameterJSON{parameter.Name, safetext.Line(parameter.Value)}
	}
	return struct {
		DryRun      bool            `json:"dry_run"`
		Server      string          `json:"server"`
		Method      deletion.Method `json:"method"`
		Endpoint    string          `json:"endpoint"`
		Login       string          `json:"login,omitempty"`
		Parameters  []parameterJSON `json:"parameters"`
		Consequence string          `json:"consequence"`
	}{
		true, safetext.Line(request.Server.Name), preview.Method, safetext.Line(preview.Endpoint), safetext.Line(preview.Login),
		parameters, safetext.Line(request.Selector.Consequence()),
	}
}
