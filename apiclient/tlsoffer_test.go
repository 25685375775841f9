package apiclient

import (
	"bytes"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"deletecall/deletion"
)

// oldServer speaks TLS as it is told, with an RSA certificate that is trusted.
func oldServer(t *testing.T, lowest, highest uint16, suites ...uint16) *server {
	t.Helper()
	return serveWith(t, &tls.Config{
		Certificates: []tls.Certificate{signedBy(t, certificateFor("127.0.0.1"), identity{}, 2048)},
		MinVersion:   lowest, MaxVersion: highest, CipherSuites: suites,
	}, answers(200, doc))
}

func TestAServerWhoseTLSIsOutdatedIsToldAsWhatItIs(t *testing.T) {
	const enable = " Have a cipher suite with ECDHE and AES-GCM enabled on the server, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 with the curve P-256, or TLS 1.3."
	for name, test := range map[string]struct {
		lowest, highest uint16
		suite           uint16
		says            string
	}{
		"RSA key exchange": {tls.VersionTLS12, tls.VersionTLS12, tls.TLS_RSA_WITH_AES_128_GCM_SHA256,
			"The host 127.0.0.1 offers RSA key exchange (TLS_RSA_WITH_AES_128_GCM_SHA256) and no usable ECDHE, which this program needs." + enable},
		"RSA key exchange with CBC": {tls.VersionTLS10, tls.VersionTLS12, tls.TLS_RSA_WITH_AES_256_CBC_SHA,
			"The host 127.0.0.1 offers RSA key exchange (TLS_RSA_WITH_AES_256_CBC_SHA) and no usable ECDHE"},
		"3DES": {tls.VersionTLS12, tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA,
			"The host 127.0.0.1 offers outdated encryption with 3DES (TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA), and none that this program accepts." + enable},
		"RC4": {tls.VersionTLS12, tls.VersionTLS12, tls.TLS_RSA_WITH_RC4_128_SHA, "offers outdated encryption with RC4 (TLS_RSA_WITH_RC4_128_SHA)"},
		"a suite that is off": {tls.VersionTLS12, tls.VersionTLS12, tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256,
			"The host 127.0.0.1 offers the cipher suite TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, and none that this program accepts." + enable},
		"TLS 1.1": {tls.VersionTLS10, tls.VersionTLS11, 0, "The host 127.0.0.1 speaks TLS 1.1 at most, and this program needs TLS 1.2 or newer. Have TLS 1.2 or TLS 1.3 enabled on the server."},
		"TLS 1.0": {tls.VersionTLS10, tls.VersionTLS10, 0, "The host 127.0.0.1 speaks TLS 1.0 at most"},
	} {
		t.Run(name, func(t *testing.T) {
			var suites []uint16
			if test.suite != 0 {
				suites = []uint16{test.suite}
			}
			s := oldServer(t, test.lowest, test.highest, suites...)
			tr := against(s, "https")
			var failed *ConnectError
			if _, err := tr.client(t).Probe(t.Context()); !errors.As(err, &failed) || failed.Advice == "" {
				t.Errorf("a probe finds %v", err)
			}
			proxied := through(t, serve(t, connects(s)), "http", s, "https")
			if outcome := proxied.send(t); outcome.Kind != deletion.NotSent || !bytes.Contains([]byte(outcome.Detail), []byte(test.says)) {
				t.Errorf("through a proxy the detail is %q", outcome.Detail)
			}
			notSentFor(t, tr, deletion.CauseTLS, test.says, s)
		})
	}
}

// A server of Java or Windows says nothing, and hangs up.
func TestAServerThatHangsUpOnAnOldHelloIsToldAsWhatItIs(t *testing.T) {
	const dhe = "\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03" + "0123456789abcdef0123456789abcdef" + "\x00\x00\x9e\x00"
	var hellos atomic.Int32
	s := serve(t, func(p *peer) {
		head := make([]byte, 5)
		if _, err := p.reader.Read(head); err != nil {
			return
		}
		if hellos.Add(1)%2 == 0 { // the second hello of each request
			p.send(dhe)
			p.hang()
		}
	})
	tr := against(s, "https")
	notSentFor(t, tr, deletion.CauseTLS, "The host 127.0.0.1 offers DHE key exchange (TLS_DHE_RSA_WITH_AES_128_GCM_SHA256) and no usable ECDHE", s)
	if s.connections() != 4 {
		t.Errorf("there were %d connections for two requests", s.connections())
	}
}

