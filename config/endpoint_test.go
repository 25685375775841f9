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
		{"http://[::1]:80", "http://[::1]/verba/api", false, true, ""},
		{"ftp://verba", "", false, false, "does not begin with"},
		{"https://", "", false, false, "has no host name"},
		{"https://u:p@x", "", false, false, "user name or password"},
		{"https:/x", "", false, false, "does not begin with"},
		{"https:x", "", false, false, "does not begin with"},
		{"https//verba.example.com", "", false, false, "does not begin with"},
		{"HTTP/verba", "", false, false, "does not begin with"},
		{"file:///etc/passwd", "", false, false, "does not begin with"},
		{"https:///verba", "", false, false, "has no host name"},
		{"", "", false, false, "does not begin with"},
		{"u:p@x/verba", "", false, false, "user name or password"},
		{"https://x y/verba", "", false, false, "is not a URL"},
		{"https://x/%2e%2e/verba", "", false, false, "is not a URL"},
		{"https://x/..;a=b/verba", "", false, false, "is not a URL"},
		{"https://x/a%2fb", "", false, false, "is not a URL"},
		{"https://a\u0300..\u200bb/verba", "", false, false, "can't be printed"},
		{"https://xn--ü/verba", "", false, false, "invalid host name"},
		{"https://x\x00", "", false, false, "control character, at position 10"},
	}
	for _, test := range tests {
		endpoint, problem := parseEndpoint(test.text)
		if test.refused != "" {
			if !strings.Contains(problem, test.refused) {
				t.Errorf("%q: %q", test.text, problem)
			}
			continue
		}
		if problem != "" || endpoint.url != test.url || endpoint.clearText != test.clearText || endpoint.loopback != test.loopback {
			t.Errorf("%q: %+v %s", test.text, endpoint, problem)
		}
	}
}

// What a browser shows, or a person remembers of it.
func TestWhateverIsPastedFromTheBrowserLeadsToTheAPI(t *testing.T) {
	const api = "https://verba.example.com/verba/api"
	for text, want := range map[string]string{
		"https://verba.example.com/verba":                                               api,
		"https://verba.example.com/verba/":                                              api,
		"  https://verba.example.com/verba\t\r\n":                                       api,
		"https://verba.example.com/verba/index.html#/x":                                 api,
		"https://verba.example.com/verba/#!/calls?token=hunter2":                        api,
		"https://verba.example.com/VERBA/Login.jsp;jsessionid=hunter2?x=y":              api,
		"https://verba.example.com/verba;jsessionid=hunter2":                            api,
		"https://verba.example.com/verba/login.do?user=alice&password=hunter2%zz":       api,
		"https://verba.example.com/verba/search/list.do;a=b;c=d/more":                   api,
		"https://verba.example.com/verba/api":                                           api,
		"https://verba.example.com/Verba/API/":                                          api,
		"https://verba.example.com/verba//api":                                          api,
		"https://verba.example.com//verba/./":                                           api,
		"https://verba.example.com/%76erba/":                                            api,
		"https://verba.example.com/verba/api?action=DeleteCall&apiKey=hunter2":          api,
		"https://verba.example.com/verba/api/swagger-ui.html":                           api,
		"https://verba.example.com/verba/verba":                                         api,
		"https://verba.example.com?x=hunter2":                                           api,
		"https://verba.example.com#hunter2":                                             api,
		"https://verba.example.com/index.html":                                          api,
		"https://verba.example.com:/verba":                                              api,
		"https://verba.example.com:443/verba":                                           api,
		"HTTPS://VERBA.EXAMPLE.COM/VERBA/":                                              api,
		"verba.example.com":                                                             api,
		"verba.example.com/verba/login.do":                                              api,
		"//verba.example.com/verba":                                                     api,
		"verba.example.com:8443":                                                        "https://verba.example.com:8443/verba/api",
		"https://verba.example.com:08443/verba":                                         "https://verba.example.com:8443/verba/api",
		"HTTP://verba:80/verba/":                                                        "http://verba/verba/api",
		"https://apps.example.com/recorder/verba/login.do":                              "https://apps.example.com/recorder/verba/api",
		"https://apps.example.com/Recorder/Verba/Login.jsp;jsessionid=hunter2":          "https://apps.example.com/Recorder/verba/api",
		"https://apps.example.com/verba/verba/api":                                      "https://apps.example.com/verba/verba/api",
		"https://apps.example.com/verba/api/verba":                                      "https://apps.example.com/verba/api",
		"https://apps.example.com/rec.v2/":                                              "https://apps.example.com/rec.v2/verba/api",
		"https://apps.example.com/aufnahme%20b%C3%BCro/verba":                           "https://apps.example.com/aufnahme%20b%C3%BCro/verba/api",
		"https://aufnahme.münchen.example/verba/":                                       "https://aufnahme.xn--mnchen-3ya.example/verba/api",
		"https://[2001:DB8::1]:8443/verba":                                              "https://[2001:db8::1]:8443/verba/api",
		"http://[0:0:0:0:0:0:0:1]:8080/":                                                "http://[::1]:8080/verba/api",
		"http://[::ffff:127.0.0.1]/verba":                                               "http://127.0.0.1/verba/api",
		"http://[fe80::1%25eth0]/verba/x":                                               "http://[fe80::1%25eth0]/verba/api",
		"http://192.168.1.104/verba/api?action=DeleteCall&apiKey=hunter2&token=hunter2": "http://192.168.1.104/verba/api",
	} {
		endpoint, problem := parseEndpoint(text)
		if problem != "" || endpoint.url != want || strings.Contains(endpoint.url+endpoint.host, "hunter2") {
			t.Errorf("%q: %+v %s, want %s", text, endpoint, problem, want)
		}
	}
}

