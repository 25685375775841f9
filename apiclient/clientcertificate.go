package apiclient

import "crypto/tls"

// clientCertificate is what one TLS handshake had to do with certificates of our
// own: whether the other side asked for one, and whether it got one.
type clientCertificate struct {
	own          []tls.Certificate
	asked, given bool
}

// choose is what [tls.Config] does by itself, and notes it.
func (c *clientCertificate) choose(request *tls.CertificateRequestInfo) (*tls.Certificate, error) {
	c.asked = true
	for i := range c.own {
		if request.SupportsCertificate(&c.own[i]) == nil {
			c.given = true
			return &c.own[i], nil
		}
	}
	return new(tls.Certificate), nil // none
}

// problem ends the sentence of a refused connection.
func (c *clientCertificate) problem() string {
	switch {
	case !c.asked:
		return ""
	case c.given:
		return " after it had asked for a client certificate and got the one that is configured"
	case len(c.own) > 0:
		return " after it had asked for a client certificate of another authority than that of the one that is configured"
	}
	return " after it had asked for a client certificate, and none is configured"
}

// advice says what to do about a refused connection.
func (c *clientCertificate) advice() string {
	switch {
	case !c.asked:
		return "it may want another version of TLS"
	case c.given:
		return "have the certificate renewed, or made known to the server"
	}
	return "get one that the server accepts, and name it as client_certificate and client_key of this server"
}
