package secret_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"deletecall/secret"
)

const apiKey = "74c8eea0-50c6-40b2-9f3e-252ed501c3c8"

// holders are the ways in which a secret ends up in something that is printed.
func holders(t secret.Text) map[string]any {
	type hidden struct{ key secret.Text }
	type exported struct{ Key secret.Text }
	type embedded struct{ secret.Text }
	return map[string]any{
		"alone":                      t,
		"pointer":                    &t,
		"exported field":             exported{t},
		"unexported field":           hidden{t},
		"pointer to unexported":      &hidden{t},
		"embedded":                   embedded{t},
		"nested unexported":          struct{ inner hidden }{hidden{t}},
		"slice in unexported":        struct{ keys []secret.Text }{[]secret.Text{t}},
		"map in unexported":          struct{ keys map[string]secret.Text }{map[string]secret.Text{"a": t}},
		"any in unexported":          struct{ key any }{t},
		"pointer in unexported":      struct{ key *secret.Text }{&t},
		"wrapped in an error":        fmt.Errorf("refused with %v: %w", t, errors.New("x")),
		"redactor":                   secret.NewRedactor(t),
		"redactor in an unexported":  struct{ r *secret.Redactor }{secret.NewRedactor(t)},
		"redactor value, unexported": struct{ r secret.Redactor }{*secret.NewRedactor(t)},
	}
}

func TestNoVerbShowsASecret(t *testing.T) {
	key := secret.New(apiKey)
	for name, holder := range holders(key) {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%+q", "%x", "%X", "% x", "%d", "%c", "%U", "%b", "%o", "%e", "%t", "%p", "%T", "%5.2s", "%!"} {
			mustNotShow(t, name+" under "+verb, fmt.Sprintf(verb, holder))
		}
		mustNotShow(t, name+" under Sprint", fmt.Sprint(holder))
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, key); got != secret.Dots {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

func TestNoEncoderShowsASecret(t *testing.T) {
	for name, holder := range holders(secret.New(apiKey)) {
		encoded, _ := json.Marshal(holder)
		mustNotShow(t, name+" in JSON", string(encoded))
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "key", holder)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", holder)
		mustNotShow(t, name+" in the log", log.String())
	}
	if got, _ := json.Marshal(secret.New(apiKey)); string(got) != `"••••••••"` {
		t.Errorf("JSON is %s", got)
	}
}

func mustNotShow(t *testing.T, where, out string) {
	t.Helper()
	for _, part := range []string{"74c8", "c3c8", "9f3e", fmt.Sprintf("%x", apiKey)[:8], "55, 52, 99", "[55 52 99"} {
		if strings.Contains(strings.ToLower(out), part) {
			t.Errorf("%s: %q gives it away", where, out)
			return
		}
	}
}

func TestWhatIsPrintedIsTheSameForEverySecret(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "secret")
		if got := fmt.Sprintf("%v %+v %#v %x", secret.New(s), secret.New(s), secret.New(s), secret.New(s)); got != strings.Repeat(secret.Dots+" ", 3)+secret.Dots {
			t.Fatalf("got %q", got)
		}
		if got := secret.New(s).Reveal(); got != s {
			t.Fatalf("Reveal gives %q", got)
		}
	})
}

func TestMaskedShowsTheEndOfLongSecretsOnly(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"none", "", ""},
		{"short", "hunter2", secret.Dots},
		{"fifteen characters", "123456789012345", secret.Dots},
		{"sixteen characters", "1234567890123456", "••••3456"},
		{"API key", apiKey, "••••c3c8"},
		{"an end that is not plain", "1234567890123456\x1b[2J\x07", secret.Dots},
		{"an end that is not ASCII", "123456789012345678äöüß", secret.Dots},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := secret.New(c.in).Masked(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFingerprintIsKeyedAndStable(t *testing.T) {
	key := secret.New(apiKey)
	got := key.Fingerprint([]byte("installation"))
	// Computed with: printf %s KEY | openssl dgst -sha256 -hmac installation | cut -c1-32
	if want := "855419c7490f0c01f418809afef48f18"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if key.Fingerprint([]byte("another")) == got {
		t.Error("another key gives the same fingerprint")
	}
	if secret.New("").Fingerprint([]byte("installation")) != "" {
		t.Error("no secret has a fingerprint")
	}
}

func TestFromBytesWipesWhatItTook(t *testing.T) {
	b := []byte("hunter22")
	held := secret.FromBytes(b)
	if held.Reveal() != "hunter22" || !bytes.Equal(b, make([]byte, 8)) {
		t.Errorf("holds %q, left %q", held.Reveal(), b)
	}
}

func TestSetAndEqual(t *testing.T) {
	var none secret.Text
	if none.IsSet() || secret.New("").IsSet() || none.Reveal() != "" || !secret.New("a").IsSet() {
		t.Error("IsSet does not tell a secret from none")
	}
	if !secret.New("a").Equal(secret.New("a")) || secret.New("a").Equal(secret.New("b")) || !none.Equal(secret.New("")) {
		t.Error("Equal does not compare the secrets")
	}
}
