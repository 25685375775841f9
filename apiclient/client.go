package apiclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
	"time"

	"deletecall/deletion"
	"deletecall/secret"
)

// Credentials gets the secrets of one server when they are needed: a file may change,
// and a command may ask the operator. What was got serves for [credentialsLife].
type Credentials interface {
	// APIKey returns the API key.
	APIKey(context.Context) (secret.Text, error)
	// Token returns the configured token; unset when there is none.
	Token(context.Context) (secret.Text, error)
	// Login returns user and password; the user is empty when no login is configured.
	Login(context.Context) (user string, password secret.Text, err error)
	// Origins says where they come from, without telling them.
	Origins() Origins
	// Used says that a request is about to use what was given: what a person has typed is then kept
	// for longer.
	Used()
	// Refused says that the server did not accept one of them: what a person has typed is then
	// forgotten.
	Refused(deletion.Credential)
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
	// Pin is the SHA-256 of the one certificate to trust, the server's own or that of an authority which it
	// sends along; nil for none. Names and dates are checked all the same.
	Pin []byte
	// UnknownCodes are result codes that do not prove that nothing was deleted.
	UnknownCodes []int
	// HoldCodes and RetentionCodes are result codes with which the server refuses a call under
	// legal hold, or within its retention period.
	HoldCodes, RetentionCodes []int
	// ClientCertificate and ClientKey name PEM files; both or neither.
	ClientCertificate string
	ClientKey         string
	// Now is the clock; [time.Now] when nil.
	Now func() time.Time
	// Zone is in which people are shown times; UTC when nil.
	Zone *time.Location
	// UserZone is the zone of the user who logs in, in which the server writes times; nil where
	// nobody said: it is Zone then, and GMT without a login.
	UserZone *time.Location
	// LoginByParameters sends user and password as parameters in the body of the login, and not
	// in a header.
	LoginByParameters bool
	// DialContext makes TCP connections; a [net.Dialer]'s when nil.
	DialContext func(ctx context.Context, network, address string) (net.Conn, error)
	// leastAlertTime is at least how long an alert is waited for: on a busy machine, a test's
	// server may need longer than one in a network.
	leastAlertTime time.Duration
}

// grounds are the causes of refusals by their codes, where they are known.
func grounds(config Config) map[int]deletion.Cause {
	all := map[int]deletion.Cause{}
	for _, code := range config.HoldCodes {
		all[code] = deletion.CauseServerHold
	}
	for _, code := range config.RetentionCodes {
		all[code] = deletion.CauseServerRetention
	}
	return all
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
	userZone    *time.Location // nil where nobody said
	pin         []byte
	unproved    []int                  // codes that prove no refusal
	grounds     map[int]deletion.Cause // of refusals, by their codes
	inBody      bool                   // user and password are parameters of the login
	dial        func(ctx context.Context, network, address string) (net.Conn, error)
	alertTime   time.Duration // at least
	authorities func() (*x509.CertPool, error)
	session     *session
	obtained    obtained
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
		userZone:    config.UserZone,
		inBody:      config.LoginByParameters,
		pin:         config.Pin,
		unproved:    config.UnknownCodes,
		grounds:     grounds(config),
		dial:        config.DialContext,
		alertTime:   config.leastAlertTime,
		authorities: config.Authorities,
		session:     newSession(),
		obtained:    obtained{turn: make(chan struct{}, 1)},
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
	return c.preview(request, c.obtained.shown())
}

// Prepare obtains the credentials and builds the request. It returns a
// *[deletion.CredentialsError] when they can't be had, and a *[ConfigError]
// when the request is for another server.
func (c *Client) Prepare(ctx context.Context, request deletion.Request) (deletion.Sending, error) {
	if request.Server.Endpoint != c.endpoint.String() {
		return nil, &ConfigError{Setting: "the request", Problem: "is for another server than this client's", Advice: "report this fault of the program"}
	}
	with, err := c.obtain(ctx, request.Server.Name)
	if err != nil {
		return nil, err
	}
	c.obtained.show(with)
	return &sending{client: c, request: request, credentials: with, preview: c.preview(request, with)}, nil
}
