//go:build !linux

package sqlite

import (
	"os"
	"syscall"
)

// checkFileSystem knows the file systems of Linux only.
func (p *place) checkFileSystem() error { return nil }

// lookAt looks at a name without following a link.
func lookAt(path string) (fileLook, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return fileLook{}, err
	}
	look := fileLook{regular: info.Mode().IsRegular(), size: info.Size()}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		look.identity = fileIdentity{uint64(stat.Dev), stat.Ino}
	}
	return look, nil
}
