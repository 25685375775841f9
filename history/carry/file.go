package carry

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"deletecall/history/proof"
	"deletecall/privatefile"
)

var (
	errNotCheckpoints = errors.New("it contains something other than checkpoints and was left unchanged")
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

// CheckFile returns why a file can't be one for checkpoints. What can't be looked at in
// time is looked at when a checkpoint is carried.
func CheckFile(path string) error {
	looked := make(chan error, 1)
	go func() { looked <- lookAtCheckpoints(path) }()
	select {
	case err := <-looked:
		return err
	case <-time.After(lookTime):
		return nil
	}
}

// lookAtCheckpoints returns why an existing file can't be the one for checkpoints. That
// it can't be opened is no reason: it may be fixed before a checkpoint is carried.
func lookAtCheckpoints(path string) error {
	file, err := openCheckpoints(path, 0)
	if err == nil {
		return file.Close()
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return nil
	}
	return err
}
