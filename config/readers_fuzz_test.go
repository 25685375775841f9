package config

import (
	"bytes"
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
		got, wrong := source{name: "servers.a.api_key", file: "/key"}.trimmed(bytes.Clone(content))
		if wrong == nil {
			if s := got.Reveal(); s == "" || safetext.Check("secret", s) != nil || !strings.HasPrefix(given, s) || strings.Trim(given[len(s):], "\r\n") != "" {
				t.Errorf("%q is taken for %q", given, s)
			}
		} else if len(given) > 3 && strings.Contains(wrong.line(""), given) {
			t.Errorf("the error repeats what it was given: %v", wrong)
		}
	})
}

// FuzzEndpoint looks for URLs that are taken and lead to somewhere else than they say.
func FuzzEndpoint(f *testing.F) {
	f.Fuzz(func(t *testing.T, text string) {
		endpoint, problem := parseEndpoint(text)
		if problem != "" {
			return
		}
		read, err := url.Parse(endpoint.url)
		if err != nil || read.Host != endpoint.host || read.User != nil || read.RawQuery != "" || read.Fragment != "" || !strings.HasSuffix(read.Path, apiPath) {
			t.Errorf("%q became %+v, %v", text, endpoint, err)
		}
		endpoint.assumed, endpoint.leftOut, endpoint.prefixed = false, false, false
		if again, problem := parseEndpoint(endpoint.url); problem != "" || again != endpoint {
			t.Errorf("%q became %+v, and then %+v, %s", text, endpoint, again, problem)
		}
	})
}
