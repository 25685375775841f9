package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"deletecall/history/sqlite/forger"
	"deletecall/simulator"
)

// diagnosis is one line of doctor --json.
type diagnosis struct{ Check, State, Detail, Advice string }

// examined runs doctor --json.
func examined(t *testing.T, home string, environ []string, args ...string) (found []diagnosis) {
	t.Helper()
	output, _ := command(t, home, environ, append([]string{"doctor", "--json"}, args...)...).Output()
	lines := json.NewDecoder(strings.NewReader(string(output)))
	for lines.More() {
		var line diagnosis
		if err := lines.Decode(&line); err != nil {
			t.Fatalf("%v in %s", err, output)
		}
		if line.State != "ok" && line.Advice == "" {
			t.Errorf("nothing is said about what to do: %+v", line)
		}
		found = append(found, line)
	}
	return found
}

// wantDiagnosis looks for a finding of a state with all the words.
func wantDiagnosis(t *testing.T, found []diagnosis, check, state string, words ...string) {
	t.Helper()
	for _, line := range found {
		if line.Check != check || line.State != state {
			continue
		}
		has := true
		for _, word := range words {
			has = has && strings.Contains(line.Detail+"; "+line.Advice, word)
		}
		if has {
			return
		}
	}
	t.Errorf("there is no %s of %s with %q in %+v", state, check, words, found)
}

// identity is a certificate that signed itself, in files as well.
type identity struct {
	tls.Certificate
	certificateFile, keyFile string
}

func newIdentity(t *testing.T, home, name string, validFor time.Duration) identity {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(validFor), IsCA: true, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	made := identity{tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, filepath.Join(home, name+".pem"), filepath.Join(home, name+".key")}
	for path, block := range map[string]*pem.Block{
		made.certificateFile: {Type: "CERTIFICATE", Bytes: der}, made.keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return made
}

// writeConfig writes the home's configuration.
func writeConfig(t *testing.T, home, text string) {
	t.Helper()
	folder := filepath.Join(home, ".config", "deletecall")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDoctorSeesWhatCertificatesLack(t *testing.T) {
	const month = 30 * 24 * time.Hour
	for name, test := range map[string]struct {
		server, client time.Duration // how long they are valid; 0 for no client certificate
		wants          tls.ClientAuthType
		state          string
		words          []string
	}{
		"nothing":                         {2 * month, 2 * month, tls.RequireAnyClientCert, "ok", []string{"can be reached with TLS 1.3"}},
		"a wanted client certificate":     {2 * month, 0, tls.RequireAnyClientCert, "problem", []string{"none is configured", "name it as client_certificate and client_key"}},
		"one that the server can spare":   {2 * month, 0, tls.RequestClientCert, "warning", []string{"does not require one"}},
		"days of the server's":            {5*24*time.Hour + time.Minute, 0, tls.NoClientCert, "warning", []string{"the server's certificate", "ends in 5 days", "Have it renewed"}},
		"days of the client's":            {2 * month, 24*time.Hour + time.Minute, tls.RequireAnyClientCert, "warning", []string{"the client certificate ends in 1 day,"}},
		"a client certificate that ended": {2 * month, -time.Minute, tls.RequireAnyClientCert, "problem", []string{"the client certificate ended on"}},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			own := newIdentity(t, home, "server", test.server)
			arrived, deletions := 0, 0
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				arrived++
				if r.FormValue("action") == "DeleteCall" {
					deletions++
				}
			}))
			server.Config.ErrorLog = quietLog()
			server.TLS = &tls.Config{Certificates: []tls.Certificate{own.Certificate}, ClientAuth: test.wants}
			server.StartTLS()
			config := "[servers.verba]\nurl = \"" + server.URL + "\"\nca_file = \"" + own.certificateFile + "\"\n"
			if test.client != 0 {
				client := newIdentity(t, home, "client", test.client)
				config += "client_certificate = \"" + client.certificateFile + "\"\nclient_key = \"" + client.keyFile + "\"\n"
			}
			writeConfig(t, home, config)
			environ := []string{"DELETECALL_API_KEY=" + apiKey}
			found := examined(t, home, environ, "--connect-only")
			if arrived != 0 {
				t.Errorf("%d requests arrived", arrived)
			}
			wantDiagnosis(t, found, "server verba", test.state, test.words...)
			wantDiagnosis(t, examined(t, home, environ), "server verba", test.state, test.words...)
			server.Close()
			if deletions != 0 {
				t.Errorf("%d DeleteCalls arrived", deletions)
			}
		})
	}
}

func TestDoctorSeesWhatSomebodyChangedInTheHistory(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	if err := command(t, home, system.environ(), "send", "--native-id", "TRS26140192", "--yes").Run(); err != nil {
		t.Fatal(err)
	}
	found := examined(t, home, system.environ())
	wantDiagnosis(t, found, "tree", "ok", "2 events, their hashes, the lists and the rules of the database are consistent")
	wantDiagnosis(t, found, "space", "ok", "free")
	wantDiagnosis(t, found, "locks", "ok", "locking works; no other process is using")

	database, err := sql.Open(forger.Driver, filepath.Join(home, ".local/share/deletecall/history.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	for _, statement := range []string{
		"DROP TRIGGER event_is_never_changed", "UPDATE event SET data = CAST(replace(CAST(canonical(data) AS TEXT), 'nativeID', 'callID') AS BLOB) WHERE seq = 1"} {
		if _, err := database.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	found = examined(t, home, system.environ())
	wantDiagnosis(t, found, "tree", "problem", "event 1", "find out who changed it")
	wantDiagnosis(t, found, "tree", "problem", "event_is_never_changed")
	if system.sent() != 1 {
		t.Errorf("%d DeleteCalls arrived", system.sent())
	}
}

func TestDoctorSeesWhoElseIsAtWork(t *testing.T) {
	home, server := t.TempDir(), startHeldServer(t)
	sending := start(t, command(t, home, server.environ(), "send", "--call-id", "1", "--yes"))
	server.waitForRequest(t)
	wantDiagnosis(t, examined(t, home, server.environ()), "locks", "ok", "locking works; 1 other process is using this history")
	server.answer <- struct{}{}
	if code := sending.exitCode(t); code != 0 {
		t.Errorf("the deletion ended with %d", code)
	}
}

// The look-ups of a call that does not exist are answered well: only a call that does shows that its description can't be read.
func TestDoctorSeesThatDescriptionsOfCallsCantBeRead(t *testing.T) {
	for _, c := range []struct {
		flawed      bool
		state, says string
	}{
		{false, "ok", "a call of the last 24 hours was found and looked up"},
		{true, "warning", "a search of the last 24 hours proves nothing: The answer is not well-formed XML"},
	} {
		system := startSystem(t, simulator.Config{LookUps: simulator.LookUps{Flawed: c.flawed}})
		found := examined(t, t.TempDir(), system.environ())
		server := "server " + strings.TrimPrefix(system.url, "http://")
		wantDiagnosis(t, found, server, "ok", "this key may use GetCallInformation")
		wantDiagnosis(t, found, server, c.state, c.says)
		if system.sent() != 0 {
			t.Error("a DeleteCall was sent")
		}
	}
}
