package e2e

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"testing"
	"time"

	"deletecall/simulator"
)

// ran runs the program to its end, and returns its exit code and all that it printed.
func ran(t *testing.T, home string, environ []string, args ...string) (code int, printed string) {
	t.Helper()
	output, err := command(t, home, environ, args...).CombinedOutput()
	if err != nil {
		ended, isExit := err.(*exec.ExitError)
		if !isExit {
			t.Fatal(err)
		}
		code = ended.ExitCode()
	}
	return code, string(output)
}

func TestAnAnswerThatProvesNothingEndsWithSeven(t *testing.T) {
	const failed = `<VerbaApi><Response code="-1" type="DeleteCall"><ErrorMessage>java.lang.NullPointerException</ErrorMessage></Response></VerbaApi>`
	for name, test := range map[string]struct {
		header, value, body string
		words               []string
	}{
		"from a cache":          {"Age", "12", success, []string{`"cause":"cached"`, `"code":null`, "a cache had stored it (Age: 12)", "not to store anything under /verba/api"}},
		"with an old date":      {"Date", "Sat, 27 Jun 2020 10:00:00 GMT", success, []string{`"cause":"cached"`, "2020-06-27 10:00:00 UTC", "set the clock that is wrong"}},
		"of a server's failure": {"X", "y", failed, []string{`"cause":"server_error"`, `"code":-1`, "NullPointerException", "may have deleted the call before it failed"}},
	} {
		for _, method := range []string{"GET", "POST"} {
			t.Run(name+" by "+method, func(t *testing.T) {
				home := t.TempDir()
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set(test.header, test.value)
					_, _ = w.Write([]byte(test.body))
				}))
				defer server.Close()
				environ := []string{"DELETECALL_URL=" + server.URL, "DELETECALL_API_KEY=" + apiKey}
				code, printed := ran(t, home, environ, "send", "--call-id", "1", "--method", method, "--yes", "--json")
				if code != 7 || !strings.Contains(printed, `"outcome":"unknown"`) {
					t.Errorf("it ends with %d: %s", code, printed)
				}
				for _, word := range append(test.words, "Look the conversation up in Verba") {
					if !strings.Contains(printed, word) {
						t.Errorf("%q is missing in %s", word, printed)
					}
				}
			})
		}
	}
}

func TestAnAddressFromTheBrowserAndLettersOfAllKindsReachTheSystem(t *testing.T) {
	home, system := t.TempDir(), startSystem(t, simulator.Config{Tries: 1, Sleep: 1})
	environ := []string{"DELETECALL_API_KEY=" + apiKey}
	pasted := system.url + "/VERBA/Login.jsp;jsessionid=hunter2hunter2?next=hunter2hunter2#/calls"
	var all strings.Builder
	for _, method := range []string{"POST", "GET"} {
		system.AddCall(simulator.Call{CallID: method, NativeID: "jürgen-őű-2", From: "8856", To: "4001", Begin: time.Now().Add(-time.Hour), End: time.Now().Add(-time.Minute)})
		code, printed := ran(t, home, environ, "send", "--url", pasted, "--native-id", "jürgen-őű-2", "--method", method, "--yes", "--json")
		if code != 0 || !strings.Contains(printed, `"endpoint":"`+system.url+`/verba/api"`) {
			t.Errorf("by %s it ends with %d: %s", method, code, printed)
		}
		all.WriteString(printed)
	}
	_, shown := ran(t, home, environ, "history", "show", "1")
	_, examined := ran(t, home, environ, "doctor", "--url", pasted)
	if all.WriteString(shown + examined); strings.Contains(all.String(), "hunter2") {
		t.Errorf("the session is shown: %s", all.String())
	}
	if want := "the address of the API is " + system.url + "/verba/api; the rest of the configured URL"; !strings.Contains(examined, want) {
		t.Errorf("%q is missing in %s", want, examined)
	}
	if code, printed := ran(t, home, environ, "send", "--url", "https://verba.example.com:99999/verba", "--call-id", "1", "--yes"); code != 2 || !strings.Contains(printed, "a number from 1 to 65535") {
		t.Errorf("an impossible port ends with %d: %s", code, printed)
	}
}

func TestAServerWithRSAKeyExchangeOnlyIsNamedAsSuch(t *testing.T) {
	home := t.TempDir()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = quietLog()
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}}
	server.StartTLS()
	defer server.Close()
	environ := []string{"DELETECALL_URL=" + server.URL, "DELETECALL_API_KEY=" + apiKey}
	const says, advice = "offers RSA key exchange (TLS_RSA_WITH_AES_128_GCM_SHA256) and no usable ECDHE, which this program needs", "ave a cipher suite with ECDHE"
	if code, printed := ran(t, home, environ, "send", "--call-id", "1", "--yes"); code != 6 || !strings.Contains(printed, says) || !strings.Contains(printed, advice) {
		t.Errorf("send ends with %d: %s", code, printed)
	}
	host := strings.TrimPrefix(server.URL, "https://")
	wantDiagnosis(t, examined(t, home, environ), "server "+host, "problem", says, advice)
}
