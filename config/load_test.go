package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
)

// setting is a home with a configuration file and an environment.
type setting struct {
	home    string
	environ map[string]string
	flags   Flags
}

func withFile(t *testing.T, text string) *setting {
	t.Helper()
	s := &setting{home: t.TempDir(), environ: map[string]string{}}
	s.environ["HOME"] = s.home
	if text != "" {
		s.write(t, ".config/deletecall/config.toml", text, 0o600)
	}
	return s
}

func (s *setting) write(t *testing.T, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(s.home, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func (s *setting) load() (*Config, error) {
	return Load(Sources{Flags: s.flags, LookupEnv: func(name string) (string, bool) {
		value, ok := s.environ[name]
		return value, ok
	}})
}

func (s *setting) mustLoad(t *testing.T) *Config {
	t.Helper()
	config, err := s.load()
	if err != nil {
		t.Fatal(err)
	}
	return config
}

const twoServers = `
operator = "alice"
server = "test"

[servers.production]
url = "https://verba.example.com"
api_key = "production-key"
colour = "red"
time_limit = "2m"

[servers.test]
url = "http://127.0.0.1:8088/verba/api/"
api_key = "test-key"
method = "get"
reason = "required"

[keys]
quit = "ctrl+x"
"history.filter" = ["/", "f3"]
`

func TestAFileBecomesACompleteConfiguration(t *testing.T) {
	config := withFile(t, twoServers).mustLoad(t)
	if config.Operator != "alice" || !config.FileFound || len(config.Servers) != 2 {
		t.Fatalf("%+v", config)
	}
	test, production := config.Servers[0], config.Servers[1]
	if test.Name != "test" || test.Endpoint != "http://127.0.0.1:8088/verba/api" || test.Method != "GET" ||
		!test.ReasonRequired || test.Confirm != deletion.ConfirmAsk || test.TimeLimit != deletion.DefaultTimeLimit || test.ResponseType != "XML" {
		t.Errorf("test: %+v", test)
	}
	if production.Name != "production" || production.Endpoint != "https://verba.example.com/verba/api" ||
		production.Confirm != deletion.ConfirmTyped || production.TimeLimit != 2*time.Minute || production.Method != "POST" {
		t.Errorf("production: %+v", production)
	}
	if len(config.Keys) != 2 || config.Keys[0].Action != "quit" || config.Keys[0].Line != 18 ||
		config.Keys[1].Action != "history.filter" || len(config.Keys[1].Keys) != 2 {
		t.Errorf("keys: %+v", config.Keys)
	}
}

func TestWithoutAnyFileThereAreDefaults(t *testing.T) {
	s := withFile(t, "")
	config := s.mustLoad(t)
	if config.FileFound || len(config.Servers) != 0 || config.Theme != "auto" ||
		config.Paths.History != filepath.Join(s.home, ".local/share/deletecall/history.db") {
		t.Errorf("%+v", config)
	}
}

func TestMistakesAreReportedWithTheirLine(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"an unknown key and its neighbour", "operater = \"alice\"\n", []string{":1: operater is an unknown key\n  Did you mean operator?"}},
		{"an unknown key that begins like others", "[servers.a]\nurl = \"http://127.0.0.1\"\nreason_required = true\n", []string{":3: servers.a.reason_required is an unknown key\n  Did you mean reason, reason_pattern or reason_example?"}},
		{"an unknown key that is like none", "[servers.a]\nurl = \"http://127.0.0.1\"\nretries = 3\n", []string{":3: servers.a.retries is an unknown key\n  See docs/configuration.md for all keys"}},
		{"an unknown key of a server", "[servers.a]\nurl = \"http://127.0.0.1\"\ntime_limt = \"90s\"\n", []string{":3: servers.a.time_limt is an unknown key\n  Did you mean time_limit?"}},
		{"several at once", "theme = \"pink\"\n[servers.a]\nurl = \"ftp://x\"\nmethod = \"PUT\"\n", []string{":1: theme", ":3: servers.a.url does not begin with", ":4: servers.a.method"}},
		{"a wrong type", "theme = 3\n", []string{":1: theme has a value of the wrong type\n  Expected a text in double quotes"}},
		{"a wrong type in a table of names", "[filters]\nmine = 3\n", []string{":2: filters.mine has a value of the wrong type\n  Expected a text in double quotes"}},
		{"a text for a number", "[servers.a]\nat_most = \"9\"\n", []string{":2: servers.a.at_most has a value of the wrong type\n  Expected a whole number"}},
		{"a number that is too large", "[servers.a]\nat_most = 99999999999999999999\n", []string{":2: servers.a.at_most can't be read: "}},
		{"a wrong type above what is not TOML", "theme = 3\n[log\n", []string{":1: theme has a value of the wrong type"}},
		{"wrong types and what follows them", "theme = 3\nhistory = [\n\"a\",\n]\ntime_zone = \"Mars\"\n[log]\nfile = true\nlevle = \"x\"\n[servers.a]\nurl = \"ftp://x\"\n",
			[]string{":1: theme", ":2: history", ":5: time_zone", ":7: log.file", ":8: log.levle", ":10: servers.a.url"}},
		{"a text without quotes", "theme = dark\n", []string{":1: can't be read: ", "\n  Write a text in double quotes; see docs/configuration.md"}},
		{"a path without quotes", "[servers.a]\nurl = \"http://127.0.0.1\"\napi_key_file = ~/a.key\n", []string{":3: can't be read: ", "\n  Write a text in double quotes; see docs/configuration.md"}},
		{"a byte order mark", "\ufefftheme = \"dark\"\n", []string{":1: begins with a byte order mark\n  Save it as UTF-8 without one"}},
		{"a section in the singular", "[server.a]\nurl = \"http://127.0.0.1\"\n", []string{":1: server.a is no section\n  Did you mean [servers.NAME]?"}},
		{"a section without a name, in the singular", "theme = \"dark\"\n[server]\nurl = \"http://127.0.0.1\"\n", []string{":2: server is no section\n  Did you mean [servers.NAME]?"}},
		{"not TOML", "[servers\n", []string{":1:"}},
		{"a secret in the URL is not repeated", "[servers.a]\nurl = \"https://u:hunter2@x\"\n", []string{":2: servers.a.url has a user name or password in it"}},
		{"no URL", "[servers.a]\nmethod = \"GET\"\n", []string{":1: servers.a has no url"}},
		{"too long a time", "[servers.a]\nurl = \"http://127.0.0.1\"\ntime_limit = \"1h\"\n", []string{":3: servers.a.time_limit"}},
		{"a prompt and another way", "[servers.a]\nurl = \"http://127.0.0.1\"\napi_key_prompt = true\napi_key_file = \"y\"\n", []string{":1: servers.a gives api_key more than once"}},
		{"the word prompt as a command", "[servers.a]\nurl = \"http://127.0.0.1\"\napi_key_command = \"prompt\"\n", []string{":3: servers.a.api_key_command has a value of the wrong type", "with api_key_prompt = true a person is asked for it"}},
		{"the word prompt as a key", "[servers.a]\nurl = \"http://127.0.0.1\"\napi_key = \"prompt\"\n", []string{"servers.a.api_key is the word prompt", "write api_key_prompt = true instead"}},
		{"a prompted password without a user", "[servers.a]\nurl = \"http://127.0.0.1\"\npassword_prompt = true\n", []string{":1: servers.a has a password but no user"}},
		{"two ways to a key", "[servers.a]\nurl = \"http://127.0.0.1\"\napi_key = \"x\"\napi_key_file = \"y\"\n", []string{":1: servers.a gives api_key more than once"}},
		{"a password without a user", "[servers.a]\nurl = \"http://127.0.0.1\"\npassword = \"x\"\n", []string{"has a password but no user"}},
		{"half a client certificate", "[servers.a]\nurl = \"http://127.0.0.1\"\nclient_key = \"x\"\n", []string{"Give both"}},
		{"an unknown zone", "time_zone = \"Mars/Olympus\"\n", []string{":1: time_zone"}},
		{"a default server that is not there", "server = \"tset\"\n[servers.test]\nurl = \"http://127.0.0.1\"\n", []string{"Did you mean test?"}},
		{"keys that are no keys", "[keys]\nquit = 3\n", []string{":2: keys.quit is not a key"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := withFile(t, test.text).load()
			var setup *Error
			if !errors.As(err, &setup) {
				t.Fatalf("error %v", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is missing in\n%s", want, err)
				}
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Error("the error tells a password")
			}
		})
	}
}

