package proof

import (
	"bytes"
	"errors"
	"io/fs"
	"time"

	"deletecall/hint"
	"deletecall/privatefile"
	"deletecall/safetext"
)

// LastSigned returns the last checkpoint that was signed with this key on this
// machine, and whether there is one. Where a key before it signed that, which was lost
// since, the signature is not checked: the history has to continue it all the same.
func (k *Key) LastSigned() (Checkpoint, bool, error) {
	signed, err := readLast(k.path)
	if err != nil || len(signed) == 0 {
		return Checkpoint{}, false, err
	}
	k.last.mu.Lock()
	defer k.last.mu.Unlock()
	if known := k.last.checkpoint; bytes.Equal(signed, known.Note) {
		return known, true, nil
	}
	last, err := OpenCheckpoint(signed, k.public)
	var fault *CheckpointError
	if errors.As(err, &fault) && fault.Fault == OtherKey {
		last, err = readCheckpoint(signed)
		return last, err == nil, err
	}
	if err != nil {
		return Checkpoint{}, false, damagedLast(k.path, err)
	}
	k.last.checkpoint = last
	return last, true, nil
}

// LastBeside is [Key.LastSigned] without the key, which was in the file at path and is
// lost. The signature is not checked.
func LastBeside(path string) (last Checkpoint, found bool, err error) {
	signed, err := readLast(path)
	if err != nil || len(signed) == 0 {
		return Checkpoint{}, false, err
	}
	if last, err = readCheckpoint(signed); err != nil {
		return Checkpoint{}, false, damagedLast(path, err)
	}
	return last, true, nil
}

// readLast reads the last checkpoint next to a key. It is empty when there is none, and after a
// power cut. What [privatefile.IsOther] in its place is a damaged one.
func readLast(keyPath string) ([]byte, error) {
	signed, err := privatefile.ReadOwn(keyPath+lastSuffix, maxNote)
	switch {
	case err == nil, errors.Is(err, fs.ErrNotExist):
		return signed, nil
	case privatefile.IsOther(err):
		return nil, damagedLast(keyPath, &CheckpointError{Fault: NotACheckpoint, Err: err})
	}
	return nil, keyProblem(keyPath+lastSuffix, err)
}

func damagedLast(keyPath string, err error) error {
	what, _ := hint.Cut(err.Error()) // ours is another hint
	problem := "has a damaged last checkpoint next to it (" + what + ")"
	if errors.Is(err, privatefile.ErrShared) {
		problem = "has a last checkpoint next to it that others can change"
	}
	return &KeyError{Path: keyPath, Problem: problem,
		Advice: "verify the history against checkpoints from elsewhere, then move the file " + safetext.Line(keyPath+lastSuffix) + " away", Err: err}
}

// PutLastAside gives the file of the last checkpoint another name, which it returns. The
// next checkpoint then continues whatever the history is: that is for a history that was
// restored from a copy, and lost what the checkpoint covers.
func (k *Key) PutLastAside(now time.Time) (path string, err error) {
	unlock, err := k.lock(privatefile.Lock)
	if err != nil {
		return "", err
	}
	defer unlock()
	if path, err = privatefile.PutAside(k.lastPath(), now); err != nil {
		return path, keyProblem(k.lastPath(), err)
	}
	return path, nil
}

func (k *Key) lastPath() string { return k.path + lastSuffix }

// lastSuffix ends the name of the file with the last checkpoint, after that of the key.
const lastSuffix = ".last"
