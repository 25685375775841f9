package simulator

import (
	"encoding/xml"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// asked sends a look-up and returns the answer's text.
func asked(s *Simulator, action string, pairs ...string) string {
	params := deletion(pairs...)
	params.Set("action", action)
	return post(s, params).Body.String()
}

func wantIn(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in %s", part, text)
		}
	}
}

func wantWellFormed(t *testing.T, text string, want bool) {
	t.Helper()
	if err := xml.Unmarshal([]byte(text), new(struct{})); (err == nil) != want {
		t.Errorf("well-formed: %v: %s", err, text)
	}
}

func TestADeleteCallRemovesWhatALookUpShowed(t *testing.T) {
	clock := newHandClock()
	s := New(clock.config())
	b, e := clock.finished(3)
	s.AddCall(Call{CallID: "c1", NativeID: "n1", From: "8856", FromName: "Ágnes & Co", To: "4001", Begin: b, End: e})
	for _, action := range []string{"GetCallInformation", "GetCallID"} {
		wantIn(t, asked(s, action, "extension", "8856", "status", "last"), `code="0" type="`+action+`"`, ">c1<")
	}
	wantIn(t, asked(s, "GetCallInformation", "nativeID", "n1"), "<source_name>Ágnes &amp; Co</source_name>", `state="1"`, "<start_time>2026-03-01 08:56:00.000</start_time>")
	wantDeleted(t, s)
	wantCode(t, s, "0", "extension", "8856", "status", "last")
	wantIn(t, asked(s, "GetCallInformation", "callID", "c1"), `<Response code="2" type="GetCallInformation">`, "not found after 1 tries")
	wantDeleted(t, s, "c1")
}

func TestAMarkedCallIsThereUntilItEnds(t *testing.T) {
	s := New(newHandClock().config())
	s.Begin(Call{CallID: "c1", From: "8856"})
	wantIn(t, asked(s, "GetCallInformation", "extension", "8856", "status", "ongoing"), `state="0"`)
	wantCode(t, s, "0", "callID", "c1")
	wantIn(t, asked(s, "GetCallInformation", "callID", "c1"), `code="0"`)
	s.End("c1")
	wantIn(t, asked(s, "GetCallInformation", "callID", "c1"), `code="2"`)
}

func TestASecondRecordingStays(t *testing.T) {
	clock := newHandClock()
	s := New(clock.config())
	b, e := clock.finished(3)
	s.AddCall(Call{CallID: "c1", NativeID: "n1", From: "8856", Begin: b, End: e})
	s.AddCall(Call{CallID: "c2", NativeID: "n1", From: "8856", Begin: b, End: e, Secondary: true})
	wantIn(t, asked(s, "GetCallInformation", "nativeID", "n1"), ">c1<")
	wantCode(t, s, "0", "nativeID", "n1")
	span := []string{"start", "2026-03-01 00:00", "end", "2026-03-02 00:00"}
	wantIn(t, asked(s, "SearchCalls", span...), `rowcount="0"`)
	wantIn(t, asked(s, "SearchCalls", append(span, "secondary", "1")...), `rowcount="1"`, ">c2<")
	wantIn(t, asked(s, "GetCallInformation", "callID", "c2"), "<secondary>1</secondary>")
}

func TestGuardedCallsAreRefused(t *testing.T) {
	clock := newHandClock()
	s := New(clock.config())
	b, e := clock.finished(3)
	s.AddCall(Call{CallID: "kept", Begin: b, End: e, Retained: clock.now.Add(time.Hour)})
	s.AddCall(Call{CallID: "marked", Begin: b, End: e, DoNotDelete: true})
	wantIn(t, wantCode(t, s, "-92", "callID", "kept"), "under retention until 2026-03-01")
	wantCode(t, s, "-91", "callID", "marked")
	clock.pass(2 * time.Hour)
	wantCode(t, s, "0", "callID", "kept")
}

