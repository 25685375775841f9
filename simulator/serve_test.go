package simulator

import (
	"context"
	"errors"
	"net"
	"net/http"
	"runtime"
	"testing"
)

// serve starts a simulator on loopback, and returns its URL, what ends it and what it ended with.
func serve(t *testing.T, s *Simulator) (url string, stop context.CancelFunc, ended <-chan error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	return "http://" + l.Addr().String() + Path, stop, done
}

func TestServeAnswersUntilItIsStopped(t *testing.T) {
	s := New(Config{})
	s.AddCall(Call{CallID: "c1", From: "8856", To: "1"})
	url, stop, ended := serve(t, s)
	client := &http.Client{Transport: &http.Transport{}}
	resp, err := client.PostForm(url, deletion("callID", "c1"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := readReply(t, readAll(t, resp.Body)).Response.Code; got != "0" {
		t.Errorf("code %s", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	if _, err := client.PostForm(url, deletion("callID", "c1")); err == nil {
		t.Error("still answers after its end")
	}
}

func TestStoppingCutsAWaitShortAndSaysSo(t *testing.T) {
	s := New(Config{})
	url, stop, ended := serve(t, s)
	status := make(chan int, 1)
	go func() {
		resp, err := http.PostForm(url, deletion("extension", "8856", "status", "next"))
		if err != nil {
			status <- 0
			return
		}
		resp.Body.Close()
		status <- resp.StatusCode
	}()
	for len(s.Requests()) == 0 {
		runtime.Gosched()
	}
	stop()
	if got := <-status; got != http.StatusServiceUnavailable {
		t.Errorf("HTTP %d, want 503", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	wantDeleted(t, s)
}

func TestServeTellsTheListenersError(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := New(Config{}).Serve(t.Context(), l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("%v, want the listener's error", err)
	}
}

func TestServeThatIsStoppedBeforeItStartsClosesTheListener(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := New(Config{}).Serve(ctx, l); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("%v, want a closed listener", err)
	}
}
