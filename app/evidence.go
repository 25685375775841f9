package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/history/carry"
	"deletecall/history/proof"
	"deletecall/history/store"
	"deletecall/safetext"
)

// Machine is what this machine knows of a history.
type Machine struct {
	Key       string // the public one; empty when there is none
	Given     []proof.NamedCheckpoint
	Signed    []proof.Checkpoint // the last one signed on this machine, where the history has to continue it
	Unchecked []string
	// Suspect is why others could have signed, or hidden what was signed: they can read the key, the
	// checkpoint next to it is not the one that it signed, or what a witness cosigned is damaged.
	Suspect []error
	// Unsigned is why nothing can be signed.
	Unsigned error
}

// Remembered returns what this machine remembers of a history: the last checkpoint that
// its key signed, and what witnesses cosigned. A copy may end before that; what it can't be
// compared with then is named as unchecked.
func (s *Session) Remembered(ctx context.Context, history store.History, isCopy bool) (m Machine) {
	ends := int64(math.MaxInt64)
	if size, _, err := history.TreeHead(ctx); isCopy && err == nil {
		ends = size
	}
	s.rememberCosigned(history, ends, &m, func(one carry.Cosigned) error {
		if err := cmp.Or(one.Unreadable, s.CosignedFault(ctx, history, one.Note)); err != nil {
			return &CosignedError{one.Name, one.Path, err}
		}
		return nil
	})
	s.rememberSigned(history, ends, &m)
	return m
}

// rememberCosigned does not depend on the key or its last checkpoint: after a power cut,
// or without the key, what a witness cosigned is all that is left to compare with.
func (s *Session) rememberCosigned(history store.History, ends int64, m *Machine, damage func(carry.Cosigned) error) {
	cosigned, err := s.Carrier(history).Cosigned()
	if err != nil {
		m.notCompared("What a witness cosigned", err)
	}
	for _, one := range cosigned {
		if err := damage(one); err != nil {
			m.Suspect = append(m.Suspect, err)
		} else if claimed, ok := proof.Claimed(one.Note); ok && claimed.Size <= ends {
			m.Given = append(m.Given, one.NamedCheckpoint)
		}
	}
}

func (s *Session) rememberSigned(history store.History, ends int64, m *Machine) {
	last, found, err := s.lastSigned(history, m)
	switch {
	case err != nil && !m.suspect(err):
		m.notCompared("The last checkpoint signed on this machine", err)
	case err != nil, !found:
	case last.Size > ends:
		m.Unchecked = append(m.Unchecked, fmt.Sprintf("This copy ends with event %d; the last checkpoint signed on this machine covers %s. Later events are in the history itself.",
			ends, safetext.Number(last.Size)))
	default:
		m.Signed = []proof.Checkpoint{last}
		m.Given = append(m.Given, proof.NamedCheckpoint{Name: proof.LastHere, Note: last.Note, Local: true})
	}
}

func (s *Session) lastSigned(history store.History, m *Machine) (last proof.Checkpoint, found bool, err error) {
	key, err := s.findKey(history)
	if err == nil {
		m.Key = key.Public()
		return key.LastSigned()
	}
	if m.suspect(err); !errors.Is(err, fs.ErrNotExist) {
		m.Unsigned = err
	}
	// What a lost, damaged or exchanged key signed is still next to it.
	return proof.LastBeside(s.SigningKeyPath(history))
}

// suspect notes what is wrong with the key or its last checkpoint, and reports whether anything is. A
// key that is missing or damaged gives nothing away.
func (m *Machine) suspect(err error) bool {
	if errors.Is(err, history.ErrUnguarded) || errors.As(err, new(*proof.CheckpointError)) {
		m.Suspect = append(m.Suspect, err)
		return true
	}
	return false
}

func (m *Machine) notCompared(what string, err error) {
	m.Unchecked = append(m.Unchecked, what+" was not compared. "+inOneLine(err))
}

// mustContinue are the checkpoints that this machine remembers: the last one that its key
// signed, and what witnesses cosigned, as far as they can be read. They are asked for
// before every intent, so no signature but that of the first one is checked: a checkpoint
// that somebody made up only keeps deletions from being sent. Damage to what a witness cosigned
// keeps none from it, and the next cosignature replaces it.
func (s *Session) mustContinue(history store.History) []proof.Checkpoint {
	var m Machine
	s.rememberSigned(history, math.MaxInt64, &m)
	s.rememberCosigned(history, math.MaxInt64, &m, func(carry.Cosigned) error { return nil })
	return m.Remembers()
}

// Remembers are the checkpoints that the history has to continue.
func (m Machine) Remembers() (all []proof.Checkpoint) {
	all = m.Signed
	for _, given := range m.Given {
		if claimed, ok := proof.Claimed(given.Note); ok && given.Name != proof.LastHere {
			all = append(all, claimed)
		}
	}
	return all
}

