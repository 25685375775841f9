package proof

import (
	"cmp"
	"errors"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"deletecall/hint"
	"deletecall/privatefile"
	"deletecall/safetext"
)

// Head is what a checkpoint is signed over.
type Head struct {
	Size   int64
	Hashes HashReader
	// Earlier are checkpoints that the history has to agree with, at least the
	// last one that it keeps. Those that others sent back may be added.
	Earlier []Checkpoint
}

// NotRememberedError says that a checkpoint was signed and is in the history, and that this machine can't
// remember it.
type NotRememberedError struct {
	Path string // of the file that remembers it
	Err  error
}

func (e *NotRememberedError) Error() string {
	problem, _ := privatefile.Explain(e.Err)
	problem = cmp.Or(problem, "can't be written: "+privatefile.Cause(e.Err))
	return hint.Below(fmt.Sprintf("the history was signed, but this machine can't remember it: %s %s", safetext.Line(e.Path), problem),
		"make the folder writable: until then nobody here notices when that signature is removed from the history")
}

func (e *NotRememberedError) Unwrap() error { return e.Err }

// ContradictionError says that the history is not the one that an earlier
// checkpoint was signed over. Nothing was signed.
type ContradictionError struct {
	Earlier Checkpoint
	Size    int64 // of the history now
}

// What says what is certain.
func (e *ContradictionError) What() string {
	what := fmt.Sprintf("an earlier checkpoint covers %s, and the history has only %s: its end was cut off, or an older copy was restored",
		safetext.Count(e.Earlier.Size, "event", "events"), safetext.Number(e.Size))
	if e.Earlier.Size <= e.Size {
		what = fmt.Sprintf("the history contradicts the earlier checkpoint over its %s since",
			first(e.Earlier.Size, "event: it, or its hash, was changed", "events: some of them, or their hashes, were changed"))
	}
	return what
}

func (e *ContradictionError) Error() string {
	return hint.Below(e.What()+"; nothing was signed", "keep the history and the checkpoint as they are, and verify the history")
}

// Sign signs a checkpoint over the head that read returns, after it made sure
// that the tree continues the one of every earlier checkpoint: a log never signs
// two histories (C2SP tlog-checkpoint, "Signatures"). One more earlier checkpoint
// is the last one that was signed with this key: it is kept beside the key, so
// that an older copy of the history is noticed even where the history is all that
// was put back.
//
// Of several processes one signs at a time; read is called when it is this one's
// turn, and has to return the history as it is then. The key stays locked until
// [Signing.End], before which the caller keeps the checkpoint in the history: what is beside
// the key, but no longer in the history, was removed from it. Its errors are
// *[ContradictionError], *[KeyError], and what read and its HashReader return.
func (k *Key) Sign(read func() (Head, error)) (*Signing, error) {
	unlock, err := k.lock(privatefile.Lock)
	if err != nil {
		return nil, err
	}
	head, err := read()
	if err != nil {
		unlock()
		return nil, err
	}
	return k.signLocked(head, unlock)
}

// Begin is [Key.Sign] for a caller that keeps the checkpoint in the transaction that
// makes the history what it signs. It does not wait for another process that signs.
func (k *Key) Begin(head Head) (*Signing, error) {
	unlock, err := k.lock(privatefile.TryLock)
	if err != nil {
		return nil, err
	}
	return k.signLocked(head, unlock)
}

// Signing is a checkpoint that is signed, and not kept beside the key yet.
type Signing struct {
	Checkpoint
	key    *Key
	kept   bool
	unlock func()
}

// Public is the public key that signed it.
func (s *Signing) Public() string { return s.key.Public() }

// End keeps the checkpoint beside the key, if the history has it and what it was signed over
// for ever, and lets others sign. After a power cut that may be the one before it, which is
// only weaker.
func (s *Signing) End(kept bool) error {
	defer s.unlock()
	if !kept || s.kept {
		return nil
	}
	if err := privatefile.WriteSoon(s.key.lastPath(), s.Note); err != nil {
		return &NotRememberedError{s.key.lastPath(), err}
	}
	return nil
}

func (k *Key) signLocked(head Head, unlock func()) (signing *Signing, err error) {
	defer func() {
		if err != nil {
			unlock()
		}
	}()
	last, signedBefore, err := k.LastSigned()
	if err != nil {
		return nil, err
	}
	earlier := head.Earlier
	if signedBefore {
		earlier = append(earlier[:len(earlier):len(earlier)], last)
	}
	for _, checkpoint := range earlier {
		if checkpoint.Origin != k.Origin() {
			return nil, &CheckpointError{Fault: OtherHistory, Origin: checkpoint.Origin}
		}
	}
	root, err := continues(head.Size, head.Hashes, earlier)
	if err != nil {
		return nil, err
	}
	if signedBefore && last.Size == head.Size && k.signed(last) { // continues found the roots to be equal
		return &Signing{last, k, true, unlock}, nil
	}
	checkpoint := Checkpoint{Origin: k.Origin(), Size: head.Size, Root: root}
	if checkpoint.Note, err = note.Sign(&note.Note{Text: checkpoint.text()}, k.signer); err != nil {
		return nil, keyProblem(k.path, err)
	}
	return &Signing{checkpoint, k, false, unlock}, nil
}

func (k *Key) signed(checkpoint Checkpoint) bool {
	_, err := OpenCheckpoint(checkpoint.Note, k.public)
	return err == nil
}

// lock makes sure that no other process signs with this key: take waits for it, or fails.
func (k *Key) lock(take func(*os.File, int) error) (unlock func(), err error) {
	file, err := privatefile.Open(k.path, os.O_RDONLY)
	if err != nil {
		return nil, keyProblem(k.path, err)
	}
	if err := take(file, privatefile.Exclusive); err != nil {
		return nil, keyProblem(k.path, errors.Join(err, file.Close()))
	}
	return func() { _ = file.Close() }, nil // closing gives the lock free
}

// Continues returns a *[ContradictionError] when the tree over size events does not
// begin with the tree of an earlier checkpoint.
func Continues(size int64, hashes HashReader, earlier Checkpoint) error {
	_, err := continues(size, hashes, []Checkpoint{earlier})
	return err
}

// continues checks that the tree over size events begins with the tree of each
// earlier checkpoint (RFC 6962, section 2.1.2), and returns its root.
func continues(size int64, hashes HashReader, earlier []Checkpoint) (Hash, error) {
	root, err := TreeHead(size, hashes)
	if err != nil {
		return Hash{}, err
	}
	for _, checkpoint := range earlier {
		contradiction := &ContradictionError{Earlier: checkpoint, Size: size}
		if checkpoint.Size > size {
			return Hash{}, contradiction
		}
		if checkpoint.Size == 0 {
			if empty, _ := TreeHead(0, nil); checkpoint.Root != empty {
				return Hash{}, contradiction
			}
			continue // every history continues an empty one
		}
		proof, err := tlog.ProveTree(size, checkpoint.Size, hashes)
		if err != nil {
			return Hash{}, fmt.Errorf("compare the history with its checkpoint over %s: %w", safetext.Count(checkpoint.Size, "event", "events"), err)
		}
		if tlog.CheckTree(proof, size, root, checkpoint.Size, checkpoint.Root) != nil {
			return Hash{}, contradiction
		}
	}
	return root, nil
}

// ProveContinues returns the proof that the tree over size events begins with the tree over
// the first old of them (RFC 6962, section 2.1.2), for a witness.
func ProveContinues(size, old int64, hashes HashReader) ([]Hash, error) {
	return tlog.ProveTree(size, old, hashes)
}
