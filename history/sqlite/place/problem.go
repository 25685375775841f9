package place

import (
	"errors"
	"io/fs"
	"syscall"

	"deletecall/deletion"
)

// Problem turns an error of the system into one that says what is wrong in plain words,
// and what to do. A *[deletion.HistoryError] stays as it is; nil stays nil.
func Problem(op, path string, err error) error {
	var said *deletion.HistoryError
	if err == nil || errors.As(err, &said) {
		return err
	}
	what, advice := Explain(err)
	return &deletion.HistoryError{Op: op, Path: path, Problem: what, Advice: advice, Err: err}
}

// Explain says what an error of the system means for a file, and what to do.
func Explain(err error) (what, advice string) {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "has no space left on its disk", "free some space"
	case errors.Is(err, fs.ErrPermission):
		return "is not accessible for this user", "check owner and mode of the file and its folder"
	case errors.Is(err, syscall.EROFS):
		return "lies on a read-only file system", "name another file with --history"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "can't be opened: too many files are open", "close programs or raise the limit of open files"
	case errors.Is(err, syscall.EIO):
		return ExplainDisk(err)
	}
	return "can't be used: " + err.Error(), "check the disk and the permissions; deletecall doctor tells more"
}

// ExplainDisk is [Explain] for an error that is known to be the disk's.
func ExplainDisk(err error) (what, advice string) {
	return "can't be read or written: the disk reports an error (" + err.Error() + ")", "check the disk"
}
