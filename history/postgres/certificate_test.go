package postgres

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"deletecall/deletion"
)

// problemAt is what is said of a history whose server is at an address.
func problemAt(t *testing.T, address string) *deletion.HistoryError {
	t.Helper()
	_, err := Open(t.Context(), "postgres://alice@"+address+"/audit", Options{Folder: t.TempDir()})
	var failed *deletion.HistoryError
	if !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return failed
}

func TestAServerOfAnUnknownAuthorityIsNotUsed(t *testing.T) {
	web := httptest.NewTLSServer(nil)
	defer web.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			// It asks for TLS in 8 bytes (postgresql.org/docs, "SSLRequest").
			if _, err := io.ReadFull(connection, make([]byte, 8)); err == nil {
				_, _ = connection.Write([]byte("S"))
				_ = tls.Server(connection, web.TLS).Handshake()
			}
			connection.Close()
		}
	}()
	failed := problemAt(t, listener.Addr().String())
	if !strings.Contains(failed.Problem, "can't be trusted: x509: certificate signed by unknown authority") || !strings.Contains(failed.Advice, "sslrootcert") {
		t.Error(failed)
	}
}

func TestAServerThatIsNotThereIsNamedOnce(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	failed := problemAt(t, listener.Addr().String())
	if failed.Problem != "can't be reached: connect: connection refused" {
		t.Error(failed.Problem)
	}
}
