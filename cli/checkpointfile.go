package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"deletecall/config"
	"deletecall/history/proof"
	"deletecall/history/sqlite/place"
	"deletecall/privatefile"
	"deletecall/safetext"
)

var (
	errNotCheckpoints = errors.New("it holds something else than checkpoints, and was left as it is")
	errUnreadableFile = errors.New("it can't be read, so nobody knows whether it holds checkpoints")
)

// appendCheckpoint appends a checkpoint to the file for them, and returns when it is
// durable. What is not a file, and a file that holds something else, stays as it is.
func appendCheckpoint(path string, note []byte) error {
	file, err := openCheckpoints(path, os.O_CREATE)
	if err != nil {
		return err
	}
	text := append(bytes.Clone(note), '\n')
	if isTorn(file) {
		text = append([]byte("\n\n"), text...)
	}
	return privatefile.Append(file, text)
}

// isTorn reports whether a file does not end with a line's end: an earlier write was
// cut off, and must not swallow the next one.
func isTorn(file *os.File) bool {
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return false
	}
	last := make([]byte, 1)
	_, err = file.ReadAt(last, info.Size()-1)
	return err == nil && last[0] != '\n'
}

// openCheckpoints opens a file that checkpoints may be appended to. create is
// os.O_CREATE, or 0 where the file has to exist.
func openCheckpoints(path string, create int) (*os.File, error) {
	file, err := privatefile.Open(path, create|os.O_RDWR|os.O_APPEND)
	if err != nil {
		return nil, err
	}
	if err := looksLikeCheckpoints(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// looksLikeCheckpoints reads how a file begins. One that is empty may become one.
func looksLikeCheckpoints(file *os.File) error {
	begin := make([]byte, proof.LongestHead)
	n, err := file.ReadAt(begin, 0)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return errUnreadableFile
	case n > 0 && !proof.BeginsLikeCheckpoint(begin[:n]):
		return errNotCheckpoints
	}
	return nil
}

// lookTime bounds the look at the file for checkpoints when the program starts: it may
// be on a mount that does not answer.
const lookTime = time.Second

// checkCheckpointFile refuses, before anything is done, a file for checkpoints that is
// something else. What can't be looked at now is looked at when a checkpoint is carried.
func checkCheckpointFile(loaded *config.Config) error {
	path := loaded.Checkpoints.File
	if path == "" {
		return nil
	}
	if loaded.Log.File != "" && resolved(path) == resolved(loaded.Log.File) || isOurs(loaded, path) {
		return wrongCheckpointFile(path, errors.New("it is a file that deletecall keeps for something else"))
	}
	looked := make(chan error, 1)
	go func() { looked <- lookAtCheckpoints(path) }()
	select {
	case err := <-looked:
		if err != nil {
			return wrongCheckpointFile(path, err)
		}
	case <-time.After(lookTime):
	}
	return nil
}

// isOurs reports whether a file belongs to the history, or lies where the program keeps
// its keys and what it remembers of histories.
func isOurs(loaded *config.Config, path string) bool {
	if place.BelongsTo(loaded.Paths.History, path) {
		return true
	}
	folder := filepath.Dir(loaded.Paths.Config)
	for _, name := range []string{path, resolved(path)} {
		for _, kept := range []string{filepath.Join(folder, "keys"), filepath.Join(folder, "histories")} {
			if strings.HasPrefix(name, kept+"/") || strings.HasPrefix(name, resolved(kept)+"/") {
				return true
			}
		}
		if name == loaded.Paths.Config {
			return true
		}
	}
	return false
}

// resolved is a path without symbolic links, as far as it exists.
func resolved(path string) string {
	if whole, err := filepath.EvalSymlinks(path); err == nil {
		return whole
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return filepath.Join(folder, filepath.Base(path))
	}
	return filepath.Clean(path)
}

// lookAtCheckpoints returns why an existing file can't be the one for checkpoints. That
// it can't be opened is no reason: it may be fixed before a checkpoint is carried.
func lookAtCheckpoints(path string) error {
	file, err := openCheckpoints(path, 0)
	if err == nil {
		return file.Close()
	}
	var notOpened *fs.PathError
	if errors.As(err, &notOpened) {
		return nil
	}
	return err
}

func wrongCheckpointFile(path string, err error) error {
	return &usageError{fmt.Sprintf("checkpoints.file: %s can't take checkpoints: %s\nName another file under [checkpoints], one that does not exist yet.",
		safetext.Line(path), safetext.Line(err.Error()))}
}
