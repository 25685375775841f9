package proof

import (
	"time"

	"deletecall/history"
)

// maxListed bounds how many findings of one sort a report holds in full. How
// many there are is always counted.
const maxListed = 20

// List holds the first findings of one sort, and counts all.
type List[T any] struct {
	First []T
	Count int64
}

func (l *List[T]) add(finding T) {
	if l.Count++; len(l.First) < maxListed {
		l.First = append(l.First, finding)
	}
}

// Report is what verifying found. Nothing in it is cleaned: [Report.Findings]
// and [Report.Unchecked] are texts that are safe to show.
type Report struct {
	Events int64 // read
	// Root is the root hash over all events that were read, in their order.
	Root    Hash
	LastSeq int64
	Records int64 // the highest number of a record

	// Misfits are the events whose bytes are not those that the stored leaf hash
	// was computed over, and those without one.
	Misfits List[Misfit]
	// TreeMisfits are stored hashes above the leaves that don't follow from the
	// events. They are looked for up to the first misfit or gap only, since every
	// later one follows from it.
	TreeMisfits List[TreeMisfit]
	Gaps        List[Gap]
	// Numbers are the places where the numbers of the records don't go on by one.
	Numbers List[NumberMisfit]
	// Labels are the events whose columns say something else than their bytes.
	Labels     List[LabelMisfit]
	Unreadable List[UnreadableEvent]
	// Private are the events whose private data is not what they were recorded with.
	Private List[PrivateMisfit]
	// Unexplained is personal data that is gone although no expiry removed it.
	Unexplained List[UnexplainedRemoval]
	// Expired counts the events of which something was removed on purpose.
	Expired int64
	// ClocksSetBack are no change of the history, see [Report.Remarks].
	ClocksSetBack List[ClockSetBack]
	LastConfirmed time.Time // of the last record; zero when there is none
	// HashesFor is how many events the history holds hashes for; -1 when that
	// was not given.
	HashesFor int64

	// Given are the results for all the checkpoints from elsewhere: those that
	// are not genuine, then the others by rising size.
	Given []CheckpointResult
	// Kept are the results for those of the history's own checkpoints that were
	// not confirmed.
	Kept List[CheckpointResult]
	// LastKept is the result for the largest one that has the root of the
	// history; nil when there is none.
	LastKept *CheckpointResult
	// KeptRead and KeptConfirmed count the history's own checkpoints.
	KeptRead, KeptConfirmed int64
	// KeptOther counts those with the root of the history by a key that was not given and
	// that the history names, where others are by a given one; KeptOtherSize is the size of
	// the largest.
	KeptOther, KeptOtherSize int64
	// ConfirmedSize is the size of the largest confirmed checkpoint whose
	// signature was checked; 0 when there is none.
	ConfirmedSize int64
	// GivenSize is the same of those from elsewhere.
	GivenSize int64

	// ListFits says that a list of the records was compared with the events too, and follows
	// from them.
	ListFits bool

	newer       int64
	withoutKeys bool
	removals    removals
}

// Misfit is an event that does not match its stored hash.
type Misfit struct {
	Seq, Number int64
	Stored      *Hash // nil when none is stored
	Computed    Hash
	// NowAt is where the event that was recorded here is now, and WasAt
	// where the event that is here was recorded; 0 when it was not found, or is at an
	// earlier place. Both tell a removed, inserted or swapped event from an
	// edited one; they are looked for on behalf of the first misfit only.
	NowAt, WasAt int64
}

// TreeMisfit is a stored hash above the leaves that does not follow from the events.
type TreeMisfit struct {
	Seq              int64
	Level            int
	Stored, Computed *Hash // nil where there is none
}

// Gap is a place where sequence numbers don't go on by one.
type Gap struct{ After, Next int64 }

// NumberMisfit is an event that does not belong to the record whose turn it is.
type NumberMisfit struct {
	Seq, Number int64
	Expected    int64 // the number that a new record has here
	Intent      bool  // whether the event begins a record
}

// LabelMisfit is an event that is filed under another number or kind than its own.
type LabelMisfit struct {
	Seq, Number, LabelNumber int64
	Kind, LabelKind          string // foreign
}

// UnreadableEvent is an event that can't be decoded.
type UnreadableEvent struct {
	Seq, Number int64
	Err         error
}

// PrivateMisfit is an event whose private data is not what it was recorded with.
type PrivateMisfit struct {
	Seq, Number int64
	Fault       history.PrivateFault
}

// Verdict is what a checkpoint says about the history.
type Verdict string

// The verdicts.
const (
	Confirmed    Verdict = "confirmed"    // the first Size events are those that were signed over
	Contradicted Verdict = "contradicted" // they are not
	Larger       Verdict = "larger"       // the history has fewer events: a cut tail, or an old copy
	NotGenuine   Verdict = "not genuine"  // it proves nothing; Err is a *[CheckpointError]
)

// CheckpointResult is what one checkpoint says about the history.
type CheckpointResult struct {
	Name       string // where it came from; empty for the history's own; foreign
	Local      bool   // it was kept on the machine of the history
	Checkpoint Checkpoint
	Verdict    Verdict
	Computed   *Hash // the root of the history at that size, where it could be computed
	Err        error
	// ConfirmedBelow is the size of the largest smaller checkpoint, of those with
	// a checked signature, that is confirmed: what was changed came after it.
	ConfirmedBelow int64
}

// OK reports whether nothing was found that is wrong. What could not be checked
// does not count.
func (r *Report) OK() bool { return len(r.Findings()) == 0 }
