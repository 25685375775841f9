package apiclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"time"
)

// Inspection is what a look at the way to a server found.
type Inspection struct {
	TLS string // the version, such as "TLS 1.3"; empty for a connection in clear text
	// Until is when the server's certificate, or one of the authorities above it,
	// ceases to be valid; zero without TLS.
	Until time.Time
	// ClientUntil is the same of the configured client certificate.
	ClientUntil time.Time
	// WantsCertificate is true where the server asked for a client certificate and
	// did without.
	WantsCertificate bool
}

// Probe connects to the server as a DeleteCall would, checks its certificate,
// looks whether it takes ours, and hangs up without having sent a request. It
// returns a *[ConnectError].
func (c *Client) Probe(ctx context.Context) (Inspection, error) {
	var found Inspection
	conn, err := c.connect(ctx)
	if err != nil {
		return found, err
	}
	defer conn.Close()
	if err := c.checkSilent(ctx, conn); err != nil {
		return found, err
	}
	secured, isTLS := conn.(*abruptConn)
	if isTLS && c.endpoint.Scheme == "https" {
		state := secured.ConnectionState()
		found.TLS, found.Until = tls.VersionName(state.Version), validUntil(append(state.VerifiedChains, secured.seen.chains...))
		found.WantsCertificate = secured.seen.asked && !secured.seen.given
	}
	for _, own := range c.tls.Certificates {
		found.ClientUntil = own.Leaf.NotAfter
	}
	return found, nil
}

// validUntil is when the last of the ways to trust a certificate ends.
func validUntil(chains [][]*x509.Certificate) time.Time {
	var last time.Time
	for _, chain := range chains {
		until := chain[0].NotAfter
		for _, certificate := range chain {
			if certificate.NotAfter.Before(until) {
				until = certificate.NotAfter
			}
		}
		if until.After(last) {
			last = until
		}
	}
	return last
}
