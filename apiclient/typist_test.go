package apiclient

import (
	"slices"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/secret"
)

// typist is somebody who has typed the credentials, and is told what becomes of them.
type typist struct {
	held
	used    *int
	refused *[]deletion.Credential
}

func (y typist) Used()                                  { *y.used++ }
func (y typist) Refused(credential deletion.Credential) { *y.refused = append(*y.refused, credential) }

func TestWhoHasTypedACredentialHearsThatItWasRefused(t *testing.T) {
	for code, want := range map[int][]deletion.Credential{
		0: nil, -43: nil, -50: nil, -40: {deletion.APIKeyCredential}, -41: {deletion.APIKeyCredential}, -42: {deletion.APIKeyCredential},
	} {
		answer := func(p *peer) {
			if r, ok := p.request(); ok {
				action, _, _ := strings.Cut(strings.TrimPrefix(r.form, "action="), "&")
				p.answer(200, strings.Replace(response(code, "No"), "DeleteCall", action, 1))
			}
		}
		tr := against(serveScheme(t, "http", answer), "http")
		told := typist{held{key: sampleKey}, new(int), new([]deletion.Credential)}
		tr.config.Credentials = told
		client := tr.client(t)
		_ = tr.sendWith(t, client)
		if !slices.Equal(*told.refused, want) || *told.used != 1 {
			t.Errorf("after code %d refused is %q, want %q; used %d times", code, *told.refused, want, *told.used)
		}
	}
	if got := (Origins{Password: "the hidden prompt"}).refused(badCredentials); got != deletion.PasswordCredential {
		t.Errorf("with a login, code -40 refuses the %q", got)
	}
}

func TestATokenIsKeptWithoutWhatWasTypedToGetIt(t *testing.T) {
	s := newSession()
	if print := s.fingerprint("alice", secret.New(sampleKey)); strings.Contains(print, sampleKey) || print == newSession().fingerprint("alice", secret.New(sampleKey)) {
		t.Errorf("the fingerprint is %q", print)
	}
}
