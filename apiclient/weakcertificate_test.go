package apiclient

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"
)

// identity is a certificate with its key.
type identity struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

// newKey makes an RSA key of so many bits, or an elliptic one for 0.
func newKey(t *testing.T, bits int) crypto.Signer {
	t.Helper()
	var key crypto.Signer
	var err error
	if bits > 0 {
		t.Setenv("GODEBUG", "rsa1024min=0") // the test's server may be weaker than the program allows
		key, err = rsa.GenerateKey(rand.Reader, bits)
		t.Setenv("GODEBUG", "")
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// newAuthority is one that nobody trusts.
func newAuthority(t *testing.T, name string, algorithm x509.SignatureAlgorithm, bits int) identity {
	t.Helper()
	key := newKey(t, bits)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(3), Subject: pkix.Name{CommonName: name}, SignatureAlgorithm: algorithm,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	return identity{parse(t, template, template, key.Public(), key), key}
}

// signedBy makes a server's certificate with an elliptic key, or an RSA key of so
// many bits. An empty identity stands for the authority that the tests trust.
func signedBy(t *testing.T, template *x509.Certificate, by identity, bits ...int) tls.Certificate {
	t.Helper()
	key := newKey(t, append(bits, 0)[0])
	if by.key == nil {
		by.certificate, by.key = authority()
	}
	return tls.Certificate{Certificate: [][]byte{parse(t, template, by.certificate, key.Public(), by.key).Raw}, PrivateKey: key}
}

func parse(t *testing.T, template, parent *x509.Certificate, public crypto.PublicKey, signer crypto.Signer) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

func sha1Signed(template *x509.Certificate) *x509.Certificate {
	template.SignatureAlgorithm = x509.SHA1WithRSA
	return template
}
