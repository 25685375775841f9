package apiclient

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"deletecall/deletion"
)

// selfSigned is a certificate that no authority signed.
func selfSigned(t *testing.T, host string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := certificateFor(host)
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func TestACertificateThatIsNotTrustedIsNotSentTo(t *testing.T) {
	expired, early := certificateFor("127.0.0.1"), certificateFor("127.0.0.1")
	expired.NotBefore, expired.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
	early.NotBefore, early.NotAfter = time.Now().Add(24*time.Hour), time.Now().Add(48*time.Hour)
	clientOnly := certificateFor("127.0.0.1")
	clientOnly.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	commonName, nameless := certificateFor("verba01"), certificateFor("verba01")
	commonName.DNSNames, nameless.DNSNames, nameless.Subject.CommonName = nil, nil, ""
	dnsNames := func(names ...string) *x509.Certificate {
		template := certificateFor("verba01")
		template.DNSNames = names
		return template
	}
	weak := certificateFor("127.0.0.1")
	weak.SignatureAlgorithm = x509.ECDSAWithSHA1
	zone := time.FixedZone("NPT", 20700)
	at := func(moment time.Time) string { return moment.In(zone).Format("2006-01-02 15:04:05 MST") }

	for name, test := range map[string]struct {
		certificate tls.Certificate
		says        string
	}{
		"expired":             {testCertificate(t, expired), "The certificate of 127.0.0.1 expired on " + at(expired.NotAfter) + ". Have it renewed. If that time is still to come, set this machine's clock."},
		"not valid yet":       {testCertificate(t, early), "The certificate of 127.0.0.1 is not valid before " + at(early.NotBefore) + ". Wait until then or have it replaced. If that time has passed, set this machine's clock."},
		"for another host":    {testCertificate(t, certificateFor("verba.example.com")), "The certificate is not for 127.0.0.1 but for verba.example.com. Use one of its names in the server's URL, or have it replaced."},
		"for another address": {testCertificate(t, certificateFor("127.0.0.2")), "but for 127.0.0.2. Use"},
		"with a common name only": {testCertificate(t, commonName), "The certificate of 127.0.0.1 has only the common name \"verba01\" and no subject alternative name, so it is for no host. " +
			"Have it replaced by one with the subject alternative name IP:127.0.0.1."},
		"with the address as a DNS name": {testCertificate(t, dnsNames("127.0.0.1", "verba01")),
			"The certificate has 127.0.0.1 as a DNS name, which does not count for an address. Have it replaced by one with the subject alternative name IP:127.0.0.1."},
		"with another address as a DNS name":     {testCertificate(t, dnsNames("10.0.0.1", "verba01")), "The certificate is not for 127.0.0.1 but for verba01. Use"},
		"with a port in its name":                {testCertificate(t, dnsNames("localhost:443", "*.example.com")), "The certificate is not for 127.0.0.1 but for *.example.com. Use"},
		"with nothing but a URL":                 {testCertificate(t, dnsNames("https://localhost/")), "The certificate is for no host: no URL can have its name https://localhost/. Have it replaced by"},
		"without a name":                         {testCertificate(t, nameless), "The certificate of 127.0.0.1 has no subject alternative name, so it is for no host."},
		"self-signed":                            {selfSigned(t, "127.0.0.1"), "The certificate of 127.0.0.1 is self-signed. Make sure that it belongs to the server, then name it as ca_file of this server."},
		"of an authority":                        {signedBy(t, certificateFor("127.0.0.1"), newAuthority(t, "Verba CA", x509.ECDSAWithSHA256, 0)), "is signed by an authority that this machine does not know. Name that authority's certificate as ca_file of this server."},
		"signed with SHA-1":                      {signedBy(t, sha1Signed(certificateFor("127.0.0.1")), newAuthority(t, "Old CA", x509.SHA256WithRSA, 2048)), "The certificate of 127.0.0.1 is signed with SHA1-RSA, which can be forged. Have it replaced by one that is signed with SHA-256."},
		"signed with SHA-1 by a known authority": {testCertificate(t, weak), "The certificate of 127.0.0.1 is signed with ECDSA-SHA1, which can be forged."},
		"with a small key":                       {signedBy(t, certificateFor("127.0.0.1"), identity{}, 768), "The certificate of 127.0.0.1 has an RSA key of 768 bits, which can be broken. Have it replaced by one with a key of 2048 bits or more."},
		"not for servers":                        {testCertificate(t, clientOnly), "The certificate of 127.0.0.1 is not meant for servers (its extended key usage lacks server authentication)."},
	} {
		t.Run(name, func(t *testing.T) {
			s := serveWith(t, &tls.Config{Certificates: []tls.Certificate{test.certificate}}, answers(200, doc))
			tr := against(s, "https")
			tr.config.Zone = zone
			notSentFor(t, tr, deletion.CauseTLS, test.says, s)

			var failed *ConnectError
			if _, err := tr.client(t).Probe(t.Context()); !errors.As(err, &failed) {
				t.Errorf("a probe finds %v", err)
			}
		})
	}
}

func TestWithoutAuthoritiesNobodyIsTrusted(t *testing.T) {
	s := serveTLS(t, answers(200, doc))
	tr := against(s, "https")
	tr.config.Authorities = nil
	notSentFor(t, tr, deletion.CauseTLS, "is signed by an authority that this machine does not know", s)
}

func TestAServerThatSpeaksAnotherTLSIsNotSentTo(t *testing.T) {
	own := []tls.Certificate{testCertificate(t, certificateFor("127.0.0.1"))}
	none := func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, errors.New("none") }
	for name, test := range map[string]struct {
		settings *tls.Config
		says     string
	}{
		// Go's own servers let a client of HTTP/1.1 in where they speak only h2.
		"only HTTP/2": {&tls.Config{Certificates: own, NextProtos: []string{"h2-only"}},
			"(tls: no application protocol). Have HTTP/1.1 enabled on the server (http/1.1 in ALPN); this program does not speak HTTP/2. Nothing was sent."},
		"no certificate": {&tls.Config{GetCertificate: none}, "(tls: internal error). Have the server's log and certificate looked at."},
	} {
		t.Run(name, func(t *testing.T) {
			s := serveWith(t, test.settings, answers(200, doc))
			notSentFor(t, against(s, "https"), deletion.CauseTLS, "127.0.0.1 refused the TLS connection "+test.says, s)
		})
	}
}

