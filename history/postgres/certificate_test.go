package postgres

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/deletion"
)

// problemAt is what is said of a history at the end of a URL.
func problemAt(t *testing.T, end string) *deletion.HistoryError {
	t.Helper()
	_, err := Open(t.Context(), "postgres://alice@"+end, Options{Folder: t.TempDir()})
	var failed *deletion.HistoryError
	if !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return failed
}

func TestAServerWhoseCertificateDoesNotFitIsNotUsed(t *testing.T) {
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
	address := listener.Addr().String()
	failed := problemAt(t, address+"/audit")
	if !strings.Contains(failed.Problem, "can't be trusted: x509: certificate signed by unknown authority") || !strings.Contains(failed.Advice, "sslrootcert") {
		t.Error(failed)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(web.Certificate())
	_, err = Open(t.Context(), "postgres://alice@"+address+"/audit", Options{Folder: t.TempDir(), Authorities: func() (*x509.CertPool, error) { return trusted, nil }})
	if !errors.As(err, &failed) || strings.Contains(failed.Problem, "x509") { // it ends after the handshake
		t.Error(err)
	}
	authority := filepath.Join(t.TempDir(), "ca.crt")
	content := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw})
	if err := os.WriteFile(authority, content, 0o600); err != nil {
		t.Fatal(err)
	}
	// The certificate is for 127.0.0.1, and for no name of this machine.
	failed = problemAt(t, strings.Replace(address, "127.0.0.1", "localhost", 1)+"/audit?sslrootcert="+authority)
	if !strings.Contains(failed.Problem, "can't be trusted: x509:") || !strings.Contains(failed.Advice, "name in its certificate") {
		t.Error(failed)
	}
}

func TestAServerThatIsNotThereIsNamedOnce(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	failed := problemAt(t, listener.Addr().String()+"/audit")
	if failed.Problem != "can't be reached: connect: connection refused" {
		t.Error(failed.Problem)
	}
}
