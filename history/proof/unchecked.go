package proof

import (
	"errors"
	"fmt"
	"slices"

	"deletecall/safetext"
)

// Confirmations returns which checkpoints the history agrees with, a sentence for
// each source: of those with one name, the largest stands for all.
func (r *Report) Confirmations() []string {
	var texts []string
	confirmed := map[string]int64{}
	for _, result := range r.Given {
		if result.Verdict == Confirmed {
			confirmed[result.Name]++
		}
	}
	told := map[string]bool{}
	for _, result := range slices.Backward(r.Given) { // from the largest
		if result.Verdict != Confirmed || told[result.Name] {
			continue
		}
		told[result.Name] = true
		text := result.text()
		if all := confirmed[result.Name]; all > 1 {
			text += " It is the largest of " + safetext.Number(all) + " matching checkpoints from there."
		}
		texts = append(texts, text)
	}
	if r.LastKept != nil && r.LastKept.Verdict == Confirmed {
		texts = append(texts, r.LastKept.text())
	}
	return texts
}

// Unchecked returns what could not be checked and what follows from that, a
// sentence or two each.
func (r *Report) Unchecked() []string {
	var texts findings
	if r.newer > 0 {
		texts.add(safetext.Count(r.newer, "event was", "events were") +
			" written by a newer version of deletecall; the hashes were checked, the contents were not.")
	}
	if others := len(r.Given) - len(r.ofThisHistory()); others > 0 {
		texts.add("Of the given checkpoints " + safetext.Count(others, "is", "are") + " of another history, and say nothing about this one.")
	}
	if r.withoutKeys && len(r.Given)+int(r.KeptRead) > 0 {
		texts.add("No public key was given, so no signature was checked: the checkpoints are only as trustworthy as the place where they were kept.")
	} else if skipped := r.KeptConfirmed - 1; skipped > 0 {
		texts.add("Of the history's own checkpoints " + safetext.Count(skipped, "was", "were") + " compared by hash only; the signature of the last one was checked.")
	}
	if r.KeptOther > 0 {
		texts.add(fmt.Sprintf("Signed with another key than those given: %s of the history's own, up to event %d. Only the others were used.",
			safetext.Count(r.KeptOther, "checkpoint", "checkpoints"), r.KeptOtherSize))
	}
	for _, result := range r.Given {
		if result.ofOtherKeyHere() {
			texts.add(fmt.Sprintf("The checkpoint from %s is signed with another key than those given, and was not used.", safetext.Bounded(result.Name, 100)))
		}
	}
	if r.ConfirmedSize == 0 && r.Events > 0 {
		texts.add("No checkpoint confirms any event: anyone who can write the history may have rewritten it, hashes included.")
	} else if r.LastSeq > r.ConfirmedSize {
		texts.add(fmt.Sprintf("Nothing signed vouches for %s: no matching checkpoint covers the end.", span(r.ConfirmedSize+1, r.LastSeq)))
	}
	if !r.givenGenuine() {
		texts.add("No checkpoint from elsewhere was given: the newest events may have been cut off with their checkpoints, or this may be an older copy.")
	} else if r.GivenSize > 0 && r.GivenSize < r.LastSeq {
		texts.add(fmt.Sprintf("The newest matching checkpoint from elsewhere covers %s: later events may have been cut off.", safetext.Count(r.GivenSize, "event", "events")))
	}
	return texts
}

func (r *Report) givenGenuine() bool {
	for _, result := range r.Given {
		if result.Verdict != NotGenuine {
			return true
		}
	}
	return false
}

// ofOtherKeyHere reports whether a checkpoint that this machine remembers says nothing
// because its key was not given: then somebody chose the keys, and the machine has changed
// its own since.
func (c CheckpointResult) ofOtherKeyHere() bool {
	var fault *CheckpointError
	return c.Local && errors.As(c.Err, &fault) && fault.Fault == OtherKey
}

func span(from, to int64) string {
	if from == to {
		return fmt.Sprintf("event %d", from)
	}
	return fmt.Sprintf("events %d to %d", from, to)
}

// ofThisHistory are the results of the given checkpoints but for those of other histories
// that came together with one of this: a place such as a syslog takes those of many.
func (r *Report) ofThisHistory() (results []CheckpointResult) {
	hasOurs := map[string]bool{}
	for _, result := range r.Given {
		hasOurs[result.Name] = hasOurs[result.Name] || !isOfAnother(result)
	}
	for _, result := range r.Given {
		if !isOfAnother(result) || !hasOurs[result.Name] {
			results = append(results, result)
		}
	}
	return results
}

func isOfAnother(result CheckpointResult) bool {
	var fault *CheckpointError
	return errors.As(result.Err, &fault) && fault.Fault == OtherHistory
}
