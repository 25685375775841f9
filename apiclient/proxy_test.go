package apiclient

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"deletecall/deletion"
)

// through returns a trial of the server over the proxy.
func through(t *testing.T, proxy *server, proxyScheme string, s *server, scheme string) *trial {
	t.Helper()
	tr := against(s, scheme)
	tr.config.Proxy = &url.URL{Scheme: proxyScheme, Host: proxy.addr(), User: url.UserPassword("bob", "hunter2hunter2")}
	return tr
}

// connects is a proxy that joins each CONNECT with the server.
func connects(to *server) func(*peer) {
	return func(p *peer) {
		if _, ok := p.request(); !ok {
			return
		}
		conn, err := net.Dial("tcp", to.addr())
		if err != nil {
			p.answer(502, "")
			return
		}
		defer conn.Close()
		p.send("HTTP/1.1 200 Connection established\r\n\r\n")
		go func() { _, _ = io.Copy(conn, p.reader); _ = conn.Close() }()
		_, _ = io.Copy(p, conn)
	}
}

func TestAProxyIsAskedForATunnelAndLearnsNothingOfTheRequest(t *testing.T) {
	for _, proxyScheme := range []string{"http", "https"} {
		for _, method := range []deletion.Method{deletion.GET, deletion.POST} {
			t.Run(proxyScheme+" "+string(method), func(t *testing.T) {
				s := serveTLS(t, answers(200, doc))
				proxy := serveScheme(t, proxyScheme, connects(s))
				tr := through(t, proxy, proxyScheme, s, "https")
				tr.server.Method = method
				outcome := tr.send(t)
				wantOutcome(t, outcome, deletion.Accepted, deletion.CauseAnswered)
				wantReceived(t, s, 1)
				want := "CONNECT " + s.addr() + " HTTP/1.1\r\nHost: " + s.addr() + "\r\nUser-Agent: deletecall\r\n" +
					"Proxy-Authorization: Basic Ym9iOmh1bnRlcjJodW50ZXIy\r\n\r\n"
				if got := proxy.received(); !strings.HasPrefix(got, want) || strings.Contains(got, sampleKey) {
					t.Errorf("the proxy received %q, want %q", got, want)
				}
				if got := s.received(); strings.Contains(got, "Proxy") {
					t.Errorf("the server received %q", got)
				}
			})
		}
	}
}

func TestAProxyGetsARequestInClearTextWithTheWholeURL(t *testing.T) {
	for _, proxyScheme := range []string{"http", "https"} {
		t.Run(proxyScheme, func(t *testing.T) {
			s := serve(t, answers(200, doc))
			proxy := serveScheme(t, proxyScheme, answers(200, doc))
			tr := through(t, proxy, proxyScheme, s, "http")
			wantOutcome(t, tr.send(t), deletion.Accepted, deletion.CauseAnswered)
			wantReceived(t, proxy, 1)
			r := proxy.deleteCalls()[0]
			if !strings.HasPrefix(r.raw, "POST http://"+s.addr()+"/verba/api HTTP/1.1\r\nHost: "+s.addr()+"\r\n") ||
				r.parsed.Header.Get("Proxy-Authorization") != "Basic Ym9iOmh1bnRlcjJodW50ZXIy" {
				t.Errorf("the proxy received %q", r.raw)
			}
			if s.connections() != 0 {
				t.Error("the server was connected to, past the proxy")
			}
		})
	}
}

func TestAProxyThatGivesNoTunnelIsToldAndNothingIsSent(t *testing.T) {
	for name, test := range map[string]struct {
		does  func(*peer)
		cause deletion.Cause
		says  string
	}{
		"it wants a login":           {answers(407, "<html>login", `Proxy-Authenticate: Basic realm="x"`), deletion.CauseProxy, "HTTP 407 (Proxy Authentication Required). Give user and password in the proxy's URL."},
		"it forbids":                 {answers(403, "no"), deletion.CauseProxy, "it answered with HTTP 403 (Forbidden)."},
		"it can't reach the server":  {answers(502, ""), deletion.CauseProxy, "HTTP 502"},
		"it is busy":                 {answers(503, "", "Retry-After: 0"), deletion.CauseProxy, "HTTP 503"},
		"it redirects":               {answers(302, "", "Location: http://localhost:1/"), deletion.CauseProxy, "HTTP 302"},
		"it closes":                  {afterRequest(""), deletion.CauseProxy, "The proxy gave no connection to "},
		"it resets":                  {func(p *peer) { p.request(); p.reset() }, deletion.CauseProxy, "The proxy gave no connection to "},
		"it speaks something else":   {afterRequest("220 mail.example.com\r\n"), deletion.CauseProxy, "The proxy gave no connection to "},
		"it sends a header for ever": {func(p *peer) { p.request(); p.send(head200); p.flood("X: y\r\n", 1<<30) }, deletion.CauseProxy, "The proxy gave no connection to "},
		"it speaks in the tunnel":    {afterRequest(head200 + "\r\n" + doc), deletion.CauseProxy, "The proxy gave no connection to "},
		"it hangs":                   {thenHangs(""), deletion.CauseTimeToConnect, "The time limit passed before there was a connection."},
		"it hangs in the header":     {thenHangs(head200), deletion.CauseTimeToConnect, "The time limit passed before there was a connection."},
		"it drips":                   {func(p *peer) { p.request(); p.send(head200); p.drip("X: y\r\n") }, deletion.CauseTimeToConnect, "The time limit passed before there was a connection."},
		"it gives a tunnel to none":  {thenHangs(head200 + "\r\n"), deletion.CauseTimeToConnect, "The time limit passed before there was a connection."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serveTLS(t, answers(200, doc))
			proxy := serve(t, test.does)
			tr := through(t, proxy, "http", s, "https")
			if test.cause == deletion.CauseTimeToConnect {
				tr.server.TimeLimit = shortLimit
			}
			notSentFor(t, tr, test.cause, test.says, s, proxy)
		})
	}
}

