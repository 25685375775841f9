package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"slices"
	"strings"

	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/safetext"
)

// verifyAll looks at the events and at what is derived from them at the same time:
// both read everything, and most of that is work for a processor. What can't be
// read to its end is a finding too.
func verifyAll(ctx context.Context, history store.History, given []proof.NamedCheckpoint, keys []string) (*proof.Report, []string, error) {
	var (
		around []string
		failed error
		ended  = make(chan struct{})
	)
	go func() {
		defer close(ended)
		around, failed = history.Findings(ctx)
	}()
	report, err := history.Verify(ctx, given, keys...)
	<-ended
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	var findings []string
	if err == nil {
		findings = report.Findings()
	} else {
		findings = append(findings, fmt.Sprintf("Only %d events could be read: %s.", report.Events, safetext.Bounded(err.Error(), mostOfAnError)))
	}
	findings = append(findings, around...)
	if failed != nil {
		findings = append(findings, fmt.Sprintf("What stands beside the events could not all be read: %s.", safetext.Bounded(failed.Error(), mostOfAnError)))
	}
	return report, findings, nil
}

const mostOfAnError = 300

// machine is what this machine knows of a history.
type machine struct {
	key       string // the public one; empty when there is none
	given     []proof.NamedCheckpoint
	signed    []proof.Checkpoint // the last one signed on this machine, where the history has to continue it
	unchecked []string
}

// remembered returns the checkpoint that the key of this machine remembers. A copy
// may end before it, and then it is told that what came later was not looked at.
func (c configuration) remembered(ctx context.Context, history store.History, isCopy bool) (m machine) {
	origin, err := proof.Origin(history.ID())
	if err != nil {
		return m // verifying tells
	}
	key, err := proof.FindKey(c.signingKeyPath(history), origin)
	if errors.Is(err, fs.ErrNotExist) {
		return m
	}
	var last proof.Checkpoint
	var found bool
	if err == nil {
		m.key = key.Public()
		last, found, err = key.LastSigned()
	}
	if err != nil {
		m.unchecked = []string{"The last checkpoint signed on this machine was not compared: " + safetext.Bounded(err.Error(), mostOfAnError) + "."}
	}
	if err != nil || !found {
		return m
	}
	if size, _, err := history.TreeHead(ctx); isCopy && err == nil && last.Size > size {
		m.unchecked = []string{fmt.Sprintf("This is a copy that ends with event %d; the last checkpoint signed on this machine covers %d. What came later lies in the history itself.",
			size, last.Size)}
		return m
	}
	m.signed = []proof.Checkpoint{last}
	m.given = []proof.NamedCheckpoint{{Name: "the last one signed on this machine", Note: last.Note}}
	return m
}

// trusted returns the keys that checkpoints may be signed with: those given, or
// else the history's own and this machine's; and what that leaves unchecked.
func (m machine) trusted(ctx context.Context, history store.History, given []string) (keys, unchecked []string) {
	own, err := history.PublicKeys(ctx)
	if err != nil {
		return given, nil // verifying tells
	}
	if len(given) == 0 {
		if m.key != "" {
			own = append(own, m.key)
		}
		return own, nil
	}
	for _, key := range own {
		if !slices.ContainsFunc(given, func(other string) bool { return strings.TrimSpace(other) == key }) {
			unchecked = append(unchecked, fmt.Sprintf("The history names the public key %s, which was not given: what only it signed was not trusted.",
				safetext.Bounded(key, 150)))
		}
	}
	return given, unchecked
}
