package config_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/config"
	"deletecall/deletion"
	"deletecall/secret"
)

func noEnvironment(string) (string, bool) { return "", false }

func branch() config.NewServer {
	return config.NewServer{Name: "branch.1", URL: "Verba.example.com/verba", Note: `the "old" office \ 2`, TLSPin: "sha256:" + strings.Repeat("ab", 32), APIKeyCommand: []string{"pass", "show", "a key"}}
}

func TestAnAddedServerIsReadAsItWasMeant(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "config.toml")
	practice := config.NewServer{Name: "lab", URL: "http://127.0.0.1:8088", Practice: true, APIKeyFile: "/keys/lab"}
	tunnel := config.NewServer{Name: "tunnel", URL: "http://127.0.0.1:9088", APIKeyFile: "/keys/tunnel"}
	login := config.NewServer{Name: "user", URL: "https://a", APIKeyPrompt: true, User: `o'brien "api"`, PasswordFile: "/keys/login.password"}
	asked := config.NewServer{Name: "user-asked", URL: "https://a", APIKeyFile: "/keys/a", User: "api", PasswordPrompt: true}
	for _, server := range []config.NewServer{branch(), practice, tunnel, login, asked} {
		if err := config.AddServer(path, server, noEnvironment); err != nil {
			t.Fatal(err)
		}
	}
	loaded, err := config.Load(config.Sources{Flags: config.Flags{Config: path, History: "/h"}, LookupEnv: noEnvironment})
	if err != nil {
		t.Fatal(err)
	}
	if len(loaded.Servers) != 5 {
		t.Fatalf("%d servers", len(loaded.Servers))
	}
	first, lab := loaded.Servers[0], loaded.Servers[1]
	if first.Name != "branch.1" || first.Endpoint != "https://verba.example.com/verba/api" || first.Note != branch().Note || first.Confirm != deletion.ConfirmTyped {
		t.Errorf("read as %+v", first.Server)
	}
	if lab.Name != "lab" || !lab.ForPractice() || lab.Colour != "green" {
		t.Errorf("read as %+v", lab.Server)
	}
	if real := loaded.Servers[2]; real.ForPractice() || real.Confirm != deletion.ConfirmTyped {
		t.Errorf("a tunnel to a real server is read as %+v", real.Server)
	}
	if credentials := loaded.Servers[3].Credentials; credentials.User() != login.User || credentials.PasswordOrigin() != "file /keys/login.password" {
		t.Errorf("the login is read as %q, its password comes from %s", credentials.User(), credentials.PasswordOrigin())
	}
	if prompted := loaded.Servers[4].Credentials.Prompted(); len(prompted) != 1 || prompted[0] != deletion.PasswordCredential {
		t.Errorf("asked for is %v", prompted)
	}
	for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

func TestAFileIsKeptByteForByte(t *testing.T) {
	for _, old := range []string{
		"# mine\ntheme = \"dark\" # always\r\n\n[servers.a]\n  url='https://a.example.com'", "# only a comment\n", "",
	} {
		folder := t.TempDir()
		path, link := filepath.Join(folder, "dotfiles.toml"), filepath.Join(folder, "config.toml")
		if err := errors.Join(os.WriteFile(path, []byte(old), 0o644), os.Symlink(path, link)); err != nil {
			t.Fatal(err)
		}
		if err := config.AddServer(link, branch(), noEnvironment); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if rest, found := strings.CutPrefix(string(text), old); err != nil || !found || strings.TrimLeft(rest, "\n") != branch().Table() {
			t.Errorf("%q became %q, %v", old, text, err)
		}
		if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Error("the link is no link any more")
		}
	}
}

func TestNothingIsWrittenThatCouldNotBeRead(t *testing.T) {
	with := func(change func(*config.NewServer)) config.NewServer {
		server := branch()
		change(&server)
		return server
	}
	for name, test := range map[string]struct {
		old    string
		server config.NewServer
		want   string
	}{
		"no URL":              {"", with(func(s *config.NewServer) { s.URL = "" }), "has no url"},
		"another scheme":      {"", with(func(s *config.NewServer) { s.URL = "ftp://a" }), "does not begin with https://"},
		"a password":          {"", with(func(s *config.NewServer) { s.URL = "https://me:pw@a" }), "has a user name or password"},
		"no name":             {"", with(func(s *config.NewServer) { s.Name = "" }), "can't be the name of a server"},
		"a name with a blank": {"", with(func(s *config.NewServer) { s.Name = "a b" }), "can't be the name of a server"},
		"a hostile name":      {"", with(func(s *config.NewServer) { s.Name = "a\x1b[2J" }), "can't be the name of a server"},
		"a hostile user":      {"", with(func(s *config.NewServer) { s.User = "a\u202eb" }), "can't be printed"},
		"a hostile note":      {"", with(func(s *config.NewServer) { s.Note = "a\u202eb" }), "can't be printed"},
		"a line break":        {"", with(func(s *config.NewServer) { s.APIKeyFile = "/a\nb" }), "can't be printed"},
		"the same name":       {"[servers.\"branch.1\"]\nurl = \"https://b\"\n", branch(), "exists already"},
		"not TOML":            {"servers = nonsense\n", branch(), "can't be read"},
		"an unfinished value": {"theme = \"\"\"dark\n", branch(), "can't be read"},
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(path, []byte(test.old), 0o600); err != nil {
			t.Fatal(err)
		}
		err := config.AddServer(path, test.server, noEnvironment)
		var wrong *config.Error
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
		if wrong != nil && len(wrong.Problems) != 1 {
			t.Errorf("%s: one mistake is said as %d: %v", name, len(wrong.Problems), err)
		}
		if strings.Contains(err.Error(), "pw") {
			t.Errorf("%s: the password is quoted: %v", name, err)
		}
		if text, _ := os.ReadFile(path); string(text) != test.old {
			t.Errorf("%s: %q was written", name, text)
		}
	}
}

func TestAKeyFileIsPrivateAndReplacesNone(t *testing.T) {
	path := config.KeyFile(filepath.Join(t.TempDir(), "new", "config.toml"), "lab")
	if err := config.WriteSecretFile(path, secret.New("s3cret")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := config.WriteSecretFile(path, secret.New("another")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("the second time: %v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "s3cret\n" {
		t.Errorf("it holds %q", text)
	}
}
