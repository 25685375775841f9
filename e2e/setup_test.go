package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/e2e/terminal"
	"deletecall/simulator"
)

// newcomer is a person who starts the console without a server.
func newcomer(t testing.TB, home string, environ ...string) session {
	t.Helper()
	term, err := terminal.Start(command(t, home, environ), 100, 30)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.Close)
	s := session{term, t}
	s.expect("No server is configured yet. What now?", "▸Add a server")
	return s
}

// addServer fills in the screen for a new server, and has it tested. source is the place of the
// key's source in its list.
func (s session) addServer(name, url string, source int, key string) {
	s.t.Helper()
	s.expect("Add a server")
	if key != "" {
		key += tab
	}
	s.keys(name + tab + url + tab + strings.Repeat(right, source) + tab + key + tab + right)
	s.expect("‹ yes: ", "→ "+url+"/verba/api")
	s.keys(enter)
}

func configFile(home string) string {
	return filepath.Join(home, ".config", "deletecall", "config.toml")
}

func read(t testing.TB, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func mustBePrivate(t testing.TB, path string) {
	t.Helper()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%s: %v, %v", path, info, err)
	}
}

func TestANewcomerAddsAServerAndDeletes(t *testing.T) {
	for name, c := range map[string]struct {
		source int
		key    func(home string) string
		line   string // in the configuration, besides name and URL
	}{
		"a key that is typed": {0, func(string) string { return apiKey }, "api_key_file = "},
		"a key in a file": {1, func(home string) string {
			path := filepath.Join(home, "verba.key")
			if err := os.WriteFile(path, []byte(apiKey+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}, "api_key_file = "},
		"a key of a command":      {2, func(string) string { return "echo " + apiKey[:18] + apiKey[18:] }, "api_key_command = "},
		"a key that is asked for": {3, func(string) string { return "" }, "api_key_prompt = true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			console := newcomer(t, home)
			console.keys(enter)
			console.addServer("lab", system.url, c.source, c.key(home))
			console.expect("✓ The address of the API is "+system.url+"/verba/api", "[ Write it ]", "[servers.lab]")
			if c.source != 3 {
				console.expect("✓ The server accepts the API key")
			}
			if system.sent() != 0 {
				t.Error("the test has sent a DeleteCall")
			}
			if _, err := os.Stat(configFile(home)); err == nil {
				t.Error("it is written before anybody said so")
			}
			console.keys(enter)
			console.expect("Find the conversation by", "was added to", "lab")
			console.fill(deletion.Extension, "8856", deletion.Last)
			if c.source == 3 {
				console.keys(enter)
				console.expect("Type the API key for lab", "The API key has not been typed yet.")
				console.keys(apiKey)
			}
			console.confirm("8856")
			console.expect("✓ Deleted", "Record     1")
			console.keys(f2)
			console.expect("1 of 1 record", "✓ accepted")
			console.quit(0)
			if len(system.Deleted()) != 1 || system.sent() != 1 {
				t.Errorf("%d deleted, %d requests", len(system.Deleted()), system.sent())
			}
			written := read(t, configFile(home))
			if !strings.Contains(written, "[servers.lab]\nurl = \""+system.url+"\"\n") || !strings.Contains(written, c.line) {
				t.Errorf("the configuration is\n%s", written)
			}
			if c.source != 2 && strings.Contains(written, apiKey) { // the command is the person's own words
				t.Error("the key is in the configuration")
			}
			mustBePrivate(t, configFile(home))
			if strings.Contains(string(console.Bytes()), apiKey) && c.source != 2 {
				t.Error("the key was on the screen")
			}
			keyFile := filepath.Join(home, ".config", "deletecall", "lab.key")
			if c.source == 0 {
				mustBePrivate(t, keyFile)
				if read(t, keyFile) != apiKey+"\n" {
					t.Error("the key is not in its file")
				}
			} else if _, err := os.Stat(keyFile); err == nil {
				t.Error("the key was written")
			}
		})
	}
}

func TestANewcomerAddsAServerThatRequiresALogin(t *testing.T) {
	const user, password = "verba-api", "hunter2hunter2"
	for name, c := range map[string]struct{ password, line string }{
		"a password that is typed":     {password, "password_file ="},
		"a password that is asked for": {"", "password_prompt = true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, system := t.TempDir(), startSystem(t, simulator.Config{
				Tries: 1, Sleep: 1, Keys: []simulator.Key{{Value: apiKey, NeedsLogin: true}}, Users: []simulator.User{{Name: user, Password: password}},
			})
			console := newcomer(t, home)
			console.keys(enter)
			console.expect("Add a server")
			console.keys("lab" + tab + system.url + tab + tab + apiKey + tab)
			console.expect("▸User")
			console.keys(enter)
			console.expect("code -42, this API key requires a login", "Give this server the user and the password that this key needs", "[ Back ]")
			console.keys(enter)
			console.keys(user + tab + c.password + tab + right)
			console.keys(enter)
			if c.password != "" {
				console.expect("✓ The server accepts the API key and the login")
			}
			console.expect("user = ", c.line, "[ Write it ]")
			console.keys(enter)
			console.expect("Find the conversation by", "was added to", "lab")
			written := read(t, configFile(home))
			if !strings.Contains(written, c.line) || c.password != "" && strings.Contains(written+string(console.Bytes()), c.password) {
				t.Errorf("the configuration is\n%s", written)
			}
			passwordFile := filepath.Join(home, ".config", "deletecall", "lab.password")
			if c.password == "" {
				if _, err := os.Stat(passwordFile); err == nil {
					t.Error("a password was written that nobody typed")
				}
				return
			}
			mustBePrivate(t, passwordFile)
			console.fill(deletion.Extension, "8856", deletion.Last)
			console.confirm("8856")
			console.expect("✓ Deleted")
			console.quit(0)
		})
	}
}

