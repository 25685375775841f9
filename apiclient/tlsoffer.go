package apiclient

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/url"
	"slices"
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
	if chosen, err := readServerHello(conn); err == nil {
		chosen.explain(failed, to.Hostname())
	}
	return failed
}

// choice is what a server made of a hello that offers everything.
type choice struct{ version, suite uint16 }

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
	switch {
	case exchange == "RSA" || exchange == "DHE":
		failed.Problem = fmt.Sprintf("the host %s offers %s key exchange (%s) and no ECDHE, which this program needs", host, exchange, name)
		failed.Advice = suiteAdvice
	case !isAccepted(c.suite):
		failed.Problem = fmt.Sprintf("the host %s offers the cipher suite %s, and none that this program accepts", host, name)
		failed.Advice = suiteAdvice
	}
}

const suiteAdvice = "have a cipher suite with ECDHE and AES-GCM enabled on the server, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, or TLS 1.3"

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

// clientHello is the first message of a handshake up to TLS 1.2 (RFC 5246, section
// 7.4.1.2), with every cipher suite that is known here, the safe ones first.
func clientHello(host string) []byte {
	var suites []byte
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		suites = binary.BigEndian.AppendUint16(suites, suite.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(furtherSuites)) {
		suites = binary.BigEndian.AppendUint16(suites, id)
	}
	suites = append(suites, 0x00, 0xFF) // TLS_EMPTY_RENEGOTIATION_INFO_SCSV

	extension := func(kind byte, content []byte) []byte { return append([]byte{0, kind}, withLength(2, content)...) }
	var extensions []byte
	if net.ParseIP(host) == nil {
		extensions = extension(0, withLength(2, append([]byte{0}, withLength(2, []byte(host))...))) // server_name
	}
	extensions = append(extensions, extension(10, withLength(2, []byte("\x00\x1d\x00\x17\x00\x18\x00\x19\x01\x00")))...) // supported_groups
	extensions = append(extensions, extension(11, withLength(1, []byte{0}))...)                                          // ec_point_formats
	extensions = append(extensions, extension(13, withLength(2, []byte("\x04\x03\x05\x03\x06\x03\x08\x04\x08\x05\x08\x06"+
		"\x04\x01\x05\x01\x06\x01\x02\x03\x02\x01")))...) // signature_algorithms

	hello := binary.BigEndian.AppendUint16(nil, tls.VersionTLS12)
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	hello = append(hello, random...)
	hello = append(hello, 0) // no session
	hello = append(hello, withLength(2, suites)...)
	hello = append(hello, 1, 0) // no compression
	hello = append(hello, withLength(2, extensions)...)
	return append([]byte{recordHandshake, 3, 1}, withLength(2, append([]byte{1}, withLength(3, hello)...))...)
}

// withLength puts the length of the content before it, in so many bytes.
func withLength(bytes int, content []byte) []byte {
	length := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	return append(length[4-bytes:], content...)
}

const (
	recordHandshake = 22
	serverHello     = 2
	maxRecord       = 1<<14 + 256 // bytes (RFC 5246, section 6.2)
)

var errNoServerHello = errors.New("it is no ServerHello")

// readServerHello reads the answer to a hello (RFC 5246, section 7.4.1.3).
func readServerHello(conn io.Reader) (choice, error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(conn, head); err != nil {
		return choice{}, err
	}
	length := int(binary.BigEndian.Uint16(head[3:]))
	if head[0] != recordHandshake || length > maxRecord {
		return choice{}, errNoServerHello
	}
	record := make([]byte, length)
	if _, err := io.ReadFull(conn, record); err != nil {
		return choice{}, err
	}
	const session = 4 + 2 + 32 // where the length of the session's name stands
	if length <= session || record[0] != serverHello || length < session+1+int(record[session])+2 {
		return choice{}, errNoServerHello
	}
	return choice{
		version: binary.BigEndian.Uint16(record[4:]),
		suite:   binary.BigEndian.Uint16(record[session+1+int(record[session]):]),
	}, nil
}
