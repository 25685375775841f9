package place

import (
	"sync"

	"deletecall/privatefile"
)

// home is where a history is kept, as its markers remember it. A database that is not
// there is a copy: its original may go on elsewhere, and of two that go on, each would
// contradict what is signed over the other.
type home struct {
	file    privatefile.Identity
	path    string // its hash
	machine string // its hash
}

// here is the home of a history whose database is this file, in this place.
func (p *Place) here(file privatefile.Identity) home {
	return home{file: file, path: shortHash(p.path), machine: thisMachine()}
}

// isHere reports whether a history with this home is the one that is found here. It
// was at home when it is still the same file, wherever that was moved to: copying makes
// another one. The same path on the same machine is its home too, so that what a
// backup program put back there goes on. A device alone may get another number with
// every start of the system, and a container has another name with every start.
func (h home) isHere(here home) bool {
	samePath := h.path == here.path
	sameFile := h.file.Inode == here.file.Inode && (h.file.Device == here.file.Device || samePath)
	return sameFile || samePath && h.machine == here.machine
}

var thisMachine = sync.OnceValue(func() string { return shortHash(machine()) })

// IsHome reports whether a history that the markers remember is kept here. Where one
// can't be understood nobody knows, and opening says so.
func (p *Place) IsHome() bool {
	if len(p.known) == 0 {
		return false
	}
	look, err := privatefile.Examine(p.path)
	if err != nil {
		return true // opening shows what is wrong
	}
	for _, m := range p.known {
		if m.err != nil || m.home.isHere(p.here(look.Identity)) {
			return true
		}
	}
	return false
}
