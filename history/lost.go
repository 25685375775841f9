package history

import "errors"

// ErrLost is the cause where a history is missing, or empty although it had records, and where its
// files were removed, exchanged or cut off while they were open.
var ErrLost = errors.New("the history is missing")

// ErrRestored is the cause where a restore puts another file in the place of a history, or did so while it
// was open. Whoever reads it meanwhile sees parts of both, which says nothing about either.
var ErrRestored = errors.New("the history was restored meanwhile")

// RestoreCommand puts a backup in the place of a history.
const RestoreCommand = "deletecall history restore FILE"

// ErrUnguarded is the cause where others can read or change something that belongs to a history, or
// where it has a second name: what was recorded through one of them may be lost through the other.
var ErrUnguarded = errors.New("the files of the history are not guarded")
