package apiclient

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"deletecall/deletion"
)

const samplePassword = "hunter2hunter2"

// office is a server with logins: it grants token-1, token-2, … and refuses
// every token but the last that it granted.
type office struct {
	*server
	granted atomic.Int32
	expired atomic.Bool // no token is good any more until the next login
	broken  bool        // no token is ever good
}

func openOffice(t *testing.T, scheme string) *office {
	o := &office{}
	o.server = serveScheme(t, scheme, func(p *peer) {
		r, ok := p.request()
		if !ok {
			return
		}
		if strings.HasPrefix(r.form, "action=RequestToken") {
			o.expired.Store(false)
			p.answer(200, grantDocument(fmt.Sprintf("token-%d", o.granted.Add(1))))
			return
		}
		if o.broken || o.expired.Load() || !strings.Contains(r.form, fmt.Sprintf("&token=token-%d&", o.granted.Load())) {
			p.answer(200, response(-43, "Token expired"))
			return
		}
		p.answer(200, doc)
	})
	return o
}

func grantDocument(token string) string {
	return `<VerbaApi><Response code="0" type="RequestToken" token="` + token + `"/><SessionId>1</SessionId></VerbaApi>`
}

func (o *office) logins() []received { return o.calls("action=RequestToken") }

func (o *office) want(t *testing.T, logins, deleteCalls int) {
	t.Helper()
	if got := len(o.logins()); got != logins {
		t.Errorf("the server received %d logins, want %d", got, logins)
	}
	wantReceived(t, o.server, deleteCalls)
}

func withLogin(s *server, scheme string) *trial {
	tr := against(s, scheme)
	tr.config.Credentials = held{key: sampleKey, user: "alice", password: samplePassword}
	return tr
}

func TestALoginTravelsInAHeaderAndItsTokenInTheRequest(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		for _, method := range []deletion.Method{deletion.GET, deletion.POST} {
			t.Run(scheme+" "+string(method), func(t *testing.T) {
				o := openOffice(t, scheme)
				tr := withLogin(o.server, scheme)
				tr.server.Method = method
				outcome := tr.send(t)
				wantOutcome(t, outcome, deletion.Accepted, deletion.CauseAnswered)
				wantClean(t, outcome)
				o.want(t, 1, 1)
				want := "POST /verba/api HTTP/1.1\r\nHost: " + o.addr() + "\r\nUser-Agent: deletecall\r\nConnection: close\r\n" +
					"Content-Length: 80\r\nAccept: text/xml, application/xml, text/html, text/plain, */*;q=0.1\r\nAccept-Encoding: identity\r\n" +
					"Authorization: Basic YWxpY2U6aHVudGVyMmh1bnRlcjI=\r\nCache-Control: no-cache, no-store\r\n" +
					"Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\nPragma: no-cache\r\n\r\n" +
					"action=RequestToken&apiKey=" + sampleKey + "&responseType=XML"
				if got := o.logins()[0].raw; got != want {
					t.Errorf("the login was\n%s\nwant\n%s", got, want)
				}
				call := o.deleteCalls()[0]
				if want := "action=DeleteCall&apiKey=" + sampleKey + "&token=token-1&responseType=XML&extension=8856&status=last"; call.form != want {
					t.Errorf("the request was %s, want %s", call.form, want)
				}
				if call.parsed.Header.Get("Authorization") != "" {
					t.Error("the password was sent with the DeleteCall")
				}
			})
		}
	}
}

func TestATokenIsKeptForItsHourAndNoLonger(t *testing.T) {
	o := openOffice(t, "http")
	tr := withLogin(o.server, "http")
	now := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	tr.config.Now = func() time.Time { return now }
	client := tr.client(t)
	send := func(logins, calls int) {
		t.Helper()
		wantOutcome(t, tr.sendWith(t, client), deletion.Accepted, deletion.CauseAnswered)
		o.want(t, logins, calls)
	}
	send(1, 1)
	send(1, 2)
	now = now.Add(tokenLife - tokenMargin - time.Second)
	send(1, 3)
	now = now.Add(time.Second)
	send(2, 4)
	now = now.Add(-2 * time.Hour) // a clock that is set back says nothing about the token's age
	send(3, 5)
}

