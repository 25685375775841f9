package apiclient

import (
	"crypto/rand"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"net"
	"slices"
	"strings"
)

// Extensions of a hello (IANA, "TLS ExtensionType Values").
const (
	extensionServerName        = 0
	extensionGroups            = 10
	extensionPointFormats      = 11
	extensionSignatures        = 13
	extensionSupportedVersions = 43
	extensionKeyShare          = 51
)

// clientHello is the first message of a handshake (RFC 5246, section 7.4.1.2; RFC 8446,
// section 4.1.2), with every version, cipher suite and group that is known here, the
// safe ones first. It has no share of a key: a server with TLS 1.3 only names the
// group that it wants.
func clientHello(host string) []byte {
	var suites []uint16
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		suites = append(suites, suite.ID)
	}
	suites = append(suites, slices.Sorted(maps.Keys(furtherSuites))...)
	suites = append(suites, 0x00FF) // TLS_EMPTY_RENEGOTIATION_INFO_SCSV
	groups := []uint16{uint16(tls.X25519), uint16(tls.CurveP256), uint16(tls.CurveP384), uint16(tls.CurveP521)}
	groups = append(groups, slices.Sorted(maps.Keys(furtherGroups))...)

	var extensions []byte
	extend := func(kind uint16, content []byte) {
		extensions = append(binary.BigEndian.AppendUint16(extensions, kind), withLength(2, content)...)
	}
	if net.ParseIP(host) == nil {
		extend(extensionServerName, withLength(2, append([]byte{0}, withLength(2, []byte(host))...)))
	}
	extend(extensionGroups, withLength(2, numbers(groups)))
	extend(extensionPointFormats, withLength(1, []byte{0}))
	extend(extensionSignatures, withLength(2, []byte("\x04\x03\x05\x03\x06\x03\x08\x04\x08\x05\x08\x06\x08\x07\x08\x08\x08\x09\x08\x0a\x08\x0b\x08\x1a\x08\x1b\x08\x1c"+
		"\x04\x01\x05\x01\x06\x01\x03\x01\x03\x03\x02\x03\x02\x01")))
	extend(extensionSupportedVersions, withLength(1, numbers([]uint16{tls.VersionTLS13, tls.VersionTLS12, tls.VersionTLS11, tls.VersionTLS10})))
	extend(extensionKeyShare, withLength(2, nil))

	hello := binary.BigEndian.AppendUint16(nil, tls.VersionTLS12)
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	hello = append(hello, random...)
	hello = append(hello, 0) // no session
	hello = append(hello, withLength(2, numbers(suites))...)
	hello = append(hello, 1, 0) // no compression
	hello = append(hello, withLength(2, extensions)...)
	return append([]byte{recordHandshake, 3, 1}, withLength(2, append([]byte{1}, withLength(3, hello)...))...)
}

func numbers(list []uint16) (content []byte) {
	for _, number := range list {
		content = binary.BigEndian.AppendUint16(content, number)
	}
	return content
}

func withLength(bytes int, content []byte) []byte {
	length := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	return append(length[4-bytes:], content...)
}

// Messages of a handshake, and limits of what is read of one.
const (
	recordHandshake   = 22
	serverHello       = 2
	serverCertificate = 11
	serverKeyExchange = 12
	serverHelloDone   = 14
	namedCurve        = 3           // in a key exchange (RFC 8422, section 5.4)
	maxRecord         = 1<<14 + 256 // bytes (RFC 5246, section 6.2)
	maxFlight         = 64 << 10    // bytes
)

var errNoHandshake = errors.New("it is no message of a handshake")

// readChoice reads a server's answer to a hello: its ServerHello, and where that comes
// with a certificate and a key exchange on a curve, these too.
func readChoice(conn io.Reader) (choice, error) {
	messages := &handshakeReader{conn: io.LimitReader(conn, maxFlight)}
	kind, body, err := messages.next()
	if err != nil {
		return choice{}, err
	}
	chosen, ok := readServerHello(body)
	if kind != serverHello || !ok {
		return choice{}, errNoHandshake
	}
	for chosen.version == tls.VersionTLS12 && strings.HasPrefix(suiteName(chosen.suite), "TLS_ECDHE_") {
		switch kind, body, err := messages.next(); {
		case err != nil, kind == serverHelloDone:
			return chosen, nil // what is known by now is enough
		case kind == serverCertificate:
			list, _, _ := cutLength(3, body)
			chosen.leaf, _, _ = cutLength(3, list)
		case kind == serverKeyExchange && len(body) > 3 && body[0] == namedCurve:
			chosen.group = binary.BigEndian.Uint16(body[1:])
		}
	}
	return chosen, nil
}

// readServerHello reads version, suite and, of TLS 1.3, group (RFC 5246, section
// 7.4.1.3; RFC 8446, sections 4.1.3 and 4.2.8).
func readServerHello(body []byte) (chosen choice, ok bool) {
	const random = 2 + 32 // what precedes the session's name
	if len(body) < random {
		return choice{}, false
	}
	_, rest, ok := cutLength(1, body[random:])
	if !ok || len(rest) < 2 {
		return choice{}, false
	}
	chosen.version, chosen.suite = binary.BigEndian.Uint16(body), binary.BigEndian.Uint16(rest)
	extensions, _, _ := cutLength(2, rest[min(3, len(rest)):])
	for len(extensions) > 2 {
		kind := binary.BigEndian.Uint16(extensions)
		var content []byte
		if content, extensions, ok = cutLength(2, extensions[2:]); !ok {
			break
		}
		switch {
		case len(content) < 2:
		case kind == extensionSupportedVersions:
			chosen.version = binary.BigEndian.Uint16(content)
		case kind == extensionKeyShare:
			chosen.group = binary.BigEndian.Uint16(content)
		}
	}
	return chosen, true
}

// cutLength returns what follows a length of so many bytes, and the rest after it.
func cutLength(width int, data []byte) (content, rest []byte, ok bool) {
	if len(data) < width {
		return nil, nil, false
	}
	length := 0
	for _, digit := range data[:width] {
		length = length<<8 | int(digit)
	}
	data = data[width:]
	if len(data) < length {
		return nil, nil, false
	}
	return data[:length], data[length:], true
}

// handshakeReader reads the messages of a handshake, however they are cut into records.
type handshakeReader struct {
	conn io.Reader
	read []byte // and not returned yet
}

func (r *handshakeReader) next() (kind byte, body []byte, err error) {
	for {
		if len(r.read) > 0 {
			if body, rest, ok := cutLength(3, r.read[1:]); ok {
				kind, r.read = r.read[0], rest
				return kind, body, nil
			}
		}
		head := make([]byte, 5)
		if _, err := io.ReadFull(r.conn, head); err != nil {
			return 0, nil, err
		}
		length := int(binary.BigEndian.Uint16(head[3:]))
		if head[0] != recordHandshake || length > maxRecord {
			return 0, nil, errNoHandshake
		}
		record := make([]byte, length)
		if _, err := io.ReadFull(r.conn, record); err != nil {
			return 0, nil, err
		}
		r.read = append(r.read, record...)
	}
}
