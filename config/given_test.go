package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestACredentialOfSystemdMayBeReadByItsGroup(t *testing.T) {
	given, elsewhere := t.TempDir(), t.TempDir()
	write := func(folder, name string, mode os.FileMode) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte("a-key\n"), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write(given, "named", 0o440)
	for name, test := range map[string]struct {
		file, says string
	}{
		"0440":                  {write(given, "group", 0o440), ""},
		"by the variable":       {"$CREDENTIALS_DIRECTORY/named", ""},
		"0600":                  {write(given, "own", 0o600), ""},
		"readable by all":       {write(given, "all", 0o444), "can be read or written by others (mode 0444)"},
		"writable by the group": {write(given, "written", 0o460), "can be read or written by others (mode 0460)"},
		"0440 elsewhere":        {write(elsewhere, "group", 0o440), "can be read or written by others (mode 0440)"},
		"a way out of it":       {given + "/../" + filepath.Base(elsewhere) + "/group", "can be read or written by others"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "config.toml")
			text := "[servers.a]\nurl = \"https://verba.example.com\"\napi_key_file = \"" + test.file + "\"\n"
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			environ := map[string]string{"CREDENTIALS_DIRECTORY": given, "HOME": t.TempDir()}
			loaded, err := Load(Sources{Flags: Flags{Config: file}, LookupEnv: func(name string) (string, bool) {
				value, found := environ[name]
				return value, found
			}})
			if err != nil {
				t.Fatal(err)
			}
			key, err := loaded.Servers[0].Credentials.APIKey(t.Context())
			switch {
			case test.says == "" && (err != nil || key.Reveal() != "a-key"):
				t.Errorf("got %v", err)
			case test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)):
				t.Errorf("got %v, want %s", err, test.says)
			}
		})
	}
}

// A configuration that a service shares with people is read by both; only who uses such a credential needs it.
func TestACredentialThatSystemdDidNotGiveConcernsItsServerOnly(t *testing.T) {
	const text = `
[servers.service]
url = "https://verba.example.com"
api_key_file = "$CREDENTIALS_DIRECTORY/key"
[servers.mutual]
url = "https://verba.example.com"
client_certificate = "/etc/verba/client.pem"
client_key = "$CREDENTIALS_DIRECTORY/client.key"
[servers.own]
url = "https://verba.example.com"
api_key = "mine"
`
	for name, folder := range map[string]string{"not set": "", "not absolute": "here"} {
		s := withFile(t, text)
		if folder != "" {
			s.environ["CREDENTIALS_DIRECTORY"] = folder
		}
		servers := map[string]Server{}
		for _, server := range s.mustLoad(t).Servers {
			servers[server.Name] = server
		}
		if key, err := servers["own"].Credentials.APIKey(t.Context()); err != nil || key.Reveal() != "mine" || servers["own"].CheckUse() != nil {
			t.Errorf("%s: another server: %v", name, err)
		}
		const want = ", a credential of systemd, and CREDENTIALS_DIRECTORY is not set to an absolute path"
		if _, err := servers["service"].Credentials.APIKey(t.Context()); err == nil || !strings.Contains(err.Error(), "names $CREDENTIALS_DIRECTORY/key"+want) ||
			!strings.Contains(err.Error(), "with LoadCredential=") {
			t.Errorf("%s: the key: %v", name, err)
		}
		if err := servers["mutual"].CheckUse(); err == nil || !strings.Contains(err.Error(), "servers.mutual.client_key names $CREDENTIALS_DIRECTORY/client.key"+want) {
			t.Errorf("%s: the client's key: %v", name, err)
		}
		if origin := servers["service"].Credentials.APIKeyOrigin(); origin != "systemd's credential key" {
			t.Errorf("%s: it comes from %q", name, origin)
		}
	}
}

func TestAPinAndUnknownCodesAreCheckedWhenTheyAreRead(t *testing.T) {
	good := strings.Repeat("ab", 32)
	for text, wrong := range map[string]bool{
		`tls_pin = "sha256:` + good + `"`:                             false,
		`tls_pin = "` + strings.ToUpper(good) + `"`:                   false,
		`tls_pin = "sha256:abcd"`:                                     true,
		`tls_pin = "sha256:` + good + `"` + "\nca_file = \"/ca.pem\"": true,
		`unknown_codes = [-99, 77]`:                                   false,
		`unknown_codes = [-50]`:                                       true,
		`unknown_codes = [0]`:                                         true,
		`unknown_codes = [-99]` + "\nhold_codes = [-99]":              true,
		`hold_codes = [-90]` + "\nretention_codes = [-91]":            false,
		`hold_codes = [-50]`:                                          true,
		`read_only = true`:                                            false,
		`hours = "Mon-Fri 07:00-19:00"`:                               false,
		`hours = "Mon-Fri"`:                                           true,
		`blocked = ["+36 1 555*"]`:                                    false,
		`blocked = [" - "]`:                                           true,
		`at_most = 20`:                                                false,
		`at_most = 0`:                                                 true,
		`at_most = 1001`:                                              true,
		`reason_pattern = "^GDPR"` + "\nreason_example = \"GDPR-1\"":  false,
		`reason_pattern = "^GDPR"`:                                    true,
		`reason_pattern = "^GDPR"` + "\nreason_example = \"because\"": true,
		`reason_pattern = "("` + "\nreason_example = \"(\"":           true,
		`reason_example = "GDPR-1"`:                                   true,
		`lookup_limit = "1m"`:                                         true,
		`lookup_limit = "10s"`:                                        false,
		`login = "parameters"`:                                        false,
		`login = "url"`:                                               true,
		`user_time_zone = "Mars"`:                                     true,
	} {
		file := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(file, []byte("[servers.a]\nurl = \"https://verba.example.com\"\n"+text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(Sources{Flags: Flags{Config: file}, LookupEnv: func(name string) (string, bool) {
			if name == "HOME" {
				return "/nowhere", true
			}
			return "", false
		}})
		if (err != nil) != wrong {
			t.Errorf("%s: %v", text, err)
		}
	}
}
