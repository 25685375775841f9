package apiclient

import (
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
)

func pinOf(der []byte) []byte {
	sum := sha256.Sum256(der)
	return sum[:]
}

func TestAPinnedCertificateIsTrustedAndNoOther(t *testing.T) {
	expired := certificateFor("127.0.0.1")
	expired.NotBefore, expired.NotAfter = time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)
	own, outdated, elsewhere := selfSigned(t, "127.0.0.1"), testCertificate(t, expired), selfSigned(t, "verba.example.com")
	known, authorityCertificate := testCertificate(t, certificateFor("127.0.0.1")), func() []byte { c, _ := authority(); return c.Raw }()
	withAuthority := known
	withAuthority.Certificate = append(append([][]byte{}, known.Certificate...), authorityCertificate)
	for name, test := range map[string]struct {
		serves tls.Certificate
		pin    []byte
		says   string // empty where it is trusted
	}{
		"the server's own":            {own, pinOf(own.Certificate[0]), ""},
		"its authority's, sent along": {withAuthority, pinOf(authorityCertificate), ""},
		"its authority's, not sent":   {known, pinOf(authorityCertificate), "None of the certificates of 127.0.0.1 is the one that is pinned (tls_pin)"},
		"another one":                 {known, pinOf(own.Certificate[0]), "None of the certificates of 127.0.0.1 is the one that is pinned (tls_pin)"},
		"one that has expired":        {outdated, pinOf(outdated.Certificate[0]), "expired on"},
		"one for another host":        {elsewhere, pinOf(elsewhere.Certificate[0]), "The certificate is not for 127.0.0.1 but for"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serveWith(t, &tls.Config{Certificates: []tls.Certificate{test.serves}}, answers(200, doc))
			tr := against(s, "https")
			tr.config.Pin = test.pin
			if test.says != "" {
				notSentFor(t, tr, deletion.CauseTLS, test.says, s)
				return
			}
			wantOutcome(t, tr.send(t), deletion.Accepted, deletion.CauseAnswered)
			wantReceived(t, s, 1)
			if found, err := tr.client(t).Probe(t.Context()); err != nil || found.Until.IsZero() {
				t.Errorf("a probe finds %+v, %v", found, err)
			}
		})
	}
}

func TestTheFingerprintOfAnUnknownCertificateIsWhatAPinTakes(t *testing.T) {
	own := selfSigned(t, "127.0.0.1")
	s := serveWith(t, &tls.Config{Certificates: []tls.Certificate{own}}, answers(200, doc))
	_, err := against(s, "https").client(t).Probe(t.Context())
	var failed *ConnectError
	if !errors.As(err, &failed) || !strings.HasPrefix(failed.Fingerprint, "sha256:") || len(failed.Fingerprint) != len("sha256:")+64 {
		t.Fatalf("got %+v", failed)
	}
}

func TestACodeThatIsSetToUnknownProvesNoRefusal(t *testing.T) {
	for code, want := range map[int]deletion.OutcomeKind{-99: deletion.Unknown, -98: deletion.Refused} {
		s := serve(t, answers(200, response(code, "busy")))
		tr := against(s, "http")
		tr.config.UnknownCodes = []int{-99}
		outcome := tr.send(t)
		if outcome.Kind != want || outcome.Code == nil || *outcome.Code != code {
			t.Errorf("code %d is %s: %s", code, outcome.Kind, outcome.Detail)
		}
		wantClean(t, outcome)
		wantReceived(t, s, 1)
	}
}
