package store

import "deletecall/deletion"

// Work is what an update is about.
type Work struct {
	// Op says what is being done, for errors.
	Op string
	// IsLast says that a process is likely to record nothing after it: a store that puts in
	// order what it keeps when a process ends may do so at once, where that saves a sync.
	IsLast bool
	// OnlyLooks says that change writes nothing. The lock may be given back before it is called.
	OnlyLooks bool

	// What change is going to read: a store on a server reads it in the round trip that takes
	// the lock, since others wait during each further one.
	Intent *deletion.Intent // that is to be recorded: its target in doubt, and the holds
	Number int64            // of a record: its events
	Sizes  []int64          // of checkpoints that the history is compared with
}
