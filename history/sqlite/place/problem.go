package place

import (
	"errors"
	"syscall"

	"deletecall/deletion"
	"deletecall/privatefile"
)

// Problem turns an error of the system into one that says what is wrong in plain words,
// and what to do. A *[deletion.HistoryError] stays as it is; nil stays nil.
func Problem(op, path string, err error) error {
	if err == nil || errors.As(err, new(*deletion.HistoryError)) {
		return err
	}
	what, advice := Explain(err)
	return &deletion.HistoryError{Op: op, Path: path, Problem: what, Advice: advice, Err: err}
}

// Explain says what an error of the system means for a file, and what to do.
func Explain(err error) (what, advice string) {
	switch what, advice = privatefile.Explain(err); {
	case what == "":
		return "can't be used: " + err.Error(), "check the disk and the permissions; deletecall doctor shows more"
	case errors.Is(err, syscall.EROFS):
		advice = "keep the history on a disk that can be written"
	}
	return what, advice
}
