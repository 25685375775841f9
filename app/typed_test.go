package app

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"deletecall/config"
	"deletecall/deletion"
	"deletecall/logfile"
	"deletecall/secret"
)

// prompting are the credentials of a server whose key and password are typed.
func prompting(t *testing.T, now func() time.Time) (*typed, credentials, deletion.Server) {
	t.Helper()
	server, problems := config.NewServer{Name: "lab", URL: "http://127.0.0.1", APIKeyPrompt: true}.Examine(func(string) (string, bool) { return "", false })
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	log, err := logfile.Open(logfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	kept := newTyped([]config.Server{server}, now, log)
	return kept, credentials{server.Name, server.Credentials, kept, log}, server.Server
}

func mustBeUntyped(t *testing.T, from credentials, why string) {
	t.Helper()
	key, err := from.APIKey(t.Context())
	if key.IsSet() || err == nil || !strings.Contains(err.Error(), why) {
		t.Errorf("the key is %v, %v, want %s", key.IsSet(), err, why)
	}
}

func mustBeTyped(t *testing.T, from credentials, text string) {
	t.Helper()
	if key, err := from.APIKey(t.Context()); err != nil || key.Reveal() != text {
		t.Errorf("the key is %v, %v", key.IsSet(), err)
	}
}

func TestWhatIsTypedIsForgottenWhenItIsNotUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kept, from, server := prompting(t, time.Now)
		mustBeUntyped(t, from, "the API key has not been typed yet")
		kept.Keep(server, deletion.APIKeyCredential, secret.New("s3cret"))
		time.Sleep(idleTime - time.Second)
		mustBeTyped(t, from, "s3cret")
		from.Used()
		time.Sleep(idleTime - time.Second)
		mustBeTyped(t, from, "s3cret")
		life := kept.Life(server)
		if life.Err() != nil {
			t.Error("what needs it is over too early")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if life.Err() == nil || kept.Life(server).Err() != nil {
			t.Errorf("what needs it goes on (%v), or what comes next does not (%v)", life.Err(), kept.Life(server).Err())
		}
		if len(kept.kept) > 0 {
			t.Error("it is still in memory, although nobody asked for it")
		}
		mustBeUntyped(t, from, "was not used for 5 minutes")
		kept.Keep(server, deletion.APIKeyCredential, secret.New("another"))
		mustBeTyped(t, from, "another")
	})
}

func TestWhatIsTypedIsForgottenWhileTheMachineSleeps(t *testing.T) {
	now := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	kept, from, server := prompting(t, func() time.Time { return now })
	for _, later := range []time.Duration{idleTime, -time.Second} {
		kept.Keep(server, deletion.APIKeyCredential, secret.New("s3cret"))
		mustBeTyped(t, from, "s3cret")
		now = now.Add(later)
		mustBeUntyped(t, from, "was not used for 5 minutes")
	}
}

func TestWhatTheServerRefusesIsForgotten(t *testing.T) {
	kept, from, server := prompting(t, time.Now)
	kept.Keep(server, deletion.APIKeyCredential, secret.New("s3cret"))
	from.Refused(deletion.PasswordCredential)
	mustBeTyped(t, from, "s3cret")
	from.Refused(deletion.APIKeyCredential)
	mustBeUntyped(t, from, "the server refused the API key that was typed")
	if untyped := kept.Untyped(server); len(untyped) != 1 || untyped[0].Credential != deletion.APIKeyCredential {
		t.Errorf("to be typed is %+v", untyped)
	}
}
