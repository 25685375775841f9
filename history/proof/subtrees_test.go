package proof_test

import (
	"testing"

	"deletecall/history/proof"
)

// Each hash above an event's own is changed in turn, and every part of the history is looked at
// that has all that is below it.
func TestAChangedHashAboveAnEventIsFoundInAPartOfTheHistory(t *testing.T) {
	whole := newArchive(t, 16)
	for first := range whole.events {
		if fault := faultAbove(whole.events[first:]); fault != "" {
			t.Errorf("from event %d on, nothing was changed: %s", first+1, fault)
		}
	}
	const leaf = 32
	for i, event := range whole.events {
		for at := leaf; at < len(event.Hashes); at += leaf {
			changed := whole.copied().events
			changed[i].Hashes[at] ^= 1
			below := at / leaf // the level
			if faultAbove(changed[i+1-1<<below:i+1]) == "" {
				t.Errorf("event %d, level %d", i+1, below)
			}
		}
		for _, hashes := range [][]byte{event.Hashes[:len(event.Hashes)-1], append(event.Hashes[:len(event.Hashes):len(event.Hashes)], event.Hashes...)} {
			changed := event
			if changed.Hashes = hashes; faultAbove([]proof.StoredEvent{changed}) == "" {
				t.Errorf("event %d with %d bytes of hashes", i+1, len(hashes))
			}
		}
	}
	if faultAbove([]proof.StoredEvent{{Seq: 0}}) == "" || faultAbove([]proof.StoredEvent{{Seq: proof.MaxEvents + 1}}) == "" {
		t.Error("an event at a place that does not exist")
	}
}

func faultAbove(events []proof.StoredEvent) string {
	var tree proof.Subtrees
	for _, event := range events {
		if fault := tree.Fault(event); fault != "" {
			return fault
		}
	}
	return ""
}