func TestASetUpThatIsCancelledLeavesNothing(t *testing.T) {
	for name, keys := range map[string][]string{
		"on the first page": {esc}, "on the second page": {enter, esc, esc}, "by ctrl+c": {enter, ctrlC},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			console := newcomer(t, home)
			console.keys(enter)
			console.expect("Add a server")
			console.keys("lab" + tab + system.url + tab + tab + apiKey)
			console.expect("••••", "→ "+system.url)
			for i, key := range keys {
				console.keys(key)
				switch {
				case key == enter:
					console.expect("[ Write it ]")
				case key == esc && i+1 < len(keys):
					console.expect("Add a server")
				case key == esc:
					console.expect("Find the conversation by")
				}
			}
			if name != "by ctrl+c" {
				console.keys(ctrlC)
			}
			if code, err := console.Wait(); err != nil || code != 0 {
				t.Errorf("it ended with %d, %v", code, err)
			}
			for _, path := range []string{configFile(home), filepath.Join(home, ".config", "deletecall", "lab.key")} {
				if _, err := os.Stat(path); err == nil {
					t.Errorf("%s was written", path)
				}
			}
		})
	}
}

func TestAConfigurationThatIsThereIsKept(t *testing.T) {
	const mine = "# mine\ntheme = \"dark\"   # by hand\n"
	elsewhere := func(home string) string { return filepath.Join(home, "dotfiles.toml") }
	for name, c := range map[string]struct {
		arrange func(t *testing.T, home string)
		says    []string // instead of writing
		after   func(t *testing.T, home, url string)
	}{
		"one without servers": {
			func(t *testing.T, home string) { writeFile(t, configFile(home), mine, 0o600) }, nil,
			func(t *testing.T, home, url string) {
				if got := read(t, configFile(home)); !strings.HasPrefix(got, mine+"\n[servers.lab]\n") {
					t.Errorf("it is now\n%s", got)
				}
			},
		},
		"a symbolic link": {
			func(t *testing.T, home string) {
				writeFile(t, elsewhere(home), mine, 0o600)
				makeFolder(t, filepath.Dir(configFile(home)))
				if err := os.Symlink(elsewhere(home), configFile(home)); err != nil {
					t.Fatal(err)
				}
			}, nil,
			func(t *testing.T, home, url string) {
				if info, err := os.Lstat(configFile(home)); err != nil || info.Mode()&os.ModeSymlink == 0 {
					t.Errorf("the link is gone: %v, %v", info, err)
				}
				if got := read(t, elsewhere(home)); !strings.HasPrefix(got, mine+"\n[servers.lab]\n") {
					t.Errorf("it leads to\n%s", got)
				}
			},
		},
		"one that is read-only": {
			func(t *testing.T, home string) { writeFile(t, configFile(home), mine, 0o400) },
			[]string{"Nothing was written.", "is read-only"},
			func(t *testing.T, home, url string) {
				if read(t, configFile(home)) != mine {
					t.Error("it was written")
				}
			},
		},
		"one that became invalid": {
			func(t *testing.T, home string) { writeFile(t, configFile(home), mine, 0o600) },
			[]string{"Nothing was written."},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
			c.arrange(t, home)
			console := newcomer(t, home)
			console.keys(enter)
			console.addServer("lab", system.url, 0, apiKey)
			console.expect("[ Write it ]")
			if c.after == nil {
				writeFile(t, configFile(home), "theme = \n", 0o600)
			}
			console.keys(enter)
			if c.says == nil {
				console.expect("Find the conversation by", "was added to")
			} else {
				console.expect(c.says...)
				if _, err := os.Stat(filepath.Join(home, ".config", "deletecall", "lab.key")); err == nil {
					t.Error("a key was left that nothing names")
				}
			}
			if c.after != nil {
				c.after(t, home, system.url)
			} else if read(t, configFile(home)) != "theme = \n" {
				t.Error("it was written")
			}
		})
	}
}

