package apiclient

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// maxPEMLength is more than all the authorities of the world take.
const maxPEMLength = 4 << 20 // bytes

var (
	errNoFile     = errors.New("it is not a file")
	errPEMTooLong = errors.New("it is longer than 4 MiB")
)

// readPEM reads a file of bounded length. A pipe in its place is refused, not waited
// for.
func readPEM(path string) ([]byte, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	content, err := io.ReadAll(io.LimitReader(file, maxPEMLength+1))
	if err == nil && len(content) > maxPEMLength {
		err = errPEMTooLong
	}
	return content, err
}
