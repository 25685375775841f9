package config

import (
	"fmt"
	"path/filepath"
	"strings"

	"deletecall/privatefile"
	"deletecall/safetext"
)

// writableByOthers are the modes that others must not have on a file, be its folder
// sticky or not.
const writableByOthers = 0o022

// givenFolder is the folder in which systemd puts the credentials of a service (systemd.exec(5), "Credentials");
// empty where there is none.
func givenFolder(lookupEnv func(string) (string, bool)) string {
	folder, _ := lookupEnv(credentialsDirectory)
	if !filepath.IsAbs(folder) {
		return ""
	}
	return filepath.Clean(folder)
}

const credentialsDirectory = "CREDENTIALS_DIRECTORY"

// isGiven reports whether a file is a credential that systemd gave.
func (p *problems) isGiven(path string) bool {
	return p.given != "" && strings.HasPrefix(filepath.Clean(path), p.given+"/")
}

// readableBesides are the modes that nobody but the owner and the owner's group may have on a credential that systemd
// gave: it belongs to root, and the service reads it as a member of the group, mode 0440.
const readableBesides = 0o037

// checkPrivate returns what is wrong with the permissions of a file that holds
// a secret, or of one that can name commands to run; empty when nothing is. given says that
// systemd gave the file.
func checkPrivate(path string, holdsSecrets, given bool) (problem, advice string) {
	look, err := privatefile.ExamineThrough(path)
	if err != nil {
		return "can't be examined: " + privatefile.Cause(err), "check the path and its permissions"
	}
	allowed, what := look.Mode.Perm()&writableByOthers == 0, "can be written by others"
	if holdsSecrets {
		allowed, what = look.IsPrivate(), "has a secret in it and can be read or written by others"
	}
	if given && look.Mode.IsRegular() && look.Mode.Perm()&readableBesides == 0 {
		allowed = true
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
	if path == "" || isUngiven(path) {
		return
	}
	if problem, advice := checkPrivate(path, true, p.isGiven(path)); problem != "" {
		p.add(key, "names "+safetext.Line(path)+", which "+problem, advice)
	}
}