func TestATokenIsNotUsedForOtherCredentials(t *testing.T) {
	o := openOffice(t, "http")
	tr := withLogin(o.server, "http")
	changing := &held{key: sampleKey, user: "alice", password: samplePassword}
	tr.config.Credentials = changing
	client := tr.client(t)
	wantOutcome(t, tr.sendWith(t, client), deletion.Accepted, deletion.CauseAnswered)
	changing.user = "bob"
	client.obtained.forget()
	wantOutcome(t, tr.sendWith(t, client), deletion.Accepted, deletion.CauseAnswered)
	o.want(t, 2, 2)
	changing.key = "another-key-altogether"
	client.obtained.forget()
	wantOutcome(t, tr.sendWith(t, client), deletion.Accepted, deletion.CauseAnswered)
	o.want(t, 3, 3)
}

func TestAnExpiredTokenLeadsToOneNewLoginAndOneMoreAttempt(t *testing.T) {
	o := openOffice(t, "http")
	tr := withLogin(o.server, "http")
	client := tr.client(t)
	tr.sendWith(t, client)
	o.expired.Store(true)

	outcome := tr.sendWith(t, client)
	wantOutcome(t, outcome, deletion.Accepted, deletion.CauseAnswered)
	o.want(t, 2, 3)
	if len(outcome.Earlier) != 1 || outcome.Earlier[0].Code == nil || *outcome.Earlier[0].Code != -43 || outcome.Earlier[0].Message != "Token expired" {
		t.Errorf("the first attempt is %+v", outcome.Earlier)
	}
	if want := "The token had expired; after a new login there was a second attempt. The server answered with code 0, success."; outcome.Detail != want {
		t.Errorf("the detail is %q, want %q", outcome.Detail, want)
	}
	if outcome.Started.Before(outcome.Earlier[0].Started) || *outcome.Code != 0 {
		t.Errorf("the second attempt is %+v", outcome.Attempt)
	}
}

func TestATokenThatIsRefusedTwiceEndsIt(t *testing.T) {
	o := openOffice(t, "http")
	o.broken = true
	tr := withLogin(o.server, "http")
	outcome := tr.send(t)
	wantOutcome(t, outcome, deletion.Refused, deletion.CauseAnswered)
	wantClean(t, outcome)
	o.want(t, 2, 2)
	if *outcome.Code != -43 || len(outcome.Earlier) != 1 {
		t.Errorf("the outcome is %+v", outcome)
	}
}

func TestAConfiguredTokenIsSentWithoutALogin(t *testing.T) {
	s := serve(t, answers(200, doc))
	tr := against(s, "http")
	tr.config.Credentials = held{key: sampleKey, token: sampleToken, user: "alice", password: samplePassword}
	wantOutcome(t, tr.send(t), deletion.Accepted, deletion.CauseAnswered)
	if len(s.calls("action=RequestToken")) != 0 || !strings.Contains(s.deleteCalls()[0].form, "&token="+sampleToken+"&") {
		t.Errorf("sent %s", s.received())
	}
}

func TestAConfiguredTokenThatHasExpiredIsReplacedByALoginIfThereIsOne(t *testing.T) {
	o := openOffice(t, "http")
	tr := against(o.server, "http")
	tr.config.Credentials = held{key: sampleKey, token: sampleToken, user: "alice", password: samplePassword}
	client := tr.client(t)
	wantOutcome(t, tr.sendWith(t, client), deletion.Accepted, deletion.CauseAnswered)
	o.want(t, 1, 2)
	wantOutcome(t, tr.sendWith(t, client), deletion.Accepted, deletion.CauseAnswered)
	o.want(t, 1, 3)

	tr.config.Credentials = held{key: sampleKey, token: sampleToken}
	outcome := tr.send(t)
	wantOutcome(t, outcome, deletion.Refused, deletion.CauseAnswered)
	o.want(t, 1, 4)
	if *outcome.Code != -43 || len(outcome.Earlier) != 0 {
		t.Errorf("the outcome is %+v", outcome)
	}
}

