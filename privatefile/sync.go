package privatefile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Append writes to a file that was opened for appending, and closes it. When it
// returns, content and name are durable: the file may be a new one, or one whose name
// an earlier call could not sync.
func Append(file *os.File, content []byte) error {
	_, err := file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	return SyncName(file.Name())
}

// Empty cuts a file off to nothing, durably.
func Empty(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	return file.Sync()
}

// SyncContent makes durable what anybody wrote to an open file.
func SyncContent(file *os.File) error { return file.Sync() }

// SyncName makes the name of a file or folder durable, with every other change of
// names in the same folder before it. Only two answers of the system are taken for
// "done": see hasNoSync.
//
// A folder that may be written but not read can't be opened, and so not be synced by
// itself. There the whole file system is synced, through the file.
func SyncName(path string) error {
	folder, err := os.Open(Folder(path))
	if errors.Is(err, fs.ErrPermission) {
		return syncAround(path, err)
	}
	if err != nil {
		return err
	}
	err = folder.Sync()
	if hasNoSync(err) {
		err = nil
	}
	return errors.Join(err, folder.Close())
}

// hasNoSync reports whether a file system has no sync of folders, in which case there
// is nothing more that a program can do for a name. EINVAL is what Linux answers for a
// file system that implements none (SMB, some of FUSE); ENOSYS, ENOTSUP and EOPNOTSUPP
// ([errors.ErrUnsupported]) are what network and FUSE file systems answer themselves.
// Everything else, such as EIO or ENOSPC, says that the name may be lost.
func hasNoSync(err error) bool {
	return errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported)
}
