package apiclient

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
)

// maxHeader bounds the header of an answer in bytes, informational answers
// before it included.
const maxHeader = 64 << 10

// transport returns a transport for one request over one connection that is
// already made. HTTP/2 and kept connections are off, since both let net/http
// send a request again; compression is off, since net/http
// would unpack without a limit, and hide that an answer came packed.
func (c *Client) transport(once *onlyConn) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	transport := &http.Transport{
		Protocols:              protocols,
		DisableKeepAlives:      true,
		DisableCompression:     true,
		MaxResponseHeaderBytes: maxHeader,
		DialContext:            once.take,
		DialTLSContext:         once.take,
	}
	if c.proxy != nil && c.endpoint.Scheme == "http" {
		transport.Proxy = http.ProxyURL(c.proxy) // the request names the whole URL, and carries the proxy's credentials
	}
	return transport
}

// errSecondConnection refuses to let a request be sent again.
var errSecondConnection = errors.New("a second connection for the same request was refused")

// onlyConn hands over its connection once.
type onlyConn struct {
	conn  net.Conn
	taken atomic.Bool
}

func (o *onlyConn) take(context.Context, string, string) (net.Conn, error) {
	if o.taken.Swap(true) {
		return nil, errSecondConnection
	}
	return o.conn, nil
}

// errSpokeFirst says that the server answered what it had not been asked.
var errSpokeFirst = errors.New("the server sent data before the request, which is not HTTP")

const answerBegin = "HTTP/1."

// quietConn refuses what arrives before anything was sent. It can't be an answer;
// and net/http would print it to the program's standard error. It hands over one
// byte at a time, so that net/http takes no more than the answer, and what comes
// after it can be seen.
type quietConn struct {
	net.Conn
	arrived *bufio.Reader
	wrote   atomic.Bool
	read    atomic.Bool // something arrived
	begin   []byte      // the first bytes that arrived
	cut     atomic.Bool // the connection ended within what began as an answer of HTTP/1
}

func newQuietConn(conn net.Conn) *quietConn {
	return &quietConn{Conn: conn, arrived: bufio.NewReader(conn)}
}

// Write remembers that something was sent, whatever came of it.
func (q *quietConn) Write(b []byte) (int, error) {
	q.wrote.Store(true)
	return q.Conn.Write(b)
}

// Read refuses what a server says before it was asked anything.
func (q *quietConn) Read(b []byte) (int, error) {
	n, err := q.arrived.Read(b[:min(len(b), 1)])
	if n > 0 {
		q.read.Store(true)
		if !q.wrote.Load() {
			return 0, errSpokeFirst
		}
	}
	if missing := len(answerBegin) - len(q.begin); missing > 0 {
		q.begin = append(q.begin, b[:min(n, missing)]...)
	}
	if (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) && string(q.begin) == answerBegin {
		q.cut.Store(true)
	}
	return n, err
}

// hasMore reports that something came with the answer and is not part of it.
// Line breaks are passed over: old servers end with one (RFC 9112, section 2.2).
func (q *quietConn) hasMore() bool {
	rest, _ := q.arrived.Peek(q.arrived.Buffered())
	return len(bytes.Trim(rest, "\r\n")) > 0
}