// The keys of a section that is none were said to be unknown ones of the file.
func TestTheKeysBelowAWrongSectionAreNoMistakes(t *testing.T) {
	if _, err := withFile(t, "[server.a]\nurl = \"http://127.0.0.1\"\n").load(); err == nil || strings.Contains(err.Error(), "unknown") {
		t.Errorf("it is said:\n%v", err)
	}
}

// A server may be in the part that can't be read. That it is missing came first, before what is wrong.
func TestOfAFileThatCantBeReadNoServerIsMissed(t *testing.T) {
	for name, text := range map[string]string{
		"an unfinished table":         "server = \"prod\"\n[servers.prod\nurl = \"https://a\"\n",
		"an unfinished text":          "server = \"prod\"\n[servers.prod]\nurl = \"https://a\n",
		"a table that is there twice": "server = \"prod\"\n[log]\n[log]\n[servers.prod]\nurl = \"https://a\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := withFile(t, text).load()
			if err == nil || !strings.Contains(err.Error(), "can't be read") || strings.Contains(err.Error(), "not configured") {
				t.Errorf("Load said %v", err)
			}
		})
	}
	for _, path := range []string{t.TempDir(), filepath.Join(t.TempDir(), "missing.toml")} {
		s := withFile(t, "")
		s.flags = Flags{Config: path, Server: "prod"}
		if _, err := s.load(); err == nil || strings.Contains(err.Error(), "not configured") {
			t.Errorf("Load of %s said %v", path, err)
		}
	}
}