// message is one of a handshake, and records wraps some of them, cut where it hurts.
func message(kind byte, parts ...string) string {
	return string(append([]byte{kind}, withLength(3, []byte(strings.Join(parts, "")))...))
}

func records(messages ...string) string {
	whole := strings.Join(messages, "")
	record := func(part string) string { return "\x16\x03\x03" + string(withLength(2, []byte(part))) }
	return record(whole[:len(whole)/2]) + record(whole[len(whole)/2:])
}

// onOtherCurve is a certificate with a key on a curve that crypto/x509 does not know.
func onOtherCurve(t *testing.T) []byte {
	t.Helper()
	der := selfSigned(t, "127.0.0.1").Certificate[0]
	p256, p239 := []byte("\x2a\x86\x48\xce\x3d\x03\x01\x07"), []byte("\x2a\x86\x48\xce\x3d\x03\x01\x06")
	return bytes.ReplaceAll(der, p256, p239)
}

// The servers of crypto/tls can't do this, so its messages are written here (RFC 5246,
// section 7.4; RFC 8446, section 4.1.4).
func TestAServerOfOtherCurvesIsToldAsWhatItIs(t *testing.T) {
	const curves = " Have one of the curves X25519, P-256, P-384 or P-521 enabled on the server."
	const random, ecdhe = "0123456789abcdef0123456789abcdef", "\xc0\x2f\x00"
	hello := message(serverHello, "\x03\x03", random, "\x00", ecdhe)
	certificate := func(der []byte) string { return message(serverCertificate, string(withLength(3, withLength(3, der)))) }
	own := certificate(selfSigned(t, "127.0.0.1").Certificate[0])
	exchange := func(curve string) string { return message(serverKeyExchange, "\x03", curve, "\x01x") }
	retry := func(suite, group string) string { // of TLS 1.3, which asks for a share in a group
		return message(serverHello, "\x03\x03", random, "\x04name", suite, "\x00", "\x00\x0c\x00\x2b\x00\x02\x03\x04\x00\x33\x00\x02", group)
	}
	for name, test := range map[string]struct{ answer, says string }{
		"brainpool":                 {records(hello, own, exchange("\x00\x1a")), "The host 127.0.0.1 offers key exchange with brainpoolP256r1, and with no curve that this program accepts." + curves},
		"secp256k1, with a status":  {records(hello, own, message(22, "x"), exchange("\x00\x16")), "offers key exchange with secp256k1, and with no curve"},
		"X448 in TLS 1.3":           {records(retry("\x13\x01", "\x00\x1e")), "offers key exchange with X448, and with no curve"},
		"ffdhe in TLS 1.3":          {records(retry("\x13\x01", "\x01\x00")), "offers key exchange with ffdhe2048, and with no curve"},
		"CCM in TLS 1.3":            {records(retry("\x13\x04", "\x00\x1d")), "offers the cipher suite TLS_AES_128_CCM_SHA256, and none that this program accepts."},
		"a certificate on a curve":  {records(hello, certificate(onOtherCurve(t)), exchange("\x00\x17")), "The certificate of 127.0.0.1 can't be read (x509: unsupported elliptic curve). Have it replaced by one with an RSA key or a key on P-256."},
		"nothing unusual":           {records(hello, own, exchange("\x00\x17")), "refused the TLS connection (tls: handshake failure). Have the server's log and certificate looked at. The server must offer TLS 1.2"},
		"a certificate and no more": {records(hello, own), "refused the TLS connection (tls: handshake failure)."},
		"a flight without an end":   {records(hello) + strings.Repeat(records(message(22, strings.Repeat("x", 8000))), 20), "refused the TLS connection (tls: handshake failure)."},
	} {
		t.Run(name, func(t *testing.T) {
			var hellos atomic.Int32
			s := serve(t, func(p *peer) {
				if _, err := p.reader.Peek(1); err != nil {
					return
				}
				if hellos.Add(1)%2 == 0 { // the second hello of each request
					p.send(test.answer)
					return
				}
				p.send("\x15\x03\x03\x00\x02\x02\x28")
			})
			notSentFor(t, against(s, "https"), deletion.CauseTLS, test.says, s)
		})
	}
}

