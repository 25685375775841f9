package apiclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
	"sync/atomic"
	"time"

	"deletecall/deletion"
	"deletecall/secret"
)

// Credentials gets the secrets of one server, each time they are needed: a file
// may change, and a command may ask the operator.
type Credentials interface {
	// APIKey returns the API key.
	APIKey(context.Context) (secret.Text, error)
	// Token returns the configured token; unset when there is none.
	Token(context.Context) (secret.Text, error)
	// Login returns user and password; the user is empty when no login is configured.
	Login(context.Context) (user string, password secret.Text, err error)
}

// Config says how one server is reached.
type Config struct {
	// Endpoint is the API's URL, without credentials, query or fragment.
	Endpoint    string
	Credentials Credentials
	// Proxy is the http or https proxy that requests go through; nil for none.
	// The environment's proxies are never used.
	Proxy *url.URL
	// CAFile names a PEM file with the only authorities to trust; without it
	// they are the Authorities, which are asked for when a connection needs them. Without
	// either nobody is trusted.
	CAFile      string
	Authorities func() (*x509.CertPool, error)
	// ClientCertificate and ClientKey name PEM files; both or neither.
	ClientCertificate string
	ClientKey         string
	// Now is the clock; [time.Now] when nil.
	Now func() time.Time
	// Zone is in which people are shown times; UTC when nil.
	Zone *time.Location
	// DialContext makes TCP connections; a [net.Dialer]'s when nil.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
}

// Client talks to one server. It may be used by several goroutines, and should
// live as long as the program, since it keeps the login's token.
type Client struct {
	endpoint    *url.URL
	proxy       *url.URL
	credentials func() Credentials // a function, which no printer looks into
	tls         *tls.Config
	now         func() time.Time
	zone        *time.Location
	dial        func(ctx context.Context, network, address string) (net.Conn, error)
	authorities func() (*x509.CertPool, error)
	session     *session
	known       atomic.Pointer[credentials] // as last obtained, for Preview
}

// New checks the configuration and reads the files that it names. It returns a
// *[ConfigError].
func New(config Config) (*Client, error) {
	endpoint, err := parseEndpoint(config.Endpoint)
	if err != nil {
		return nil, err
	}
	if err := checkProxy(config.Proxy); err != nil {
		return nil, err
	}
	settings, err := tlsConfig(config)
	if err != nil {
		return nil, err
	}
	client := &Client{
		endpoint:    endpoint,
		proxy:       config.Proxy,
		credentials: func() Credentials { return config.Credentials },
		tls:         settings,
		now:         config.Now,
		zone:        config.Zone,
		dial:        config.DialContext,
		authorities: config.Authorities,
		session:     newSession(),
	}
	if client.now == nil {
		client.now = time.Now
	}
	if client.zone == nil {
		client.zone = time.UTC
	}
	if client.authorities == nil {
		client.authorities = func() (*x509.CertPool, error) { return nil, nil }
	}
	if client.dial == nil {
		client.dial = new(net.Dialer).DialContext
	}
	return client, nil
}

// Preview returns the request as it will be sent, secrets masked. Before the
// credentials were obtained for the first time they are dots.
func (c *Client) Preview(request deletion.Request) deletion.Preview {
	known := c.known.Load()
	if known == nil {
		known = &credentials{}
	}
	return c.preview(request, *known)
}

// Prepare obtains the credentials and builds the request. It returns a
// *[deletion.CredentialsError] when they can't be had, and a *[ConfigError]
// when the request is for another server.
func (c *Client) Prepare(ctx context.Context, request deletion.Request) (deletion.Sending, error) {
	if request.Server.Endpoint != c.endpoint.String() {
		return nil, &ConfigError{Setting: "the request", Problem: "is for another server than this client's", Advice: "report this fault of the program"}
	}
	obtained, err := c.obtain(ctx, request.Server.Name)
	if err != nil {
		return nil, err
	}
	c.known.Store(&obtained)
	return &sending{client: c, request: request, credentials: obtained, preview: c.preview(request, obtained)}, nil
}
