package privatefile

import (
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// Examine looks at a name without following a link. It does not ask for times: since
// Linux 6.13 a file whose times were asked for gets new ones with every write, and
// each sync of the -wal would have to write them too: 0.1 ms more a deletion.
func Examine(path string) (Look, error) { return look(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW) }

// ExamineThrough looks at what a name leads to.
func ExamineThrough(path string) (Look, error) { return look(unix.AT_FDCWD, path, 0) }

// ExamineOpen looks at an open file.
func ExamineOpen(file *os.File) (Look, error) { return look(int(file.Fd()), "", unix.AT_EMPTY_PATH) }

func look(from int, path string, flags int) (Look, error) {
	var stat unix.Statx_t
	err := unix.Statx(from, path, flags, unix.STATX_TYPE|unix.STATX_MODE|unix.STATX_UID|unix.STATX_INO|unix.STATX_SIZE|unix.STATX_NLINK, &stat)
	if err != nil {
		return Look{}, &os.PathError{Op: "statx", Path: path, Err: err}
	}
	return Look{
		Identity: Identity{unix.Mkdev(stat.Dev_major, stat.Dev_minor), stat.Ino},
		Mode:     fileMode(stat.Mode),
		Owner:    int(stat.Uid),
		Size:     int64(stat.Size),
		Links:    uint64(stat.Nlink),
		// Before Linux 5.8 the mask has no such bit: then no file is known to be one.
		Mounted: stat.Attributes_mask&stat.Attributes&unix.STATX_ATTR_MOUNT_ROOT != 0,
	}, nil
}

// fileMode translates what matters here of a mode of the system (inode(7)).
func fileMode(mode uint16) fs.FileMode {
	translated := fs.FileMode(mode & 0o777)
	if mode&unix.S_ISVTX != 0 {
		translated |= fs.ModeSticky
	}
	switch mode & unix.S_IFMT {
	case unix.S_IFREG:
	case unix.S_IFDIR:
		translated |= fs.ModeDir
	case unix.S_IFLNK:
		translated |= fs.ModeSymlink
	case unix.S_IFIFO:
		translated |= fs.ModeNamedPipe
	case unix.S_IFSOCK:
		translated |= fs.ModeSocket
	case unix.S_IFBLK:
		translated |= fs.ModeDevice
	case unix.S_IFCHR:
		translated |= fs.ModeDevice | fs.ModeCharDevice
	default:
		translated |= fs.ModeIrregular
	}
	return translated
}
