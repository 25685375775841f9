package config

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// What a command says, on either output, may hold the secret, or escape sequences.
func TestACommandThatFailsIsToldByHowItEndedAndNeverByWhatItSaid(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	const says = `printf 'hunter2\033[2J' >&2; printf hunter2; `
	for name, test := range map[string]struct {
		ctx     context.Context
		command string
		want    string
	}{
		"an exit status":       {t.Context(), `["sh", "-c", "` + says + `exit 3"]`, "sh ended with exit status 3"},
		"a signal":             {t.Context(), `["sh", "-c", "` + says + `kill -TERM $$"]`, "sh was ended by the signal terminated"},
		"given up":             {stopped, `["sh", "-c", "` + says + `sleep 60"]`, "sh was stopped before it ended"},
		"a process left":       {t.Context(), `["sh", "-c", "` + says + `sleep 60 & exit 0"]`, "sh ended, but left a process that keeps its output open"},
		"not in PATH":          {t.Context(), `["no-such-\u009b2J"]`, `no-such-\u009b2J can't be started: it is not in PATH`},
		"no such file":         {t.Context(), `["/no/such"]`, "/no/such can't be started: no such file or directory"},
		"not executable":       {t.Context(), `["/etc/passwd"]`, "/etc/passwd can't be started: permission denied"},
		"nothing but an error": {t.Context(), `["sh", "-c", "echo hunter2 >&2"]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := strings.NewReplacer("\\033", "\\\\033").Replace(test.command)
			s := withFile(t, "[servers.a]\nurl = \"http://127.0.0.1\"\napi_key_command = "+command+"\n")
			got, err := s.mustLoad(t).Servers[0].Credentials.APIKey(test.ctx)
			if err == nil || got.IsSet() {
				t.Fatalf("got %v, %v", got, err)
			}
			want := "the credentials of a can't be used: servers.a.api_key can't be obtained: " + test.want + "\nRun it yourself to see why"
			if test.want == "" {
				want = "the credentials of a can't be used: servers.a.api_key is empty\nCheck command sh"
			}
			if err.Error() != want {
				t.Errorf("it says %q\n    want %q", err, want)
			}
			if all := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(all, "hunter2") || strings.Contains(all, "\x1b") {
				t.Errorf("the error holds what the command said: %q", all)
			}
		})
	}
}

func TestWhereASecretNeverEndsOrNeverComesNobodyWaits(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for setting, want := range map[string]string{
		`api_key_command = ["yes", "hunter2"]`:                "the credentials of a can't be used: servers.a.api_key is longer than 64 KiB\nCheck command yes",
		fmt.Sprintf("api_key_file = %s", strconv.Quote(pipe)): "the credentials of a can't be used: servers.a.api_key names " + pipe + ", which can't be read: it is not a regular file\nCheck the path",
	} {
		s := withFile(t, "[servers.a]\nurl = \"http://127.0.0.1\"\n"+setting+"\n")
		_, err := s.mustLoad(t).Servers[0].Credentials.APIKey(t.Context())
		if err == nil || err.Error() != want {
			t.Errorf("it says %q\n    want %q", err, want)
		}
	}
}
