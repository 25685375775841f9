package apiclient

import (
	"crypto/tls"
	"crypto/x509"
	"time"
)

// handshake is what one TLS handshake showed: whether the other side asked for a
// certificate of ours and got one, and its own, once that was trusted.
type handshake struct {
	own          []tls.Certificate
	zone         *time.Location // in which a person is shown times
	asked, given bool
	leaf         *x509.Certificate
	chains       [][]*x509.Certificate // by which the pinned certificate trusts the other side's
}

// choose is what [tls.Config] does by itself, and notes it.
func (h *handshake) choose(request *tls.CertificateRequestInfo) (*tls.Certificate, error) {
	h.asked = true
	for i := range h.own {
		if request.SupportsCertificate(&h.own[i]) == nil {
			h.given = true
			return &h.own[i], nil
		}
	}
	return new(tls.Certificate), nil // none
}

// trusted notes a certificate that crypto/tls has checked.
func (h *handshake) trusted(_ [][]byte, chains [][]*x509.Certificate) error {
	h.leaf = chains[0][0]
	return nil
}

// problem ends the sentence of a refused connection.
func (h *handshake) problem() string {
	switch {
	case !h.asked:
		return ""
	case h.given:
		return " after it had asked for a client certificate and got the one that is configured"
	case len(h.own) > 0:
		return " after it had asked for a client certificate of another authority than that of the one that is configured"
	}
	return " after it had asked for a client certificate, and none is configured"
}

// shareAdvice is for two sides that agree on nothing, for a reason that is not known.
const shareAdvice = "have the server's log and certificate looked at\nthe server must offer TLS 1.2 or newer, a cipher suite with ECDHE, " +
	"one of the curves " + acceptedCurves + ", and a certificate with an RSA or ECDSA key"

func (h *handshake) advice() string {
	switch {
	case !h.asked:
		return shareAdvice
	case h.given:
		return "have the certificate renewed, or made known to the server"
	}
	return "get one that the server accepts, and name it as client_certificate and client_key of this server"
}
