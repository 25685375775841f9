package history

import "errors"

// ErrLost is the cause where a history is missing, or empty although it had records.
var ErrLost = errors.New("the history is missing")
