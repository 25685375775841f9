package apiclient

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// server is a server written for these tests, on raw sockets: it answers as it
// is told, however wrong, and keeps every request byte by byte.
type server struct {
	t         *testing.T
	listener  net.Listener
	behave    func(*peer)
	handlers  sync.WaitGroup
	mu        sync.Mutex
	conns     []net.Conn
	requests  []received
	arrived   bytes.Buffer // every byte that was read
	connected int
}

// received is one complete request as it arrived.
type received struct {
	raw    string
	parsed *http.Request
	form   string // query or body
	unlike string // what a GET adds to its query, so that its URL is a new one
}

// peer is the server's side of one connection.
type peer struct {
	net.Conn
	server *server
	reader *bufio.Reader
}

// Read notes what arrives.
func (p *peer) Read(b []byte) (int, error) {
	n, err := p.Conn.Read(b)
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.arrived.Write(b[:n])
	return n, err
}

// received is every byte that arrived so far.
func (s *server) received() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.arrived.String()
}

// serve starts a server that treats each connection with behave.
func serve(t *testing.T, behave func(*peer)) *server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serveOn(t, listener, behave)
}

// serveTLS is serve over TLS, with a certificate that testCAs trusts.
func serveTLS(t *testing.T, behave func(*peer)) *server {
	t.Helper()
	return serveWith(t, &tls.Config{Certificates: []tls.Certificate{testCertificate(t, certificateFor("127.0.0.1"))}}, behave)
}

// serveScheme is serve or serveTLS.
func serveScheme(t *testing.T, scheme string, behave func(*peer)) *server {
	t.Helper()
	if scheme == "https" {
		return serveTLS(t, behave)
	}
	return serve(t, behave)
}

// serveWith is serve over TLS with settings of one's own.
func serveWith(t *testing.T, settings *tls.Config, behave func(*peer)) *server {
	t.Helper()
	listener, err := tls.Listen("tcp", "127.0.0.1:0", settings)
	if err != nil {
		t.Fatal(err)
	}
	return serveOn(t, listener, behave)
}

func serveOn(t *testing.T, listener net.Listener, behave func(*peer)) *server {
	s := &server{t: t, listener: listener, behave: behave}
	s.handlers.Add(1)
	go s.accept()
	t.Cleanup(s.close)
	return s
}

// finish waits until the server has done all that it does by itself.
func (s *server) finish() {
	_ = s.listener.Close()
	s.handlers.Wait()
}

// close ends the server, and waits until all that it does has ended.
func (s *server) close() {
	_ = s.listener.Close()
	s.mu.Lock()
	for _, conn := range s.conns {
		_ = conn.Close()
	}
	s.mu.Unlock()
	s.handlers.Wait()
}

func (s *server) accept() {
	defer s.handlers.Done()
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.connected++
		s.conns = append(s.conns, conn)
		s.handlers.Add(1)
		s.mu.Unlock()
		go func() {
			defer s.handlers.Done()
			defer conn.Close()
			if secured, ok := conn.(*tls.Conn); ok && secured.Handshake() != nil {
				return
			}
			p := &peer{Conn: conn, server: s}
			p.reader = bufio.NewReader(p)
			s.behave(p)
		}()
	}
}

func (s *server) addr() string { return s.listener.Addr().String() }

// connections is how often the server was connected to.
func (s *server) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connected
}

// deleteCalls are the DeleteCalls that arrived whole.
func (s *server) deleteCalls() []received { return s.calls("action=DeleteCall") }

func (s *server) calls(start string) []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []received
	for _, r := range s.requests {
		if strings.HasPrefix(r.form, start) {
			found = append(found, r)
		}
	}
	return found
}

// request reads a whole request and notes it; ok is false when none came.
func (p *peer) request() (r received, ok bool) {
	if r, ok = p.read(); !ok {
		return received{}, false
	}
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.server.requests = append(p.server.requests, r)
	return r, true
}

// peek reads a whole request, and leaves it to be read again.
func (p *peer) peek() (r received, ok bool) {
	r, ok = p.read()
	p.reader = bufio.NewReader(io.MultiReader(strings.NewReader(r.raw), p.reader))
	return r, ok
}

func (p *peer) read() (r received, ok bool) {
	var raw bytes.Buffer
	parsed, err := http.ReadRequest(bufio.NewReaderSize(io.TeeReader(p.reader, &raw), 16))
	if err != nil {
		return received{}, false
	}
	body, err := io.ReadAll(parsed.Body)
	if err != nil {
		return received{}, false
	}
	r = received{raw: raw.String(), parsed: parsed, form: parsed.URL.RawQuery + string(body)}
	if at := strings.LastIndex(r.form, "&_="); at >= 0 {
		r.form, r.unlike = r.form[:at], r.form[at:]
	}
	return r, true
}

// send writes as it is.
func (p *peer) send(text string) { _, _ = io.WriteString(p, text) }

// answer sends a whole HTTP answer with further header lines.
func (p *peer) answer(status int, body string, headers ...string) {
	head := fmt.Sprintf("HTTP/1.1 %d Status\r\nContent-Length: %d\r\n", status, len(body))
	for _, header := range headers {
		head += header + "\r\n"
	}
	p.send(head + "\r\n" + body)
}

// reset ends the connection with a reset.
func (p *peer) reset() {
	conn := p.Conn
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn()
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

// drip sends the text over and over, a piece every few milliseconds, until the
// client gives the connection up.
func (p *peer) drip(text string) {
	ticks := time.NewTicker(5 * time.Millisecond)
	defer ticks.Stop()
	for range ticks.C {
		if _, err := io.WriteString(p, text); err != nil {
			return
		}
	}
}

// flood sends the text over and over as fast as it can, until the client gives
// the connection up or max bytes are through.
func (p *peer) flood(text string, max int) (sent int) {
	block := []byte(strings.Repeat(text, 64<<10/len(text)))
	for sent < max {
		n, err := p.Write(block)
		if sent += n; err != nil {
			break
		}
	}
	return sent
}

// hang keeps the connection until the client gives it up.
func (p *peer) hang() { _, _ = io.Copy(io.Discard, p.reader) }

// answers is the behaviour of a server that answers every request with this body.
func answers(status int, body string, headers ...string) func(*peer) {
	return func(p *peer) {
		if _, ok := p.request(); ok {
			p.answer(status, body, headers...)
		}
	}
}

// The answers of the specification.
const (
	successDocument = `<?xml version="1.0" encoding="UTF-8"?>

<VerbaApi>

<Response code="0" type="DeleteCall" />

</VerbaApi>`
	refusalDocument = `<?xml version="1.0" encoding="UTF-8"?>

<VerbaApi>

<Response code="-50" type="DeleteCall">

<ErrorMessage>Call for extension 3123212312 with status ongoing not found after 2 tries, with sleep time 1000.</ErrorMessage>

</Response>

</VerbaApi>`
)

// response is a document with a code.
func response(code int, message string) string {
	return fmt.Sprintf(`<VerbaApi><Response code="%d" type="DeleteCall"><ErrorMessage>%s</ErrorMessage></Response></VerbaApi>`, code, message)
}
