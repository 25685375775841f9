package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
)

// witness is what a small file beside the history remembers of it, so that one
// that was emptied, exchanged, or replaced by an older copy is not taken for the
// whole.
type witness struct {
	history string // see historyID
	highest int64  // the number of a record that was there
}

// witnessForm always has the same length, so that it can be overwritten in place.
const witnessForm = "history %s had records up to number %019d\n"

var errWitness = errors.New("it does not say what history it belongs to")

// historyID tells histories from one another. The key is random and made with
// the history; its hash gives nothing of it away.
func historyID(fingerprintKey []byte) string {
	hash := sha256.Sum256(append([]byte("deletecall history\x00"), fingerprintKey...))
	return hex.EncodeToString(hash[:16])
}

// readWitness also reports whether there is a witness at all; one that can't be
// understood is one.
func (p place) readWitness() (w witness, found bool, err error) {
	file, err := os.OpenFile(p.witness(), os.O_RDONLY|unix.O_NOFOLLOW, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return w, false, nil
	}
	if err != nil {
		return w, false, err
	}
	defer file.Close()
	content := make([]byte, 256)
	length, err := file.Read(content)
	if err != nil && length == 0 {
		return w, true, errors.Join(errWitness, err)
	}
	_, err = fmt.Sscanf(string(content[:length]), witnessForm, &w.history, &w.highest)
	if err != nil || fmt.Sprintf(witnessForm, w.history, w.highest) != string(content[:length]) {
		return w, true, errWitness
	}
	return w, true, nil
}

// makeWitness makes the witness durable.
func (p place) makeWitness(w witness) error {
	return p.replaceFile(p.witness(), fmt.Appendf(nil, witnessForm, w.history, w.highest))
}

// updateWitness notes a higher number. It is not synced: it costs a deletion
// nothing then, survives the end of the process, and lags by some seconds after a
// loss of power, where it only notices a little less.
func (p place) updateWitness(w witness) error {
	file, err := os.OpenFile(p.witness(), os.O_WRONLY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(fmt.Appendf(nil, witnessForm, w.history, w.highest), 0)
	return errors.Join(err, file.Close())
}

// testify returns the number up to which this history is known to have had
// records. A history without a witness gets one: it is new, or was moved here.
func (s *Store) testify() (highest int64, err error) {
	w, found, err := s.place.readWitness()
	mine := historyID(s.fingerprintKey)
	switch {
	case errors.Is(err, errWitness):
		return 0, &deletion.HistoryError{Op: "use the history", Path: s.place.witness(), Problem: "is damaged; it tells whether records are missing",
			Advice: "look at the newest records; if none is missing, remove this file", Err: err}
	case err != nil:
		return 0, problem("use the history", s.place.witness(), err)
	case !found:
		return 0, problem("make the witness of the history", s.place.witness(), s.place.makeWitness(witness{mine, 0}))
	case w.history != mine:
		return 0, &deletion.HistoryError{Op: "use the history", Path: s.place.path, Problem: "is not the history that was here before",
			Advice: fmt.Sprintf("put the right one back; to go on with this one on purpose, remove %q", s.place.witness())}
	}
	return w.highest, nil
}

// checkComplete refuses a history that ends before what its witness has seen.
func (s *Store) checkComplete(ctx context.Context, tx *sql.Tx, highest int64) (next int64, err error) {
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(number), 0) FROM event`).Scan(&last); err != nil {
		return 0, err
	}
	if last < highest {
		return 0, &deletion.HistoryError{Op: "use the history", Path: s.place.path,
			Problem: fmt.Sprintf("ends with record %d, although it had record %d: it is an older copy", last, highest),
			Advice:  fmt.Sprintf("put the newer one back; to go on with this one on purpose, remove %q", s.place.witness())}
	}
	return last + 1, nil
}

// lost is the error about a history of which only the witness is left.
func (p place) lost(what string) error {
	return &deletion.HistoryError{Op: openOp, Path: p.path, Problem: what,
		Advice: fmt.Sprintf("put it back from a copy; to begin a new history on purpose, remove %q", p.witness())}
}

// replaceFile writes a file for its owner only and makes it durable. At any time
// there is the old content or the new one.
func (p place) replaceFile(path string, content []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(p.path), filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) // after the renaming there is nothing to remove
	_, err = temporary.Write(content)
	if err == nil {
		err = temporary.Chmod(0o600) // whatever the umask says
	}
	if err == nil {
		err = temporary.Sync() // some file systems find out about a full disk only now
	}
	if err := errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	if err := os.Rename(temporary.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(p.path))
}

// WitnessOf names the witness of the history in a file.
func WitnessOf(path string) string { return place{path: path}.witness() }
