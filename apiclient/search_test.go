package apiclient

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"deletecall/lookup"
)

// directory is a server with numbered calls, which sends them page by page.
type directory struct {
	calls     int
	first     int        // the number of the first call: 0 or 1
	uncounted bool       // no rowcount
	stuck     bool       // every page is the first one
	gone      func() int // how many of the first calls were deleted by now; nil for none
}

func (d directory) serve(t *testing.T) *server {
	return serve(t, func(p *peer) {
		r, ok := p.request()
		if !ok {
			return
		}
		form, _ := url.ParseQuery(r.form)
		from, _ := strconv.Atoi(form.Get("pagefirst"))
		length, _ := strconv.Atoi(form.Get("pagelen"))
		from = max(0, from-d.first)
		if d.stuck {
			from = 0
		}
		if d.gone != nil {
			from += d.gone()
		}
		var list strings.Builder
		for n := from; n < min(from+length, d.calls); n++ {
			fmt.Fprintf(&list, `<verbacdr state="1"><ccdr_id>call-%d</ccdr_id><source_caller_id>8856</source_caller_id></verbacdr>`, n)
		}
		count := fmt.Sprintf(` rowcount="%d"`, d.calls)
		if d.gone != nil {
			count = fmt.Sprintf(` rowcount="%d"`, d.calls-d.gone())
		}
		if d.uncounted {
			count = ""
		}
		p.answer(200, "<verbacdrlist"+count+">"+list.String()+"</verbacdrlist>")
	})
}

func aDay() lookup.Search {
	return lookup.Search{From: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 7, 2, 0, 0, 0, 0, time.UTC)}
}

func TestASearchIsAskedForInTheWordsOfTheAPI(t *testing.T) {
	s := directory{}.serve(t)
	tr := against(s, "http")
	search := aDay()
	search.Number, search.Name, search.Ongoing, search.Secondary = "88", "Kő", true, true
	page := tr.client(t).SearchCalls(t.Context(), tr.server, search, lookup.Cursor{})
	wantVerdict(t, page.Result, lookup.Found, "")
	if len(page.Calls) != 0 || page.Total != 0 || !page.Next.IsZero() {
		t.Errorf("the page is %+v", page)
	}
	want := "action=SearchCalls&apiKey=" + sampleKey + "&responseType=XML&start=2026-07-01%2000%3A00%3A00&end=2026-07-02%2000%3A00%3A00" +
		"&pagelen=100&status=ongoing&secondary=1&anynum=88&anyname=K%C5%91"
	if asked := s.calls("action=SearchCalls"); len(asked) != 1 || asked[0].form != want {
		t.Errorf("asked %v, want %s", asked, want)
	}
	wantNoDeleteCall(t, s)
}

func TestASearchBringsEveryCallOnceWhateverTheFirstOneIsCalled(t *testing.T) {
	for _, d := range []directory{
		{calls: 250}, {calls: 250, first: 1}, {calls: 250, uncounted: true}, {calls: 250, first: 1, uncounted: true},
		{calls: 100}, {calls: 100, uncounted: true}, {calls: 1}, {calls: 199}, {calls: 199, first: 1}, {calls: 200, first: 1}, {calls: 198, first: 1},
	} {
		tr := against(d.serve(t), "http")
		client := tr.client(t)
		got, pages := map[string]int{}, 0
		for from, more := (lookup.Cursor{}), true; more && pages < 10; pages++ {
			page := client.SearchCalls(t.Context(), tr.server, aDay(), from)
			wantVerdict(t, page.Result, lookup.Found, "")
			for _, call := range page.Calls {
				got[call.ID]++
			}
			from, more = page.Next, !page.Next.IsZero()
		}
		for n := range d.calls {
			if got[fmt.Sprintf("call-%d", n)] != 1 {
				t.Errorf("%+v: call %d came %d times", d, n, got[fmt.Sprintf("call-%d", n)])
			}
		}
		if len(got) != d.calls || pages > 4 {
			t.Errorf("%+v: %d calls on %d pages", d, len(got), pages)
		}
	}
}

