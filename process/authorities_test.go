package process

import (
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"crypto/x509"
)

// Whoever sets a variable must not choose whom a key is sent to.
func TestTheEnvironmentNamesNoAuthority(t *testing.T) {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	file := filepath.Join(t.TempDir(), "authority.pem")
	content := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", file)
	t.Setenv("SSL_CERT_DIR", filepath.Dir(file))
	pool, err := SystemAuthorities()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.Certificate().Verify(x509.VerifyOptions{Roots: pool}); err == nil {
		t.Error("it is trusted")
	}
	if os.Getenv("SSL_CERT_FILE") != file {
		t.Error("programs that this one starts don't get it")
	}
}
