package simulator

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"
)

// requestToken logs in with the given Basic credentials (none when the name is empty) and parameters.
func requestToken(t *testing.T, s *Simulator, name, password string, params url.Values) reply {
	t.Helper()
	params.Set("action", "RequestToken")
	r := httptest.NewRequest(http.MethodGet, Path+"?"+params.Encode(), nil)
	if name != "" {
		r.SetBasicAuth(name, password)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	got := readReply(t, w.Body.Bytes())
	if got.Response.Type != "RequestToken" {
		t.Errorf("type %q", got.Response.Type)
	}
	return got
}

func TestATokenIsGivenForGoodCredentialsOnly(t *testing.T) {
	cases := []struct {
		name, user, password string
		params               url.Values
		code                 string
	}{
		{"Basic", demoUser, demoPassword, url.Values{"apiKey": {demoLoginKey}}, "0"},
		{"parameters", "", "", url.Values{"apiKey": {demoLoginKey}, "userName": {demoUser}, "password": {demoPassword}}, "0"},
		{"Basic goes before parameters", demoUser, "wrong", url.Values{"apiKey": {demoLoginKey}, "userName": {demoUser}, "password": {demoPassword}}, "-40"},
		{"wrong password", demoUser, "wrong", url.Values{"apiKey": {demoLoginKey}}, "-40"},
		{"unknown user", "nobody", "", url.Values{"apiKey": {demoLoginKey}}, "-40"},
		{"no credentials", "", "", url.Values{"apiKey": {demoLoginKey}}, "-40"},
		{"no API key", demoUser, demoPassword, url.Values{}, "-41"},
		{"unknown API key", demoUser, demoPassword, url.Values{"apiKey": {"x"}}, "-41"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := requestToken(t, New(Config{}), c.user, c.password, c.params)
			if got.Response.Code != c.code {
				t.Fatalf("code %s, want %s", got.Response.Code, c.code)
			}
			if good := c.code == "0"; (got.Response.Token != "") != good || (got.SessionID != "") != good {
				t.Errorf("token %q, session %q with code %s", got.Response.Token, got.SessionID, c.code)
			}
		})
	}
}

func TestAKeyThatNeedsALoginNeedsALivingTokenOfItsOwn(t *testing.T) {
	clock := newHandClock()
	s := New(Config{Clock: clock.Now, Tries: 1, Keys: []Key{
		{Value: demoKey}, {Value: demoLoginKey, NeedsLogin: true}, {Value: "another", NeedsLogin: true},
	}})
	token := requestToken(t, s, demoUser, demoPassword, url.Values{"apiKey": {demoLoginKey}}).Response.Token
	other := requestToken(t, s, demoUser, demoPassword, url.Values{"apiKey": {"another"}}).Response.Token
	if token == other {
		t.Fatal("two log-ins got the same token")
	}
	try := func(name, apiKey, token, code string) {
		t.Helper()
		params := deletion("callID", "c1", "token", token)
		params.Set("apiKey", apiKey)
		if got := readReply(t, post(s, params).Body.Bytes()); got.Response.Code != code {
			t.Errorf("%s: code %s (%s), want %s", name, got.Response.Code, got.message(), code)
		}
	}
	try("no token", demoLoginKey, "", "-42")
	try("an invented token", demoLoginKey, "x", "-42")
	try("a token of another key", demoLoginKey, other, "-42")
	try("no key", "", token, "-41")
	try("an unknown key", "x", token, "-41")
	try("any token with a key that needs none", demoKey, "09835e02-6c10-11e0-bb22-ba324924019b", "-50")

	clock.pass(time.Hour - time.Second)
	try("within the hour", demoLoginKey, token, "-50")
	s.AddCall(Call{CallID: "c1", From: "8856", To: "1"})
	clock.pass(time.Second)
	try("after the hour", demoLoginKey, token, "-43")
	wantDeleted(t, s)

	token = requestToken(t, s, demoUser, demoPassword, url.Values{"apiKey": {demoLoginKey}}).Response.Token
	try("after a new login", demoLoginKey, token, "0")
}

func TestTheOldestTokenIsForgottenWhenThereAreTooMany(t *testing.T) {
	s := New(Config{Tries: 1})
	params := url.Values{"apiKey": {demoLoginKey}}
	oldest := requestToken(t, s, demoUser, demoPassword, params).Response.Token
	for range maxTokens {
		s.requestToken(httptest.NewRequest(http.MethodGet, Path, nil),
			url.Values{"apiKey": {demoLoginKey}, "userName": {demoUser}, "password": {demoPassword}})
	}
	form := deletion("callID", "c1", "token", oldest)
	form.Set("apiKey", demoLoginKey)
	if got := readReply(t, post(s, form).Body.Bytes()).Response.Code; got != "-42" || len(s.tokens) != maxTokens {
		t.Errorf("code %s with %d tokens, want -42 with %d", got, len(s.tokens), maxTokens)
	}
}

func TestAnEmptyKeyOrUserInTheConfigurationLetsNobodyIn(t *testing.T) {
	s := New(Config{Keys: []Key{{}, {Value: "k"}}, Users: []User{{}}})
	if got := requestToken(t, s, "", "", url.Values{}).Response.Code; got != "-41" {
		t.Errorf("without a key: code %s, want -41", got)
	}
	if got := requestToken(t, s, "", "", url.Values{"apiKey": {"k"}}).Response.Code; got != "-40" {
		t.Errorf("without a user: code %s, want -40", got)
	}
}
