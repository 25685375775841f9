package simulator

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzAnyForm sends forms of any content: each gets a well-formed answer, and a call is deleted only where the answer's
// code is 0 and exactly one selector named it.
func FuzzAnyForm(f *testing.F) {
	for _, seed := range []string{
		deletion("callID", "c1").Encode(),
		deletion("extension", "8856", "status", "last, ongoing").Encode(),
		deletion("callID", "c1", "meetingID", "m1").Encode(),
		deletion("callID", "c1", "callID", "c1").Encode(),
		deletion("nativeID", "\x00\x1b]0;\u009b\xff<&>").Encode(),
		"action=%zz", "action=RequestToken&apiKey=" + demoLoginKey, ";", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, form string) {
		clock := newHandClock()
		s := New(Config{Clock: clock.Now, Tries: 1, Window: 1})
		s.AddCall(Call{CallID: "c1", PlatformCallID: "p1", NativeID: "n1", MeetingID: "m1", From: "8856", To: "1"})
		r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)

		params, unreadable := url.ParseQuery(form)
		xml := w.Code == http.StatusOK && strings.HasPrefix(w.Header().Get("Content-Type"), "text/xml")
		code := ""
		if xml {
			code = readReply(t, w.Body.Bytes()).Response.Code
		}
		deleted := len(s.Deleted())
		if xml && (code == "0") != (deleted == 1) && params.Get("action") == "DeleteCall" {
			t.Errorf("code %s with %d deleted", code, deleted)
		}
		if deleted == 0 {
			return
		}
		selectors := 0
		for _, param := range parameters() {
			if params.Get(param) != "" {
				selectors++
			}
		}
		if unreadable != nil || selectors != 1 || params.Get("apiKey") != demoKey || params.Get("action") != "DeleteCall" {
			t.Errorf("deleted by %q", form)
		}
	})
}
