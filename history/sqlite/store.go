package sqlite

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/history/proof"
	"deletecall/history/sqlite/words"
	"deletecall/history/store"
	"deletecall/history/verify"
	"deletecall/safetext"
	"deletecall/secret"
)

// Options change what a [Store] does.
type Options struct {
	// Now is the clock; [time.Now] when nil.
	Now func() time.Time
	// BusyTime is how long a write waits for other processes; 5 s when zero.
	BusyTime time.Duration
	// Waiting is told what a write waits for that takes longer than BusyTime, once; it may be nil.
	Waiting func(what string)
	// ReadOnly opens a history that exists without changing anything in it or
	// beside it.
	ReadOnly bool
	// Salvages opens what is left of a history that was cut off, too. It reads a copy, which
	// takes as much room in the folder for temporary files.
	Salvages bool
	// Memory is a folder elsewhere that remembers which history was at a path, so
	// that one that is removed with all that is next to it is not begun again
	// unnoticed. Nothing is remembered when it is empty. It is made when needed.
	Memory string
	// SudoUID is the numeric user ID of the user who called sudo: where this process is root, the
	// history may be theirs. Empty for none.
	SudoUID string
	// Origin is the name under which checkpoints are to be issued, see [proof.CheckOrigin].
	// A history takes it with its first event and keeps it; another one is refused later.
	// Empty for the history's own.
	Origin string
	// Remembered returns the checkpoints of a history that are kept elsewhere. One that
	// does not continue them is not intact, and [Store.Restore] replaces it. It may be nil.
	Remembered func(store.History) []proof.Checkpoint

	// wrap lets tests put faults between what is recorded and this store.
	wrap func(store.Log) store.Log
	// statfs describes the file system; tests have it describe another one.
	statfs func(path string, into *unix.Statfs_t) error
}

// Store is an opened history. It may be used by several goroutines, and several
// processes may open the same one.
type Store struct {
	*store.Recorder // what is recorded, and how it is checked, written once for all stores
	*verify.Verifier

	*reading
	copying

	writer *writing     // nil when the history can only be read
	words  *words.Index // likewise

	unwritable error    // why the history can only be read
	missing    error    // records are missing at the end: what is left only gets outcomes that were put aside
	isCopy     bool     // it is not the history itself
	movedTo    string   // where the history went; empty where it is here
	foreignShm bool     // a -shm next to a copy is there only because we read it
	warnings   []string // what a reader should know

	mostWalked int    // see walk
	wanted     string // the origin that is configured
}

var _ store.History = (*Store)(nil)

// usable returns why nothing can be recorded, if so.
func (s *Store) usable() error {
	if s.unwritable != nil {
		return s.Unwritable()
	}
	return s.place.CheckIdentity()
}

// Readable returns why reading would end the process, if so.
func (s *Store) Readable() error { return s.place.CheckSHM() }

// Owns reports whether a path is one of this history's own files, which nothing
// else may ever be written to.
func (s *Store) Owns(path string) bool { return s.place.Owns(path) }

// Warnings says, in plain sentences, what a reader of this history should know:
// that it can only be read, that records are missing at its end, that the file
// system is not known.
func (s *Store) Warnings(ctx context.Context, known error) (warnings []string) {
	isFound := s.isCopy || errors.Is(s.unwritable, store.ErrDistrusted) // and reported otherwise
	if s.unwritable != nil && !isFound && !errors.Is(known, s.unwritable) {
		warnings = append(warnings, "The history can be read only: "+reason(s.unwritable))
	}
	warnings = append(warnings, s.warnings...)
	if err := s.place.CheckSearch(); err != nil {
		warnings = append(warnings, "Searches take longer. "+safetext.Line(hint.Sentences(err.Error())))
	}
	highest, err := s.place.AgreedNow(s.ID())
	if err == nil {
		_, err = s.checkComplete(ctx, s.reader, highest)
	}
	var failure *deletion.HistoryError
	if ctx.Err() == nil && errors.As(s.problem(readOp, err), &failure) && !errors.Is(known, failure) { // an interruption is nothing to warn of
		warnings = append(warnings, hint.Sentences(failure.Reason()))
	}
	return warnings
}

// IsArchive reports whether this is an archive of a history.
func (s *Store) IsArchive() bool { return s.mark == archiveMark }

// IsCopy reports whether this is a copy of a history: an archive, a backup, or a
// database that was copied by other means. A copy is only read.
func (s *Store) IsCopy() bool { return s.isCopy }

// IsInPlaceOfHistory reports whether the markers of this place remember a history that
// is kept here, also where what is found here now is a copy.
func (s *Store) IsInPlaceOfHistory() bool { return s.place.IsHome() }

// Unwritable is why nothing can be recorded in this history; nil when it can.
func (s *Store) Unwritable() error { return startAgain(s.unwritable) }

// Fingerprint is the keyed hash of an API key under this history's own key.
func (s *Store) Fingerprint(key secret.Text) (string, error) {
	return key.Fingerprint(s.fingerprintKey), nil
}

// Rights are none that could be told apart: whoever may write the file may change all of it.
func (s *Store) Rights(context.Context) (*store.Rights, error) { return nil, nil }

// Surroundings looks at the disk, and tries the locks by which processes see each other
// live.
func (s *Store) Surroundings() (around store.Surroundings, err error) {
	if around.Free, err = s.place.FreeSpace(); err == nil {
		around.Processes, err = s.place.Processes.Try()
	}
	return around, err
}
