package simulator

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// handClock is a clock that only moves when a test moves it.
type handClock struct{ now time.Time }

func newHandClock() *handClock {
	return &handClock{time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
}

func (c *handClock) Now() time.Time                  { return c.now }
func (c *handClock) pass(d time.Duration)            { c.now = c.now.Add(d) }
func (c *handClock) ago(m int) time.Time             { return c.now.Add(-time.Duration(m) * time.Minute) }
func (c *handClock) config() Config                  { return Config{Clock: c.Now, Tries: 1} }
func (c *handClock) finished(m int) (b, e time.Time) { return c.ago(m + 1), c.ago(m) }

// reply is an XML answer, read without any of the simulator's code.
type reply struct {
	XMLName  xml.Name `xml:"VerbaApi"`
	Response struct {
		Code    string  `xml:"code,attr"`
		Type    string  `xml:"type,attr"`
		Token   string  `xml:"token,attr"`
		Message *string `xml:"ErrorMessage"`
	} `xml:"Response"`
	SessionID string `xml:"SessionId"`
}

func (r reply) message() string {
	if r.Response.Message == nil {
		return ""
	}
	return *r.Response.Message
}

func readReply(t *testing.T, body []byte) reply {
	t.Helper()
	var r reply
	if err := xml.Unmarshal(body, &r); err != nil {
		t.Fatalf("not the XML of an answer: %v\n%s", err, body)
	}
	return r
}

// post sends a form to the handler, without any network.
func post(h http.Handler, params url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(params.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// deletion makes the parameters of a DeleteCall with the key that needs no login: pairs of name and value.
func deletion(pairs ...string) url.Values {
	params := url.Values{"action": {"DeleteCall"}, "apiKey": {demoKey}}
	for i := 0; i < len(pairs); i += 2 {
		params.Add(pairs[i], pairs[i+1])
	}
	return params
}

// ask sends a DeleteCall and reads the answer.
func ask(t *testing.T, s *Simulator, pairs ...string) reply {
	t.Helper()
	r := readReply(t, post(s, deletion(pairs...)).Body.Bytes())
	if r.Response.Type != "DeleteCall" {
		t.Fatalf("answer of type %q to a DeleteCall", r.Response.Type)
	}
	return r
}

// wantCode sends a DeleteCall that is to be answered with a code, and returns the message beside it.
func wantCode(t *testing.T, s *Simulator, code string, pairs ...string) string {
	t.Helper()
	r := ask(t, s, pairs...)
	if r.Response.Code != code {
		t.Fatalf("%v: code %s (%s), want %s", pairs, r.Response.Code, r.message(), code)
	}
	if (code == "0") != (r.Response.Message == nil) {
		t.Fatalf("%v: code %s with message %q: a message belongs to errors, and to all of them", pairs, code, r.message())
	}
	return r.message()
}

// wantDeleted checks which calls were deleted or marked so far, in their order.
func wantDeleted(t *testing.T, s *Simulator, callIDs ...string) {
	t.Helper()
	var got []string
	for _, d := range s.Deleted() {
		got = append(got, d.Call.CallID)
	}
	if strings.Join(got, " ") != strings.Join(callIDs, " ") {
		t.Fatalf("deleted %q, want %q", got, callIDs)
	}
}

func callIDs(calls []Call) string {
	var ids []string
	for _, c := range calls {
		ids = append(ids, c.CallID)
	}
	return strings.Join(ids, " ")
}

func readAll(t *testing.T, r io.Reader) []byte {
	t.Helper()
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
