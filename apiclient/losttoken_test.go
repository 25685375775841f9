package apiclient

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"deletecall/deletion"
	"deletecall/lookup"
)

// restarted is a server that forgets its tokens when it is restarted, and then answers -42 as Tomcat did with a
// session of before.
func restarted(t *testing.T) (s *server, restart func()) {
	var granted, good atomic.Int32
	s = serve(t, func(p *peer) {
		r, ok := p.request()
		if !ok {
			return
		}
		known := strings.Contains(r.form, fmt.Sprintf("&token=token-%d&", good.Load()))
		switch {
		case strings.HasPrefix(r.form, "action=RequestToken"):
			good.Store(granted.Add(1))
			p.answer(200, grantDocument(fmt.Sprintf("token-%d", good.Load())))
		case strings.HasPrefix(r.form, "action=GetCallInformation") && !known:
			p.answer(200, notInformation(-42))
		case strings.HasPrefix(r.form, "action=GetCallInformation"):
			p.answer(200, information(sampleCall))
		case !known:
			p.answer(200, response(-42, "Login required"))
		default:
			p.answer(200, doc)
		}
	})
	return s, func() { good.Store(-1) }
}

// Only -43 allows a second DeleteCall. After any other code the next request logs in again, and the key is not blamed.
func TestATokenThatTheServerLostIsReplacedBeforeTheNextRequest(t *testing.T) {
	s, restart := restarted(t)
	tr := withLogin(s, "http")
	tr.config.Credentials = held{key: sampleKey, user: "alice", password: samplePassword, from: Origins{APIKey: "K", Password: "file /run/password"}}
	client := tr.client(t)
	wantOutcome(t, tr.sendWith(t, client), deletion.Accepted, deletion.CauseAnswered)
	restart()
	refused := tr.sendWith(t, client)
	wantOutcome(t, refused, deletion.Refused, deletion.CauseAnswered)
	if !strings.Contains(refused.Detail, "The next request logs in again. The password of the login that gave the token came from file /run/password.") || len(refused.Earlier) > 0 {
		t.Errorf("it is reported as %q, with %d attempts before", refused.Detail, len(refused.Earlier))
	}
	if deletes := len(s.calls("action=DeleteCall")); deletes != 2 {
		t.Errorf("%d DeleteCalls, want 2", deletes)
	}
	wantOutcome(t, tr.sendWith(t, client), deletion.Accepted, deletion.CauseAnswered)
	if logins := len(s.calls("action=RequestToken")); logins != 2 {
		t.Errorf("%d logins, want 2", logins)
	}
}

func TestALookUpWhoseTokenTheServerLostLogsInOnceMore(t *testing.T) {
	s, restart := restarted(t)
	tr := withLogin(s, "http")
	client := tr.client(t)
	call := tr.selector(t, deletion.CallID, sampleID, "")
	for range 2 {
		wantVerdict(t, client.LookUp(t.Context(), tr.server, call), lookup.Found, "")
		restart()
	}
	if logins, asked := len(s.calls("action=RequestToken")), len(s.calls("action=GetCallInformation")); logins != 2 || asked != 3 {
		t.Errorf("%d logins and %d look-ups, want 2 and 3", logins, asked)
	}
	wantNoDeleteCall(t, s)
}

func TestALookUpSaysThatANewLoginDidNotHelp(t *testing.T) {
	for _, code := range []int{-42, -43} {
		s := serve(t, func(p *peer) {
			r, ok := p.request()
			switch {
			case !ok:
			case strings.HasPrefix(r.form, "action=RequestToken"):
				p.answer(200, grantDocument("token-1"))
			default:
				p.answer(200, notInformation(code))
			}
		})
		tr := withLogin(s, "http")
		result := tr.client(t).LookUp(t.Context(), tr.server, tr.selector(t, deletion.CallID, sampleID, ""))
		wantVerdict(t, result, lookup.CantSay, lookup.ReasonAuthentication)
		if asked := len(s.calls("action=GetCallInformation")); asked != 2 || !strings.Contains(result.Detail, "This was the second attempt, after a new login.") {
			t.Errorf("%d: %q after %d look-ups", code, result.Detail, asked)
		}
	}
}
