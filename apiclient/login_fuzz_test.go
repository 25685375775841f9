package apiclient

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"deletecall/safetext"
)

// answering is a connection in memory whose other end answers one request.
func answering(answer []byte) (near net.Conn, ended chan struct{}) {
	near, far := net.Pipe()
	ended = make(chan struct{})
	go func() {
		defer close(ended)
		defer far.Close()
		if request, err := http.ReadRequest(bufio.NewReaderSize(far, 4096)); err == nil {
			_ = request.ParseForm()
			_, _ = far.Write(answer)
		}
	}()
	return near, ended
}

// FuzzLogin looks for answers to a login from which a token is taken that can't be
// sent, or that others don't read.
func FuzzLogin(f *testing.F) {
	f.Fuzz(func(t *testing.T, answer []byte) {
		near, ended := answering(answer)
		tr := atEndpoint("http://verba.invalid/verba/api")
		tr.config.Credentials = held{key: sampleKey, user: "alice", password: samplePassword}
		tr.config.DialContext = func(context.Context, string, string) (net.Conn, error) { return near, nil }
		client := tr.client(t)
		with, err := client.obtain(t.Context(), "test")
		if err != nil {
			t.Fatal(err)
		}
		token, err := client.login(t.Context(), with)
		<-ended
		var failed *loginError
		switch {
		case err == nil:
			if s := token.token.Reveal(); s == "" || safetext.Check("token", s) != nil {
				t.Errorf("%q gave the token %q", answer, s)
			}
		case !errors.As(err, &failed):
			t.Errorf("an untyped error: %v", err)
		case strings.Contains(unsplit(err.Error()), unsplit(sampleKey)), strings.Contains(err.Error(), samplePassword), safetext.Line(err.Error()) != err.Error():
			t.Errorf("the error is %q", err)
		}
	})
}

// unsplit is a text without the signs of which a split secret may have others than it is written with.
func unsplit(text string) string {
	return strings.NewReplacer("-", "", " ", "").Replace(strings.ToLower(text))
}

// FuzzTunnel looks for answers of a proxy that are taken for a connection and are
// not the 200 of RFC 9110, section 9.3.6.
func FuzzTunnel(f *testing.F) {
	f.Fuzz(func(t *testing.T, answer []byte) {
		near, ended := answering(answer)
		tr := atEndpoint("https://verba.invalid/verba/api")
		tr.config.Proxy = &url.URL{Scheme: "http", Host: "proxy.invalid:3128"}
		client := tr.client(t)
		err := client.tunnel(t.Context(), near)
		_ = near.Close()
		<-ended
		var failed *ConnectError
		if err != nil && (!errors.As(err, &failed) || safetext.Line(err.Error()) != err.Error()) {
			t.Errorf("the error is %q", err)
		}
		if err == nil && (!strings.HasPrefix(string(answer), "HTTP/") || !strings.Contains(string(answer[:min(len(answer), 16)]), " 200")) {
			t.Errorf("%q is taken for a connection", answer)
		}
	})
}

// FuzzCertificates looks for files of certificates and keys that are neither taken
// nor refused by name.
func FuzzCertificates(f *testing.F) {
	path := filepath.Join(f.TempDir(), "file.pem")
	certificate, key := authority()
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...))
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, config := range []Config{{CAFile: path}, {ClientCertificate: path, ClientKey: path}} {
			config.Endpoint = "https://verba.invalid/"
			client, err := New(config)
			var wrong *ConfigError
			if (client == nil) != (err != nil) || err != nil && (!errors.As(err, &wrong) || safetext.Line(wrong.Setting+wrong.Problem) != wrong.Setting+wrong.Problem) {
				t.Errorf("%q: %v", content, err)
			}
		}
	})
}
