package apiclient

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"deletecall/deletion"
	"deletecall/secret"
	"deletecall/testkit"
)

// echoForms are the ways in which a server hands back what it was sent.
var echoForms = map[string]func(string) string{
	"plain":                 func(s string) string { return s },
	"upper case":            strings.ToUpper,
	"URL-encoded":           everyByteEncoded,
	"double-encoded":        func(s string) string { return url.QueryEscape(everyByteEncoded(s)) },
	"split over lines":      func(s string) string { return s[:9] + "\n\t" + s[9:] },
	"base64":                func(s string) string { return base64.StdEncoding.EncodeToString([]byte("alice:" + s)) },
	"base64 of URLs":        func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"hexadecimal":           func(s string) string { return fmt.Sprintf("%x", s) },
	"references":            func(s string) string { return strings.ReplaceAll(html.EscapeString(s), "2", "&#50;") },
	"spelt":                 func(s string) string { return strings.Join(strings.Split(s, ""), " ") },
	"split by soft hyphens": func(s string) string { return s[:5] + "\u00ad" + s[5:] },
}

func everyByteEncoded(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

// secretsOf are the secrets of a trial of echoing.
var secretsOf = map[string]string{"key": sampleKey, "token": sampleToken, "password": samplePassword, "proxy password": "proxy-s3cret-word"}

// bare is a text without all that could only split a secret.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(text))
}

// wantNoSecret looks for every secret, in every form, in all of an outcome.
func wantNoSecret(t *testing.T, outcome deletion.Outcome) {
	t.Helper()
	for i, attempt := range append([]deletion.Attempt{outcome.Attempt}, outcome.Earlier...) {
		for field, text := range map[string]string{
			"Detail": outcome.Detail, "Message": attempt.Message, "Answer.Body": string(attempt.Answer.Body),
			"Answer.Text": attempt.Answer.Text, "Answer.ContentType": attempt.Answer.ContentType,
		} {
			decoded, _ := url.QueryUnescape(text)
			twice, _ := url.QueryUnescape(decoded)
			for name, s := range secretsOf {
				for form, echo := range echoForms {
					if strings.Contains(text, echo(s)) {
						t.Errorf("attempt %d: the %s is in %s (%s): %q", i, name, field, form, text)
					}
				}
				for _, reading := range []string{text, html.UnescapeString(text), decoded, twice} {
					if strings.Contains(bare(reading), bare(s)) {
						t.Errorf("attempt %d: the %s can be read from %s: %q", i, name, field, text)
					}
				}
			}
		}
	}
}

// echoPlaces are the places in which a server may say something.
var echoPlaces = map[string]func(p *peer, echo string){
	"a refusal's message": func(p *peer, echo string) { p.answer(200, response(-41, echo)) },
	"success's message":   func(p *peer, echo string) { p.answer(200, response(0, echo)) },
	"an attribute": func(p *peer, echo string) {
		p.answer(200, `<VerbaApi x="`+echo+`"><Response code="`+echo+`" type="DeleteCall"/></VerbaApi>`)
	},
	"the type":        func(p *peer, echo string) { p.answer(200, `<VerbaApi><Response code="0" type="`+echo+`"/></VerbaApi>`) },
	"the root's name": func(p *peer, echo string) { p.answer(200, `<x`+echo+`/>`) },
	"an entity":       func(p *peer, echo string) { p.answer(200, `<VerbaApi>&x`+echo+`;</VerbaApi>`) },
	"a page": func(p *peer, echo string) {
		p.answer(200, "<html><p>apiKey="+echo+" is wrong", "Content-Type: text/html")
	},
	"a page with a status": func(p *peer, echo string) {
		p.answer(403, "<html><p>apiKey="+echo+" is wrong", "Content-Type: text/html")
	},
	"a text":              func(p *peer, echo string) { p.answer(500, echo) },
	"the content type":    func(p *peer, echo string) { p.answer(200, doc, "Content-Type: text/xml; x="+oneLine(echo)) },
	"the charset":         func(p *peer, echo string) { p.answer(200, doc, `Content-Type: text/xml; charset="`+oneLine(echo)+`"`) },
	"the Location":        func(p *peer, echo string) { p.answer(302, "", "Location: /login?key="+oneLine(echo)+"#"+oneLine(echo)) },
	"the Location's path": func(p *peer, echo string) { p.answer(302, "", "Location: /"+oneLine(echo)+"/login") },
	"the Location's host": func(p *peer, echo string) { p.answer(302, "", "Location: http://"+oneLine(echo)+".example.com/") },
	"the Location's user": func(p *peer, echo string) {
		p.answer(302, "", "Location: http://"+oneLine(echo)+":"+oneLine(echo)+"@example.com/")
	},
	"the Location's scheme": func(p *peer, echo string) { p.answer(302, "", "Location: x"+oneLine(echo)+"://example.com/") },
	"a header":              func(p *peer, echo string) { p.answer(401, "", `WWW-Authenticate: Basic realm="`+oneLine(echo)+`"`) },
	"a header's name":       func(p *peer, echo string) { p.send(head200 + oneLine(echo) + "\r\n\r\n" + doc) },
	"the reason phrase":     func(p *peer, echo string) { p.send("HTTP/1.1 500 " + oneLine(echo) + "\r\nContent-Length: 0\r\n\r\n") },
	"the status":            func(p *peer, echo string) { p.send("HTTP/1.1 " + oneLine(echo) + "\r\n\r\n") },
	"no HTTP":               func(p *peer, echo string) { p.send("ERROR " + oneLine(echo) + "\r\n\r\n") },
	"the length":            func(p *peer, echo string) { p.send(head200 + "Content-Length: " + oneLine(echo) + "\r\n\r\n") },
	"the transfer encoding": func(p *peer, echo string) { p.send(head200 + "Transfer-Encoding: " + oneLine(echo) + "\r\n\r\n") },
	"a chunk's size":        func(p *peer, echo string) { p.send(chunkedHead + oneLine(echo) + "\r\n") },
	"the content encoding":  func(p *peer, echo string) { p.answer(200, doc, "Content-Encoding: "+oneLine(echo)) },
}

