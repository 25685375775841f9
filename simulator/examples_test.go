package simulator

import (
	"strings"
	"testing"
	"testing/synctest"
)

// Each example's note ends in what will happen; without a word of it, the call is deleted or marked.
func TestEveryExampleDoesWhatItsNoteSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Demo())
		e := s.Examples()
		params := map[string]int{}
		for _, try := range e.Try {
			params[try.Param]++
			code := "0"
			switch {
			case strings.HasSuffix(try.Note, "more than one record, refused"):
				code = "-51"
			case strings.HasSuffix(try.Note, "on legal hold, refused"):
				code = "-90"
			case strings.HasSuffix(try.Note, "in retention, refused"):
				code = "-92"
			case strings.Contains(try.Note, "marked do not delete"):
				code = "-91"
			case strings.HasSuffix(try.Note, "not found"):
				code = "-50"
			}
			request := []string{try.Param, try.Value}
			if try.Status != "" {
				request = append(request, "status", try.Status)
			}
			wantCode(t, s, code, request...)
		}
		for _, param := range parameters() {
			if params[param] == 0 {
				t.Errorf("no example for %s", param)
			}
		}
	})
}

func TestNoIdentifierIsAnExampleThatCanNotBeDeleted(t *testing.T) {
	clock := newHandClock()
	s := New(clock.config())
	s.AddCall(Call{CallID: "held", From: "8856", To: "1", Held: true})
	s.AddCall(Call{CallID: "retained", From: "8856", To: "1", Retained: clock.Now().AddDate(5, 0, 0)})
	s.AddCall(Call{CallID: "doubled", From: "1", To: doubledExtension})
	s.Begin(Call{CallID: "ongoing", From: "8856", To: "1"})
	if try := s.Examples().Try; len(try) != 0 {
		t.Errorf("%+v, want no example", try)
	}
}

func TestTheExamplesArePrintedForAPerson(t *testing.T) {
	s := New(newHandClock().config())
	s.AddCall(Call{CallID: "a8343631", From: "8856", To: "+3612345678"})
	var b strings.Builder
	if err := s.Examples().Fprint(&b, "http://127.0.0.1:8088/"); err != nil {
		t.Fatal(err)
	}
	const want = `URL                 http://127.0.0.1:8088/verba/api
API key             74c8eea0-50c6-40b2-9f3e-252ed501c3c8
API key with login  5d1b0f7e-2a94-4c57-8e0b-6f3d9a1c4b22  user supervisor, password practice

Try
  callID  a8343631    from 8856 to +3612345678 at 08:59:00

curl -d action=DeleteCall -d apiKey=74c8eea0-50c6-40b2-9f3e-252ed501c3c8 -d callID=a8343631 http://127.0.0.1:8088/verba/api
curl -u supervisor:practice -d action=RequestToken -d apiKey=5d1b0f7e-2a94-4c57-8e0b-6f3d9a1c4b22 http://127.0.0.1:8088/verba/api
`
	if b.String() != want {
		t.Errorf("\n%s\nwant\n%s", b.String(), want)
	}
}

func TestWhatIsMissingIsNotPrinted(t *testing.T) {
	var b strings.Builder
	s := New(Config{Keys: []Key{{Value: "k", NeedsLogin: true}}})
	if err := s.Examples().Fprint(&b, "http://h"); err != nil {
		t.Fatal(err)
	}
	if out := b.String(); strings.Contains(out, "Try") || strings.Contains(out, "DeleteCall") || strings.Contains(out, "API key   ") {
		t.Errorf("%s", out)
	}
}

func TestAnExampleFromTheCommandLineIsQuotedForTheShell(t *testing.T) {
	got := Examples{APIKey: "it's"}.Curl("http://h", Example{Param: "extension", Value: "a b", Status: "ongoing,next"})
	const want = `curl -d action=DeleteCall -d 'apiKey=it'\''s' -d 'extension=a b' -d status=ongoing,next http://h/verba/api`
	if got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
}
