package sqlite

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// witness is what a small file, the marker, remembers of a history, so that one that
// was removed, emptied, exchanged, or replaced by an older copy is not taken for the
// whole, and a copy not for the history. One marker is next to the history. Another
// one is with the configuration, under the name of the history's path: it knows what
// was there when the history was removed together with all that was next to it.
type witness struct {
	history string // see historyID
	highest int64  // the number of a record that was there
	home    home   // where the history is kept
}

// A marker always has the same length, so that it can be overwritten in place.
const (
	witnessForm = "history %s had records up to number %019d\n"
	homeForm    = "in the file %016x:%016x with the path %s on the machine %s\n"
)

var errWitness = errors.New("it does not say what history it belongs to")

func (w witness) line() []byte {
	line := fmt.Appendf(nil, witnessForm, w.history, w.highest)
	return fmt.Appendf(line, homeForm, w.home.file.device, w.home.file.inode, w.home.path, w.home.machine)
}

// historyID tells histories from one another. The key is random and made with
// the history; its hash gives nothing of it away.
func historyID(fingerprintKey []byte) string {
	hash := sha256.Sum256(append([]byte("deletecall history\x00"), fingerprintKey...))
	return hex.EncodeToString(hash[:16])
}

// readWitness also reports whether there is a witness at all; one that can't be
// understood is one.
func readWitness(path string) (w witness, found bool, err error) {
	file, err := openRegular(path, os.O_RDONLY)
	if errors.Is(err, fs.ErrNotExist) {
		return w, false, nil
	}
	if err != nil {
		return w, false, err
	}
	defer file.Close()
	content := make([]byte, 512)
	length, err := file.Read(content)
	if err != nil && length == 0 {
		return w, true, errors.Join(errWitness, err)
	}
	_, err = fmt.Sscanf(string(content[:length]), witnessForm+homeForm, &w.history, &w.highest,
		&w.home.file.device, &w.home.file.inode, &w.home.path, &w.home.machine)
	if err != nil || !bytes.HasPrefix(content[:length], w.line()) {
		return w, true, errWitness
	}
	return w, true, nil
}

// updateWitness notes a higher number. It is not synced: it costs a deletion
// nothing then, survives the end of the process, and lags by some seconds after a
// loss of power, where it only notices a little less.
func updateWitness(path string, w witness) error {
	file, err := openRegular(path, os.O_WRONLY)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(w.line(), 0)
	return errors.Join(err, file.Close())
}

// remoteWitness is the file that remembers, elsewhere, what history had a path.
func remoteWitness(folder, path string) string {
	return filepath.Join(folder, shortHash(path))
}

func shortHash(text string) string {
	hash := sha256.Sum256([]byte(text))
	return hex.EncodeToString(hash[:16])
}

// updateRemoteWitness makes the witness durable when it is the first record of
// this history that it sees.
func updateRemoteWitness(file, path string, w witness) error {
	err := updateWitness(file, w)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := makeFolder(filepath.Dir(file)); err != nil {
		return err
	}
	return replaceFile(file, fmt.Appendf(w.line(), "the history is %q\n", path))
}

var errNotAFile = errors.New("it is not a file")

// openRegular opens a file that is one, without following a link: a pipe in its
// place would be waited for, for ever.
func openRegular(path string, flag int) (*os.File, error) {
	file, err := os.OpenFile(path, flag|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errNotAFile
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// replaceFile writes a file for its owner only and makes it durable. At any time
// there is the old content or the new one.
func replaceFile(path string, content []byte) error {
	folder := filepath.Dir(path)
	temporary, err := os.CreateTemp(folder, filepath.Base(path)+"-*")
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
	return syncFolder(folder)
}