// oneLine keeps an echo inside its line of the header.
func oneLine(s string) string { return strings.NewReplacer("\n", "", "\t", "").Replace(s) }

func TestNoSecretThatAServerRepeatsGetsIntoTheOutcome(t *testing.T) {
	for place, say := range testkit.SomeOf(echoPlaces) {
		for form, echo := range echoForms {
			t.Run(place+", "+form, func(t *testing.T) {
				t.Parallel()
				tr := echoing(t, func(p *peer, s string) { say(p, echo(s)) })
				for name, s := range secretsOf {
					if name != "key" && form != "plain" {
						continue // one stands for all in the rarer forms
					}
					tr.say(s)
					outcome := tr.send(t)
					if outcome.Kind == deletion.NotSent {
						t.Fatalf("the %s was not asked for: %s", name, outcome.Detail)
					}
					wantNoSecret(t, outcome)
				}
			})
		}
	}
}

// The half of a secret at the end of what is kept would not be recognised.
func TestNoSecretIsLeftWhereALongAnswerIsCut(t *testing.T) {
	testkit.Alone(t)
	tr := echoing(t, func(p *peer, s string) { p.answer(200, s) })
	for _, limit := range []int{deletion.MaxAnswerKept, deletion.MaxAnswerKept + lookBehind, maxAnswer} {
		for _, before := range []int{18, 0} {
			tr.say(strings.Repeat("x ", (limit-before)/2) + sampleKey)
			outcome := tr.send(t)
			wantOutcome(t, outcome, deletion.Unknown, deletion.CauseUnreadable)
			if strings.Contains(string(outcome.Answer.Body), sampleKey[:12]) || strings.Contains(outcome.Answer.Text, sampleKey[:12]) {
				t.Errorf("the first half of the key is kept, %d bytes before %d", before, limit)
			}
		}
	}
}

// echoTrial is a trial of a server behind a proxy that says a secret.
type echoTrial struct {
	*trial
	say func(string)
}

func echoing(t *testing.T, does func(p *peer, s string)) echoTrial {
	var current string // only one request is under way
	proxy := serve(t, func(p *peer) {
		if _, ok := p.request(); ok {
			does(p, current)
		}
	})
	tr := atEndpoint("http://verba.invalid/verba/api")
	tr.config.Proxy = &url.URL{Scheme: "http", Host: proxy.addr(), User: url.UserPassword("bob", secretsOf["proxy password"])}
	tr.config.Credentials = held{key: sampleKey, token: sampleToken, user: "alice", password: samplePassword}
	return echoTrial{tr, func(s string) { current = s }}
}

