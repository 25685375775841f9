package e2e

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

const success = `<?xml version="1.0" encoding="UTF-8"?>

<VerbaApi>

<Response code="0" type="DeleteCall" />

</VerbaApi>`

// heldServer receives DeleteCalls and answers none of them until it is told to.
type heldServer struct {
	*httptest.Server
	arrived chan string   // the identifier of each request, as it arrives
	answer  chan struct{} // a value lets one request be answered
	mu      sync.Mutex
	count   int
}

func startHeldServer(t testing.TB) *heldServer {
	t.Helper()
	s := &heldServer{arrived: make(chan string, 16), answer: make(chan struct{}, 16)}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if r.FormValue("action") != "DeleteCall" { // it looks nothing up
			http.NotFound(w, r)
			return
		}
		s.mu.Lock()
		s.count++
		s.mu.Unlock()
		s.arrived <- r.FormValue("callID") + r.FormValue("extension")
		select {
		case <-s.answer:
			_, _ = io.WriteString(w, success)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

func (s *heldServer) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

func (s *heldServer) environ() []string {
	return []string{"DELETECALL_URL=" + s.URL, "DELETECALL_API_KEY=" + apiKey}
}

// patience bounds a wait for something that will happen; it measures nothing.
const patience = 3 * time.Minute

func (s *heldServer) waitForRequest(t testing.TB) string {
	t.Helper()
	select {
	case identifier := <-s.arrived:
		return identifier
	case <-time.After(patience):
		t.Fatal("no request arrived")
		return ""
	}
}

// quietLog takes what net/http says about broken handshakes.
func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }
