package history

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
)

// PrivateFault says what is wrong with the private data of an event.
type PrivateFault string

// The faults, as phrases about it.
const (
	PrivateChanged  PrivateFault = "changed"
	PrivateMissing  PrivateFault = "missing"
	PrivateInvented PrivateFault = "invented" // the event says that there was nothing
	PrivateTwice    PrivateFault = "there twice"
)

// commitmentMember begins the member of an event that has the commitment. Inside of a
// JSON string its quotes would have a backslash before them, so it can't be anything else.
var commitmentMember = []byte(`"private":"`)

// CheckPrivate compares the private data of an event with what the event says of it, and
// returns the fields of which only a digest is left: they were removed. An
// answer that was not read, because answered is false, counts as present.
func CheckPrivate(data []byte, p Private, answered bool) (fault PrivateFault, removed FieldSet) {
	commitment, recorded := commitmentOf(data)
	switch {
	case !recorded && len(p.Fields)+len(p.Answers) > 0:
		return PrivateInvented, 0
	case !recorded:
		return "", 0
	case len(p.Fields) == 0:
		return PrivateMissing, 0
	}
	fault, removed, err := p.check(commitment, answered)
	// The tree covers the version, but not the private data: a field that this
	// version does not have was added around the program.
	if err != nil && bytes.HasPrefix(data, ownVersion) {
		fault = PrivateChanged
	}
	return fault, removed
}

// commitmentOf is what an event has of its private data.
func commitmentOf(data []byte) (commitment []byte, recorded bool) {
	_, rest, recorded := bytes.Cut(data, commitmentMember)
	commitment, _, _ = bytes.Cut(rest, []byte{'"'})
	return commitment, recorded
}

// ownVersion begins every event of this version.
var ownVersion = fmt.Appendf(nil, `{"v":%d,`, Version)

// check is [CheckPrivate]. Where it does not know a field, the error is [ErrNewerEvent].
func (p Private) check(commitment []byte, answered bool) (fault PrivateFault, removed FieldSet, err error) {
	buffer := make([]byte, 0, 256)
	joined := make([]byte, 0, 1024)
	answers := 0
	var names fieldNames
	for d, err := range stored(p.Fields) {
		switch {
		case errors.Is(err, ErrNewerEvent):
			return "", 0, ErrNewerEvent
		case err != nil:
			return PrivateChanged, 0, nil
		case names.add(d):
			return PrivateTwice, 0, nil
		case d.IsShown():
			d.Digest, buffer = d.digest(buffer)
		case d.code == answerField:
			answers++
			if found, err := p.answer(d, buffer); err != nil {
				return PrivateChanged, 0, nil
			} else if !found && answered {
				removed.Add(d)
			}
		default:
			removed.Add(d)
		}
		joined = append(append(append(joined, d.Name...), 0), d.Digest[:]...)
	}
	if !bytes.Equal(appendCommitment(make([]byte, 0, 64), sha256.Sum256(joined)), commitment) {
		return PrivateChanged, 0, nil
	}
	if answers == 0 && len(p.Answers) > 0 {
		return PrivateInvented, 0, nil
	}
	return "", removed, nil
}

// fieldNames are the names of the fields of one event. Of two with one name a proof could
// show either, and withhold the other.
type fieldNames struct {
	first FieldSet // those of no attempt, or of the first one
	later []string
}

func (n *fieldNames) add(d Disclosure) (twice bool) {
	if d.attempt > 1 {
		twice = slices.Contains(n.later, d.Name)
		n.later = append(n.later, d.Name)
		return twice
	}
	before := n.first
	n.first.Add(d)
	return n.first == before
}

// answer reports whether the value of a digest is among the answers.
func (p Private) answer(d Disclosure, buffer []byte) (found bool, err error) {
	for answer, err := range stored(p.Answers) {
		if err != nil {
			return false, err
		}
		if answer.code == d.code && answer.attempt == d.attempt {
			if digest, _ := answer.digest(buffer); digest != d.Digest {
				return false, errAnswers
			}
			found = true
		}
	}
	return found, nil
}