func makeFolder(t testing.TB, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o700); err != nil {
		t.Fatal(err)
	}
}

func writeFile(t testing.TB, path, content string, mode os.FileMode) {
	t.Helper()
	makeFolder(t, filepath.Dir(path))
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

// That a port is open says nothing about the key, nor about the program that listens there.
func TestANewServerThatDoesNotWorkIsNotOfferedToBeWritten(t *testing.T) {
	t.Parallel()
	system := startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>It works!</html>") }))
	t.Cleanup(web.Close)
	for _, c := range []struct{ url, key, finding, advice string }{
		{system.url, "74c8eea0-50c6-40b2-9f3e-000000000000", "✗ The server answered with code -41, the API key was refused", "Check the API key"},
		{web.URL, apiKey, "✗ No Verba API answered: ", "Check the server's URL"},
	} {
		home := t.TempDir()
		console := newcomer(t, home)
		console.keys(enter)
		console.addServer("lab", c.url, 0, c.key)
		console.expect("✓ The server can be reached", c.finding, c.advice, "[ Back ]", "Write it anyway")
		console.keys(esc + esc)
		console.expect("Find the conversation by")
		console.quit(0)
		if _, err := os.Stat(configFile(home)); err == nil || system.sent() != 0 {
			t.Errorf("it was written, or %d deletions were sent", system.sent())
		}
	}
}

func TestTwoConsolesAddAServerEach(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	consoles := map[string]session{"one": newcomer(t, home), "two": newcomer(t, home)}
	for name, console := range consoles {
		console.keys(enter)
		console.addServer(name, system.url, 0, apiKey)
		console.expect("[ Write it ]")
	}
	for _, console := range consoles {
		console.keys(enter)
		console.expect("Find the conversation by", "was added to")
	}
	written := read(t, configFile(home))
	for name, console := range consoles {
		if !strings.Contains(written, "[servers."+name+"]") {
			t.Errorf("%s is lost:\n%s", name, written)
		}
		console.quit(0)
	}
	// The same name a second time is refused, and the first one stays.
	third := openConsole(t, home, []string{"DELETECALL_SERVER=one"})
	third.keys("\x1bOS") // F4
	third.expect("▸one", "Add a server")
	third.keys(down + down + enter)
	third.addServer("one", system.url, 0, apiKey)
	third.expect("A server has this name already. Choose another one.")
	if read(t, configFile(home)) != written {
		t.Error("it was written again")
	}
}

func TestThePracticeSystemLeadsBackToTheFirstScreen(t *testing.T) {
	console := newcomer(t, t.TempDir())
	console.keys(down + enter)
	console.expect("nothing here is real", "leads back.")
	console.keys("\x1bOS")
	console.expect("Leave the practice system")
	console.keys(down + enter)
	console.expect("What now?")
	console.quit(0)
}
