package config

import (
	"fmt"

	"deletecall/privatefile"
	"deletecall/safetext"
)

// writableByOthers are the modes that others must not have on a file, be its folder
// sticky or not.
const writableByOthers = 0o022

// checkPrivate returns what is wrong with the permissions of a file that holds
// a secret, or of one that can name commands to run; empty when nothing is.
func checkPrivate(path string, holdsSecrets bool) (problem, advice string) {
	look, err := privatefile.ExamineThrough(path)
	if err != nil {
		return "can't be examined: " + privatefile.Cause(err), "check the path and its permissions"
	}
	allowed, what := look.Mode.Perm()&writableByOthers == 0, "can be written by others"
	if holdsSecrets {
		allowed, what = look.IsPrivate(), "has a secret in it and can be read or written by others"
	}
	if !allowed && !look.Mode.IsRegular() {
		return fmt.Sprintf("is not a regular file (mode %04o)", look.Mode.Perm()), "name a regular file that only you can read"
	}
	if !allowed {
		return fmt.Sprintf("%s (mode %04o)", what, look.Mode.Perm()), "run: chmod 600 " + safetext.Line(path)
	}
	if look.Owner != 0 && look.Owner != privatefile.User() {
		return fmt.Sprintf("belongs to another user (uid %d)", look.Owner), "use a file of your own"
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
