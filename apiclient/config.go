package apiclient

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/url"

	"deletecall/hint"
	"deletecall/privatefile"
	"deletecall/safetext"
)

// ConfigError says which setting of a server can't be used. Nothing was sent
// because of it.
type ConfigError struct {
	Setting string // "the CA file /etc/verba/ca.pem"
	Problem string // a verb phrase: "has no certificate"
	Advice  string // what to do
	Err     error  // the cause; may be nil
}

// Error names setting and problem, and below them the advice. It never holds a URL,
// since that may hold a password.
func (e *ConfigError) Error() string { return hint.Below(e.Setting+" "+e.Problem, e.Advice) }
func (e *ConfigError) Unwrap() error { return e.Err }

func parseEndpoint(text string) (*url.URL, error) {
	fail := func(problem string) (*url.URL, error) {
		return nil, &ConfigError{Setting: "the server's URL", Problem: problem,
			Advice: "expected something like https://verba.example.com/verba/api"}
	}
	endpoint, err := url.Parse(text)
	switch {
	case err != nil:
		return fail("is not a URL")
	case endpoint.Scheme != "http" && endpoint.Scheme != "https":
		return fail("does not begin with https:// or http://")
	case endpoint.Hostname() == "":
		return fail("has no host name")
	case endpoint.User != nil:
		return fail("has a user name or password in it")
	case endpoint.RawQuery != "" || endpoint.ForceQuery || endpoint.Fragment != "":
		return fail("has a query or a fragment")
	}
	return endpoint, nil
}

func checkProxy(proxy *url.URL) error {
	if proxy == nil || (proxy.Scheme == "http" || proxy.Scheme == "https") && proxy.Hostname() != "" {
		return nil
	}
	return &ConfigError{Setting: "the proxy's URL", Problem: "is not that of an http or https proxy",
		Advice: "expected something like http://proxy.example.com:3128"}
}

// tlsConfig holds what a server's certificate is checked against. There is no
// setting that skips the check; see also trustPinned.
func tlsConfig(config Config) (*tls.Config, error) {
	settings := &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"}, // never h2: HTTP/2 allows a request to be replayed
	}
	if config.CAFile != "" {
		pool, err := readCAFile(config.CAFile)
		if err != nil {
			return nil, err
		}
		settings.RootCAs = pool
	}
	if config.ClientCertificate == "" && config.ClientKey == "" {
		return settings, nil
	}
	pair, err := readKeyPair(config.ClientCertificate, config.ClientKey)
	if err != nil {
		return nil, &ConfigError{
			Setting: "the client certificate " + safetext.Line(config.ClientCertificate) + " with the key " + safetext.Line(config.ClientKey),
			Problem: "can't be used: " + safetext.Line(err.Error()), Advice: "both must be PEM files, and belong together", Err: err}
	}
	settings.Certificates = []tls.Certificate{pair}
	return settings, nil
}

// maxPEMLength is more than all the authorities of the world take. What comes after
// it is not read.
const maxPEMLength = 4 << 20 // bytes

func readKeyPair(certificate, key string) (pair tls.Certificate, err error) {
	certificatePEM, err := privatefile.Read(certificate, maxPEMLength)
	if err != nil {
		return pair, err
	}
	keyPEM, err := privatefile.Read(key, maxPEMLength)
	if err != nil {
		return pair, err
	}
	return tls.X509KeyPair(certificatePEM, keyPEM)
}

func readCAFile(path string) (*x509.CertPool, error) {
	setting := "the CA file " + safetext.Line(path)
	content, err := privatefile.Read(path, maxPEMLength)
	if err != nil {
		return nil, &ConfigError{Setting: setting, Problem: "can't be read: " + safetext.Line(err.Error()), Advice: "check ca_file of this server", Err: err}
	}
	pool := x509.NewCertPool()
	if pool.AppendCertsFromPEM(content) {
		return pool, nil
	}
	failed := &ConfigError{Setting: setting, Problem: "has no certificate", Advice: "it must be a PEM file"}
	for block, rest := pem.Decode(content); block != nil; block, rest = pem.Decode(rest) {
		if _, err := x509.ParseCertificate(block.Bytes); block.Type == "CERTIFICATE" && err != nil {
			failed.Problem, failed.Err = "holds a certificate that can't be used: "+safetext.Line(err.Error()), err
			failed.Advice = "check the file; an authority needs an RSA key, or one on P-256, P-384 or P-521"
			break
		}
	}
	return nil, failed
}
