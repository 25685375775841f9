package apiclient

import (
	"bytes"
	"context"
	"encoding/pem"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// strayProxy is where the environment's proxies point: to nobody.
const strayProxy = "http://proxy.invalid:3128"

// TestMain runs all tests with proxies and an authority in the environment, which
// must not be used, and then looks for connections and goroutines that are left.
func TestMain(m *testing.M) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"} {
		_ = os.Setenv(name, strayProxy)
	}
	_, _ = os.Unsetenv("NO_PROXY"), os.Unsetenv("no_proxy")
	strayAuthority()
	flag.Parse()
	if workers := flag.Lookup("test.parallel"); workers.Value.String() == workers.DefValue {
		_ = workers.Value.Set("6") // most tests wait for a time limit
	}
	status := m.Run()
	_ = os.Remove(os.Getenv("SSL_CERT_FILE")) // named again for other programs
	if left := leftovers(); left != "" && status == 0 {
		fmt.Fprintln(os.Stderr, "left behind:", left)
		status = 1
	}
	os.Exit(status)
}

// strayAuthority lets the environment name the tests' authority as one to trust.
func strayAuthority() {
	certificate, _ := authority()
	file, err := os.CreateTemp("", "authority-*.pem")
	if err != nil {
		panic(err)
	}
	_ = pem.Encode(file, &pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw})
	_ = file.Close()
	_, _ = os.Setenv("SSL_CERT_FILE", file.Name()), os.Setenv("SSL_CERT_DIR", filepath.Dir(file.Name()))
}

// open counts the connections that a client made and has not closed.
var open atomic.Int64

// countedConn is a TCP connection that is counted until it is closed.
type countedConn struct {
	*net.TCPConn
	closed atomic.Bool
}

func (c *countedConn) Close() error {
	if !c.closed.Swap(true) {
		open.Add(-1)
	}
	return c.TCPConn.Close()
}

func countedDial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	open.Add(1)
	return &countedConn{TCPConn: conn.(*net.TCPConn)}, nil
}

// leftovers waits for the last goroutines to end, and tells what does not.
func leftovers() string {
	var stacks bytes.Buffer
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); runtime.Gosched() {
		stacks.Reset()
		_ = pprof.Lookup("goroutine").WriteTo(&stacks, 1)
		if !strings.Contains(stacks.String(), "net/http.") && !strings.Contains(stacks.String(), "crypto/tls.") && open.Load() == 0 {
			return ""
		}
	}
	return fmt.Sprintf("%d connections\n%s", open.Load(), stacks.String())
}