func TestRequestsAtTheSameTimeShareOneLogin(t *testing.T) {
	const requests = 8
	o := openOffice(t, "http")
	tr := withLogin(o.server, "http")
	client := tr.client(t)
	together := func() {
		var all sync.WaitGroup
		for range requests {
			all.Go(func() { wantOutcome(t, tr.sendWith(t, client), deletion.Accepted, deletion.CauseAnswered) })
		}
		all.Wait()
	}
	together()
	o.want(t, 1, requests)
	client.session.kept.obtained = client.session.kept.obtained.Add(-tokenLife) // the hour is over
	together()
	o.want(t, 2, 2*requests)
}

func TestALoginThatHangsHoldsNobodyLongerThanTheLimit(t *testing.T) {
	s := serve(t, (*peer).hang)
	tr := withLogin(s, "http")
	tr.server.TimeLimit = shortLimit
	client := tr.client(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			outcome := tr.sendWith(t, client)
			if outcome.Cause != deletion.CauseTimeToConnect { // of one whose turn came as its time ended
				wantOutcome(t, outcome, deletion.NotSent, deletion.CauseLogin)
			}
			wantClean(t, outcome)
		})
	}
	all.Wait()
	wantReceived(t, s, 0)
}

func TestWhatHappensAtTheSecondLoginIsTold(t *testing.T) {
	for name, test := range map[string]struct {
		second func(*peer)
		says   string
	}{
		"refused": {func(p *peer) { p.answer(200, strings.Replace(response(-40, "bad"), "DeleteCall", "RequestToken", 1)) }, "The login failed: the server answered with code -40"},
		"closed":  {func(*peer) {}, "The login failed: "},
		"a page":  {func(p *peer) { p.answer(200, "<html>welcome") }, "The login failed: "},
	} {
		t.Run(name, func(t *testing.T) {
			var logins atomic.Int32
			s := serve(t, func(p *peer) {
				r, _ := p.request()
				switch {
				case !strings.HasPrefix(r.form, "action=RequestToken"):
					p.answer(200, response(-43, "Token expired"))
				case logins.Add(1) == 1:
					p.answer(200, grantDocument("token-1"))
				default:
					test.second(p)
				}
			})
			outcome := withLogin(s, "http").send(t)
			wantOutcome(t, outcome, deletion.Refused, deletion.CauseAnswered)
			wantClean(t, outcome)
			wantReceived(t, s, 1)
			if *outcome.Code != -43 || !strings.Contains(outcome.Detail, test.says) {
				t.Errorf("the outcome is %+v", outcome)
			}
		})
	}
}

func TestASecondAttemptThatFindsNoConnectionLeavesTheFirstOnesRefusal(t *testing.T) {
	withinLimits(func(limit time.Duration) bool {
		o := openOffice(t, "http")
		o.broken = true
		tr := withLogin(o.server, "http")
		var dialled atomic.Int32
		tr.config.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			if dialled.Add(1) > 3 { // login, attempt, login
				return hanging(ctx, network, address)
			}
			return countedDial(ctx, network, address)
		}
		tr.server.TimeLimit = limit
		outcome := tr.send(t)
		if limit < lastLimit && dialled.Load() < 4 {
			return false
		}
		wantOutcome(t, outcome, deletion.Refused, deletion.CauseAnswered)
		o.want(t, 2, 1)
		if !strings.Contains(outcome.Detail, "After a new login there was a second attempt: The time limit passed") {
			t.Errorf("the detail is %q", outcome.Detail)
		}
		return true
	})
}