// Trusted returns the keys that checkpoints may be signed with: those given, or
// else the history's own and this machine's; and what that leaves unchecked.
func (m Machine) Trusted(ctx context.Context, history store.History, given []string) (keys, unchecked []string) {
	own, err := history.PublicKeys(ctx)
	if err != nil {
		return given, nil // verifying reports the error
	}
	if len(given) == 0 {
		if m.Key != "" {
			own = append(own, m.Key)
		}
		return own, nil
	}
	for _, key := range own {
		if !slices.ContainsFunc(given, func(other string) bool { return strings.TrimSpace(other) == key }) {
			unchecked = append(unchecked, fmt.Sprintf("The history names the public key %s, which was not given: checkpoints signed only with it were not trusted.",
				safetext.Bounded(key, 150)))
		}
	}
	return given, unchecked
}

// CheckedRecord returns a record that is to leave the history as evidence. Beyond what
// every reading of one record checks, no event may be missing, the history has to be the
// one that its markers remember, and to continue what this machine remembers of it. A copy
// may end before that.
func (s *Session) CheckedRecord(ctx context.Context, history store.History, number int64) (deletion.Record, error) {
	record, err := history.Record(ctx, number)
	if reason := history.Unwritable(); err == nil && errors.Is(reason, store.ErrDistrusted) {
		err = &DistrustError{reason}
	}
	if err == nil {
		err = s.CheckTree(ctx, history, history.IsCopy())
	}
	return record, err
}

// MayBeOlder reports whether what is only looked at may end before what this machine
// remembers of it: a copy may, and a server that follows another one. What is in the place of the history may not.
func MayBeOlder(history store.History) bool {
	return !IsReplaced(history) && (history.IsCopy() || history.Unwritable() != nil)
}

// IsReplaced reports whether a copy is where the history was. What moved away from there is none.
func IsReplaced(history store.History) bool {
	return history.IsCopy() && history.IsInPlaceOfHistory() && history.MovedTo() == ""
}

// CheckTree returns why nothing that leaves the history can be trusted, if so, as *[DistrustError]. Where ctx
// ended, the history's server did not answer, or a restore replaced the history, it is that, which says nothing of the history.
func (s *Session) CheckTree(ctx context.Context, opened store.History, mayBeOlder bool) error {
	var problems []error
	var unanswered error
	doubt := func(err error) {
		switch {
		case err == nil || ctx.Err() != nil:
		case store.IsUnanswered(err), errors.Is(err, history.ErrRestored):
			unanswered = err // once: every further question ends like it
		default:
			problems = append(problems, &DistrustError{err})
		}
	}
	doubt(opened.CheckTree(ctx))
	doubt(store.CheckEnd(ctx, opened))
	machine := s.Remembered(ctx, opened, mayBeOlder)
	for _, err := range machine.Suspect {
		doubt(err)
	}
	remembered := machine.Remembers()
	if !mayBeOlder {
		doubt(store.CheckKept(ctx, opened, remembered))
	}
	for _, checkpoint := range remembered {
		doubt(opened.Continues(ctx, checkpoint))
	}
	return errors.Join(append(problems, unanswered, ctx.Err())...)
}

// DistrustError says that evidence was asked of a history that is not, or may not be,
// what it was.
type DistrustError struct{ Err error }

func (e *DistrustError) Error() string { return e.Err.Error() }
func (e *DistrustError) Unwrap() error { return e.Err }

// Provable returns a checkpoint to prove records with, and the public key that
// signed it: one over the history as it is now or, where nothing can be recorded,
// as in an archive, the last one that it keeps.
func (s *Session) Provable(ctx context.Context, history store.History) (proof.Checkpoint, string, error) {
	if history.Unwritable() != nil {
		return lastKept(ctx, history)
	}
	checkpoint, err := s.SignAndCarry(ctx, history)
	if len(checkpoint.Note) == 0 {
		return checkpoint, "", err
	}
	checkpoint.Note = s.withCosignatures(history, checkpoint)
	if err != nil {
		s.Warn(err)
	}
	key, _, err := s.SigningKey(history)
	if err != nil {
		return checkpoint, "", err
	}
	return checkpoint, key.Public(), nil
}

// withCosignatures is the note of a checkpoint with what the witnesses added to it.
func (s *Session) withCosignatures(history store.History, checkpoint proof.Checkpoint) []byte {
	note := checkpoint.Note
	cosigned, err := s.Carrier(history).Cosigned()
	if err != nil {
		s.Warn(err)
	}
	for _, other := range cosigned {
		for _, asked := range s.witnesses {
			if whole, err := proof.AddCosignatures(note, proof.Signatures(other.Note), asked.Key); err == nil {
				note = whole
			}
		}
	}
	return note
}

func lastKept(ctx context.Context, history store.History) (proof.Checkpoint, string, error) {
	newest, found, err := history.NewestCheckpoint(ctx)
	if err != nil {
		return proof.Checkpoint{}, "", err
	}
	keys, err := history.PublicKeys(ctx)
	if err != nil || !found {
		return proof.Checkpoint{}, "", errors.Join(history.Unwritable(), err)
	}
	var problem error
	for _, key := range keys {
		checkpoint, err := proof.OpenCheckpoint(newest.Note, key)
		if err == nil {
			return checkpoint, key, nil
		}
		problem = err
	}
	return proof.Checkpoint{}, "", problem
}
