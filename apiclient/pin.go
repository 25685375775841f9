package apiclient

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
)

// pinError says that none of a server's certificates is the pinned one.
type pinError struct{}

// Error is the cause that a handshake fails with; the advice is written where it is shown.
func (*pinError) Error() string { return "none of the certificates is the pinned one" }

// trustPinned makes the pinned certificate the only authority: the server's own, or one above it that
// the server sends along. crypto/tls checks nothing by itself then, so everything that it would check is
// checked here: the chain, the dates, the host's name and that the certificate is for servers.
func trustPinned(settings *tls.Config, pin []byte, seen *handshake) {
	settings.InsecureSkipVerify, settings.VerifyPeerCertificate = true, nil
	settings.VerifyConnection = func(state tls.ConnectionState) error {
		roots, others := x509.NewCertPool(), x509.NewCertPool()
		found := false
		for _, certificate := range state.PeerCertificates {
			if sum := sha256.Sum256(certificate.Raw); bytes.Equal(sum[:], pin) {
				roots.AddCert(certificate)
				found = true
			} else {
				others.AddCert(certificate)
			}
		}
		fail := func(err error) error {
			return &tls.CertificateVerificationError{UnverifiedCertificates: state.PeerCertificates, Err: err}
		}
		if !found {
			return fail(&pinError{})
		}
		leaf := state.PeerCertificates[0]
		chains, err := leaf.Verify(x509.VerifyOptions{
			Roots: roots, Intermediates: others, DNSName: settings.ServerName, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		})
		if err != nil {
			return fail(err)
		}
		seen.leaf, seen.chains = leaf, chains
		return nil
	}
}

// fingerprint is the SHA-256 of a certificate as tls_pin takes it.
func fingerprint(certificate *x509.Certificate) string {
	sum := sha256.Sum256(certificate.Raw)
	return "sha256:" + hex.EncodeToString(sum[:])
}
