package postgres

import (
	"crypto/tls"
	"crypto/x509"
	"net/url"

	"github.com/jackc/pgx/v5"
)

// Authorities are those that the certificate of a server is held against where neither its URL
// nor psql's settings name others. Without any, such a server is not trusted.
type Authorities func() (*x509.CertPool, error)

// forAddress asks for them before the library reads the address: with sslrootcert=system it
// takes those that SSL_CERT_FILE names, and Go then keeps them for the whole process, for the
// servers of deletions too.
func (a Authorities) forAddress(address string) *x509.CertPool {
	parsed, err := url.Parse(address)
	if a == nil || err != nil || isSocket(parsed) {
		return x509.NewCertPool()
	}
	pool, err := a()
	if err != nil {
		return x509.NewCertPool() // the handshake says that nobody is trusted
	}
	return pool
}

// trust holds every way to the server against the authorities. Without any, Go would ask the
// environment.
func trust(config *pgx.ConnConfig, authorities *x509.CertPool) {
	settings := []*tls.Config{config.TLSConfig}
	for _, other := range config.Fallbacks {
		settings = append(settings, other.TLSConfig)
	}
	for _, one := range settings {
		if one != nil && one.RootCAs == nil {
			one.RootCAs = authorities
		}
	}
}
