package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// withClientKey is a home whose only server names a client certificate's key.
func withClientKey(t *testing.T, path string) *setting {
	t.Helper()
	return withFile(t, fmt.Sprintf("[servers.a]\nurl = \"https://verba.example.com\"\nclient_certificate = \"client.pem\"\nclient_key = %q\n", path))
}

func TestAClientKeyThatOthersCanReadOrWriteIsRefusedWhenLoadedWithTheCommandToRun(t *testing.T) {
	tests := []struct {
		name    string
		mode    os.FileMode
		refused bool
	}{
		{"only I read and write it", 0o600, false},
		{"only I read it", 0o400, false},
		{"the group reads it", 0o640, true},
		{"everybody reads it", 0o604, true},
		{"the group writes it", 0o620, true},
		{"everybody writes it", 0o602, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := withFile(t, "").write(t, "client.key", "a key", test.mode)
			config, err := withClientKey(t, path).load()
			if !test.refused {
				if err != nil || config.Servers[0].ClientKey != path {
					t.Fatalf("config %+v, error %v", config, err)
				}
				return
			}
			var setup *Error
			if !errors.As(err, &setup) {
				t.Fatalf("error %v, want an *Error", err)
			}
			want := fmt.Sprintf(":4: servers.a.client_key names %s, which has a secret in it and can be read or written by others (mode %04o)\n  Run: chmod 600 %s",
				path, test.mode, path)
			if !strings.HasSuffix(err.Error(), want) {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func TestAClientKeyThatIsNotThereIsRefusedWhenLoaded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "client.key")
	_, err := withClientKey(t, path).load()
	if err == nil || !strings.Contains(err.Error(), ":4: servers.a.client_key names "+path+", which can't be examined: no such file") {
		t.Errorf("error %v", err)
	}
}

func TestALinkToAClientKeyIsJudgedByTheFileBehindIt(t *testing.T) {
	s := withFile(t, "")
	for _, test := range []struct {
		name    string
		mode    os.FileMode
		refused bool
	}{{"private.key", 0o600, false}, {"public.key", 0o644, true}} {
		link := filepath.Join(s.home, "link to "+test.name)
		if err := os.Symlink(s.write(t, test.name, "a key", test.mode), link); err != nil {
			t.Fatal(err)
		}
		if _, err := withClientKey(t, link).load(); (err != nil) != test.refused {
			t.Errorf("%s: error %v", test.name, err)
		}
	}
}