func TestASearchLeavesNoCallOutAfterCallsOfItWereDeleted(t *testing.T) {
	for _, d := range []directory{{calls: 450}, {calls: 450, first: 1}, {calls: 450, uncounted: true}} {
		for deleted, gap := range map[int]bool{1: false, 100: false, 120: true} {
			gone := 0
			d.gone = func() int { return gone }
			tr := against(d.serve(t), "http")
			client := tr.client(t)
			got, found := map[string]int{}, lookup.Page{}
			for from, pages := (lookup.Cursor{}), 0; pages == 0 || !from.IsZero() && pages < 10; pages++ {
				page := client.SearchCalls(t.Context(), tr.server, aDay(), from)
				wantVerdict(t, page.Result, lookup.Found, "")
				for _, call := range page.Calls {
					got[call.ID]++
				}
				found.Gap = found.Gap || page.Gap
				if from = page.Next; pages == 1 {
					gone = deleted
				}
			}
			if found.Gap != gap {
				t.Errorf("%+v, %d deleted: a gap is said: %t", d, deleted, found.Gap)
			}
			for n := range d.calls {
				if count := got[fmt.Sprintf("call-%d", n)]; count != 1 && !gap {
					t.Errorf("%+v, %d deleted: call %d came %d times", d, deleted, n, count)
				}
			}
		}
	}
}

func TestAServerThatSendsTheSamePageAgainIsNotAskedForEver(t *testing.T) {
	tr := against(directory{calls: 1000, stuck: true}.serve(t), "http")
	client := tr.client(t)
	page := client.SearchCalls(t.Context(), tr.server, aDay(), lookup.Cursor{})
	page = client.SearchCalls(t.Context(), tr.server, aDay(), page.Next)
	if len(page.Calls) != 0 || !page.Next.IsZero() || !strings.Contains(page.Result.Detail, "same calls again") {
		t.Errorf("the second page is %+v", page)
	}
}

func TestAPageWithoutCallsSaysThatThereAreNoMore(t *testing.T) {
	tr := against(directory{calls: 0}.serve(t), "http")
	page := tr.client(t).SearchCalls(t.Context(), tr.server, aDay(), lookup.Cursor{Skip: 100})
	if len(page.Calls) != 0 || !page.Next.IsZero() || page.Result.Detail != "The server lists no more calls." {
		t.Errorf("it is %+v", page)
	}
}

func TestASearchThatCannotBeMadeIsNotSent(t *testing.T) {
	for name, change := range map[string]func(*lookup.Search){
		"no begin":        func(s *lookup.Search) { s.From = time.Time{} },
		"no end":          func(s *lookup.Search) { s.To = time.Time{} },
		"turned round":    func(s *lookup.Search) { s.From, s.To = s.To, s.From },
		"a long number":   func(s *lookup.Search) { s.Number = strings.Repeat("1", lookup.MaxPart+1) },
		"an escaped name": func(s *lookup.Search) { s.Name = "a\x1b[2J" },
		"a blank name":    func(s *lookup.Search) { s.Name = " " },
	} {
		s := directory{}.serve(t)
		tr := against(s, "http")
		search := aDay()
		change(&search)
		page := tr.client(t).SearchCalls(t.Context(), tr.server, search, lookup.Cursor{})
		wantVerdict(t, page.Result, lookup.CantSay, lookup.ReasonRefused)
		if s.received() != "" {
			t.Errorf("%s: sent %s", name, s.received())
		}
	}
}

func TestASearchOfAFlawedListShowsWhatCouldBeRead(t *testing.T) {
	list := `<verbacdrlist rowcount="2"><verbacdr><ccdr_id>1</ccdr_id><source_caller_id>8856</verbacdr><verbacdr><ccdr_id>2</ccdr_id></verbacdr></verbacdrlist>`
	tr := against(serve(t, answers(200, list)), "http")
	page := tr.client(t).SearchCalls(t.Context(), tr.server, aDay(), lookup.Cursor{})
	wantVerdict(t, page.Result, lookup.CantSay, lookup.ReasonUnreadable)
	if len(page.Calls) != 2 || !page.Next.IsZero() {
		t.Errorf("the page is %+v", page)
	}
}

func TestNothingMatchesIsAnEmptyPage(t *testing.T) {
	body := strings.Replace(notInformation(2), getCallInformation, searchCalls, 1)
	tr := against(serve(t, answers(200, body)), "http")
	page := tr.client(t).SearchCalls(t.Context(), tr.server, aDay(), lookup.Cursor{})
	wantVerdict(t, page.Result, lookup.Found, "")
	if len(page.Calls) != 0 || page.Total != 0 {
		t.Errorf("the page is %+v", page)
	}
}
