package config

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

func TestALeadingTildeIsTheHomeFolder(t *testing.T) {
	env := func(home string) func(string) (string, bool) {
		return func(name string) (string, bool) { return home, name == "HOME" }
	}
	for _, test := range []struct{ path, home, want, problem string }{
		{"~/x.db", "/home/alice", "/home/alice/x.db", ""},
		{"~", "/home/alice", "/home/alice", ""},
		{"~//a/../x", "/home/alice", "/home/alice/x", ""},
		{"./~/x.db", "/home/alice", "./~/x.db", ""},
		{"/a/~/x", "/home/alice", "/a/~/x", ""},
		{"x~", "/home/alice", "x~", ""},
		{"", "/home/alice", "", ""},
		{"-", "/home/alice", "-", ""},
		{"~bob/x.db", "/home/alice", "", "another user"},
		{"~+/x", "/home/alice", "", "another user"},
		{"$HOME/x.db", "/home/alice", "", "a variable"},
		{"${HOME}/x.db", "/home/alice", "", "a variable"},
		{"~/x.db", "", "", "HOME is not set"},
		{"~/x.db", "alice", "", "HOME is not set"},
	} {
		got, problem, hint := ExpandPath(test.path, env(test.home))
		if got != test.want || !strings.Contains(problem, test.problem) || (problem == "") != (hint == "") || (problem == "") != (test.problem == "") {
			t.Errorf("%q: %q, %q, %q", test.path, got, problem, hint)
		}
	}
}

// Every key that names a file, and every variable, is expanded or refused.
func TestPathsOfTheConfigurationAreExpanded(t *testing.T) {
	const paths = "history = \"~/x.db\"\n[log]\nfile = \"~/x.log\"\n[checkpoints]\nfile = \"~/x.check\"\ncommand = [\"~/x.sh\"]\n" +
		"[servers.a]\nurl = \"http://127.0.0.1\"\nca_file = \"~/ca.pem\"\napi_key_file = \"~/x.key\"\ntoken_command = [\"~/token\"]\n"
	s := withFile(t, paths)
	loaded := s.mustLoad(t)
	server := loaded.Servers[0]
	for got, want := range map[string]string{
		loaded.Paths.History: "x.db", loaded.Log.File: "x.log", loaded.Checkpoints.File: "x.check", loaded.Checkpoints.Command[0]: "x.sh",
		server.CAFile: "ca.pem", server.Credentials.apiKey.file: "x.key", server.Credentials.token.command[0]: "token",
	} {
		if got != filepath.Join(s.home, want) {
			t.Errorf("%s instead of %s in the home folder", got, want)
		}
	}
	for _, key := range []string{"history = \"$HOME/x\"", "[log]\nfile = \"~bob/x\"", "[servers.a]\nurl = \"http://127.0.0.1\"\npassword_file = \"$X/x\""} {
		_, err := withFile(t, key+"\n").load()
		var wrong *Error
		if !errors.As(err, &wrong) || !strings.Contains(wrong.Problems[0].What, "no shell has expanded") || wrong.Problems[0].Line == 0 {
			t.Errorf("%q: %v", key, err)
		}
	}
}
