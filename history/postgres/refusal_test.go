package postgres

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"io"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history/store"
)

// listening answers every connection in one way, and returns where it does.
func listening(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			answer(connection)
			connection.Close()
		}
	}()
	return listener.Addr().String()
}

// refusing answers the first message with an error (postgresql.org/docs, "Message Formats", ErrorResponse).
func refusing(code, message string) func(net.Conn) {
	return func(connection net.Conn) {
		length := make([]byte, 4)
		if _, err := io.ReadFull(connection, length); err != nil {
			return
		}
		_, _ = io.ReadFull(connection, make([]byte, binary.BigEndian.Uint32(length)-4))
		fields := "SFATAL\x00VFATAL\x00C" + code + "\x00M" + message + "\x00\x00"
		_, _ = connection.Write(append(binary.BigEndian.AppendUint32([]byte("E"), uint32(len(fields)+4)), fields...))
	}
}

// takingTLS answers the wish for TLS (postgresql.org/docs, "SSLRequest").
func takingTLS(config *tls.Config) func(net.Conn) {
	return func(connection net.Conn) {
		if _, err := io.ReadFull(connection, make([]byte, 8)); err != nil {
			return
		}
		if config == nil {
			_, _ = connection.Write([]byte("N"))
			return
		}
		_, _ = connection.Write([]byte("S"))
		_ = tls.Server(connection, config).Handshake()
	}
}

func expired(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	long := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: long, NotAfter: long.AddDate(1, 0, 0), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	made, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{made}, PrivateKey: key}}}
}

// None of these says anything about what is recorded.
func TestEachRefusalOfAServerHasItsOwnAdvice(t *testing.T) {
	greeting := func(connection net.Conn) { _, _ = connection.Write([]byte("SSH-2.0-OpenSSH_9.2p1\r\n")) }
	for name, test := range map[string]struct{ end, problem, advice string }{
		"a full server": {listening(t, refusing("53300", "sorry, too many clients already")) + "/audit?sslmode=disable",
			"takes no more connections: sorry, too many clients already", "max_connections"},
		"a pooler without a server": {listening(t, refusing("08P01", "server login has been failing")) + "/audit?sslmode=disable",
			"reports: server login has been failing", "try again in a moment"},
		"a server that starts": {listening(t, refusing("57P03", "the database system is starting up")) + "/audit?sslmode=disable",
			"is starting or stopping: the database system is starting up", "try again in a moment"},
		"another program": {listening(t, greeting) + "/audit?sslmode=disable", "does not answer as expected: invalid ", "check host and port"},
		"no TLS":          {listening(t, takingTLS(nil)) + "/audit", "does not answer as expected: server refused TLS connection", "TLS"},
		"an expired certificate": {listening(t, takingTLS(expired(t))) + "/audit",
			"has a certificate that can't be trusted: x509: certificate has expired", "renew the server's certificate"},
	} {
		failed := problemAt(t, test.end)
		if !strings.HasPrefix(failed.Problem, test.problem) || !strings.Contains(failed.Advice, test.advice) || !store.IsUnanswered(failed) {
			t.Errorf("%s: %v, unanswered: %t", name, failed, store.IsUnanswered(failed))
		}
	}
}

func TestAHostThatIsNotKnownIsToBeChecked(t *testing.T) {
	unknown := &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "db.example.invalid", IsNotFound: true}}
	what, advice := explain(unknown)
	if !strings.Contains(what, "no such host") || !strings.Contains(advice, "check the host") {
		t.Error(&deletion.HistoryError{Problem: what, Advice: advice})
	}
}
