package cli

import (
	"context"
	"fmt"
	"os"

	"deletecall/history/proof"
	"deletecall/history/sqlite"
)

// openToVerify opens a history for verifying, and reports whether it is a copy:
// an archive, or a file named with --history in which nobody ever recorded. A copy
// is not changed by looking at it. Where the history is not named on the command
// line, it is never a copy: who cuts off its end must not pass for one.
func (p Program) openToVerify(ctx context.Context, settings *settings, configuration configuration) (store *sqlite.Store, isCopy bool, err error) {
	path := configuration.Paths.History
	_, missing := os.Stat(path)
	isCopy = settings.flags.History != "" && missing == nil && !sqlite.IsInUse(path, configuration.memory())
	store, err = sqlite.Open(ctx, path, sqlite.Options{Now: p.Now, ReadOnly: isCopy, Memory: configuration.memory()})
	if err != nil {
		return nil, false, err
	}
	return store, isCopy || store.IsArchive(), nil
}

// verifyAll looks at the events and at what is derived from them at the same time:
// both read everything, and most of that is work for a processor.
func verifyAll(ctx context.Context, history *sqlite.Store, given []proof.NamedCheckpoint, keys []string) (*proof.Report, []string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
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
	if err != nil {
		cancel()
	}
	<-ended
	if err != nil {
		return nil, nil, err
	}
	return report, around, failed
}

// lastSigned is the checkpoint that the key of this machine remembers. A copy may
// end before it, and then it is told that what came later was not looked at.
func (c configuration) lastSigned(ctx context.Context, history *sqlite.Store, isCopy bool) (given []proof.NamedCheckpoint, unchecked []string) {
	key, made, err := c.signingKey(history)
	if err != nil || made {
		return nil, nil
	}
	last, found, err := key.LastSigned()
	if err != nil || !found {
		return nil, nil
	}
	if size, _, err := history.TreeHead(ctx); isCopy && err == nil && last.Size > size {
		return nil, []string{fmt.Sprintf("This is a copy that ends with event %d; the last checkpoint signed on this machine covers %d. What came later lies in the history itself.",
			size, last.Size)}
	}
	return []proof.NamedCheckpoint{{Name: "the last one signed on this machine", Note: last.Note}}, nil
}