func TestAProxyThatCannotBeReachedIsNamedAsTheReason(t *testing.T) {
	s := serveTLS(t, answers(200, doc))
	gone := serve(t, answers(200, doc))
	gone.close()
	notSentFor(t, through(t, gone, "http", s, "https"), deletion.CauseProxy, "The proxy can't be reached: the connection was refused", s)
	plain := serve(t, func(p *peer) { _, _ = p.reader.Peek(1); p.answer(400, "") })
	notSentFor(t, through(t, plain, "https", s, "https"), deletion.CauseProxy, "The proxy can't be reached: the host 127.0.0.1 does not speak TLS", s, plain)
}

func TestAProxyThatAnswersInPlaceOfTheServer(t *testing.T) {
	t.Run("within its tunnel is found out by its certificate", func(t *testing.T) {
		impostor := serveWith(t, &tls.Config{Certificates: []tls.Certificate{selfSigned(t, "127.0.0.1")}}, answers(200, doc))
		s := serveTLS(t, answers(200, doc))
		proxy := serve(t, connects(impostor))
		notSentFor(t, through(t, proxy, "http", s, "https"), deletion.CauseTLS, "is self-signed", s, impostor)
	})
	for name, does := range map[string]func(*peer){
		"with a login":      answers(407, "<html>login", `Proxy-Authenticate: Basic realm="x"`),
		"with a refusal":    answers(403, "<html>forbidden"),
		"with an error":     answers(502, ""),
		"with a challenge":  answers(401, "", `WWW-Authenticate: Basic realm="x"`),
		"with unavailable":  answers(503, "", "Retry-After: 0"),
		"with a time limit": answers(408, ""),
	} {
		t.Run("in clear text "+name+" proves nothing", func(t *testing.T) {
			s := serve(t, answers(200, doc))
			proxy := serve(t, does)
			outcome := through(t, proxy, "http", s, "http").send(t)
			wantOutcome(t, outcome, deletion.Unknown, deletion.CauseHTTPStatus)
			wantClean(t, outcome)
			wantReceived(t, proxy, 1)
			if proxy.connections() != 1 || s.connections() != 0 {
				t.Errorf("%d and %d connections", proxy.connections(), s.connections())
			}
		})
	}
}

func TestTheClientCertificateIsNotShownToTheProxy(t *testing.T) {
	var shown atomic.Int32
	proxy := serveWith(t, &tls.Config{
		Certificates: []tls.Certificate{testCertificate(t, certificateFor("127.0.0.1"))},
		ClientAuth:   tls.RequestClientCert,
		VerifyConnection: func(state tls.ConnectionState) error {
			shown.Add(int32(len(state.PeerCertificates)))
			return nil
		},
	}, answers(403, ""))
	s := wanting(t, tls.VersionTLS13)
	tr := through(t, proxy, "https", s, "https")
	tr.config.ClientCertificate, tr.config.ClientKey = pemFiles(t, testCertificate(t, certificateFor("client")))
	notSentFor(t, tr, deletion.CauseProxy, "HTTP 403", s, proxy)
	if shown.Load() != 0 {
		t.Error("the proxy was shown the client certificate")
	}
}

// TestMain sets the environment's proxies for every test; those do not go for
// this machine's own addresses, so here the host is another one.
func TestTheEnvironmentsProxiesAreNotUsed(t *testing.T) {
	request := &http.Request{URL: &url.URL{Scheme: "http", Host: "verba.invalid"}}
	if proxy, err := http.ProxyFromEnvironment(request); err != nil || proxy == nil || proxy.String() != strayProxy {
		t.Fatalf("the test sets no proxy: %v, %v", proxy, err)
	}
	for scheme, address := range map[string]string{"http": "verba.invalid:80", "https": "verba.invalid:443"} {
		t.Run(scheme, func(t *testing.T) {
			s := serveWith(t, &tls.Config{Certificates: []tls.Certificate{testCertificate(t, certificateFor("verba.invalid"))}}, answers(200, doc))
			if scheme == "http" {
				s = serve(t, answers(200, doc))
			}
			tr := atEndpoint(scheme + "://verba.invalid/verba/api")
			var dialled []string
			tr.config.DialContext = func(ctx context.Context, network, to string) (net.Conn, error) {
				dialled = append(dialled, to)
				return countedDial(ctx, network, s.addr())
			}
			wantOutcome(t, tr.send(t), deletion.Accepted, deletion.CauseAnswered)
			wantReceived(t, s, 1)
			if len(dialled) != 1 || dialled[0] != address {
				t.Errorf("dialled %v, want %s once", dialled, address)
			}
			if target := s.deleteCalls()[0].parsed.RequestURI; target != "/verba/api" {
				t.Errorf("asked for %s, as one asks a proxy", target)
			}
		})
	}
}

func TestAProxyThatIsNotOneIsRefusedWithoutQuotingIt(t *testing.T) {
	for _, proxy := range []string{"socks5://bob:hunter2hunter2@proxy.invalid:1080", "http:///x", "proxy.invalid:3128"} {
		parsed, err := url.Parse(proxy)
		if err != nil {
			t.Fatal(err)
		}
		_, err = New(Config{Endpoint: "https://verba.invalid/", Credentials: held{key: sampleKey}, Proxy: parsed})
		var wrong *ConfigError
		if !errors.As(err, &wrong) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", proxy, err)
		}
	}
}
