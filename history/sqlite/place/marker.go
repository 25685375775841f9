package place

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"deletecall/privatefile"
)

// marker is what a small file remembers of a history, so that one that was removed,
// emptied, exchanged, or replaced by an older copy is not taken for the whole, and a copy
// not for the history. One marker is next to the history. Another one is with the configuration, under the name of the history's path: it knows what
// was there when the history was removed together with all that was next to it.
type marker struct {
	history string // see [Place.Note]
	highest int64  // the number of a record that was there
	home    home   // where the history is kept
}

// A marker always has the same length, so that it can be overwritten in place.
const (
	markerForm = "history %s had records up to number %019d\n"
	// pathForm ends a marker that is kept elsewhere.
	pathForm = "the history is %q\n"
	homeForm = "in the file %016x:%016x with the path %s on the machine %s\n"
)

// mostOfMarker bounds a marker, with a path, in bytes.
const mostOfMarker = 1 << 15

// mostMarkers bounds how many files next to the markers in memory are looked at.
const mostMarkers = 100_000

var errMarker = errors.New("it does not say what history it belongs to")

func (m marker) line() []byte {
	line := fmt.Appendf(nil, markerForm, m.history, m.highest)
	return fmt.Appendf(line, homeForm, m.home.file.Device, m.home.file.Inode, m.home.path, m.home.machine)
}

// readMarker also reports whether there is a marker at all; one that can't be
// understood, or that is no file, is one.
func readMarker(path string) (m marker, found bool, err error) {
	file, err := privatefile.Open(path, os.O_RDONLY|privatefile.NoFollow)
	if errors.Is(err, fs.ErrNotExist) {
		return m, false, nil
	}
	if privatefile.IsOther(err) {
		return m, true, errors.Join(errMarker, err)
	}
	if err != nil {
		return m, false, err
	}
	defer file.Close()
	if err := privatefile.CheckGuarded(file); err != nil {
		return m, true, errors.Join(errMarker, err)
	}
	content := make([]byte, 512)
	length, err := file.Read(content)
	if err != nil && length == 0 {
		return m, true, errors.Join(errMarker, err)
	}
	_, err = fmt.Sscanf(string(content[:length]), markerForm+homeForm, &m.history, &m.highest,
		&m.home.file.Device, &m.home.file.Inode, &m.home.path, &m.home.machine)
	if err != nil || !bytes.HasPrefix(content[:length], m.line()) {
		return m, true, errMarker
	}
	return m, true, nil
}

// updateMarker notes a higher number. It is not synced: it costs a deletion
// nothing then, survives the end of the process, and lags by some seconds after a
// loss of power, where it only notices a little less.
func updateMarker(path string, m marker) error {
	file, err := privatefile.Open(path, os.O_WRONLY|privatefile.NoFollow)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(m.line(), 0)
	return errors.Join(err, file.Close())
}

// remoteMarker is the file that remembers, elsewhere, what history had a path.
func remoteMarker(folder, path string) string {
	return filepath.Join(folder, shortHash(path))
}

func shortHash(text string) string {
	hash := sha256.Sum256([]byte(text))
	return hex.EncodeToString(hash[:16])
}

// updateRemoteMarker makes the marker durable when it is the first record of
// this history that it sees.
func updateRemoteMarker(file, path string, m marker) error {
	err := updateMarker(file, m)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := privatefile.MakeFolder(filepath.Dir(file)); err != nil {
		return err
	}
	return privatefile.WriteBytes(file, privatefile.Replace, fmt.Appendf(m.line(), pathForm, path))
}

// Homes are the paths under which memory knows the history with this ID, of which a copy
// may have been made.
func Homes(memory, id string) (paths []string) {
	files, _ := privatefile.Names(memory, mostMarkers) // without the folder, it knows none
	for _, file := range files {
		text, err := privatefile.Read(filepath.Join(memory, file), mostOfMarker)
		if err != nil {
			continue
		}
		var m marker
		var path string
		if _, err := fmt.Sscanf(string(text), markerForm+homeForm+pathForm, &m.history, &m.highest,
			&m.home.file.Device, &m.home.file.Inode, &m.home.path, &m.home.machine, &path); err == nil && m.history == id {
			paths = append(paths, path)
		}
	}
	return paths
}
