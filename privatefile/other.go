//go:build !linux

package privatefile

import (
	"os"
	"syscall"
)

// Examine looks at a name without following a link.
func Examine(path string) (Look, error) { return toLook(os.Lstat(path)) }

// ExamineThrough looks at what a name leads to.
func ExamineThrough(path string) (Look, error) { return toLook(os.Stat(path)) }

// ExamineOpen looks at an open file.
func ExamineOpen(file *os.File) (Look, error) { return toLook(file.Stat()) }

func toLook(info os.FileInfo, err error) (Look, error) {
	if err != nil {
		return Look{}, err
	}
	look := Look{Mode: info.Mode(), Size: info.Size()}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		look.Identity, look.Owner, look.Links = Identity{uint64(stat.Dev), stat.Ino}, int(stat.Uid), uint64(stat.Nlink)
	}
	return look, nil
}

// syncAround can't: only Linux waits for a whole file system.
func syncAround(_ string, why error) error { return why }