func TestAPortThatDoesNotSpeakTLSIsNotSentTo(t *testing.T) {
	hello := func(then func(*peer)) func(*peer) {
		return func(p *peer) { _, _ = p.reader.Peek(1); then(p) }
	}
	for name, test := range map[string]struct {
		does  func(*peer)
		cause deletion.Cause
		says  string
	}{
		"it speaks HTTP":               {hello(func(p *peer) { p.answer(400, "plain HTTP") }), deletion.CauseTLS, "127.0.0.1 does not speak TLS on this port. Check port and https:// in the server's URL."},
		"it answers with success":      {hello(func(p *peer) { p.answer(200, doc) }), deletion.CauseTLS, "does not speak TLS"},
		"it closes in the handshake":   {hello(func(*peer) {}), deletion.CauseTLS, "There is no TLS connection to 127.0.0.1"},
		"it resets in the handshake":   {hello((*peer).reset), deletion.CauseTLS, "There is no TLS connection to 127.0.0.1"},
		"it sends an alert":            {hello(func(p *peer) { p.send("\x15\x03\x01\x00\x02\x02\x28") }), deletion.CauseTLS, "refused the TLS connection (tls: handshake failure)"},
		"it does not know the name":    {hello(func(p *peer) { p.send("\x15\x03\x01\x00\x02\x02\x70") }), deletion.CauseTLS, "(tls: unrecognized name). Use a host name that the server knows in its URL, or have this one configured there."},
		"it sends a record for ever":   {hello(func(p *peer) { p.send("\x16\x03\x03\x40\x00"); p.flood("x", 1<<30) }), deletion.CauseTLS, "There is no TLS connection"},
		"it hangs in the handshake":    {hello((*peer).hang), deletion.CauseTimeToConnect, "The time limit passed before there was a connection."},
		"it drips in the handshake":    {hello(func(p *peer) { p.send("\x16\x03\x03\x40\x00"); p.drip("x") }), deletion.CauseTimeToConnect, "The time limit passed before there was a connection."},
		"it never reads the handshake": {(*peer).hang, deletion.CauseTimeToConnect, "The time limit passed before there was a connection."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, test.does)
			tr := against(s, "https")
			if test.cause == deletion.CauseTimeToConnect {
				tr.server.TimeLimit = shortLimit
			}
			notSentFor(t, tr, test.cause, test.says, s)
		})
	}
}

func TestACAFileIsTrustedAndNothingElse(t *testing.T) {
	certificate, _ := authority()
	s := serveTLS(t, answers(200, doc))
	tr := against(s, "https")
	tr.config.Authorities = nil
	tr.config.CAFile = pemFile(t, "CERTIFICATE", certificate.Raw)
	wantOutcome(t, tr.send(t), deletion.Accepted, deletion.CauseAnswered)
	wantReceived(t, s, 1)

	other := serveTLS(t, answers(200, doc))
	tr = against(other, "https") // Authorities would trust it
	tr.config.CAFile = pemFile(t, "CERTIFICATE", selfSigned(t, "127.0.0.1").Certificate[0])
	notSentFor(t, tr, deletion.CauseTLS, "is signed by an authority that this machine does not know", other)
}

// wanting is a server that lets in who has a certificate of the test's authority.
func wanting(t *testing.T, version uint16) *server {
	return serveWith(t, &tls.Config{
		Certificates: []tls.Certificate{testCertificate(t, certificateFor("127.0.0.1"))},
		ClientAuth:   tls.RequireAndVerifyClientCert, ClientCAs: testCAs(), MaxVersion: version,
	}, answers(200, doc))
}

