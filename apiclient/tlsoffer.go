package apiclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
)

// offerTime bounds how long a server is asked what it would have agreed to.
const offerTime = 3 * time.Second

// explainTLS finds out why a server and this program agree on nothing. A refusal
// doesn't say, so the server is greeted once more over a new connection, with a
// hello that offers everything, outdated versions and ciphers too. What it chooses
// is read, and the connection is closed: nothing is agreed and nothing is sent.
func (c *Client) explainTLS(ctx context.Context, failed *ConnectError, to *url.URL, seen *handshake) error {
	if !failed.vague || seen.asked || seen.leaf != nil {
		return failed
	}
	ctx, cancel := context.WithTimeout(ctx, offerTime)
	defer cancel()
	reach := c.reach
	if to == c.proxy {
		reach = func(ctx context.Context) (net.Conn, error) { return c.dial(ctx, "tcp", hostPort(c.proxy)) }
	}
	conn, err := reach(ctx)
	if err != nil {
		return failed
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if _, err := conn.Write(clientHello(to.Hostname())); err != nil {
		return failed
	}
	if chosen, err := readChoice(conn); err == nil {
		chosen.explain(failed, to.Hostname())
	}
	return failed
}

// choice is what a server made of a hello that offers everything.
type choice struct {
	version, suite uint16
	group          uint16 // of the key exchange, mostly a curve; 0 when it is not known
	leaf           []byte // the server's certificate; nil when it is not known
}

// explain puts the choice into the error, if it is one that this program never makes.
func (c choice) explain(failed *ConnectError, host string) {
	name := suiteName(c.suite)
	exchange, _, _ := strings.Cut(strings.TrimPrefix(name, "TLS_"), "_")
	if c.version < tls.VersionTLS12 {
		failed.Problem = fmt.Sprintf("the host %s speaks %s at most, and this program needs TLS 1.2 or newer", host, tls.VersionName(c.version))
		failed.Advice = "have TLS 1.2 or TLS 1.3 enabled on the server"
		return
	}
	for _, cipher := range []string{"3DES", "RC4", "DES", "NULL"} {
		if strings.Contains(name, "_"+cipher+"_") {
			failed.Problem = fmt.Sprintf("the host %s offers outdated encryption with %s (%s), and none that this program accepts", host, cipher, name)
			failed.Advice = suiteAdvice
			return
		}
	}
	switch unusable := unusableKey(c.leaf); {
	case exchange == "RSA" || exchange == "DHE":
		// It may prefer this to ECDHE on a curve that is not accepted here.
		failed.Problem = fmt.Sprintf("the host %s offers %s key exchange (%s) and no usable ECDHE, which this program needs", host, exchange, name)
		failed.Advice = suiteAdvice
	case !isAccepted(c.suite):
		failed.Problem = fmt.Sprintf("the host %s offers the cipher suite %s, and none that this program accepts", host, name)
		failed.Advice = suiteAdvice
	case !isAcceptedGroup(c.group):
		failed.Problem = fmt.Sprintf("the host %s offers key exchange with %s, and with no curve that this program accepts", host, groupName(c.group))
		failed.Advice = "have one of the curves " + acceptedCurves + " enabled on the server"
	case unusable != "":
		failed.Problem = "the certificate of " + host + " " + unusable
		failed.Advice = "have it replaced by one with an RSA key or a key on P-256"
	}
}

// unusableKey says what is wrong with the key of a certificate that crypto/x509 does
// not know; "" when nothing is, or there is no certificate.
func unusableKey(certificate []byte) string {
	if certificate == nil {
		return ""
	}
	leaf, err := x509.ParseCertificate(certificate)
	switch {
	case err != nil:
		return "can't be read (" + excerpt(err.Error()) + ")"
	case leaf.PublicKeyAlgorithm == x509.UnknownPublicKeyAlgorithm:
		return "has a key of a kind that this program does not know"
	}
	return ""
}

const (
	acceptedCurves = "X25519, P-256, P-384 or P-521"
	suiteAdvice    = "have a cipher suite with ECDHE and AES-GCM enabled on the server, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 with the curve P-256, or TLS 1.3"
)

// furtherSuites are those that crypto/tls does not know and old servers still offer
// (IANA, "TLS Cipher Suites").
var furtherSuites = map[uint16]string{
	0x0001: "TLS_RSA_WITH_NULL_MD5", 0x0002: "TLS_RSA_WITH_NULL_SHA",
	0x0004: "TLS_RSA_WITH_RC4_128_MD5", 0x0007: "TLS_RSA_WITH_IDEA_CBC_SHA",
	0x0009: "TLS_RSA_WITH_DES_CBC_SHA", 0x0015: "TLS_DHE_RSA_WITH_DES_CBC_SHA",
	0x0016: "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA", 0x0033: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA",
	0x0034: "TLS_DH_anon_WITH_AES_128_CBC_SHA", 0x0039: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA",
	0x003A: "TLS_DH_anon_WITH_AES_256_CBC_SHA", 0x003B: "TLS_RSA_WITH_NULL_SHA256",
	0x003D: "TLS_RSA_WITH_AES_256_CBC_SHA256", 0x0041: "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA",
	0x0045: "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA", 0x0067: "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
	0x006B: "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256", 0x0084: "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA",
	0x0088: "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA", 0x0096: "TLS_RSA_WITH_SEED_CBC_SHA",
	0x009A: "TLS_DHE_RSA_WITH_SEED_CBC_SHA", 0x009E: "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
	0x009F: "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", 0x00A6: "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
	0x00A7: "TLS_DH_anon_WITH_AES_256_GCM_SHA384", 0x00BA: "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256",
	0x00BE: "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256", 0x00C0: "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256",
	0x00C4: "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256", 0xC024: "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
	0xC028: "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384", 0xC050: "TLS_RSA_WITH_ARIA_128_GCM_SHA256",
	0xC051: "TLS_RSA_WITH_ARIA_256_GCM_SHA384", 0xC052: "TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256",
	0xC053: "TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384", 0xC05C: "TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256",
	0xC05D: "TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384", 0xC060: "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256",
	0xC061: "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384", 0xC076: "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256",
	0xC077: "TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384", 0xC09C: "TLS_RSA_WITH_AES_128_CCM",
	0xC09D: "TLS_RSA_WITH_AES_256_CCM", 0xC09E: "TLS_DHE_RSA_WITH_AES_128_CCM",
	0xC09F: "TLS_DHE_RSA_WITH_AES_256_CCM", 0xC0A0: "TLS_RSA_WITH_AES_128_CCM_8",
	0xC0A1: "TLS_RSA_WITH_AES_256_CCM_8", 0xC0AC: "TLS_ECDHE_ECDSA_WITH_AES_128_CCM",
	0xC0AD: "TLS_ECDHE_ECDSA_WITH_AES_256_CCM", 0xC0AE: "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
	0xC0AF: "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8", 0xCCAA: "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
	0x1304: "TLS_AES_128_CCM_SHA256", 0x1305: "TLS_AES_128_CCM_8_SHA256",
}

func suiteName(id uint16) string {
	if name, ok := furtherSuites[id]; ok {
		return name
	}
	return tls.CipherSuiteName(id)
}

// isAccepted reports a suite that this program would have agreed to.
func isAccepted(id uint16) bool {
	for _, suite := range tls.CipherSuites() {
		if suite.ID == id {
			return true
		}
	}
	return false
}

// furtherGroups are the curves and other groups of key exchange that crypto/tls does not
// know (IANA, "TLS Supported Groups").
var furtherGroups = map[uint16]string{
	1: "sect163k1", 2: "sect163r1", 3: "sect163r2", 4: "sect193r1", 5: "sect193r2", 6: "sect233k1", 7: "sect233r1",
	8: "sect239k1", 9: "sect283k1", 10: "sect283r1", 11: "sect409k1", 12: "sect409r1", 13: "sect571k1", 14: "sect571r1",
	15: "secp160k1", 16: "secp160r1", 17: "secp160r2", 18: "secp192k1", 19: "secp192r1", 20: "secp224k1", 21: "secp224r1", 22: "secp256k1",
	26: "brainpoolP256r1", 27: "brainpoolP384r1", 28: "brainpoolP512r1", 30: "X448",
	31: "brainpoolP256r1tls13", 32: "brainpoolP384r1tls13", 33: "brainpoolP512r1tls13",
	256: "ffdhe2048", 257: "ffdhe3072", 258: "ffdhe4096", 259: "ffdhe6144", 260: "ffdhe8192",
}

func groupName(id uint16) string {
	if name, ok := furtherGroups[id]; ok {
		return name
	}
	return tls.CurveID(id).String()
}

// isAcceptedGroup reports a group that this program would have agreed to, or that is
// not known.
func isAcceptedGroup(id uint16) bool {
	_, further := furtherGroups[id]
	return !further
}
