package proof

import (
	"cmp"
	"iter"
	"slices"

	"deletecall/history/inorder"
)

// checkpointCheck compares checkpoints with the tree while it grows.
type checkpointCheck struct {
	keys   knownKeys
	named  knownKeys // by the history, see [Input.Named]
	report *Report

	given []CheckpointResult // those that wait for their size, by rising size

	next func() ([]byte, error, bool)
	stop func()
	kept *Checkpoint // the one that waits for its size
	// best is the largest of the history's own that has the root of the tree. Of
	// half a million signatures that one is checked, and those of the ones that
	// don't fit: a signature takes longer than all hashes up to it.
	best *CheckpointResult
	// other is the largest of those by a key that is only named.
	other *CheckpointResult
}

func newCheckpointCheck(keys, named knownKeys, given []NamedCheckpoint, kept iter.Seq2[[]byte, error], report *Report) *checkpointCheck {
	c := &checkpointCheck{keys: keys, named: named, report: report}
	// A file of them may hold one for each deletion of years.
	for result := range inorder.Map(slices.Values(given), c.openNamed) {
		if result.Err != nil {
			report.Given = append(report.Given, result)
		} else {
			c.given = append(c.given, result)
		}
	}
	slices.SortStableFunc(c.given, func(a, b CheckpointResult) int { return cmp.Compare(a.Checkpoint.Size, b.Checkpoint.Size) })
	if kept == nil {
		kept = func(func([]byte, error) bool) {}
	}
	c.next, c.stop = iter.Pull2(kept)
	return c
}

func (c *checkpointCheck) openNamed(named NamedCheckpoint) CheckpointResult {
	checkpoint, err := c.open(named.Note)
	result := CheckpointResult{Name: named.Name, Local: named.Local, Checkpoint: checkpoint, Err: err}
	if err != nil {
		result.Verdict = NotGenuine
	}
	return result
}

// open checks the signature where there is a key to check it with.
func (c *checkpointCheck) open(signed []byte) (Checkpoint, error) {
	if c.report.withoutKeys {
		return readCheckpoint(signed)
	}
	return c.keys.open(signed)
}

// reached judges the checkpoints over exactly this many events.
func (c *checkpointCheck) reached(size int64, hashes HashReader) error {
	if err := c.fetchKept(); err != nil {
		return err
	}
	waiting := len(c.given) > 0 && c.given[0].Checkpoint.Size == size
	if !waiting && (c.kept == nil || c.kept.Size > size) {
		return nil
	}
	root, err := TreeHead(size, hashes)
	if err != nil {
		return err
	}
	for len(c.given) > 0 && c.given[0].Checkpoint.Size == size {
		c.judgeGiven(Contradicted, &root)
	}
	for c.kept != nil && c.kept.Size <= size {
		// A smaller one follows a larger one: we did not put it there.
		c.judgeKept(Contradicted, size, &root)
		if err := c.fetchKept(); err != nil {
			return err
		}
	}
	return nil
}

// finish judges the checkpoints whose size was not reached.
func (c *checkpointCheck) finish() error {
	verdict := func(size int64) Verdict {
		if size <= c.report.LastSeq {
			return Contradicted // there are gaps before it
		}
		return Larger
	}
	for len(c.given) > 0 {
		c.judgeGiven(verdict(c.given[0].Checkpoint.Size), nil)
	}
	for {
		if err := c.fetchKept(); err != nil {
			return err
		}
		if c.kept == nil {
			break
		}
		c.judgeKept(verdict(c.kept.Size), c.kept.Size, nil)
	}
	if c.other != nil {
		c.report.KeptOtherSize = c.other.Checkpoint.Size
	}
	if c.best == nil {
		c.best, c.report.KeptOther = c.other, 0 // whose key is wrong is the finding then
	}
	c.openBest()
	c.report.LastKept = c.best
	return nil
}

func (c *checkpointCheck) judgeGiven(verdict Verdict, root *Hash) {
	result := c.given[0]
	c.given = c.given[1:]
	result.Verdict, result.Computed, result.ConfirmedBelow = verdict, root, c.confirmed()
	if root != nil && *root == result.Checkpoint.Root {
		result.Verdict = Confirmed
		c.report.GivenSize = result.Checkpoint.Size
		c.report.ConfirmedSize = max(c.report.ConfirmedSize, result.Checkpoint.Size)
	}
	c.report.Given = append(c.report.Given, result)
}

func (c *checkpointCheck) judgeKept(verdict Verdict, size int64, root *Hash) {
	result := CheckpointResult{Checkpoint: *c.kept, Verdict: verdict, Computed: root}
	c.kept = nil
	if root != nil && *root == result.Checkpoint.Root && size == result.Checkpoint.Size {
		switch result.Verdict = Confirmed; {
		case c.report.withoutKeys, c.keys.claims(result.Checkpoint):
			c.report.KeptConfirmed++
			c.best = &result
			return
		case c.named.claims(result.Checkpoint):
			c.report.KeptOther++
			c.other = &result
			return
		} // by nobody's key: opening it says so
	}
	if _, result.Err = c.open(result.Checkpoint.Note); result.Err != nil {
		result.Verdict = NotGenuine
	}
	result.ConfirmedBelow = c.confirmed()
	c.report.Kept.add(result)
}

// confirmed returns the largest size that a checkpoint with a checked signature
// has confirmed so far.
func (c *checkpointCheck) confirmed() int64 {
	c.openBest()
	return c.report.ConfirmedSize
}

// openBest checks the signature of the best of the history's own checkpoints.
func (c *checkpointCheck) openBest() {
	if c.best == nil {
		return
	}
	if _, err := c.open(c.best.Checkpoint.Note); err != nil {
		c.best.Verdict, c.best.Err = NotGenuine, err
		return
	}
	c.report.ConfirmedSize = max(c.report.ConfirmedSize, c.best.Checkpoint.Size)
}

// fetchKept reads the history's next own checkpoint when none waits.
func (c *checkpointCheck) fetchKept() error {
	for c.kept == nil {
		signed, err, more := c.next()
		if err != nil || !more {
			return err
		}
		c.report.KeptRead++
		checkpoint, err := readCheckpoint(signed)
		if err != nil {
			c.report.Kept.add(CheckpointResult{Verdict: NotGenuine, Err: err})
			continue
		}
		c.kept = &checkpoint
	}
	return nil
}
