package apiclient

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
)

// maxHeader bounds the header of an answer in bytes, informational answers
// before it included.
const maxHeader = 64 << 10

// transport returns a transport for one request over one connection that is
// already made. HTTP/2 and kept connections are off, since both let net/http
// send a request again; compression is off, since an answer is never inflated.
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
var errSpokeFirst = errors.New("the server spoke before the request was sent")

// quietConn refuses what arrives before anything was sent. It can't be an answer;
// and net/http would print it to the program's standard error.
type quietConn struct {
	net.Conn
	wrote atomic.Bool
	read  atomic.Bool // something arrived
}

func (q *quietConn) Write(b []byte) (int, error) {
	q.wrote.Store(true)
	return q.Conn.Write(b)
}

func (q *quietConn) Read(b []byte) (int, error) {
	n, err := q.Conn.Read(b)
	if n > 0 {
		q.read.Store(true)
		if !q.wrote.Load() {
			return 0, errSpokeFirst
		}
	}
	return n, err
}