func TestFlagsWinOverTheEnvironmentAndThatOverTheFile(t *testing.T) {
	s := withFile(t, twoServers)
	s.environ["DELETECALL_SERVER"] = "production"
	if got := s.mustLoad(t).Servers[0].Name; got != "production" {
		t.Errorf("the environment chose %s", got)
	}
	s.flags.Server = "test"
	if got := s.mustLoad(t).Servers[0].Name; got != "test" {
		t.Errorf("the flag chose %s", got)
	}
	s.environ["DELETECALL_HISTORY"] = "/from/environment.db"
	if got := s.mustLoad(t).Paths.History; got != "/from/environment.db" {
		t.Errorf("history %s", got)
	}
	s.flags.History = "/from/flag.db"
	if got := s.mustLoad(t).Paths.History; got != "/from/flag.db" {
		t.Errorf("history %s", got)
	}
}

func TestTheEnvironmentsCredentialsGoToTheChosenServerOnly(t *testing.T) {
	key := func(server Server) string {
		text, err := server.Credentials.APIKey(t.Context())
		if err != nil {
			return "none"
		}
		return text.Reveal()
	}
	s := withFile(t, twoServers)
	s.environ["DELETECALL_API_KEY"] = "environment-key"
	config := s.mustLoad(t)
	if key(config.Servers[0]) != "environment-key" || key(config.Servers[1]) != "production-key" {
		t.Errorf("%s has %s, %s has %s", config.Servers[0].Name, key(config.Servers[0]), config.Servers[1].Name, key(config.Servers[1]))
	}

	s.environ["DELETECALL_URL"] = "https://elsewhere.example.com"
	config = s.mustLoad(t)
	if config.Servers[0].Name != "elsewhere.example.com" || key(config.Servers[0]) != "environment-key" {
		t.Errorf("%s has %s", config.Servers[0].Name, key(config.Servers[0]))
	}
	if key(config.Servers[1]) != "production-key" || key(config.Servers[2]) != "test-key" {
		t.Error("the environment's key went to a configured server")
	}

	s.flags.Server = "production"
	if config = s.mustLoad(t); key(config.Servers[0]) != "production-key" {
		t.Errorf("the key of %s went to production", s.environ["DELETECALL_URL"])
	}

	delete(s.environ, "DELETECALL_API_KEY")
	s.flags = Flags{URL: "https://elsewhere.example.com"}
	if config = s.mustLoad(t); key(config.Servers[0]) != "none" {
		t.Errorf("a configured key, %s, went to another host", key(config.Servers[0]))
	}
}

