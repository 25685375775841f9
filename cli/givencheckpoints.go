package cli

import (
	"fmt"
	"io"

	"deletecall/history/proof"
	"deletecall/privatefile"
	"deletecall/safetext"
)

// maxCheckpointFile bounds a file of checkpoints, in bytes: some 250,000 of them.
const maxCheckpointFile = 64 << 20

// readCheckpoints reads the checkpoints in a file, and returns which of its lines are
// damaged. Where nothing is left of any, the file itself is one that proves nothing.
//
// A damaged checkpoint among intact ones is not a finding: a file that lines are appended to
// may end in a torn one. A file with nothing but damaged ones has to stay in the comparison,
// or an attacker could empty the evidence by damaging it.
func (p Program) readCheckpoints(path string) (named []proof.NamedCheckpoint, damaged []string, err error) {
	found, err := p.readNotes(path)
	if err != nil {
		return nil, nil, &usageError{"the checkpoint can't be read: " + namedProblem(path, maxCheckpointFile, err).Error()}
	}
	for _, note := range found.Notes {
		named = append(named, proof.NamedCheckpoint{Name: path, Note: note})
	}
	for _, lines := range found.Damaged {
		if len(found.Notes) == 0 {
			named = append(named, proof.NamedCheckpoint{Name: path + ", " + lines.String()})
			continue
		}
		damaged = append(damaged, fmt.Sprintf("A checkpoint in %s is damaged: %s. The others in that file were used.", safetext.Line(path), lines))
	}
	if len(named) == 0 {
		return nil, nil, &usageError{safetext.Line(path) + " has no checkpoint\nName a file with one, such as deletecall history checkpoint writes"}
	}
	return named, damaged, nil
}

// readNotes is bounded: the file is one that somebody else may have made.
func (p Program) readNotes(path string) (proof.Notes, error) {
	file, err := p.openNamed(path)
	if err != nil {
		return proof.Notes{}, err
	}
	defer file.Close()
	// One byte more, so that a file of exactly the limit does not count as too long.
	bounded := &io.LimitedReader{R: file, N: maxCheckpointFile + 1}
	found, err := proof.ReadNotes(bounded)
	if err == nil && bounded.N == 0 {
		err = privatefile.ErrTooLong
	}
	return found, err
}
