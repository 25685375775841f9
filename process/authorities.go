package process

import (
	"crypto/x509"
	"os"
	"sync"
)

// SystemAuthorities are those that the system trusts, wherever the environment points:
// like its proxies, SSL_CERT_FILE and SSL_CERT_DIR would let whoever sets a variable
// choose whom a key is sent to. They are read once.
var SystemAuthorities = sync.OnceValues(func() (*x509.CertPool, error) {
	for _, name := range []string{"SSL_CERT_FILE", "SSL_CERT_DIR"} {
		if value, set := os.LookupEnv(name); set {
			defer func() { _ = os.Setenv(name, value) }() // for the programs that this one starts
			_ = os.Unsetenv(name)
		}
	}
	return x509.SystemCertPool()
})
