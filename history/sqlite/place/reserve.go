package place

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"deletecall/deletion"
	"deletecall/privatefile"
)

const (
	reserveLength = 1 << 20
	// Below this much space nothing is sent, or a person is warned.
	leastSpace   = 4 << 20
	warningSpace = 64 << 20
)

// MakeReserve makes a file of real blocks, which can be freed when an outcome
// has to be written to a full disk.
func (p *Place) MakeReserve() error {
	if look, err := privatefile.Examine(p.reserve()); err == nil && look.Mode.IsRegular() && look.Size == reserveLength {
		return nil
	}
	if err := privatefile.WriteBytes(p.reserve(), privatefile.Replace, make([]byte, reserveLength)); err != nil {
		_ = os.Remove(p.reserve())
		return Problem("make the reserve for outcomes", p.reserve(), err)
	}
	return nil
}

// FreeReserve gives the reserve's space back to the disk.
func (p *Place) FreeReserve() { _ = os.Remove(p.reserve()) }

// FreeSpace is how many bytes are left on the disk of the history.
func (p *Place) FreeSpace() (bytes int64, err error) {
	var stat unix.Statfs_t
	if err := p.statfs(filepath.Dir(p.path), &stat); err != nil {
		return 0, Problem("look for space", p.path, err)
	}
	return int64(stat.Bavail) * int64(stat.Bsize), nil
}

// CheckSpace refuses and warns before the disk is full.
func (p *Place) CheckSpace() (warnings []string, err error) {
	free, err := p.FreeSpace()
	if err != nil {
		return nil, err
	}
	switch {
	case free < leastSpace:
		return nil, &deletion.HistoryError{Op: "record a deletion", Path: p.path,
			Problem: fmt.Sprintf("has only %s left on its disk and needs at least %s", inMiB(free), inMiB(leastSpace)), Advice: "free some space"}
	case free < warningSpace:
		return []string{fmt.Sprintf("The disk of the history has only %s left; below %s nothing is sent.", inMiB(free), inMiB(leastSpace))}, nil
	}
	return nil, nil
}

func inMiB(bytes int64) string { return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20)) }
