package sqlite

import (
	"sync"
)

// home is where a history is kept, as its markers remember it. A database that is not
// there is a copy: its original may go on elsewhere, and of two that go on, each would
// contradict what is signed over the other.
type home struct {
	file    fileIdentity
	path    string // its hash
	machine string // its hash
}

// here is the home of a history whose database is this file, in this place.
func (p place) here(file fileIdentity) home {
	return home{file: file, path: shortHash(p.path), machine: thisMachine()}
}

// isHere reports whether a history with this home is the one that is found here. It
// was at home when it is still the same file, wherever that was moved to: copying makes
// another one. The same path on the same machine is its home too, so that what a
// backup program put back there goes on. A device alone may get another number with
// every start of the system, and a container has another name with every start.
func (h home) isHere(here home) bool {
	samePath := h.path == here.path
	sameFile := h.file.inode == here.file.inode && (h.file.device == here.file.device || samePath)
	return sameFile || samePath && h.machine == here.machine
}

var thisMachine = sync.OnceValue(func() string { return shortHash(machine()) })