// Suites that crypto/tls can't speak are offered too, so that a server chooses one.
func TestARareSuiteIsNamed(t *testing.T) {
	for suite, says := range map[uint16]string{
		0x0041: "the host old offers RSA key exchange (TLS_RSA_WITH_CAMELLIA_128_CBC_SHA) and no usable ECDHE, which this program needs",
		0xC09C: "the host old offers RSA key exchange (TLS_RSA_WITH_AES_128_CCM) and no usable ECDHE, which this program needs",
		0xC053: "the host old offers DHE key exchange (TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384) and no usable ECDHE, which this program needs",
		0x0002: "the host old offers outdated encryption with NULL (TLS_RSA_WITH_NULL_SHA), and none that this program accepts",
		0x0034: "the host old offers the cipher suite TLS_DH_anon_WITH_AES_128_CBC_SHA, and none that this program accepts",
		0xC0AC: "the host old offers the cipher suite TLS_ECDHE_ECDSA_WITH_AES_128_CCM, and none that this program accepts",
	} {
		if !bytes.Contains(clientHello("old"), []byte{byte(suite >> 8), byte(suite)}) {
			t.Errorf("%#04x is not offered", suite)
		}
		failed := &ConnectError{}
		choice{version: tls.VersionTLS12, suite: suite}.explain(failed, "old")
		if failed.Problem != says || failed.Advice != suiteAdvice {
			t.Errorf("%#04x: %s; %s", suite, failed.Problem, failed.Advice)
		}
	}
}

func TestATrustedServerIsGreetedOnce(t *testing.T) {
	s := serveTLS(t, answers(200, doc))
	wantOutcome(t, against(s, "https").send(t), deletion.Accepted, deletion.CauseAnswered)
	if s.connections() != 1 {
		t.Errorf("there were %d connections", s.connections())
	}
}

func TestAHelloThatOffersEverythingIsOneThatServersRead(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "verba.example.com"} {
		near, far := net.Pipe()
		seen := make(chan *tls.ClientHelloInfo, 1)
		go func() {
			_ = tls.Server(far, &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
				seen <- hello
				return nil, errors.New("enough")
			}}).Handshake()
			_ = far.Close()
		}()
		go func() { _, _ = near.Write(clientHello(host)); _, _ = readChoice(near); _ = near.Close() }()
		hello := <-seen
		if want := map[string]string{"127.0.0.1": ""}; hello.ServerName != host && hello.ServerName != want[host] || len(hello.CipherSuites) < 30 {
			t.Errorf("the hello is %+v", hello)
		}
	}
}

func FuzzServerHello(f *testing.F) {
	f.Add([]byte("\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03" + "0123456789abcdef0123456789abcdef" + "\x00\x00\x9e\x00"))
	f.Add([]byte("\x16\x03\x03\x00\x3c\x02\x00\x00\x38\x03\x03" + "0123456789abcdef0123456789abcdef" + "\x04name\x13\x01\x00\x00\x0c\x00\x2b\x00\x02\x03\x04\x00\x33\x00\x02\x00\x1e"))
	f.Add([]byte(records(message(serverHello, "\x03\x03", "0123456789abcdef0123456789abcdef", "\x00\xc0\x2f\x00"), message(serverCertificate, "\x00\x00\x04\x00\x00\x01x"), message(serverKeyExchange, "\x03\x00\x1a"))))
	f.Add([]byte("\x15\x03\x01\x00\x02\x02\x28"))
	f.Fuzz(func(t *testing.T, answer []byte) {
		chosen, err := readChoice(bytes.NewReader(answer))
		if err != nil && chosen.suite != 0 {
			t.Errorf("%x is read as %+v, %v", answer, chosen, err)
		}
		if err == nil {
			chosen.explain(&ConnectError{}, "host")
		}
	})
}
