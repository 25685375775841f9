package simulator

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The GET sample of the specification, with its host replaced by ours.
const sampleQuery = "/verba/api?action=DeleteCall&apiKey=74c8eea0-50c6-40b2-9f3e-252ed501c3c8" +
	"&token=09835e02-6c10-11e0-bb22-ba324924019b&responseType=XML&extension=8856&status=last"

func TestTheSpecificationsSampleRequestGetsItsSampleAnswerOverTheNetwork(t *testing.T) {
	s := New(Config{})
	s.AddCall(Call{CallID: "c1", From: "8856", To: "1"})
	server := httptest.NewServer(s)
	defer server.Close()

	resp, err := server.Client().Get(server.URL + sampleQuery)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<VerbaApi>
<Response code="0" type="DeleteCall" />
</VerbaApi>
`
	if body := string(readAll(t, resp.Body)); resp.StatusCode != 200 || body != want {
		t.Errorf("HTTP %d\n%s\nwant\n%s", resp.StatusCode, body, want)
	}
	if got := resp.Header.Get("Content-Type"); got != "text/xml; charset=UTF-8" {
		t.Errorf("Content-Type %q", got)
	}
	wantDeleted(t, s, "c1")
}

func TestAPostFormOverTheNetworkGetsTheSampleErrorAnswer(t *testing.T) {
	server := httptest.NewServer(New(Config{Sleep: time.Millisecond}))
	defer server.Close()
	resp, err := server.Client().PostForm(server.URL+Path, deletion("extension", "3123212312", "status", "ongoing"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<VerbaApi>
<Response code="-50" type="DeleteCall">
<ErrorMessage>Call for extension 3123212312 with status ongoing not found after 2 tries, with sleep time 1.</ErrorMessage>
</Response>
</VerbaApi>
`
	if body := string(readAll(t, resp.Body)); body != want {
		t.Errorf("\n%s\nwant\n%s", body, want)
	}
}

func TestTheResponseTypeDecidesTheFormat(t *testing.T) {
	const cell = "<tr><td>Error message</td><td>Call for callID &lt;b&gt;&amp;&#34; not found after 1 tries, with sleep time 1000.</td></tr>"
	cases := []struct{ responseType, callID, contentType, contains string }{
		{"XML", "c1", "text/xml; charset=UTF-8", `<Response code="0" type="DeleteCall" />`},
		{"", "c1", "text/xml; charset=UTF-8", `<Response code="0" type="DeleteCall" />`},
		{"HTML", "c1", "text/html; charset=UTF-8", "<tr><td>Code</td><td>0</td></tr>"},
		{"TEXT", "c1", "text/plain; charset=UTF-8", "DeleteCall succeeded\n"},
		{"XML", `<b>&"`, "text/xml; charset=UTF-8", "<ErrorMessage>Call for callID &lt;b&gt;&amp;&#34; not found after"},
		{"HTML", `<b>&"`, "text/html; charset=UTF-8", cell},
		{"TEXT", `<b>&"`, "text/plain; charset=UTF-8",
			`DeleteCall failed, code -50: Call for callID <b>&" not found after 1 tries, with sleep time 1000.` + "\n"},
	}
	for _, c := range cases {
		t.Run(c.responseType+" "+c.callID, func(t *testing.T) {
			s := New(newHandClock().config())
			s.AddCall(Call{CallID: "c1", From: "8856", To: "1"})
			w := post(s, deletion("callID", c.callID, "responseType", c.responseType))
			if got := w.Header().Get("Content-Type"); got != c.contentType {
				t.Errorf("Content-Type %q, want %q", got, c.contentType)
			}
			if !strings.Contains(w.Body.String(), c.contains) {
				t.Errorf("\n%s\nlacks %s", w.Body, c.contains)
			}
		})
	}
}

func TestATokenIsToldInEachFormat(t *testing.T) {
	s := New(Config{})
	for responseType, contains := range map[string]string{
		"XML": ` token="`, "HTML": "<tr><td>Token</td><td>", "TEXT": "RequestToken succeeded, token ",
	} {
		w := post(s, url.Values{"action": {"RequestToken"}, "apiKey": {demoLoginKey}, "responseType": {responseType},
			"userName": {demoUser}, "password": {demoPassword}})
		if !strings.Contains(w.Body.String(), contains) {
			t.Errorf("%s: %s lacks %s", responseType, w.Body, contains)
		}
	}
}

