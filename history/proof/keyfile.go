package proof

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/mod/sumdb/note"

	"deletecall/safetext"
)

// checkModes refuses a key that others can read, or exchange through its folder.
func checkModes(path string, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return keyProblem(path, err)
	}
	if !info.Mode().IsRegular() {
		return &KeyError{Path: path, Problem: "is not a file", Advice: "name another file for the key"}
	}
	if info.Mode().Perm()&0o077 != 0 {
		return &KeyError{Path: path, Problem: "can be read or written by others", Advice: fmt.Sprintf(
			"run: chmod 600 %q, and make a new key if others may have read it", path)}
	}
	folder := filepath.Dir(path)
	if info, err = os.Stat(folder); err != nil {
		return keyProblem(path, err)
	}
	// In a sticky folder such as /tmp others can't rename or remove our files.
	if info.Mode().Perm()&0o022 != 0 && info.Mode()&os.ModeSticky == 0 {
		return &KeyError{Path: path, Problem: "lies in a folder that others can write", Advice: fmt.Sprintf("run: chmod go-w %q", folder)}
	}
	return nil
}

// makeKey writes a new key. A process that starts at the same moment finds
// either no file or a whole one, and of two only one is made.
func makeKey(path, origin string) error {
	folder := filepath.Dir(path)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		err := os.MkdirAll(folder, 0o700)
		if err == nil {
			err = os.Chmod(folder, 0o700) // whatever the umask says
		}
		if err != nil {
			return err
		}
	}
	private, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return err
	}
	return writeDurably(path, []byte(private+"\n"), os.Link)
}

// writeDurably writes a file for its owner only, and puts it whole into its
// place. It returns only when the file is durable.
func writeDurably(path string, content []byte, place func(from, to string) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // O_EXCL, mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := place(file.Name(), path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func keyProblem(path string, err error) error {
	problem, advice := "can't be used: "+safetext.Line(err.Error()), "check the disk, the folder and its permissions"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		problem = "is missing"
	case errors.Is(err, fs.ErrPermission):
		problem, advice = "is not accessible for this user", "check owner and mode of the file and its folder"
	case errors.Is(err, syscall.ELOOP):
		problem, advice = "is a symbolic link", "name the file itself"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		problem, advice = "has no space left on its disk", "free some space"
	case errors.Is(err, syscall.EROFS):
		problem, advice = "lies on a read-only file system", "name another file for the key"
	}
	return &KeyError{Path: path, Problem: problem, Advice: advice, Err: err}
}
