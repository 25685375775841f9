package postgres

import (
	"bytes"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// A proxy stands between a console and the server, and cuts connections.
type proxy struct {
	atCommit atomic.Int32 // what becomes of the next commit; see fate
	held     chan held

	roundTrips atomic.Int64 // that the server has ended (postgresql.org/docs, "Message Formats", ReadyForQuery)

	// Bytes to the server, and from it, until all connections are cut for good.
	toServer, fromServer budget

	mu   sync.Mutex
	open []net.Conn
}

// fate is what becomes of a commit.
type fate = int32

const (
	answered fate = iota
	lostBefore
	lostAfter
	heldBack // the server waits for it, and the console has lost its connection
)

// budget is how many bytes are let through; negative for no end.
type budget struct{ atomic.Int64 }

// take is what of the content is let through, and whether that was the last of it.
func (b *budget) take(content []byte) (taken []byte, isLast bool) {
	left := b.Load()
	if left < 0 {
		return content, false
	}
	taken = content[:min(int64(len(content)), left)]
	return taken, b.Add(-int64(len(taken))) <= 0
}

// newProxy returns the address of a history by way of a proxy.
func newProxy(t *testing.T, address string) (*proxy, string) {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	const name = ".s.PGSQL.5432"
	behind := filepath.Join(parsed.Query().Get("host"), name)
	folder, err := os.MkdirTemp("", "px") // a socket's path has to be short
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("unix", filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{held: make(chan held, 1)}
	p.letAllThrough()
	t.Cleanup(func() { listener.Close(); p.cut(); os.RemoveAll(folder) })
	go func() {
		for {
			console, err := listener.Accept()
			if err != nil {
				return
			}
			if p.toServer.Load() == 0 || p.fromServer.Load() == 0 {
				console.Close()
				continue
			}
			server, err := net.Dial("unix", behind)
			if err != nil {
				console.Close()
				continue
			}
			p.mu.Lock()
			p.open = append(p.open, console, server)
			p.mu.Unlock()
			go p.forward(console, server)
		}
	}()
	query := parsed.Query()
	query.Set("host", folder)
	parsed.RawQuery = query.Encode()
	return p, parsed.String()
}

func (p *proxy) letAllThrough() {
	p.toServer.Store(-1)
	p.fromServer.Store(-1)
}

// cut closes everything.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, connection := range p.open {
		connection.Close()
	}
	p.open = nil
}

func (p *proxy) forward(console, server net.Conn) {
	silent := &atomic.Bool{} // the console gets no answers any more
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer console.Close()
		buffer := make([]byte, 64<<10)
		for {
			n, err := server.Read(buffer)
			if n > 0 && silent.Load() {
				console.Close()
			}
			p.roundTrips.Add(int64(bytes.Count(buffer[:n], []byte{'Z', 0, 0, 0, 5})))
			content, isLast := p.fromServer.take(buffer[:n])
			if _, _ = console.Write(content); err != nil {
				return
			}
			if isLast {
				p.cut()
				return
			}
		}
	}()
	buffer := make([]byte, 64<<10)
	for {
		n, err := console.Read(buffer)
		if err != nil {
			server.Close()
			return
		}
		content := buffer[:n]
		if bytes.Contains(content, []byte("commit\x00")) {
			switch p.atCommit.Swap(answered) {
			case lostBefore:
				console.Close()
				server.Close()
				return
			case lostAfter:
				silent.Store(true)
			case heldBack:
				p.held <- held{server, bytes.Clone(content), done}
				console.Close()
				return
			}
		}
		content, isLast := p.toServer.take(content)
		if _, err := server.Write(content); err != nil {
			return
		}
		if isLast {
			p.cut()
			return
		}
	}
}

// held is a connection to the server on which a commit is still to come.
type held struct {
	net.Conn
	commit []byte
	done   chan struct{} // closed when the server has ended the connection
}

// letGo sends the commit that was held back, and waits until the server has answered.
func (p *proxy) letGo(t *testing.T) {
	t.Helper()
	h := <-p.held
	defer h.Close()
	goodbye := []byte{'X', 0, 0, 0, 4} // postgresql.org/docs, "Message Formats", Terminate
	if _, err := h.Write(append(h.commit, goodbye...)); err != nil {
		t.Fatal(err)
	}
	<-h.done
}
