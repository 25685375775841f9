package cli

import (
	"errors"
	"io"

	"deletecall/process"
)

// isReaderGone reports whether nothing went wrong but that the reader of standard output went away. Nobody
// has to be told: it was they who stopped reading (docs/decisions/process.md).
func isReaderGone(err error) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			if !isReaderGone(one) {
				return false
			}
		}
		return true
	}
	return errors.Is(err, process.ErrReaderGone)
}

// helpOutput is where cobra prints help. It keeps the first error of a write, which cobra would print uncleaned and
// end with 0.
type helpOutput struct {
	io.Writer
	err error
}

// Write implements [io.Writer].
func (o *helpOutput) Write(b []byte) (int, error) {
	if o.err == nil {
		_, o.err = o.Writer.Write(b)
	}
	return len(b), nil
}
