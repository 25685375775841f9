package config

import (
	"strings"
	"testing"
)

func TestAnEndpointIsNormalisedOrRefused(t *testing.T) {
	tests := []struct {
		text, url           string
		clearText, loopback bool
		refused             string
	}{
		{"https://verba.example.com", "https://verba.example.com/verba/api", false, false, ""},
		{"https://Verba.Example.com/", "https://verba.example.com/verba/api", false, false, ""},
		{"https://verba.example.com/verba/api/", "https://verba.example.com/verba/api", false, false, ""},
		{"https://verba.example.com:8443/recorder", "https://verba.example.com:8443/recorder/verba/api", false, false, ""},
		{"http://192.168.1.104", "http://192.168.1.104/verba/api", true, false, ""},
		{"http://127.0.0.1:8088", "http://127.0.0.1:8088/verba/api", false, true, ""},
		{"http://localhost", "http://localhost/verba/api", false, true, ""},
		{"http://[::1]:80", "http://[::1]:80/verba/api", false, true, ""},
		{"verba.example.com", "", false, false, "does not begin with"},
		{"ftp://verba", "", false, false, "does not begin with"},
		{"https://", "", false, false, "names no host"},
		{"https://x?apiKey=1", "", false, false, "query"},
		{"https://x#y", "", false, false, "fragment"},
		{"https://u:p@x", "", false, false, "user name or password"},
		{"https://x\x00", "", false, false, "control character, at position 10"},
	}
	for _, test := range tests {
		endpoint, problem := ParseEndpoint(test.text)
		if test.refused != "" {
			if !strings.Contains(problem, test.refused) {
				t.Errorf("%q: %q", test.text, problem)
			}
			continue
		}
		if problem != "" || endpoint.URL != test.url || endpoint.ClearText != test.clearText || endpoint.Loopback != test.loopback {
			t.Errorf("%q: %+v %s", test.text, endpoint, problem)
		}
	}
}
