package proof

import (
	"bytes"
	"iter"

	"deletecall/history"
	"deletecall/history/inorder"
)

// StoredEvent is an event as the history holds it.
type StoredEvent struct {
	Seq    int64 // from 1
	Number int64 // of the record that it is filed under; 0 for none
	Kind   string
	Data   []byte // the canonical bytes
	history.Private
	// Hashes is what [StoredHashes] returned for the event.
	Hashes []byte
}

// Input is what [Verify] reads.
type Input struct {
	// Events are all events in the order of Seq. The bytes of one need to stay
	// as they are only until the next one is asked for.
	Events iter.Seq2[StoredEvent, error]
	// HashesFor is how many events the history holds hashes for, and -1 when it
	// is not known: it may be more than there are events.
	HashesFor int64
	// Keys are the public keys that the history's checkpoints are signed with.
	Keys []string
	// Named are those that the history names as its own, whether they are trusted or not.
	Named []string
	// Kept are the history's own checkpoints by rising size; may be nil.
	Kept iter.Seq2[[]byte, error]
	// Given are checkpoints that were kept elsewhere.
	Given []NamedCheckpoint
	// Seen, which may be nil, is called with each event in their order, without its bytes, and
	// with what it says, or why it can't be read, so that no event is read twice. The raw answer
	// in it is valid during the call only.
	Seen func(event StoredEvent, says history.Event, unreadable error)
}

// LastHere names the last checkpoint that was signed on this machine.
const LastHere = "this machine"

// NamedCheckpoint is a checkpoint with a name for where it came from.
type NamedCheckpoint struct {
	Name string
	Note []byte
	// Local is set where it was kept on the machine of the history: its owner could have
	// made it too.
	Local bool
}

// Verify reads a whole history once, in memory that does not grow with it, and
// reports what does not fit. It returns an error only when it could not read
// to the end, or a key is none (*[KeyError]); the report then covers what was read.
func Verify(input Input) (*Report, error) {
	v := &verifier{input: input, report: &Report{HashesFor: input.HashesFor, withoutKeys: len(input.Keys) == 0}}
	keys, err := parseKeys(input.Keys)
	if err != nil {
		return v.report, err
	}
	named, err := parseKeys(input.Named)
	if err != nil {
		return v.report, err
	}
	v.checkpoints = newCheckpointCheck(keys, named, input.Given, input.Kept, v.report)
	defer v.checkpoints.stop()
	if err := v.events(); err != nil {
		return v.report, err
	}
	if v.report.Root, err = TreeHead(v.tree.size, &v.tree); err != nil {
		return v.report, err
	}
	v.report.judgeRemovals()
	return v.report, v.checkpoints.finish()
}

type verifier struct {
	input       Input
	report      *Report
	tree        frontier
	checkpoints *checkpointCheck
	broken      bool // no event from here on is where it was
}

func (v *verifier) events() error {
	if err := v.checkpoints.reached(0, &v.tree); err != nil {
		return err
	}
	for batch := range inorder.Map(v.input.batches(), check) {
		for i := range batch.events {
			event := &batch.events[i]
			if err := v.event(event); err != nil {
				return err
			}
			if v.input.Seen != nil {
				v.input.Seen(event.StoredEvent, event.content.decoded, event.content.err)
			}
		}
		err := batch.err
		if batch.free(); err != nil {
			return err
		}
	}
	return nil
}

func (v *verifier) event(event *checkedEvent) error {
	r := v.report
	if event.Seq != r.LastSeq+1 {
		r.Gaps.add(Gap{After: r.LastSeq, Next: event.Seq})
		v.broken = true
	}
	r.Events++
	r.LastSeq = max(r.LastSeq, event.Seq)
	v.compareHashes(event, v.tree.grow(event.leaf))
	r.judge(event)
	r.clock(event)
	if len(r.Gaps.First) > 0 {
		return nil // the tree has no meaning after a gap
	}
	return v.checkpoints.reached(v.tree.size, &v.tree)
}

func (v *verifier) compareHashes(event *checkedEvent, hashes []Hash) {
	misfits, leaf := &v.report.Misfits, event.leaf
	isStored := bytes.HasPrefix(event.Hashes, leaf[:])
	if isStored && misfits.Count == 0 && !v.broken {
		v.compareTree(event, hashes)
		return
	}
	stored := hashAt(event.Hashes, 0)
	if misfits.Count > 0 {
		first := &misfits.First[0]
		if first.Stored != nil && *first.Stored == leaf {
			first.NowAt = event.Seq
		}
		if stored != nil && *stored == first.Computed {
			first.WasAt = event.Seq
		}
	}
	if !isStored {
		misfits.add(Misfit{Seq: event.Seq, Number: event.Number, Stored: stored, Computed: leaf})
		v.broken = true
	}
	if !v.broken {
		v.compareTree(event, hashes)
	}
}

// compareTree compares what an event adds to the tree above its leaf.
func (v *verifier) compareTree(event *checkedEvent, hashes []Hash) {
	if level := differsAt(event.Hashes, hashes); level > 0 {
		misfit := TreeMisfit{Seq: event.Seq, Level: level, Stored: hashAt(event.Hashes, level)}
		if level < len(hashes) {
			computed := hashes[level] // which are good for this event only
			misfit.Computed = &computed
		}
		v.report.TreeMisfits.add(misfit)
	}
}