func TestASearchFindsByTimePartAndState(t *testing.T) {
	clock := newHandClock()
	s := New(clock.config())
	for n := range 250 {
		b, e := clock.finished(n)
		s.AddCall(Call{CallID: fmt.Sprint("c", n), From: fmt.Sprint(1000 + n), FromName: "Ágnes", To: "4001", Begin: b, End: e})
	}
	s.Begin(Call{CallID: "on", From: "8856"})
	for want, pairs := range map[string][]string{
		`rowcount="250"`: {"start", "2026-03-01 00:00", "end", "2026-03-02 00:00:00.000"},
		`rowcount="1"`:   {"start", "2026-03-01 00:00:00", "end", "2026-03-02 00:00", "status", "ongoing"},
		`rowcount="11"`:  {"start", "2026-03-01 00:00", "end", "2026-03-02 00:00", "anynum", "124", "anyname", "ágn"},
		`rowcount="12"`:  {"start", "2026-03-01 08:38", "end", "2026-03-01 08:49"},
		`code="-20"`:     {"start", "yesterday", "end", "2026-03-02 00:00"},
	} {
		wantIn(t, asked(s, "SearchCalls", pairs...), want)
	}
	page := func(pairs ...string) int {
		text := asked(s, "SearchCalls", append([]string{"start", "2026-03-01 00:00", "end", "2026-03-02 00:00"}, pairs...)...)
		return strings.Count(text, "<verbacdr ")
	}
	if first, last, none := page(), page("pagefirst", "200", "pagelen", "100"), page("pagefirst", "250"); first != 100 || last != 50 || none != 0 {
		t.Errorf("pages of %d, %d and %d calls", first, last, none)
	}
	wantIn(t, asked(s, "SearchCalls", "start", "2026-03-01 00:00", "end", "2026-03-02 00:00", "pagelen", "1"), ">c0<")
	wantIn(t, asked(s, "SearchCalls", "start", "2026-03-01 00:00", "end", "2026-03-02 00:00", "pagelen", "1", "order", "asc"), ">c249<")
}

func TestEverySpellingNamesTheCall(t *testing.T) {
	for _, spelling := range Spellings() {
		for _, flawed := range []bool{false, true} {
			clock := newHandClock()
			config := clock.config()
			config.LookUps = LookUps{Spelling: spelling, Flawed: flawed}
			s := New(config)
			b, e := clock.finished(1)
			s.AddCall(Call{CallID: "c1", From: "8856", Begin: b, End: e, Legs: []Leg{{Number: "1", Begin: b}}})
			text := asked(s, "GetCallInformation", "callID", "c1")
			wantIn(t, text, "c1", "2026-03-01", "08:58:00")
			wantWellFormed(t, text, !flawed)
		}
	}
}

func TestASystemThatCannotLookUpStillDeletes(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*Config)
		code   string
	}{
		"a key without the right": {func(c *Config) { c.Keys = []Key{{Value: demoKey, NoLookUps: true}} }, `code="-55"`},
		"an older system":         {func(c *Config) { c.LookUps.Missing = true }, `code="-30"`},
	} {
		t.Run(name, func(t *testing.T) {
			config := newHandClock().config()
			test.change(&config)
			s := New(config)
			s.AddCall(Call{CallID: "c1"})
			wantIn(t, asked(s, "GetCallInformation", "callID", "c1"), test.code)
			wantCode(t, s, "0", "callID", "c1")
		})
	}
}

func TestALookUpCanGoWrongWithoutTheDeletion(t *testing.T) {
	s := New(newHandClock().config())
	s.AddCall(Call{CallID: "c1"})
	s.InjectLookUps(Fault{Another: true}, Fault{Status: 502, Page: "<html>"}, Fault{Code: -1, Message: "x"})
	if text := asked(s, "GetCallInformation", "callID", "c1"); strings.Contains(text, ">c1<") || !strings.Contains(text, `code="0"`) {
		t.Errorf("not another call: %s", text)
	}
	wantIn(t, asked(s, "GetCallInformation", "callID", "c1"), "<html>")
	wantIn(t, asked(s, "GetCallInformation", "callID", "c1"), `code="-1"`)
	wantCode(t, s, "0", "callID", "c1")
}

func TestATokenMayNeedItsCookie(t *testing.T) {
	config := newHandClock().config()
	config.NeedsCookie = true
	s := New(config)
	s.AddCall(Call{CallID: "c1"})
	login := httptest.NewRequest("POST", Path, strings.NewReader(url.Values{"action": {"RequestToken"}, "apiKey": {demoLoginKey}}.Encode()))
	login.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	login.SetBasicAuth(demoUser, demoPassword)
	granted := httptest.NewRecorder()
	s.ServeHTTP(granted, login)
	token := readReply(t, granted.Body.Bytes()).Response.Token
	ask := func(with bool) string {
		r := httptest.NewRequest("GET", Path+"?"+url.Values{"action": {"GetCallInformation"}, "apiKey": {demoLoginKey}, "token": {token}, "callID": {"c1"}}.Encode(), nil)
		if with {
			r.AddCookie(granted.Result().Cookies()[0])
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Body.String()
	}
	wantIn(t, ask(false), `code="-42"`)
	wantIn(t, ask(true), `code="0"`)
}

func TestTimesAreInTheUsersZone(t *testing.T) {
	clock := newHandClock()
	config := clock.config()
	config.LookUps.Zone = time.FixedZone("CET", 3600)
	s := New(config)
	b, e := clock.finished(1)
	s.AddCall(Call{CallID: "c1", Begin: b, End: e})
	wantIn(t, asked(s, "GetCallInformation", "callID", "c1"), "2026-03-01 09:58:00.000")
	wantIn(t, asked(s, "SearchCalls", "start", "2026-03-01 09:58", "end", "2026-03-01 09:58"), `rowcount="1"`)
}
