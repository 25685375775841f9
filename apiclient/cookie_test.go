package apiclient

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"deletecall/deletion"
	"deletecall/lookup"
)

const sessionID = "8C0FFEE8C0FFEE8C0FFEE"

// withSession is an office whose tokens come with a session, and whose token expires once.
func withSession(t *testing.T, scheme, grant string, headers ...string) (s *server, expire *atomic.Bool) {
	expire = new(atomic.Bool)
	return serveScheme(t, scheme, func(p *peer) {
		r, ok := p.request()
		switch {
		case !ok:
		case strings.HasPrefix(r.form, "action=RequestToken"):
			p.answer(200, grant, headers...)
		case expire.Swap(false):
			p.answer(200, strings.Replace(notInformation(-43), getCallInformation, actionOf(r.form), 1))
		case strings.HasPrefix(r.form, "action=DeleteCall"):
			p.answer(200, doc)
		default:
			p.answer(200, information(sampleCall))
		}
	}), expire
}

func actionOf(form string) string {
	action, _, _ := strings.Cut(strings.TrimPrefix(form, "action="), "&")
	return action
}

func TestTheSessionsCookieGoesWithItsToken(t *testing.T) {
	elements := strings.Replace(grantDocument("token-1"), "<SessionId>1</SessionId>",
		"<SessionId>"+sessionID+"</SessionId><SessionParameterName>jsessionid</SessionParameterName><SessionCookieName>JSESSIONID</SessionCookieName>", 1)
	for name, test := range map[string]struct {
		scheme, grant, header, want string
	}{
		"of the header":     {"http", grantDocument("token-1"), "Set-Cookie: JSESSIONID=" + sessionID + "; Path=/verba; HttpOnly", "JSESSIONID=" + sessionID},
		"of the document":   {"http", elements, "X: y", "JSESSIONID=" + sessionID},
		"of both, once":     {"http", elements, "Set-Cookie: JSESSIONID=" + sessionID, "JSESSIONID=" + sessionID},
		"a balancer's":      {"http", elements, "Set-Cookie: route=n1", "route=n1; JSESSIONID=" + sessionID},
		"secure over TLS":   {"https", grantDocument("token-1"), "Set-Cookie: JSESSIONID=" + sessionID + "; Secure", "JSESSIONID=" + sessionID},
		"secure in clear":   {"http", grantDocument("token-1"), "Set-Cookie: JSESSIONID=" + sessionID + "; Secure", ""},
		"one to be removed": {"http", grantDocument("token-1"), "Set-Cookie: JSESSIONID=" + sessionID + "; Max-Age=0", ""},
		"none":              {"http", grantDocument("token-1"), "X: y", ""},
		"one too long":      {"http", grantDocument("token-1"), "Set-Cookie: a=" + strings.Repeat("x", maxCookieLength), ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := withSession(t, test.scheme, test.grant, test.header)
			tr := withLogin(s, test.scheme)
			client := tr.client(t)
			wantOutcome(t, tr.sendWith(t, client), deletion.Accepted, deletion.CauseAnswered)
			wantVerdict(t, client.LookUp(t.Context(), tr.server, tr.selector(t, deletion.CallID, sampleID, "")), lookup.Found, "")
			if login := s.calls("action=RequestToken"); len(login) != 1 || login[0].parsed.Header.Get("Cookie") != "" {
				t.Errorf("the logins are %v", login)
			}
			for _, r := range append(s.deleteCalls(), s.calls("action=GetCallInformation")...) {
				if got := r.parsed.Header.Get("Cookie"); got != test.want {
					t.Errorf("%s went with the cookie %q, want %q", r.form, got, test.want)
				}
			}
		})
	}
}

func TestTheSessionsCookieIsASecret(t *testing.T) {
	s := serve(t, func(p *peer) {
		if r, _ := p.request(); strings.HasPrefix(r.form, "action=RequestToken") {
			p.answer(200, grantDocument("token-1"), "Set-Cookie: JSESSIONID="+sessionID)
			return
		}
		p.answer(200, response(-77, "session "+sessionID+" is gone"))
	})
	outcome := withLogin(s, "http").send(t)
	wantOutcome(t, outcome, deletion.Refused, deletion.CauseAnswered)
	if all := outcome.Message + string(outcome.Answer.Body) + outcome.Detail; strings.Contains(all, sessionID) {
		t.Errorf("the outcome holds the session: %s", all)
	}
}

func TestALookUpWithAnExpiredTokenLogsInOnceMore(t *testing.T) {
	s, expire := withSession(t, "http", grantDocument("token-1"))
	tr := withLogin(s, "http")
	client := tr.client(t)
	expire.Store(true)
	wantVerdict(t, client.LookUp(t.Context(), tr.server, tr.selector(t, deletion.CallID, sampleID, "")), lookup.Found, "")
	if logins, asked := len(s.calls("action=RequestToken")), len(s.calls("action=GetCallInformation")); logins != 2 || asked != 2 {
		t.Errorf("%d logins and %d look-ups, want 2 and 2", logins, asked)
	}
	wantNoDeleteCall(t, s)
}

