package store

// CommitError says that a commit failed or was not answered: it may have taken all the
// same.
type CommitError struct{ Err error }

// Error is that of the commit.
func (e *CommitError) Error() string { return e.Err.Error() }

// Unwrap returns what the commit failed with.
func (e *CommitError) Unwrap() error { return e.Err }

// BusyError says that others held the history for too long.
type BusyError struct{ Err error }

// Error is that of the store.
func (e *BusyError) Error() string { return e.Err.Error() }

// Unwrap returns what the store failed with.
func (e *BusyError) Unwrap() error { return e.Err }

// FullError says that more room may help.
type FullError struct{ Err error }

// Error is that of the store.
func (e *FullError) Error() string { return e.Err.Error() }

// Unwrap returns what the store failed with.
func (e *FullError) Unwrap() error { return e.Err }
