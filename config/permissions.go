package config

import (
	"fmt"
	"os"

	"deletecall/privatefile"
	"deletecall/safetext"
)

// Modes that others must not have on a file.
const (
	readableByOthers = 0o044
	writableByOthers = 0o022
)

// checkPrivate returns what is wrong with the permissions of a file that holds
// a secret, or of one that can name commands to run; empty when nothing is.
func checkPrivate(path string, holdsSecrets bool) (problem, advice string) {
	info, err := os.Stat(path)
	if err != nil {
		return "can't be examined: " + privatefile.Cause(err), "check the path and its permissions"
	}
	forbidden := os.FileMode(writableByOthers)
	what := "can be written by others"
	if holdsSecrets {
		forbidden |= readableByOthers
		what = "holds a secret and can be read or written by others"
	}
	if info.Mode().Perm()&forbidden != 0 {
		return fmt.Sprintf("%s (mode %04o)", what, info.Mode().Perm()), "run: chmod 600 " + safetext.Line(path)
	}
	if owner, known := privatefile.Owner(info); known && owner != 0 && owner != privatefile.User() {
		return fmt.Sprintf("belongs to another user (uid %d)", owner), "use a file of your own"
	}
	return "", ""
}

// privateFile refuses a setting that names a secret file which is not private.
// It looks at loading time where the file's reader does not look at the mode.
func (p *problems) privateFile(key, path string) {
	if path == "" {
		return
	}
	if problem, advice := checkPrivate(path, true); problem != "" {
		p.add(key, "names "+safetext.Line(path)+", which "+problem, advice)
	}
}