func TestALookUpWhoseTokenIsNeverGoodEndsAfterOneMoreLogin(t *testing.T) {
	s := serve(t, func(p *peer) {
		if r, _ := p.request(); strings.HasPrefix(r.form, "action=RequestToken") {
			p.answer(200, grantDocument("token-1"))
			return
		}
		p.answer(200, notInformation(-43))
	})
	tr := withLogin(s, "http")
	wantVerdict(t, tr.lookUp(t), lookup.CantSay, lookup.ReasonAuthentication)
	if s.connections() != 4 {
		t.Errorf("%d requests, want 4", s.connections())
	}
}

func TestALoginByParametersIsInTheBodyOnly(t *testing.T) {
	for _, method := range deletion.Methods() {
		o := openOffice(t, "http")
		tr := withLogin(o.server, "http")
		tr.config.LoginByParameters, tr.server.Method = true, method
		wantOutcome(t, tr.send(t), deletion.Accepted, deletion.CauseAnswered)
		login := o.logins()[0]
		want := "action=RequestToken&apiKey=" + sampleKey + "&responseType=XML&userName=alice&password=" + samplePassword
		if login.form != want || login.parsed.Method != "POST" || login.parsed.URL.RawQuery != "" || login.parsed.Header.Get("Authorization") != "" {
			t.Errorf("the login was %s", login.raw)
		}
	}
}

// Each of them trying a wrong password by itself could lock the account.
func TestThoseWhoWaitForALoginThatIsRefusedDoNotTryItAgain(t *testing.T) {
	const requests = 4
	began, refuse := make(chan struct{}, requests), make(chan struct{})
	s := serve(t, func(p *peer) {
		if _, ok := p.request(); ok {
			began <- struct{}{}
			<-refuse
			p.answer(200, strings.Replace(response(-40, "bad"), "DeleteCall", "RequestToken", 1))
		}
	})
	tr := withLogin(s, "http")
	tr.config.Credentials = held{key: sampleKey, user: "alice", password: samplePassword, from: Origins{Password: "DELETECALL_PASSWORD"}}
	client := tr.client(t)
	var all, waiting sync.WaitGroup
	send := func() {
		outcome := tr.sendWith(t, client)
		wantOutcome(t, outcome, deletion.NotSent, deletion.CauseLoginRefused)
		if !strings.Contains(outcome.Detail, "The password came from DELETECALL_PASSWORD.") {
			t.Errorf("the detail is %q", outcome.Detail)
		}
	}
	waiting.Add(requests)
	client.session.waiting = waiting.Done
	all.Go(send)
	<-began
	for range requests - 1 {
		all.Go(send)
	}
	waiting.Wait()
	close(refuse)
	all.Wait()
	if logins := len(s.calls("action=RequestToken")); logins != 1 {
		t.Errorf("%d logins, want 1", logins)
	}
}

// Each code names the credential that it is about, among those that were sent.
func TestACodeBlamesWhatWasSent(t *testing.T) {
	all := Origins{APIKey: "K", Token: "T", Password: "P"}
	for _, test := range []struct {
		from Origins
		code int
		ours bool
		want string
	}{
		{all, -40, false, " The password came from P."},
		{Origins{APIKey: "K", Token: "T"}, -40, false, " The token came from T."},
		{Origins{APIKey: "K"}, -40, false, " The API key came from K."},
		{all, -41, false, " The API key came from K."},
		{all, -41, true, " The API key came from K."},
		{all, -42, false, " The token came from T."},
		{all, -42, true, " The password of the login that gave the token came from P."},
		{Origins{APIKey: "K"}, -42, false, " The API key that needs a login came from K."},
		{all, -43, false, " The token came from T."},
		{all, -43, true, " The password of the login that gave the token came from P."},
		{Origins{}, -42, true, ""},
		{all, -50, false, ""},
	} {
		if got := test.from.blame(test.code, test.ours); got != test.want {
			t.Errorf("code %d of %v: %q, want %q", test.code, test.from, got, test.want)
		}
	}
}

func TestARefusedCredentialIsNamedWithWhereItCameFrom(t *testing.T) {
	from := Origins{APIKey: "file /run/key", Token: "command pass", Password: "DELETECALL_PASSWORD"}
	for code, want := range map[int]string{-40: "password came from DELETECALL_PASSWORD", -41: "API key came from file /run/key", -42: "token came from command pass", -43: "token came from command pass"} {
		s := serve(t, answers(200, response(code, "no")))
		tr := against(s, "http")
		tr.config.Credentials = held{key: sampleKey, token: sampleToken, from: from}
		if outcome := tr.send(t); !strings.Contains(outcome.Detail, want) {
			t.Errorf("code %d: the detail is %q", code, outcome.Detail)
		}
		tr = against(serve(t, answers(200, notInformation(code))), "http")
		tr.config.Credentials = held{key: sampleKey, token: sampleToken, from: from}
		if result := tr.lookUp(t); !strings.Contains(result.Detail, want) {
			t.Errorf("code %d: the look-up's detail is %q", code, result.Detail)
		}
	}
}
