package privatefile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"deletecall/safetext"
)

// Look is what one look at a name shows.
type Look struct {
	Identity Identity
	Mode     fs.FileMode
	Owner    int // numeric user ID
	Size     int64
	Links    uint64 // how many names the file has
	Mounted  bool   // the name is a mount of its own, as far as the system says so
}

// Identity tells a file from another one that took its name.
type Identity struct{ Device, Inode uint64 }

// IsSame reports whether two names lead to one file, as a link does.
func IsSame(a, b string) bool {
	one, err := ExamineThrough(a)
	other, otherErr := ExamineThrough(b)
	return err == nil && otherErr == nil && one.Identity == other.Identity
}

// IsPrivate reports whether nobody but the owner can read or write the file.
func (l Look) IsPrivate() bool { return l.Mode.Perm()&0o066 == 0 }

// IsGuarded reports whether others can't change the file or, in a folder, exchange what
// is there. In a sticky folder such as /tmp they can't rename or remove what is ours.
func (l Look) IsGuarded() bool { return l.Mode.Perm()&0o022 == 0 || l.Mode&fs.ModeSticky != 0 }

// User is the numeric user ID under which the system lets this process touch files. It
// is that of the process, whoever its sessions serve.
func User() int { return os.Geteuid() }

// Cause is the reason in an error about a file, without the operation and the path,
// which the message around it names.
func Cause(err error) string {
	var (
		path *fs.PathError
		link *os.LinkError
		call *os.SyscallError
	)
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	case errors.As(err, &call):
		err = call.Err
	}
	return safetext.Line(err.Error())
}

// IsOther reports whether a file can't be read because it is none that this program wrote: a pipe,
// a folder, a device or a link is in its place, far more than was written, or what others can change.
func IsOther(err error) bool {
	return errors.Is(err, ErrShared) || errors.Is(err, ErrNotRegular) || errors.Is(err, ErrWaits) || errors.Is(err, ErrTooLong) || errors.Is(err, syscall.ELOOP)
}

// Explain puts an error about a file into words: a phrase that goes on after the path,
// and what to do. Both are empty for an error that it does not know.
func Explain(err error) (problem, advice string) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "is missing", "check the path"
	case errors.Is(err, fs.ErrPermission):
		return "is not accessible to this user", "check owner and mode of the file and its folder"
	case errors.Is(err, ErrLocked):
		return "is locked by another program", "quit the program that locks it, then try again"
	case errors.Is(err, ErrNotRegular), errors.Is(err, ErrWaits):
		return "is not a file", "name a file"
	case errors.Is(err, syscall.ELOOP):
		return "is a symbolic link", "name the file itself"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "has no space left on its disk", "free some space"
	case errors.Is(err, syscall.EFBIG):
		return "can't be written: files may not be that large here", "raise the limit of file sizes (ulimit -f), or name a file on another disk"
	case errors.Is(err, syscall.EROFS):
		return "is on a read-only file system", "name a file elsewhere"
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return "can't be opened: too many files are open", "close programs or raise the limit of open files"
	case errors.Is(err, syscall.EIO):
		return "can't be read or written: the disk reports an error (" + Cause(err) + ")", "check the disk"
	}
	return "", ""
}

// CheckWritable returns why this process can't write what a name leads to, without opening it.
func CheckWritable(path string) error { return unix.Access(path, unix.W_OK) }
