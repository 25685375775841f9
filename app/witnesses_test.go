package app

import (
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"testing"
)

// Authorities that are not asked for would be those that the environment names.
func TestAWitnessIsHeldAgainstTheAuthoritiesOfTheSession(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	trusted := x509.NewCertPool()
	for _, known := range []bool{false, true} {
		if known {
			trusted.AddCert(server.Certificate())
		}
		dial := trusting(func() (*x509.CertPool, error) { return trusted, nil })
		connection, err := dial(t.Context(), "tcp", server.Listener.Addr().String())
		if err == nil {
			connection.Close()
		}
		if (err == nil) != known {
			t.Errorf("of a known authority %v: %v", known, err)
		}
	}
}
