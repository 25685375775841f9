package apiclient

import (
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"deletecall/deletion"
	"deletecall/testkit"
)

const gigabyte = 1 << 30

// heap is what the program has in use, without what is garbage.
func heap() uint64 {
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return now.HeapAlloc
}

func TestTenGigabytesAreNeitherReadNorKept(t *testing.T) {
	for name, start := range testkit.SomeOf(map[string]string{
		"a body without a length": head200 + "\r\n" + doc,
		"a body of that length":   head200 + "Content-Length: 10737418240\r\n\r\n" + doc,
		"one chunk":               chunkedHead + "280000000\r\n" + doc,
		"a page":                  head200 + "Content-Type: text/html\r\n\r\n<html>",
		"a packed body":           head200 + "Content-Encoding: gzip\r\n\r\n",
		"a header":                head200 + "X: ",
		"a status line":           "HTTP/1.1 200 ",
		"no HTTP":                 "x",
	}) {
		for _, scheme := range []string{"http", "https"} {
			t.Run(name+" over "+scheme, func(t *testing.T) {
				var sent atomic.Int64
				s := serveScheme(t, scheme, func(p *peer) {
					p.request()
					p.send(start)
					sent.Store(int64(p.flood(" ", 10*gigabyte)))
				})
				tr := against(s, scheme)
				client := tr.client(t)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				outcome := tr.sendWith(t, client)
				runtime.ReadMemStats(&after)
				wantOutcome(t, outcome, deletion.Unknown, deletion.CauseUnreadable)
				wantReceived(t, s, 1)
				s.close()
				// What the two kernels and the server hold between them comes on top.
				if got := sent.Load(); got > 32<<20 {
					t.Errorf("%d bytes were taken from the server", got)
				}
				if got := after.TotalAlloc - before.TotalAlloc; got > 90<<20 {
					t.Errorf("%d MiB were allocated, garbage included", got>>20)
				}
			})
		}
	}
}

// hostile are answers within the limit that cost the most to read.
var hostile = map[string]string{
	"attributes":            `<VerbaApi` + strings.Repeat(` a=""`, maxAnswer/5-100) + `/>`,
	"elements":              strings.Repeat(`<a>`, maxAnswer/3),
	"elements side by side": `<VerbaApi>` + strings.Repeat(`<a/>`, maxAnswer/4-10) + `</VerbaApi>`,
	"comments":              strings.Repeat(`<!---->`, maxAnswer/7),
	"references":            `<VerbaApi><Response code="0" type="DeleteCall">` + strings.Repeat(`&amp;`, maxAnswer/5-30) + `</Response></VerbaApi>`,
	"a long code":           `<VerbaApi><Response code="` + strings.Repeat("0", maxAnswer-60) + `" type="DeleteCall"/></VerbaApi>`,
	"percent signs":         strings.Repeat("%25", maxAnswer/3),
	"a page of tags":        "<html>" + strings.Repeat("<b>", maxAnswer/3-10),
	"a page of blocks":      "<html>" + strings.Repeat("<p>x", maxAnswer/4-10),
	"the key":               strings.Repeat(sampleKey, maxAnswer/36),
	"high characters":       strings.Repeat("\U0001F600", maxAnswer/4),
}

func TestAHostileAnswerCostsLittleMemory(t *testing.T) {
	for name, body := range testkit.SomeOf(hostile) {
		t.Run(name, func(t *testing.T) {
			s := serve(t, answers(200, body))
			tr := against(s, "http")
			client := tr.client(t)
			start := heap()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			outcome := tr.sendWith(t, client)
			runtime.ReadMemStats(&after)
			if got := after.TotalAlloc - before.TotalAlloc; got > 200<<20 && !raceDetector {
				t.Errorf("%d MiB were allocated, garbage included", got>>20)
			}
			if got := after.Mallocs - before.Mallocs; got > 3*maxAnswer {
				t.Errorf("there were %d allocations for %d bytes", got, maxAnswer)
			}
			wantClean(t, outcome)
			if grown := int64(heap()) - int64(start); grown > 16<<20 {
				t.Errorf("the heap grew by %d MiB", grown>>20)
			}
			runtime.KeepAlive(outcome)
			if outcome.Kind == deletion.Accepted && name != "references" {
				t.Errorf("it was believed: %s", outcome.Detail)
			}
		})
	}
}
