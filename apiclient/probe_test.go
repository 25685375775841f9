package apiclient

import (
	"crypto/tls"
	"errors"
	"testing"
	"time"

	"deletecall/deletion"
)

func TestProbeConnectsAndSendsNothing(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			accepted := make(chan bool, 8)
			s := serveScheme(t, scheme, func(p *peer) { accepted <- true; p.hang() })
			found, err := against(s, scheme).client(t).Probe(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			<-accepted // a server that closes at once may never see it
			wantNotSent(t, s)
			if s.connections() != 1 || s.received() != "" {
				t.Errorf("%d connections brought %q", s.connections(), s.received())
			}
			if scheme == "https" && found.TLS != "TLS 1.3" || scheme == "http" && found != (Inspection{}) {
				t.Errorf("found %+v", found)
			}
		})
	}
}

func TestProbeTellsWhenCertificatesEnd(t *testing.T) {
	clients := certificateFor("client")
	clients.NotAfter = time.Now().Add(2 * time.Hour)
	for name, test := range map[string]struct {
		servers time.Time
		want    time.Time
	}{
		"the server's own": {time.Now().Add(3 * time.Hour), time.Now().Add(3 * time.Hour)},
		"an authority's":   {time.Now().Add(90 * time.Hour), time.Now().Add(24 * time.Hour)}, // see authority
	} {
		t.Run(name, func(t *testing.T) {
			servers := certificateFor("127.0.0.1")
			servers.NotAfter = test.servers
			s := serveWith(t, &tls.Config{Certificates: []tls.Certificate{testCertificate(t, servers)}}, (*peer).hang)
			tr := against(s, "https")
			tr.config.ClientCertificate, tr.config.ClientKey = pemFiles(t, testCertificate(t, clients))
			found, err := tr.client(t).Probe(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if off := found.Until.Sub(test.want).Abs(); off > time.Hour {
				t.Errorf("the server's ends %v, want %v", found.Until, test.want)
			}
			if !found.ClientUntil.Equal(clients.NotAfter.Truncate(time.Second).UTC()) {
				t.Errorf("the client's ends %v, want %v", found.ClientUntil, clients.NotAfter)
			}
		})
	}
}

func TestProbeSeesThatAClientCertificateIsWanted(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			s := wanting(t, version)
			tr := against(s, "https")
			tr.config.leastAlertTime = time.Minute
			_, err := tr.client(t).Probe(t.Context())
			var failed *ConnectError
			if !errors.As(err, &failed) || failed.Cause != deletion.CauseTLS ||
				failed.Advice != "get one that the server accepts, and name it as client_certificate and client_key of this server" {
				t.Errorf("found %v", err)
			}
			wantNotSent(t, s)
		})
		t.Run(tls.VersionName(version)+", and not needed", func(t *testing.T) {
			s := serveWith(t, &tls.Config{MaxVersion: version, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: testCAs(),
				Certificates: []tls.Certificate{testCertificate(t, certificateFor("127.0.0.1"))}}, (*peer).hang)
			found, err := against(s, "https").client(t).Probe(t.Context())
			if err != nil || !found.WantsCertificate || found.TLS != tls.VersionName(version) {
				t.Errorf("found %+v, %v", found, err)
			}
		})
	}
}
