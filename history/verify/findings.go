package verify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/safetext"
)

// mostFindings bounds how many of one sort are named in full.
const mostFindings = 20

// Findings returns what does not fit around the events: names and keys that are not
// those of this history, and checkpoints that are filed wrongly. Each is a sentence that is
// safe to show. Where something can't be read, which is an error, they are of the rest.
func Findings(ctx context.Context, from store.Snapshot, origin string) (all []string, failed error) {
	for _, look := range []func(context.Context, store.Snapshot, string) ([]string, error){names, signers} {
		found, err := look(ctx, from, origin)
		all, failed = append(all, found...), errors.Join(failed, err)
	}
	return all, failed
}

// names compares the history's own name with the one that its checkpoints were signed
// for.
func names(ctx context.Context, from store.Snapshot, origin string) (findings []string, err error) {
	keys, err := from.Keys(ctx)
	return Names(keys, origin), err
}

// Names are findings about public keys of a history that are those of another one.
func Names(keys []string, origin string) (findings []string) {
	for _, key := range keys {
		if name, _, _ := strings.Cut(key, "+"); name != origin {
			finding := fmt.Sprintf("This history is %s, but a public key in it belongs to %s.",
				safetext.Bounded(origin, 200), safetext.Bounded(name, 100))
			if !slices.Contains(findings, finding) {
				findings = append(findings, finding)
			}
		}
	}
	return findings
}

// signers reports keys that signed nothing here, and checkpoints that are filed
// under another size than their own.
func signers(ctx context.Context, from store.Snapshot, _ string) ([]string, error) {
	var findings bounded
	keys, err := from.Keys(ctx)
	if err != nil {
		return nil, err
	}
	none := len(keys) == 0
	for kept, err := range from.Checkpoints(ctx, everything) {
		if err != nil {
			return nil, err
		}
		if none {
			return []string{"The history keeps checkpoints, but no public key to check them with."}, nil
		}
		if claimed, ok := proof.Claimed(kept.Note); ok && claimed.Size != kept.Size {
			findings.add(fmt.Sprintf("A checkpoint over %s is filed as one over %s.", safetext.Count(claimed.Size, "event", "events"), safetext.Number(kept.Size)))
		}
		keys = slices.DeleteFunc(keys, func(key string) bool {
			_, err := proof.OpenCheckpoint(kept.Note, key)
			return err == nil
		})
	}
	for _, key := range keys {
		findings.add(fmt.Sprintf("The public key %s is named as one of this history, but signed none of its checkpoints.", safetext.Bounded(key, 150)))
	}
	return findings.sentences(), nil
}

// bounded keeps the first findings and counts the others.
type bounded struct {
	first []string
	count int
}

func (b *bounded) add(sentence string) {
	b.count++
	if len(b.first) < mostFindings {
		b.first = append(b.first, sentence)
	}
}

func (b *bounded) sentences() []string {
	if more := b.count - len(b.first); more > 0 {
		return append(b.first, safetext.Count(more, "more record of the list does not match its events.", "more records of the list do not match their events."))
	}
	return b.first
}
