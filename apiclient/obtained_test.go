package apiclient

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"deletecall/deletion"
	"deletecall/secret"
)

// asked counts how often somebody had to give the API key.
type asked struct {
	held
	times *atomic.Int32
}

func (a asked) APIKey(ctx context.Context) (secret.Text, error) {
	a.times.Add(1)
	return a.held.APIKey(ctx)
}

func TestCredentialsAreAskedForOnceForADeletionAndItsLookUps(t *testing.T) {
	o := openOffice(t, "http")
	tr := withLogin(o.server, "http")
	now := time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)
	tr.config.Now = func() time.Time { return now }
	key := asked{tr.config.Credentials.(held), new(atomic.Int32)}
	tr.config.Credentials = key
	client := tr.client(t)
	want := func(times int32, when string) {
		t.Helper()
		if got := key.times.Load(); got != times {
			t.Errorf("%s the key was asked for %d times, want %d", when, got, times)
		}
	}
	deleteOne := func() {
		t.Helper()
		call := tr.selector(t, deletion.Extension, "8856", "last")
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { client.LookUp(t.Context(), tr.server, call) })
		}
		all.Wait()
		wantOutcome(t, tr.sendWith(t, client), deletion.Accepted, deletion.CauseAnswered)
		client.LookUp(t.Context(), tr.server, call)
	}
	deleteOne()
	want(1, "for a deletion with look-ups")

	now = now.Add(credentialsLife - time.Second)
	deleteOne()
	want(1, "within their life")

	now = now.Add(time.Second)
	deleteOne()
	want(2, "after it")

	now = now.Add(-time.Minute)
	deleteOne()
	want(3, "after the clock was set back")
}

func TestCredentialsThatAServerRefusedAreAskedForAgain(t *testing.T) {
	for _, code := range []int{-40, -41, -42, -43} {
		refuse := func(p *peer) {
			if r, ok := p.request(); ok {
				action, _, _ := strings.Cut(strings.TrimPrefix(r.form, "action="), "&")
				p.answer(200, strings.Replace(response(code, "No"), "DeleteCall", action, 1))
			}
		}
		tr := against(serveScheme(t, "http", refuse), "http")
		key := asked{held{key: sampleKey}, new(atomic.Int32)}
		tr.config.Credentials = key
		client := tr.client(t)
		wantOutcome(t, tr.sendWith(t, client), deletion.Refused, deletion.CauseAnswered)
		client.LookUp(t.Context(), tr.server, tr.selector(t, deletion.Extension, "8856", "last"))
		_ = tr.sendWith(t, client)
		if got := key.times.Load(); got != 3 {
			t.Errorf("after code %d the key was asked for %d times in all, want 3", code, got)
		}
	}
}

func TestWhoWaitsForTheCredentialsOfAnotherGivesUpInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := obtained{turn: make(chan struct{}, 1)}
		o.turn <- struct{}{}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := o.get(ctx, time.Now, func(context.Context) (credentials, error) {
			t.Error("two are asked at once")
			return credentials{}, nil
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it ended with %v", err)
		}
	})
}

func TestCredentialsLeaveTheMemoryAfterTheirLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := obtained{turn: make(chan struct{}, 1)}
		got, err := o.get(t.Context(), time.Now, func(context.Context) (credentials, error) {
			return credentials{key: secret.New(sampleKey)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		o.show(got)
		time.Sleep(credentialsLife)
		synctest.Wait()
		if o.last.key.IsSet() || o.shown().key.IsSet() {
			t.Error("they are still there")
		}
	})
}
