package config

import (
	"bytes"
	"errors"
	"net/url"
	"strings"
	"testing"

	"deletecall/safetext"
)

// FuzzSecret looks for contents of a file, or outputs of a command, that become
// something else than the one printable line that they are.
func FuzzSecret(f *testing.F) {
	f.Fuzz(func(t *testing.T, content []byte) {
		given := string(content)
		got, err := Credentials{server: "a"}.trimmed(source{name: "servers.a.api_key", file: "/key"}, bytes.Clone(content))
		var missing *CredentialError
		switch {
		case err == nil:
			if s := got.Reveal(); s == "" || safetext.Check("secret", s) != nil || !strings.HasPrefix(given, s) || strings.Trim(given[len(s):], "\r\n") != "" {
				t.Errorf("%q is taken for %q", given, s)
			}
		case !errors.As(err, &missing):
			t.Errorf("an untyped error: %v", err)
		case len(given) > 3 && strings.Contains(err.Error(), given):
			t.Errorf("the error repeats what it was given: %v", err)
		}
	})
}

// FuzzEndpoint looks for URLs that are taken and lead to somewhere else than they say.
func FuzzEndpoint(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		endpoint, problem := ParseEndpoint(text)
		if problem != "" {
			return
		}
		read, err := url.Parse(endpoint.URL)
		if err != nil || read.Host != endpoint.Host || read.User != nil || read.RawQuery != "" || read.Fragment != "" || !strings.HasSuffix(read.Path, apiPath) {
			t.Errorf("%q became %+v, %v", text, endpoint, err)
		}
		endpoint.Assumed, endpoint.LeftOut = false, false
		if again, problem := ParseEndpoint(endpoint.URL); problem != "" || again != endpoint {
			t.Errorf("%q became %+v, and then %+v, %s", text, endpoint, again, problem)
		}
	})
}
