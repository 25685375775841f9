package keymap

import (
	"fmt"
	"strings"
)

// OverrideError is one problem with the configured keys.
type OverrideError struct {
	Action string // as configured
	Line   int    // in the configuration file; 0 when it is not known
	Key    string // the key in question, or ""
	Hint   string // what is the matter with it and what to do
}

func (e *OverrideError) Error() string {
	where := e.Place()
	if e.Line > 0 {
		where = fmt.Sprintf("line %d: %s", e.Line, where)
	}
	return where + ": " + e.Hint
}

// Place is the setting that is wrong, as it may be shown: keys: "quit" = "z".
func (e *OverrideError) Place() string {
	place := fmt.Sprintf("keys: %q", e.Action)
	if e.Key != "" {
		place += fmt.Sprintf(" = %q", e.Key)
	}
	return place
}

// Problems is everything that is wrong with the configured keys, in the order of
// the configuration.
type Problems []*OverrideError

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, e := range p {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}
