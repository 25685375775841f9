package proof

import (
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"deletecall/safetext"
)

// Subtrees holds the hashes above those of events against the ones below them, as far as it has
// seen these: it is for a part of a history, whose events come in their order.
type Subtrees struct {
	newest [54]struct { // of each level
		end  int64 // the place of its last event
		hash Hash
	}
}

// Fault is what is wrong with the hashes of the subtrees that an event completes, as a phrase
// about it; empty when nothing is. Its own hash is for [StoredEvent.Fault].
func (s *Subtrees) Fault(event StoredEvent) string {
	if event.Seq < 1 || event.Seq > MaxEvents {
		return "is at a place that no event has"
	}
	levels := bits.TrailingZeros64(uint64(event.Seq))
	if have, want := len(event.Hashes), (levels+1)*tlog.HashSize; have != want {
		return fmt.Sprintf("has %s of hashes instead of %d", safetext.Count(have, "byte", "bytes"), want)
	}
	hash := Hash(event.Hashes)
	for level := range levels {
		left, above := s.newest[level], Hash(event.Hashes[(level+1)*tlog.HashSize:])
		if left.end == event.Seq-1<<level && tlog.NodeHash(left.hash, hash) != above {
			return fmt.Sprintf("has a hash over the %s events up to it that does not match theirs", safetext.Number(2<<level))
		}
		s.newest[level].end, s.newest[level].hash = event.Seq, hash
		hash = above
	}
	s.newest[levels].end, s.newest[levels].hash = event.Seq, hash
	return ""
}
