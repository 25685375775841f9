package simulator

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// later runs something after a while, in the time of the test's bubble.
func later(d time.Duration, do func()) { time.AfterFunc(d, do) }

// wantTook checks how long a request took, to the millisecond.
func wantTook(t *testing.T, since time.Time, want time.Duration) {
	t.Helper()
	if took := time.Since(since); took != want {
		t.Errorf("took %v, want %v", took, want)
	}
}

func TestNotFoundIsSaidAfterAllTriesInTheSpecificationsWords(t *testing.T) {
	cases := []struct {
		name    string
		config  Config
		status  string
		message string
		took    time.Duration
	}{
		{"the defaults", Config{}, "ongoing",
			"Call for extension 3123212312 with status ongoing not found after 2 tries, with sleep time 1000.", time.Second},
		{"others", Config{Tries: 4, Sleep: 250 * time.Millisecond}, "last, ongoing",
			"Call for extension 3123212312 with status last,ongoing not found after 4 tries, with sleep time 250.", 750 * time.Millisecond},
		{"next, after its window", Config{}, "next",
			"Call for extension 3123212312 with status next not found after 2 tries, with sleep time 1000.", time.Minute},
		{"ongoing,next with a window of our own", Config{Window: 5 * time.Second}, "ongoing,next",
			"Call for extension 3123212312 with status ongoing,next not found after 2 tries, with sleep time 1000.", 5 * time.Second},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, begun := New(c.config), time.Now()
				got := wantCode(t, s, "-50", "extension", "3123212312", "status", c.status)
				if got != c.message {
					t.Errorf("message %q\nwant    %q", got, c.message)
				}
				wantTook(t, begun, c.took)
			})
		})
	}
}

func TestACallThatTurnsUpBetweenTwoTriesIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, begun := New(Config{}), time.Now()
		later(500*time.Millisecond, func() { s.AddCall(Call{CallID: "late", From: "8856", To: "1"}) })
		wantCode(t, s, "0", "callID", "late")
		wantTook(t, begun, time.Second)
	})
}

func TestNextWaitsForACallToBeginAndMarksIt(t *testing.T) {
	cases := []struct {
		name  string
		after time.Duration
		code  string
		took  time.Duration
	}{
		{"soon", 7 * time.Second, "0", 7 * time.Second},
		{"with the window's last tick", time.Minute, "0", time.Minute},
		{"after the window", time.Minute + time.Millisecond, "-50", time.Minute},
	}
	for _, c := range cases {
		for _, status := range []string{"next", "ongoing,next"} {
			t.Run(status+" "+c.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s, begun := New(Config{}), time.Now()
					s.AddCall(Call{CallID: "planned", From: "1", To: "8856", Begin: begun.Add(c.after)})
					wantCode(t, s, c.code, "extension", "8856", "status", status)
					wantTook(t, begun, c.took)
					if c.code == "0" {
						wantDeleted(t, s, "planned")
					}
				})
			})
		}
	}
}

func TestNextSeesACallThatBeginsByHandAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, begun := New(Config{}), time.Now()
		later(3*time.Second, func() { s.Begin(Call{CallID: "other", From: "1", To: "2"}) })
		later(9*time.Second, func() { s.Begin(Call{CallID: "mine", From: "8856", To: "2"}) })
		wantCode(t, s, "0", "extension", "8856", "status", "next")
		wantTook(t, begun, 9*time.Second)
		wantDeleted(t, s, "mine")
	})
}

func TestNextLeavesTheCallThatGoesOnAlready(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Config{})
		s.Begin(Call{CallID: "now", From: "8856", To: "2"})
		s.AddCall(Call{CallID: "then", From: "8856", To: "2", Begin: time.Now().Add(time.Second)})
		wantCode(t, s, "0", "extension", "8856", "status", "next")
		wantDeleted(t, s, "then")
	})
}

func TestTwoNextRequestsMarkTheSameCallOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Config{})
		s.AddCall(Call{CallID: "next", From: "8856", To: "2", Begin: time.Now().Add(time.Second)})
		go post(s, deletion("extension", "8856", "status", "next"))
		wantCode(t, s, "0", "extension", "8856", "status", "next")
		synctest.Wait()
		wantDeleted(t, s, "next")
	})
}

func TestARequestThatIsGivenUpWhileItWaitsDeletesNothing(t *testing.T) {
	for _, status := range []string{"next", "last"} {
		t.Run(status, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, begun := New(Config{}), time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
				defer cancel()
				r := httptest.NewRequestWithContext(ctx, http.MethodGet,
					Path+"?"+deletion("extension", "8856", "status", status).Encode(), nil)
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				wantTook(t, begun, 500*time.Millisecond)
				if w.Code != http.StatusServiceUnavailable {
					t.Errorf("HTTP %d, want 503: an empty 200 could be read as an answer", w.Code)
				}

				s.Begin(Call{From: "8856", To: "1", End: time.Now().Add(time.Second)})
				<-time.After(2 * time.Minute) // of the bubble
				wantDeleted(t, s)
				if r := s.Requests()[0]; r.Answered {
					t.Error("the request counts as answered")
				}
			})
		})
	}
}

func TestManyClientsNeverGetTheSameCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Config{})
		const calls, clients = 40, 60
		for i := range calls {
			s.AddCall(Call{From: "8856", To: "1", End: time.Now().Add(-time.Duration(i+1) * time.Second), Begin: time.Now().Add(-time.Hour)})
		}
		codes := make(chan string, clients)
		for range clients {
			go func() {
				w := post(s, deletion("extension", "8856", "status", "last"))
				codes <- w.Body.String()
			}()
		}
		accepted := 0
		for range clients {
			if strings.Contains(<-codes, `code="0"`) {
				accepted++
			}
		}
		if requests, deletions := s.Totals(); accepted != calls || deletions != calls || requests != clients {
			t.Errorf("%d accepted, %d deleted, %d requests; want %d, %d, %d", accepted, deletions, requests, calls, calls, clients)
		}
	})
}

func TestADelayHoldsBackTheAnswerOfADeletionThatWasCarriedOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, begun := New(Config{}), time.Now()
		s.AddCall(Call{CallID: "c1", From: "8856", To: "1"})
		s.Inject(Fault{Delay: 10 * time.Second})
		later(5*time.Second, func() {
			if requests, deletions := s.Totals(); requests != 1 || deletions != 1 || s.Requests()[0].Answered {
				t.Errorf("half way: %d requests, %d deletions, want one each and no answer", requests, deletions)
			}
		})
		wantCode(t, s, "0", "callID", "c1")
		wantTook(t, begun, 10*time.Second)
	})
}
