package apiclient

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"deletecall/deletion"
)

// connect makes the one connection that a request goes over: TCP, through the
// proxy if there is one, and TLS. It returns a *[ConnectError]. No part of the
// request has left when it fails.
func (c *Client) connect(ctx context.Context) (net.Conn, error) {
	conn, err := c.reach(ctx)
	if err != nil || c.endpoint.Scheme != "https" {
		return conn, err
	}
	return c.secure(ctx, conn, c.endpoint)
}

// reach makes the connection below TLS: to the server, or to the proxy and through
// its tunnel.
func (c *Client) reach(ctx context.Context) (net.Conn, error) {
	if c.proxy == nil {
		conn, err := c.dial(ctx, "tcp", hostPort(c.endpoint))
		if err != nil {
			return nil, describeDial(ctx, err, hostPort(c.endpoint))
		}
		return conn, nil
	}

	conn, err := c.openProxy(ctx)
	if err != nil || c.endpoint.Scheme != "https" {
		return conn, err
	}
	if err := c.tunnel(ctx, conn); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

func (c *Client) openProxy(ctx context.Context) (net.Conn, error) {
	conn, err := c.dial(ctx, "tcp", hostPort(c.proxy))
	if err != nil {
		return nil, throughProxy(describeDial(ctx, err, hostPort(c.proxy)))
	}
	if c.proxy.Scheme != "https" {
		return conn, nil
	}
	secured, err := c.secure(ctx, conn, c.proxy)
	if err != nil {
		return nil, throughProxy(err)
	}
	return secured, nil
}

// secure speaks TLS to the host of the URL, and closes conn when that fails.
func (c *Client) secure(ctx context.Context, conn net.Conn, to *url.URL) (net.Conn, error) {
	settings, seen := c.tls.Clone(), &handshake{zone: c.zone}
	settings.ServerName = to.Hostname()
	if to == c.endpoint { // the client certificate is for the server, not for the proxy
		seen.own = settings.Certificates
	}
	settings.Certificates, settings.GetClientCertificate = nil, seen.choose
	settings.VerifyPeerCertificate = seen.trusted
	if to == c.endpoint && c.pin != nil {
		trustPinned(settings, c.pin, seen)
	}
	if settings.RootCAs == nil && !settings.InsecureSkipVerify {
		settings.RootCAs, _ = c.authorities()
	}
	if settings.RootCAs == nil {
		settings.RootCAs = x509.NewCertPool() // which trusts nobody; without one, Go would ask the environment
	}
	secured, started := tls.Client(conn, settings), time.Now()
	if err := secured.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, c.explainTLS(ctx, describeTLS(ctx, err, to, seen), to, seen)
	}
	return &abruptConn{Conn: secured, below: conn, seen: seen, took: time.Since(started)}, nil
}

// abruptConn closes a TLS connection without the exchange of farewells, which
// could take longer than the time limit, and make a server's last words look
// like the end of its answer.
type abruptConn struct {
	*tls.Conn
	below net.Conn
	seen  *handshake
	took  time.Duration // of the handshake
}

// Close closes the connection below.
func (a *abruptConn) Close() error { return a.below.Close() }

// maxConnectAnswer bounds the header of a proxy's answer, in bytes.
const maxConnectAnswer = 64 << 10

// tunnel asks the proxy for a connection to the server (RFC 9110, section
// 9.3.6). The proxy learns host and port, and nothing of the request.
func (c *Client) tunnel(ctx context.Context, conn net.Conn) error {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()

	target := hostPort(c.endpoint)
	request := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: target}, Host: target,
		Header: http.Header{"User-Agent": {userAgent}}}
	if user := c.proxy.User; user != nil {
		password, _ := user.Password()
		pair := base64.StdEncoding.EncodeToString([]byte(user.Username() + ":" + password))
		request.Header.Set("Proxy-Authorization", "Basic "+pair)
	}
	fail := func(err error) error {
		return &ConnectError{Cause: deletion.CauseProxy, Problem: "the proxy gave no connection to " + target, Err: err}
	}
	if err := request.Write(conn); err != nil {
		return timedOut(ctx, err, fail(err))
	}
	answers := bufio.NewReader(io.LimitReader(conn, maxConnectAnswer))
	response, err := http.ReadResponse(answers, request)
	if err != nil {
		return timedOut(ctx, err, fail(err))
	}
	if response.StatusCode != http.StatusOK {
		return proxyRefused(response.StatusCode, target)
	}
	if answers.Buffered() > 0 {
		return fail(errors.New("data before the TLS handshake"))
	}
	return nil
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
		if u.Scheme == "https" {
			port = "443"
		}
	}
	return net.JoinHostPort(u.Hostname(), port)
}
