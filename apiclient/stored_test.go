package apiclient

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/testkit"
)

// sharedCache answers each request once by itself, and again from what it has kept.
type sharedCache struct {
	mark     string // a header line of what comes from the cache
	obedient bool   // it keeps to RFC 9111, section 5.2.1
	whole    bool   // it looks at the whole URL, as all known caches do
	document string

	mu       sync.Mutex
	kept     map[string]string // answers by method and request
	executed int
}

func (c *sharedCache) serve(p *peer) {
	r, ok := p.request()
	if !ok {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	name := r.parsed.Method + " " + r.form
	if c.whole {
		name += r.unlike
	}
	if kept, found := c.kept[name]; found && !(c.obedient && refusesCaches(r.parsed.Header)) {
		p.send(strings.Replace(kept, "\r\n", "\r\n"+c.mark, 1))
		return
	}
	c.executed++
	c.kept[name] = fmt.Sprintf("HTTP/1.1 200 OK\r\nDate: %s\r\nCache-Control: max-age=60\r\nContent-Length: %d\r\n\r\n%s",
		time.Now().UTC().Format(http.TimeFormat), len(c.document), c.document)
	p.send(c.kept[name])
}

func refusesCaches(header http.Header) bool {
	return header.Get("Cache-Control") == "no-cache, no-store" && header.Get("Pragma") == "no-cache"
}

func TestAnAnswerFromACacheIsNotBelieved(t *testing.T) {
	for name, mark := range testkit.SomeOf(map[string]string{
		"Age":                        "Age: 5\r\n",
		"an Age of nothing":          "Age: 0\r\n",
		"an Age that is no number":   "age: soon\r\n",
		"a date in the past":         "",
		"stale":                      `Warning: 110 cache "Response is Stale"` + "\r\n",
		"a second warning":           `Warning: 199 - "a, 1", 113 - "Heuristic Expiration"` + "\r\n",
		"X-Cache":                    "X-Cache: HIT from cache.example.com:3128\r\n",
		"CloudFront":                 "X-Cache: Hit from cloudfront\r\n",
		"Akamai":                     "X-Cache: TCP_MEM_HIT from a1.example.com\r\n",
		"nginx":                      "X-Cache-Status: HIT\r\n",
		"nginx, stale":               "X-Proxy-Cache: STALE\r\n",
		"Cloudflare":                 "CF-Cache-Status: REVALIDATED\r\n",
		"a library":                  "X-From-Cache: 1\r\n",
		"Rack":                       "X-Rack-Cache: fresh\r\n",
		"Squid, confirmed":           "X-Cache: TCP_REFRESH_UNMODIFIED from cache.example.com\r\n",
		"a delivery network's times": "Server-Timing: cdn-cache; desc=HIT, edge; dur=1\r\n",
		"an age by another name":     "X-Cache-Age: 44\r\n",
		"hits":                       "X-Cache-Hits: 0, 2\r\n",
		"hits of something":          "X-Hits: 3\r\n",
		"cached":                     "X-Cache: cached\r\n",
		"a name of its own":          "X-Anything: Hit\r\n",
		"a delivery network":         "X-CDN: HIT\r\n",
		"an edge":                    "X-Edge-Status: memhit, 2 ms\r\n",
		"a framework":                "X-Cached-Response: true\r\n",
		"yes":                        "X-Cache: True\r\n",
		"where it comes from":        "X-Served-From: the cache\r\n",
		"a date in seconds":          fmt.Sprintf("Date: %d\r\n", time.Now().Add(-time.Hour).Unix()),
		"Varnish":                    "X-Varnish: 32770 3\r\n",
		"Cache-Status":               "Cache-Status: ExampleCache; hit; ttl=30\r\n",
		"Cache-Status of two caches": `Cache-Status: "Origin, 1"; hit=?0, Edge;hit=?1` + "\r\n",
		"Cache-Status with the URL":  `Cache-Status: Edge; key="/verba/api?action=DeleteCall&apiKey=` + sampleKey + `"; hit` + "\r\n",
		"Cache-Status, joined":       "Cache-Status: Edge; fwd=miss; collapsed\r\n",
		"Cache-Status, confirmed":    "Cache-Status: Edge; fwd=stale; fwd-status=304\r\n",
	}) {
		for _, scheme := range []string{"http", "https"} {
			for _, method := range []deletion.Method{deletion.GET, deletion.POST} {
				t.Run(fmt.Sprintf("%s over %s %s", name, scheme, method), func(t *testing.T) {
					t.Parallel()
					for _, document := range []string{successDocument, refusalDocument, response(-43, "expired")} {
						cache := &sharedCache{mark: mark, document: document, kept: map[string]string{}}
						s := serveScheme(t, scheme, cache.serve)
						tr := against(s, scheme)
						tr.server.Method = method
						if first := tr.send(t); first.Cause != deletion.CauseAnswered {
							t.Errorf("the first answer was %s: %s", first.Cause, first.Detail)
						}
						if mark == "" { // elsewhere the mark alone decides, whatever the Date
							tr.config.Now = func() time.Time { return time.Now().Add(time.Minute) }
						}
						second := tr.send(t)
						wantOutcome(t, second, deletion.Unknown, deletion.CauseCached)
						wantClean(t, second)
						if cache.executed != 1 || s.connections() != 2 {
							t.Errorf("%d requests were executed over %d connections", cache.executed, s.connections())
						}
					}
				})
			}
		}
	}
}

// net/http keeps a name with a blank before its colon as it came.
func TestAHeaderIsReadDespiteABlankBeforeItsColon(t *testing.T) {
	for _, mark := range []string{"age : 30", "Date : Mon, 02 Jan 2006 15:04:05 GMT", `WARNING : 110 cache "Response is Stale"`, "cache-status : Edge; fwd=stale; fwd-status=304"} {
		tr := against(serve(t, func(p *peer) {
			if _, ok := p.request(); ok {
				p.send(fmt.Sprintf("HTTP/1.1 200 OK\r\n%s\r\nContent-Length: %d\r\n\r\n%s", mark, len(successDocument), successDocument))
			}
		}), "http")
		wantOutcome(t, tr.send(t), deletion.Unknown, deletion.CauseCached)
	}
}

// nginx, told to keep answers for a fixed time, does not heed no-cache, and marks nothing.
func TestACacheThatHidesItsWorkIsPassedByGET(t *testing.T) {
	cache := &sharedCache{whole: true, document: successDocument, kept: map[string]string{}}
	tr := against(serve(t, cache.serve), "http")
	tr.server.Method = deletion.GET
	for n := 1; n <= 3; n++ {
		wantOutcome(t, tr.send(t), deletion.Accepted, deletion.CauseAnswered)
		if cache.executed != n {
			t.Errorf("%d of %d requests were executed", cache.executed, n)
		}
	}
}

func TestACacheThatKeepsToItsRulesIsPassed(t *testing.T) {
	for _, method := range []deletion.Method{deletion.GET, deletion.POST} {
		cache := &sharedCache{obedient: true, mark: "Age: 5\r\n", document: doc, kept: map[string]string{}}
		tr := against(serve(t, cache.serve), "http")
		tr.server.Method = method
		for n := 1; n <= 3; n++ {
			wantOutcome(t, tr.send(t), deletion.Accepted, deletion.CauseAnswered)
			if cache.executed != n {
				t.Errorf("%d of %d requests were executed", cache.executed, n)
			}
		}
	}
}

func TestWhatCachesSayOfAnAnswerOfTheServerIsNoReasonToDoubtIt(t *testing.T) {
	for _, header := range []string{
		"Via: 1.1 cache.example.com", "X-Cache: MISS from hit.example.com", "X-Cache-Lookup: HIT from cache:3128", "X-Cache-Status: BYPASS",
		"X-Cache-Status: EXPIRED", "CF-Cache-Status: DYNAMIC", "X-From-Cache: 0", "X-Cache-Hits: 0, 0", "X-Varnish: 32770",
		"Cache-Status: Edge; fwd=uri-miss; stored", "Cache-Status: Edge; fwd=stale; fwd-status=200", `Cache-Status: "a; hit"; fwd=miss`,
		"X-Cache: MISS from cache-hit.example.com", "X-Cache: MISS, BYPASS", "X-Cached: no", "X-Hits: 0", "X-CDN: example-cdn", "X-Served-By: cache-1, cache-2", "Server: hit/1.0 (stale)",
		"X-Whitehat: 3", "Access-Control-Max-Age: 86400", "X-Cache-Max-Age: 60", "X-Cacheable: YES", "X-Cache-Enabled: True", "Cache-Tag: stale", "X-Served-From: origin",
		"Cache-Status: Edge", "Cache-Status:", "X-Cache: TCP_REFRESH_MISS", "X-Rack-Cache: miss, store", "X-Cache-Age: 0",
		"Server-Timing: cdn-cache; desc=MISS, edge; dur=1", "Server-Timing: db; desc=hit", "Warning: 199 - \"110\"", "Warning:", "Warning: 214 - \"x", "Cache-Control: no-cache, stale-if-error=60",
		"CDN-Cache-Control: stale-while-revalidate=60", "Expires: Thu, 01 Jan 1970 00:00:00 GMT", "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT",
		"Date: yesterday", "Date: 11/28/2025 08:00:00 AM", "Date: 10:00", "Date:", "Date: -", "Date: Sat, (27 Jun",
		"Date: " + time.Now().Add(-11*time.Hour).UTC().Format("Mon, 2 Jan 2006 15:04:05 Somewhere"), "Date: " + time.Now().Add(-11*time.Hour).UTC().Format("2006-01-02T15:04:05"),
		"Date: " + time.Now().Add(-5*time.Second).UTC().Format(http.TimeFormat), "Date: " + time.Now().Add(24*time.Hour).UTC().Format(http.TimeFormat),
	} {
		wantOutcome(t, answerTo(t, deletion.XML, 200, doc, header), deletion.Accepted, deletion.CauseAnswered)
	}
}

// A clock that is wrong can't be distinguished from a cache, so both are named.
func TestADateBeforeTheRequestIsNamedWithBothOfItsReasons(t *testing.T) {
	ten := time.Date(2026, time.June, 27, 10, 0, 0, 0, time.UTC)
	for _, header := range []string{
		"Date: Sat, 27 Jun 2026 10:00:00 GMT", "Date: Saturday, 27-Jun-26 10:00:00 GMT", "Date: Sat Jun 27 10:00:00 2026",
		"Date: Sat, 27 Jun 2026 10:00:00 +0000", "Date: Sat, 27 Jun 2026 12:00:00 +0200", "Date: Sat, 27 Jun 2026 10:00:00 UTC", "Date: 2026-06-27T10:00:00Z",
		"Date: Sat, 27 Jun 2026 12:00:00 CEST", "Date: Sat Jun 27 11:00:00 BST 2026", "Date: sat, 27 jun 2026 05:00:00 cdt", "Date: Sat, 27-Jun-2026 10:00:00 GMT", "Date: 27 Jun 2026  10:00:00 GMT",
		"Date: 2026-06-27 12:00:00 +02:00", "Date: Sat, 27 Jun 26 10:00:00 GMT", "Date: Sat, 27 Jun 2026 12:00:00 +0200 (CEST)", "Date: Sat, 27 Jun 2026 19:00:00 JST",
		// As late as it can be:
		"Date: Fri, 26 Jun 2026 22:00:00", "Date: Fri, 26 Jun 2026 22:00:00 Somewhere", "Date: 2026-06-26T22:00:00", "Date: Sat, 27 Jun 2026 11:00:00 IST",
		fmt.Sprintf("Date: \"%d.5\"", ten.Unix()), fmt.Sprintf("Date: %d", ten.Unix()), fmt.Sprintf("Date: %d", ten.UnixMilli())} {
		s := serve(t, answers(200, doc, header))
		tr := against(s, "http")
		tr.config.Now = func() time.Time { return time.Date(2026, time.June, 27, 12, 4, 5, 0, time.FixedZone("CEST", 7200)) }
		got := tr.send(t)
		wantOutcome(t, got, deletion.Unknown, deletion.CauseCached)
		want := "An answer with code 0 came that may be to an older request: its date, 2026-06-27 10:00:00 UTC, is 4m5s before the request was sent by this machine's clock. " +
			"If both machines agree on the time, a cache stored the answer: have it pass /verba/api through. Otherwise set the clock that is wrong."
		if got.Detail != want {
			t.Errorf("the detail is\n%s\nwant\n%s", got.Detail, want)
		}
	}
}

func TestATokenFromACacheIsNotUsed(t *testing.T) {
	s := serve(t, answers(200, grantDocument("token-1"), "Age: 7"))
	outcome := withLogin(s, "http").send(t)
	wantOutcome(t, outcome, deletion.NotSent, deletion.CauseLogin)
	if !strings.Contains(outcome.Detail, "a cache had stored it (Age: 7). Configure whatever is between") {
		t.Errorf("the detail is %q", outcome.Detail)
	}
	wantReceived(t, s, 0)
}

// A token that has expired by an answer from a cache leads to no second attempt.
func TestAStoredAnswerIsNoReasonToSendAgain(t *testing.T) {
	s := serve(t, func(p *peer) {
		switch r, _ := p.request(); {
		case strings.HasPrefix(r.form, "action=RequestToken"):
			p.answer(200, grantDocument("token-1"))
		default:
			p.answer(200, response(deletion.CodeTokenExpired, "expired"), "Age: 3")
		}
	})
	wantOutcome(t, withLogin(s, "http").send(t), deletion.Unknown, deletion.CauseCached)
	wantReceived(t, s, 1)
}
