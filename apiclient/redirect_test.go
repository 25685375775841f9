package apiclient

import (
	"fmt"
	"testing"

	"deletecall/deletion"
)

// A redirect that is followed carries key and token to whoever it names, and
// believes what that one says.
func TestARedirectToAStrangerBringsTheStrangerNothing(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, scheme := range []string{"http", "https"} {
			for _, method := range []deletion.Method{deletion.GET, deletion.POST} {
				t.Run(fmt.Sprintf("%d over %s %s", status, scheme, method), func(t *testing.T) {
					stranger := serveScheme(t, scheme, answers(200, successDocument))
					target := scheme + "://" + stranger.addr() + "/verba/api"
					s := serveScheme(t, scheme, answers(status, successDocument, "Location: "+target,
						"Refresh: 0; url="+target, "Link: <"+target+">; rel=preload", "Alt-Svc: h2=\""+stranger.addr()+"\""))
					tr := against(s, scheme)
					tr.server.Method = method
					tr.config.Credentials = held{key: sampleKey, token: sampleToken, user: "alice", password: samplePassword}
					outcome := tr.send(t)
					wantOutcome(t, outcome, deletion.Unknown, deletion.CauseRedirect)
					wantClean(t, outcome)
					wantReceived(t, s, 1)
					if s.connections() != 1 || stranger.connections() != 0 {
						t.Errorf("%d and %d connections", s.connections(), stranger.connections())
					}
					if want := fmt.Sprintf("The server redirected with %s to %s://%s, which was not followed.", statusName(status), scheme, stranger.addr()); outcome.Detail != want {
						t.Errorf("the detail is %q, want %q", outcome.Detail, want)
					}
				})
			}
		}
	}
}

func TestALoginIsNotCarriedToAStrangerEither(t *testing.T) {
	stranger := serve(t, answers(200, grantDocument("token-1")))
	s := serve(t, answers(307, "", "Location: http://"+stranger.addr()+"/verba/api"))
	outcome := withLogin(s, "http").send(t)
	wantOutcome(t, outcome, deletion.NotSent, deletion.CauseLogin)
	if s.connections() != 1 || stranger.connections() != 0 {
		t.Errorf("%d and %d connections", s.connections(), stranger.connections())
	}
}

func TestWhereARedirectPointsIsToldWithoutItsQuery(t *testing.T) {
	for location, want := range map[string]string{
		"":                              "nowhere",
		"http://[::1":                   "something that is not a URL",
		"/login?apiKey=" + sampleKey:    "another page of its own, /login",
		"?apiKey=" + sampleKey:          "another page of its own, ",
		"https://a.example/x?k=v#f":     "https://a.example",
		"//a.example/x":                 "a.example",
		"https://u:p@a.example:8443/x":  "https://a.example:8443",
		"mailto:someone@a.example":      "another page of its own, ",
		"/" + string([]byte{0xff}) + "": "another page of its own, /\xff",
	} {
		if got := redirectTarget(location); got != want {
			t.Errorf("%q points to %q, want %q", location, got, want)
		}
	}
}
