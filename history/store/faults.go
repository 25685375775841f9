package store

import "errors"

// CommitError says that a commit failed or was not answered: it may have taken all the
// same.
type CommitError struct{ Err error }

func (e *CommitError) Error() string { return e.Err.Error() }
func (e *CommitError) Unwrap() error { return e.Err }

// BusyError says that others held the history for too long.
type BusyError struct{ Err error }

func (e *BusyError) Error() string { return e.Err.Error() }
func (e *BusyError) Unwrap() error { return e.Err }

// FullError says that more room may help.
type FullError struct{ Err error }

func (e *FullError) Error() string { return e.Err.Error() }
func (e *FullError) Unwrap() error { return e.Err }

// DamageError says that what is stored can't be what was written: a page is garbage or
// missing, a value that every history has is not there. It is the cause in a
// *[deletion.HistoryError].
type DamageError struct{ Err error }

func (e *DamageError) Error() string { return e.Err.Error() }
func (e *DamageError) Unwrap() error { return e.Err }

// UnansweredError says that a history could not be asked: its server was restarted, the connection
// was cut, a limit ended the reading, or this process can open no more files. It says nothing about what is stored.
type UnansweredError struct{ Err error }

func (e *UnansweredError) Error() string { return e.Err.Error() }
func (e *UnansweredError) Unwrap() error { return e.Err }

// IsUnanswered reports whether an error says only that a history could not be asked.
func IsUnanswered(err error) bool {
	return errors.As(err, new(*UnansweredError)) && !IsDamage(err)
}

// IsDamage reports whether an error says that a history is damaged, as against one that
// can't be reached, read or written now. A list with gaps is damaged too.
func IsDamage(err error) bool {
	return errors.As(err, new(*DamageError)) || errors.As(err, new(*ListError))
}