func TestAPortThatCannotBeIsRefused(t *testing.T) {
	for _, text := range []string{"https://x:0", "https://x:99999/verba", "https://x:65536", "https://x:hunter2/verba", "https://x:-1", "https://x:8443:1",
		"https://[::1]:0/", "https://[::1]:x", "x:99999", "https://x:٤٤٣", "https://x:80 80", "https://alice:hunter2/verba"} {
		if endpoint, problem := parseEndpoint(text); problem != "has a port that is not a number from 1 to 65535" {
			t.Errorf("%q: %+v %s", text, endpoint, problem)
		}
	}
	found := &problems{}
	if found.proxy("proxy", "http://proxy.example.com:99999") != nil || found.proxy("proxy", "http://proxy.example.com:3128") == nil {
		t.Error("a proxy's port is not checked")
	}
}

func TestAPathWithoutVerbaIsAnAssumption(t *testing.T) {
	for text, want := range map[string]bool{
		"https://x": false, "https://x/index.html": false, "https://x/Verba/login.do": false, "https://x/recorder/verba": false,
		"https://x/recorder": true, "https://x/cas/login?service=https%3A%2F%2Fx%2Fverba": true, "https://x/verbaplayer/x": true,
	} {
		endpoint, problem := parseEndpoint(text)
		if problem != "" || endpoint.prefixed != want {
			t.Errorf("%q: %+v %s", text, endpoint, problem)
		}
	}
}

func TestAnEndpointSaysWhatWasMadeOfIt(t *testing.T) {
	for text, want := range map[string][2]bool{
		"https://x": {false, false}, "https://x/verba/": {false, false}, "https://x/VERBA/api": {false, false}, "https://x/a/verba": {false, false},
		"x": {true, false}, "https://x/verba/login.do": {false, true}, "https://x/verba;a=b": {false, true}, "x/?a": {true, true}, "https://x/index.html": {false, true},
	} {
		if endpoint, problem := parseEndpoint(text); endpoint.assumed != want[0] || endpoint.leftOut != want[1] {
			t.Errorf("%q: %+v %s", text, endpoint, problem)
		}
	}
}
