package config

import (
	"path/filepath"
	"strings"

	"deletecall/safetext"
)

// ExpandPath replaces a leading ~ with the home folder, as a shell does. What only a
// shell can replace is refused: problem says what it is, and hint what to do. A
// folder that is called ~ or $HOME is never made.
func ExpandPath(path string, lookupEnv func(string) (string, bool)) (expanded, problem, hint string) {
	const writeOut = "write the whole path; for a file of this very name put ./ before it"
	rest, isHome := strings.CutPrefix(path, "~")
	switch {
	case strings.HasPrefix(path, "$"):
		return "", "begins with a variable that no shell has expanded", writeOut
	case !isHome:
		return path, "", ""
	case rest != "" && rest[0] != '/':
		return "", "begins with another user's home folder, which no shell has expanded", writeOut
	}
	home, _ := lookupEnv("HOME")
	if !filepath.IsAbs(home) {
		return "", "begins with ~, and HOME is not set to an absolute path", "set HOME, or " + writeOut
	}
	return filepath.Join(home, rest), "", ""
}

// givenPrefix begins the path of a credential that systemd gives.
const givenPrefix = "$" + credentialsDirectory + "/"

// isUngiven reports whether a path names a credential of systemd where it gave none.
func isUngiven(path string) bool { return strings.HasPrefix(path, givenPrefix) }

// ungiven is the problem of a path that is used all the same.
func ungiven(key, path string) Problem {
	return Problem{Where: key, What: "names " + safetext.Line(path) + ", a credential of systemd, and CREDENTIALS_DIRECTORY is not set to an absolute path",
		Hint: "run this in a service with LoadCredential=, where systemd sets it, or name another file"}
}

func (f *file) expandPaths(lookupEnv func(string) (string, bool), p *problems) {
	expand := func(key string, path *string) {
		expanded, problem, hint := ExpandPath(*path, lookupEnv)
		if problem != "" {
			p.add(key, problem, hint)
		}
		*path = expanded
	}
	program := func(key string, command []string) {
		if len(command) > 0 {
			expand(key, &command[0])
		}
	}
	if !IsHistoryURL(f.History) {
		expand("history", &f.History)
	}
	expand("log.file", &f.Log.File)
	expand("checkpoints.file", &f.Checks.File)
	program("checkpoints.command", f.Checks.Command)
	// A service names what systemd gave it without knowing where that is.
	secret := func(key string, path *string) {
		rest, isGiven := strings.CutPrefix(*path, givenPrefix)
		switch {
		case isGiven && p.given != "":
			*path = filepath.Join(p.given, rest)
		case !isGiven:
			expand(key, path)
		}
		// Else it stays as it is: only who uses this server needs it, see [source.read].
	}
	secret("history_password_file", &f.HistoryPasswordFile)
	program("history_password_command", f.HistoryPasswordCommand)
	for name, server := range f.Servers {
		key := "servers." + name + "."
		expand(key+"ca_file", &server.CAFile)
		expand(key+"client_certificate", &server.ClientCertificate)
		secret(key+"client_key", &server.ClientKey)
		secret(key+"api_key_file", &server.APIKeyFile)
		secret(key+"token_file", &server.TokenFile)
		secret(key+"password_file", &server.PasswordFile)
		program(key+"api_key_command", server.APIKeyCommand)
		program(key+"token_command", server.TokenCommand)
		program(key+"password_command", server.PasswordCommand)
		f.Servers[name] = server
	}
}