func TestRequestsThatAreNotOfTheAPIDeleteNothing(t *testing.T) {
	query := deletion("callID", "c1").Encode()
	const form = "application/x-www-form-urlencoded"
	cases := []struct {
		name, method, target, body, contentType string
		status                                  int
		contains                                string
	}{
		{"another path", "GET", "/verba/api/x?" + query, "", "", 404, ""},
		{"the root", "GET", "/?" + query, "", "", 404, ""},
		{"HEAD", "HEAD", Path + "?" + query, "", "", 405, ""},
		{"PUT", "PUT", Path + "?" + query, query, form, 405, ""},
		{"DELETE", "DELETE", Path + "?" + query, "", "", 405, ""},
		{"a body without end", "POST", Path, query + "&x=" + strings.Repeat("x", maxBody), form, 413, ""},
		{"an unknown action", "GET", Path + "?" + strings.Replace(query, "DeleteCall", "Delete%3CCall", 1), "", "", 200,
			`<Response code="-30" type="Delete&lt;Call">`},
		{"no action", "POST", Path, "apiKey=" + demoKey, form, 200, `<Response code="-30" type="">`},
		{"a body that is no form", "POST", Path, query, "text/plain", 200, `code="-30"`},
		{"a bad escape", "GET", Path + "?" + query + "&x=%zz", "", "", 200, `code="-20"`},
		{"the key missing", "GET", Path + "?action=DeleteCall&callID=c1", "", "", 200, `code="-41"`},
		{"an unknown key", "GET", Path + "?action=DeleteCall&callID=c1&apiKey=x", "", "", 200, `code="-41"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := New(newHandClock().config())
			s.AddCall(Call{CallID: "c1", From: "8856", To: "1"})
			r := httptest.NewRequest(c.method, c.target, strings.NewReader(c.body))
			r.Header.Set("Content-Type", c.contentType)
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.contains) {
				t.Errorf("HTTP %d %s\nwant %d with %s", w.Code, w.Body, c.status, c.contains)
			}
			wantDeleted(t, s)
		})
	}
}

func TestARequestWithoutABodyIsAnswered(t *testing.T) {
	r, err := http.NewRequest(http.MethodPost, Path, nil) // in process, nobody puts an empty body there
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	New(Config{}).ServeHTTP(w, r)
	if got := readReply(t, w.Body.Bytes()).Response.Code; got != "-20" {
		t.Errorf("code %s, want -20", got)
	}
}

func TestFaultsMeetOneDeleteCallEachInTurn(t *testing.T) {
	s := New(newHandClock().config())
	s.AddCall(Call{CallID: "c1", From: "8856", To: "1"})
	server := httptest.NewServer(s)
	defer server.Close()
	send := func(params url.Values) (int, string, error) {
		resp, err := server.Client().PostForm(server.URL+Path, params)
		if err != nil {
			return 0, "", err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		return resp.StatusCode, string(body), err
	}
	s.Inject(Fault{Code: -99, Message: "call is <locked>"}, Fault{Status: 500, Page: "<h1>Oops</h1>"}, Fault{Drop: true})

	if _, body, _ := send(url.Values{"action": {"RequestToken"}}); !strings.Contains(body, `code="-41"`) {
		t.Errorf("a RequestToken met the fault: %s", body)
	}
	if _, body, _ := send(deletion("callID", "c1")); !strings.Contains(body, `code="-99"`) || !strings.Contains(body, "call is &lt;locked&gt;") {
		t.Errorf("not the refusal: %s", body)
	}
	if status, body, _ := send(deletion("callID", "c1")); status != 500 || body != "<h1>Oops</h1>" {
		t.Errorf("not the page: %d %s", status, body)
	}
	wantDeleted(t, s)
	if _, body, err := send(deletion("callID", "c1")); err == nil {
		t.Errorf("not a dropped connection: %s", body)
	}
	wantDeleted(t, s, "c1")
	if _, body, _ := send(deletion("callID", "c1")); !strings.Contains(body, `code="-50"`) {
		t.Errorf("the faults go on: %s", body)
	}
}

func TestAFormWithoutACharsetIsReadAsISO88591(t *testing.T) {
	const form = "action=DeleteCall&apiKey=" + demoKey + "&nativeID=j%C3%BCrgen-%C5%91%C5%B1-2"
	for contentType, want := range map[string]string{
		"application/x-www-form-urlencoded":                "-50",
		"application/x-www-form-urlencoded; charset=UTF-8": "0",
	} {
		s := New(Config{Tries: 1, Sleep: time.Millisecond})
		s.AddCall(Call{CallID: "c1", NativeID: "jürgen-őű-2", From: "8856", To: "1"})
		r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(form))
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if got := readReply(t, w.Body.Bytes()).Response.Code; got != want {
			t.Errorf("%s: code %s, want %s", contentType, got, want)
		}
	}
	s := New(Config{Tries: 1})
	s.AddCall(Call{CallID: "c1", NativeID: "jürgen-őű-2", From: "8856", To: "1"})
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, Path+"?"+form, nil))
	if got := readReply(t, w.Body.Bytes()).Response.Code; got != "0" {
		t.Errorf("by GET: code %s", got)
	}
}
