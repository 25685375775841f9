package proof

import (
	"fmt"
	"slices"
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
			text += fmt.Sprintf(" It is the largest of %d from there that are confirmed.", all)
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
	if r.withoutHashes {
		texts.add("The stored hashes were not read: an edited event shows only against a checkpoint, and not which one it is.")
	}
	if r.withoutAnswers {
		texts.add("The server's answers were not read, so they were not compared with their hashes.")
	}
	if r.newer > 0 {
		texts.add(count(r.newer, "event was", "events were") +
			" written by a newer version of deletecall; the hashes were checked, the contents were not.")
	}
	if r.withoutKeys && len(r.Given)+int(r.KeptRead) > 0 {
		texts.add("No public key was given, so no signature was checked: the checkpoints are as good as the place where they were kept.")
	} else if skipped := r.KeptConfirmed - 1; skipped > 0 {
		texts.add("Of the history's own checkpoints " + count(skipped, "was", "were") + " compared by the hash only; the signature of the last one was checked.")
	}
	if r.ConfirmedSize == 0 && r.Events > 0 {
		texts.add("No checkpoint confirms any event: who can write the history may have written it anew, hashes included.")
	} else if r.LastSeq > r.ConfirmedSize {
		texts.add(fmt.Sprintf("Nothing signed vouches for %s: there is no confirmed checkpoint that covers the end.", span(r.ConfirmedSize+1, r.LastSeq)))
	}
	if !r.givenGenuine() {
		texts.add("No checkpoint from elsewhere was given: a tail that was cut off together with its checkpoints, or an older copy of the whole, would not show.")
	} else if r.GivenSize > 0 && r.GivenSize < r.LastSeq {
		texts.add(fmt.Sprintf("The newest checkpoint from elsewhere that is confirmed covers %d events: whether a later tail was cut off does not show.", r.GivenSize))
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

func span(from, to int64) string {
	if from == to {
		return fmt.Sprintf("event %d", from)
	}
	return fmt.Sprintf("events %d to %d", from, to)
}
