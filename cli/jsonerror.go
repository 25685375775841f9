package cli

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"deletecall/lookup"
	"deletecall/safetext"
)

// jsonOutput is standard output where JSON was asked for. It knows whether anything was printed.
type jsonOutput struct {
	io.Writer
	printed bool
}

// Write remembers that something was printed.
func (o *jsonOutput) Write(b []byte) (int, error) {
	o.printed = o.printed || len(b) > 0
	return o.Writer.Write(b)
}

// asksForJSON goes by the words of the command line: where they are wrong no flag was read, and whoever
// reads the output wants JSON all the same.
func asksForJSON(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
}

// errorJSON is printed by a command with --json that fails and has printed nothing else. Fields may be added,
// and are never renamed.
type errorJSON struct {
	Error    string        `json:"error"`
	Reason   lookup.Reason `json:"reason,omitempty"` // of a look-up
	ExitCode int           `json:"exit_code"`
}

// printJSONError prints an error as JSON. It is said on standard error as well, so that nothing is lost where
// nobody reads this.
func (p Program) printJSONError(err error) {
	form := errorJSON{Error: strings.Join(safetext.Lines(err.Error(), maxMessageLines), "\n"), ExitCode: ExitCode(err)}
	if looked, ok := errors.AsType[*lookUpError](err); ok {
		form.Reason = looked.result.Reason
	}
	_ = json.NewEncoder(p.Out).Encode(form)
}
