package postgres

import (
	"errors"
	"io/fs"
	"net/url"

	"deletecall/privatefile"
)

// fileSettings are the settings of a URL that name a file.
var fileSettings = []string{"sslrootcert", "sslcert", "sslkey", "passfile", "servicefile"}

// maxNamedFile is more than all the authorities of the world take.
const maxNamedFile = 4 << 20 // bytes

// checkNamedFiles refuses a URL that names a pipe, which the library would wait for, or a file
// without an end, which it would read whole. What is wrong with another file it says itself.
func checkNamedFiles(address string) *fs.PathError {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil // it is refused anyway
	}
	for _, setting := range fileSettings {
		path := parsed.Query().Get(setting)
		_, err := privatefile.Read(path, maxNamedFile)
		if errors.Is(err, privatefile.ErrNotRegular) || errors.Is(err, privatefile.ErrTooLong) {
			return &fs.PathError{Op: setting, Path: path, Err: err}
		}
	}
	return nil
}