func TestAFileThatOthersCanReadOrWriteIsRefusedWithTheCommandToRun(t *testing.T) {
	tests := []struct {
		name, text string
		mode       os.FileMode
		refused    bool
	}{
		{"a secret that only I read", twoServers, 0o600, false},
		{"a secret that others read", twoServers, 0o644, true},
		{"a secret that the group reads", twoServers, 0o640, true},
		{"no secret, others read", "operator = \"alice\"\n", 0o644, false},
		{"no secret, others write", "operator = \"alice\"\n", 0o666, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := withFile(t, "")
			s.write(t, ".config/deletecall/config.toml", test.text, test.mode)
			_, err := s.load()
			if (err != nil) != test.refused {
				t.Fatalf("error %v", err)
			}
			if test.refused && !strings.Contains(err.Error(), "Run: chmod 600 ") {
				t.Errorf("the error does not help: %v", err)
			}
		})
	}
}

func TestCredentialsFromFilesAndCommands(t *testing.T) {
	s := withFile(t, "")
	private := s.write(t, "key", "file-key\n", 0o600)
	public := s.write(t, "public", "file-key\n", 0o644)
	twoLines := s.write(t, "two", "one\ntwo\n", 0o600)
	tests := []struct {
		name, setting, want, problem string
	}{
		{"a file", `api_key_file = "` + private + `"`, "file-key", ""},
		{"a file that others read", `api_key_file = "` + public + `"`, "", "chmod 600"},
		{"a device", `api_key_file = "/dev/zero"`, "", "Name a regular file"},
		{"a file that is not there", `api_key_file = "/nowhere"`, "", "can't be examined"},
		{"a file with two lines", `api_key_file = "` + twoLines + `"`, "", "more than one line"},
		{"a command", `api_key_command = ["printf", "command-key"]`, "command-key", ""},
		{"a command that says nothing", `api_key_command = ["true"]`, "", "is empty"},
		{"a command that says much", `api_key_command = ["sh", "-c", "head -c 70000 /dev/zero | tr '\\0' x"]`, "", "longer than 64 KiB"},
		{"nothing", ``, "", "no API key for a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s.write(t, ".config/deletecall/config.toml", "[servers.a]\nurl = \"http://127.0.0.1\"\n"+test.setting+"\n", 0o600)
			got, err := s.mustLoad(t).Servers[0].Credentials.APIKey(t.Context())
			if got.Reveal() != test.want {
				t.Errorf("got %q", got.Reveal())
			}
			if test.problem == "" && err != nil || test.problem != "" && (err == nil || !strings.Contains(err.Error(), test.problem)) {
				t.Errorf("error %v, want one with %q", err, test.problem)
			}
		})
	}
}

func TestAVariableWithAControlCharacterIsRefusedAndNotQuoted(t *testing.T) {
	s := withFile(t, "")
	s.environ["DELETECALL_API_KEY"] = "hunter2\x1b"
	_, err := s.load()
	if err == nil || !strings.Contains(err.Error(), "DELETECALL_API_KEY") || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("error %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(twoServers)
	f.Add("[servers.a]\nurl = \"x\"\n[keys]\na.b = [\"c\"]\n")
	f.Add("a = {b = 1}\n[[c]]\n\"q\\n\" = 2")
	f.Fuzz(func(t *testing.T, text string) {
		found := &problems{}
		new(Config).fill(decode([]byte(text), found), found)
		for _, problem := range found.list {
			if problem.What == "" || problem.Line < 0 || problem.Line > 1+strings.Count(text, "\n") {
				t.Fatalf("%+v", problem)
			}
		}
	})
}