func TestNoSecretThatAServerRepeatsAtALoginGetsIntoTheOutcome(t *testing.T) {
	for place, say := range echoPlaces {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			for _, s := range []string{sampleKey, samplePassword} {
				server := serve(t, func(p *peer) { p.request(); say(p, s) })
				outcome := withLogin(server, "http").send(t)
				if outcome.Kind != deletion.NotSent {
					t.Fatalf("sent: %s", outcome.Detail)
				}
				wantNoSecret(t, outcome)
			}
		})
	}
}

// A server may name the token that it replaced, or one that it refuses to give.
func TestATokenOfALoginIsKeptBackToo(t *testing.T) {
	const granted = "5ca1ab1e-dead-4bad-c0de-ba5eba11f00d"
	for name, does := range map[string]func(p *peer, r received, login int){
		"the answer names the token that was used": func(p *peer, r received, _ int) { p.answer(200, response(-77, granted)) },
		"the second answer names the first token": func(p *peer, r received, _ int) {
			code := -43
			if !strings.Contains(r.form, granted) {
				code = -77
			}
			p.answer(200, response(code, "session "+granted+" is over"))
		},
		"a login that is refused names the first token": func(p *peer, _ received, login int) {
			if login > 1 {
				p.answer(200, `<VerbaApi><Response code="-40" type="RequestToken" token="`+granted+`">`+granted+`</Response></VerbaApi>`)
				return
			}
			p.answer(200, response(-43, granted))
		},
	} {
		t.Run(name, func(t *testing.T) {
			logins := 0 // one connection at a time
			s := serve(t, func(p *peer) {
				r, _ := p.request()
				if !strings.HasPrefix(r.form, "action=RequestToken") {
					does(p, r, logins)
					return
				}
				switch logins++; {
				case logins == 1:
					p.answer(200, grantDocument(granted))
				case strings.HasPrefix(name, "a login"):
					does(p, r, logins)
				default:
					p.answer(200, grantDocument("another-token"))
				}
			})
			outcome := withLogin(s, "http").send(t)
			wantOutcome(t, outcome, deletion.Refused, deletion.CauseAnswered)
			if all := fmt.Sprintf("%+v %s", outcome, outcome.Answer.Body); strings.Contains(all, granted) {
				t.Errorf("the outcome holds the token: %s", all)
			}
			for _, earlier := range outcome.Earlier {
				if strings.Contains(string(earlier.Answer.Body), granted) {
					t.Errorf("the first attempt holds the token: %s", earlier.Answer.Body)
				}
			}
		})
	}
}

func TestNothingThatHoldsASecretPrintsIt(t *testing.T) {
	tr := echoing(t, func(p *peer, _ string) { p.answer(200, doc) })
	client := tr.client(t)
	prepared, err := client.Prepare(t.Context(), tr.lastOf8856(t))
	if err != nil {
		t.Fatal(err)
	}
	client.session.kept = grant{with: client.session.fingerprint("alice", secret.New(sampleKey)), token: secret.New(sampleToken)}
	client.session.secrets = []secret.Text{secret.New(sampleToken)}
	inside := prepared.(*sending)
	values := map[string]any{
		"config": tr.config, "a pointer to the config": &tr.config, "client": client, "sending": prepared,
		"credentials": inside.credentials, "session": client.session, "session itself": client.session.kept, "tokens": client.session.secrets,
		"preview": prepared.Preview(), "request": inside.request, "structs around": []any{struct{ C Config }{tr.config}, struct{ s *sending }{inside}, struct{ c *Client }{client}},
		"parameters": deleteCallParameters(inside.request, secret.New(sampleKey), secret.New(sampleToken), true),
		"call":       call{user: "alice", password: secret.New(samplePassword)},
		"veil":       client.veil(secret.New(sampleKey)), "key": prepared.APIKey(),
	}
	for name, value := range values {
		texts := []string{}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			texts = append(texts, fmt.Sprintf(verb, value))
		}
		encoded, _ := json.Marshal(value)
		var logged strings.Builder
		slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "value", value)
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "value", value)
		for _, text := range append(texts, string(encoded), logged.String()) {
			for which, s := range secretsOf {
				if strings.Contains(text, s) || strings.Contains(text, fmt.Sprintf("%x", s)) {
					t.Errorf("%s prints the %s: %s", name, which, text)
				}
			}
		}
	}
}