func TestAClientCertificateIsPresented(t *testing.T) {
	for name, version := range map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13} {
		t.Run(name, func(t *testing.T) {
			s := wanting(t, version)
			tr := against(s, "https")
			tr.config.ClientCertificate, tr.config.ClientKey = pemFiles(t, testCertificate(t, certificateFor("client")))
			wantOutcome(t, tr.send(t), deletion.Accepted, deletion.CauseAnswered)
			wantReceived(t, s, 1)
		})
	}
}

func TestWithoutTheWantedClientCertificateNothingIsDeleted(t *testing.T) {
	stranger := selfSigned(t, "client")
	expired := certificateFor("client")
	expired.NotBefore, expired.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
	for name, test := range map[string]struct {
		own  *tls.Certificate
		says string
	}{
		"none":                 {nil, "and none is configured. Get one that the server accepts, and name it as client_certificate and client_key of this server"},
		"of another authority": {&stranger, "of another authority than that of the one that is configured. Get one that the server accepts"},
		"expired":              {new(testCertificate(t, expired)), "and got the one that is configured. Have the certificate renewed"},
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			t.Run(name+" with "+tls.VersionName(version), func(t *testing.T) {
				s := wanting(t, version)
				tr := against(s, "https")
				tr.config.leastAlertTime = time.Minute
				if test.own != nil {
					tr.config.ClientCertificate, tr.config.ClientKey = pemFiles(t, *test.own)
				}
				notSentFor(t, tr, deletion.CauseTLS, test.says, s)
			})
		}
	}
}

func TestFilesOfCertificatesThatCannotBeUsedAreNamed(t *testing.T) {
	certificate, key := pemFiles(t, testCertificate(t, certificateFor("client")))
	_, otherKey := pemFiles(t, testCertificate(t, certificateFor("other")))
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	missing, pipe := filepath.Join(t.TempDir(), "missing.pem"), filepath.Join(t.TempDir(), "pipe.pem")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change func(*Config)
		names  string
	}{
		"a CA file that is missing":       {func(c *Config) { c.CAFile = missing }, missing},
		"a CA file without a certificate": {func(c *Config) { c.CAFile = key }, key + " has no certificate"},
		"a CA file on another curve":      {func(c *Config) { c.CAFile = pemFile(t, "CERTIFICATE", onOtherCurve(t)) }, "holds a certificate that can't be used: x509: unsupported elliptic curve"},
		"a pipe as CA file":               {func(c *Config) { c.CAFile = pipe }, pipe},
		"a CA file without an end":        {func(c *Config) { c.CAFile = "/dev/zero" }, "/dev/zero"},
		"a pipe as key":                   {func(c *Config) { c.ClientCertificate, c.ClientKey = certificate, pipe }, pipe},
		"an empty CA file":                {func(c *Config) { c.CAFile = empty }, empty},
		"a key of another certificate":    {func(c *Config) { c.ClientCertificate, c.ClientKey = certificate, otherKey }, otherKey},
		"a key that is missing":           {func(c *Config) { c.ClientCertificate, c.ClientKey = certificate, missing }, missing},
		"a certificate without a key":     {func(c *Config) { c.ClientCertificate = certificate }, certificate},
		"a key without a certificate":     {func(c *Config) { c.ClientKey = key }, key},
		"key and certificate swapped":     {func(c *Config) { c.ClientCertificate, c.ClientKey = key, certificate }, key},
	} {
		t.Run(name, func(t *testing.T) {
			config := Config{Endpoint: "https://verba.invalid/verba/api", Credentials: held{key: sampleKey}}
			test.change(&config)
			_, err := New(config)
			var wrong *ConfigError
			if !errors.As(err, &wrong) || !strings.Contains(err.Error(), test.names) {
				t.Errorf("got %v, want an error that names %s", err, test.names)
			}
		})
	}
}

func TestNoURLIsQuotedInAnErrorAboutIt(t *testing.T) {
	for name, endpoint := range map[string]string{
		"a password":     "https://alice:hunter2hunter2@verba.invalid/verba/api",
		"no scheme":      "hunter2hunter2/verba/api",
		"another scheme": "ftp://hunter2hunter2/verba/api",
		"no host":        "https:///hunter2hunter2",
		"a query":        "https://verba.invalid/verba/api?apiKey=hunter2hunter2",
		"a fragment":     "https://verba.invalid/#hunter2hunter2",
		"no URL":         "https://hunter2hunter2\x7f",
		"a bad port":     "https://verba.invalid:hunter2hunter2/",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(Config{Endpoint: endpoint, Credentials: held{key: sampleKey}})
			var wrong *ConfigError
			if !errors.As(err, &wrong) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v", err)
			}
		})
	}
}
