package proof

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/mod/sumdb/note"

	"deletecall/history"
	"deletecall/privatefile"
)

// readPrivate reads a private key that nobody else can read or exchange.
func readPrivate(path string) (text string, err error) {
	file, err := privatefile.Open(path, os.O_RDONLY|privatefile.NoFollow)
	if err != nil {
		return "", keyProblem(path, err)
	}
	defer file.Close()
	if err := checkModes(path, file); err != nil {
		return "", err
	}
	content, err := privatefile.ReadFile(file, maxNote)
	if err != nil {
		return "", keyProblem(path, err)
	}
	text = strings.TrimSpace(string(content))
	clear(content)
	return text, nil
}

func damagedKey(path string, err error) error {
	return &KeyError{Path: path, Problem: "is damaged or not a key",
		Advice: "restore a copy of it\nwithout one, move it away: a new key is then made, and everybody who verifies needs its public key", Err: err}
}

// checkModes refuses a key that others can read, or exchange through its folder.
func checkModes(path string, file *os.File) error {
	look, err := privatefile.ExamineOpen(file)
	if err != nil {
		return keyProblem(path, err)
	}
	if !look.IsPrivate() {
		return &KeyError{Path: path, Problem: "can be read or written by others", Advice: fmt.Sprintf(
			"run: chmod 600 %q, and make a new key if others may have read it", path), Err: history.ErrUnguarded}
	}
	folder := filepath.Dir(path)
	if look, err = privatefile.ExamineThrough(folder); err != nil {
		return keyProblem(path, err)
	}
	if !look.IsGuarded() {
		return &KeyError{Path: path, Problem: "is in a folder that others can write", Advice: fmt.Sprintf("run: chmod go-w %q", folder),
			Err: history.ErrUnguarded}
	}
	return nil
}

// makeKey writes a new key. A process that starts at the same moment finds
// either no file or a whole one, and of two only one is made.
func makeKey(path, origin string) error {
	if err := privatefile.MakeFolder(filepath.Dir(path)); err != nil {
		return err
	}
	private, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return err
	}
	return privatefile.WriteBytes(path, privatefile.New, []byte(private+"\n"))
}

func keyProblem(path string, err error) error {
	problem, advice := privatefile.Explain(err)
	switch {
	case problem == "":
		problem, advice = "can't be used: "+privatefile.Cause(err), "check the disk, the folder and its permissions"
	case errors.Is(err, fs.ErrNotExist):
		advice = "check the disk, the folder and its permissions"
	case errors.Is(err, privatefile.ErrNotRegular), errors.Is(err, syscall.EROFS):
		advice = "name another file for the key"
	}
	return &KeyError{Path: path, Problem: problem, Advice: advice, Err: err}
}
