package history

import "errors"

// ErrLost is the cause where a history is missing, or empty although it had records.
var ErrLost = errors.New("the history is missing")

// RestoreCommand puts a backup in the place of a history.
const RestoreCommand = "deletecall history restore FILE"

// ErrSecondName is the cause where a history has a second name: what was recorded through
// one of them may be lost through the other.
var ErrSecondName = errors.New("the history has a second name")
