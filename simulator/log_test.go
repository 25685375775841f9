package simulator

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRequestsTellWhatReallyArrived(t *testing.T) {
	clock := newHandClock()
	var observed []Request
	config := clock.config()
	config.Observe = func(r Request) { observed = append(observed, r) }
	s := New(config)
	wantCode(t, s, "-50", "callID", "c1", "reason", "not ours")

	got := s.Requests()
	if len(got) != 1 || len(observed) != 1 {
		t.Fatalf("%d requests, %d observed; want one each", len(got), len(observed))
	}
	for _, r := range []Request{got[0], observed[0]} {
		if r.Method != "POST" || r.Action != "DeleteCall" || !r.At.Equal(clock.now) || !r.Answered || r.Code != -50 ||
			r.Params.Get("apiKey") != demoKey || r.Params.Get("reason") != "not ours" {
			t.Errorf("%#v", r)
		}
	}
}

func TestARequestIsCountedWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Config{})
		go post(s, deletion("extension", "8856", "status", "next"))
		synctest.Wait()
		if got := s.Requests(); len(got) != 1 || got[0].Answered {
			t.Errorf("%+v, want one request without an answer", got)
		}
		<-time.After(time.Minute) // of the bubble
	})
}

func TestALogLineHoldsNoSecretAndNothingATerminalObeys(t *testing.T) {
	s := New(newHandClock().config())
	post(s, deletion("callID", "c1\x1b[2J\u202e", "token", "TOKEN", "userName", "bob", "password", "PASSWORD"))
	line := s.Requests()[0].String()
	const want = `POST "DeleteCall" apiKey=*** "callID"="c1\x1b[2J\u202e" password=*** token=*** "userName"="bob": -50 ` +
		`"Call for callID c1\x1b[2J\u202e not found after 1 tries, with sleep time 1000."`
	if line != want {
		t.Errorf("\n%s\nwant\n%s", line, want)
	}
	if strings.Contains(line, demoKey) {
		t.Error("the API key is in the log line")
	}
}

func TestTheLogIsBoundedAndTheTotalsAreNot(t *testing.T) {
	s := New(newHandClock().config())
	for range 2 * keep {
		s.arrive(httptest.NewRequest("GET", Path, nil))
	}
	s.arrive(httptest.NewRequest("GET", Path, nil))
	if total, _ := s.Totals(); len(s.Requests()) != keep || total != 2*keep+1 || cap(s.requests.entries) > 2*keep {
		t.Errorf("%d remembered of %d, room for %d", len(s.Requests()), total, cap(s.requests.entries))
	}
}
