//go:build !linux

package place

import (
	"os"
	"syscall"
)

// checkFileSystem knows the file systems of Linux only.
func (p *Place) checkFileSystem() error { return nil }

// lookAt looks at a name without following a link.
func lookAt(path string) (fileLook, error) { return toLook(os.Lstat(path)) }

// lookThrough looks at what a name leads to.
func lookThrough(path string) (fileLook, error) { return toLook(os.Stat(path)) }

func toLook(info os.FileInfo, err error) (fileLook, error) {
	if err != nil {
		return fileLook{}, err
	}
	look := fileLook{mode: info.Mode(), size: info.Size()}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		look.identity, look.owner, look.links = fileIdentity{uint64(stat.Dev), stat.Ino}, int(stat.Uid), uint64(stat.Nlink)
	}
	return look, nil
}
