package apiclient

import (
	"context"
	"net"
	"net/url"
	"testing"
	"time"

	"deletecall/deletion"
)

const askedToEnd = "The program was asked to end before the request left. Nothing was sent."

// sendUntil sends with a context that the server, or whoever else gets the function, may end.
func sendUntil(t *testing.T, prepare func(end context.CancelFunc) *trial) deletion.Outcome {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	defer end()
	tr := prepare(end)
	sending, err := tr.client(t).Prepare(t.Context(), tr.lastOf8856(t))
	if err != nil {
		t.Fatal(err)
	}
	return sending.Send(ctx)
}

// dialling has a trial end while it waits for a connection.
func dialling(tr *trial, end context.CancelFunc) *trial {
	tr.config.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		end()
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return tr
}

func TestWhatPrecedesTheHandoverEndsAtOnceAndNothingIsSent(t *testing.T) {
	for name, prepare := range map[string]func(context.CancelFunc) *trial{
		"before it began": func(end context.CancelFunc) *trial { end(); return against(serve(t, answers(200, doc)), "http") },
		"while it dials": func(end context.CancelFunc) *trial {
			return dialling(atEndpoint("http://verba.invalid/verba/api"), end)
		},
		"while it dials a proxy": func(end context.CancelFunc) *trial {
			tr := dialling(atEndpoint("http://verba.invalid/verba/api"), end)
			tr.config.Proxy = &url.URL{Scheme: "http", Host: "proxy.invalid:3128"}
			return tr
		},
		"while a proxy gives no tunnel": func(end context.CancelFunc) *trial {
			proxy := serve(t, func(p *peer) { p.request(); end(); p.hang() })
			return through(t, proxy, "http", serveTLS(t, answers(200, doc)), "https")
		},
		"in the TLS handshake with a proxy": func(end context.CancelFunc) *trial {
			proxy := serve(t, func(p *peer) { _, _ = p.Read(make([]byte, 1)); end(); p.hang() })
			return through(t, proxy, "https", serveTLS(t, answers(200, doc)), "https")
		},
		"when there is a connection": func(end context.CancelFunc) *trial {
			tr := against(serve(t, answers(200, doc)), "http")
			tr.config.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := countedDial(ctx, network, address)
				end()
				return conn, err
			}
			return tr
		},
		"in the TLS handshake": func(end context.CancelFunc) *trial {
			return against(serve(t, func(p *peer) { _, _ = p.Read(make([]byte, 1)); end(); p.hang() }), "https")
		},
	} {
		t.Run(name, func(t *testing.T) {
			outcome := sendUntil(t, prepare)
			wantOutcome(t, outcome, deletion.NotSent, deletion.CauseAbandoned)
			if outcome.Detail != askedToEnd {
				t.Errorf("the detail is %q", outcome.Detail)
			}
		})
	}
}

func TestALoginEndsAtOnceAndNothingIsSent(t *testing.T) {
	for name, behave := range map[string]func(end context.CancelFunc) func(*peer){
		"while it waits for the answer": func(end context.CancelFunc) func(*peer) {
			return func(p *peer) { p.request(); end(); p.hang() }
		},
		"before it began": func(end context.CancelFunc) func(*peer) { end(); return answers(200, doc) },
	} {
		t.Run(name, func(t *testing.T) {
			var s *server
			outcome := sendUntil(t, func(end context.CancelFunc) *trial {
				s = serve(t, behave(end))
				return withLogin(s, "http")
			})
			wantOutcome(t, outcome, deletion.NotSent, deletion.CauseAbandoned)
			if sent := s.deleteCalls(); len(sent) != 0 {
				t.Errorf("%d DeleteCalls arrived", len(sent))
			}
		})
	}
}

func TestNothingEndsARequestThatWasHandedOver(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		t.Run(scheme, func(t *testing.T) {
			outcome := sendUntil(t, func(end context.CancelFunc) *trial {
				return against(serveScheme(t, scheme, func(p *peer) { p.request(); end(); p.answer(200, doc) }), scheme)
			})
			wantOutcome(t, outcome, deletion.Accepted, deletion.CauseAnswered)
		})
	}
}

// An answer that ends with its connection proves its end by nothing else: it must not
// be taken for one that was broken off.
func TestAnAnswerThatEndsWithItsConnectionIsReadToItsEnd(t *testing.T) {
	outcome := sendUntil(t, func(end context.CancelFunc) *trial {
		return against(serve(t, func(p *peer) {
			p.request()
			end()
			p.send("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n" + doc)
		}), "http")
	})
	wantOutcome(t, outcome, deletion.Accepted, deletion.CauseAnswered)
}

func TestTheTimeLimitGoesOnAfterTheHandover(t *testing.T) {
	withinLimits(func(limit time.Duration) bool {
		outcome := sendUntil(t, func(end context.CancelFunc) *trial {
			tr := against(serve(t, func(p *peer) { p.request(); end(); p.hang() }), "http")
			tr.server.TimeLimit = limit
			return tr
		})
		if limit < lastLimit && outcome.Kind == deletion.NotSent {
			return false
		}
		wantOutcome(t, outcome, deletion.Unknown, deletion.CauseTime)
		return true
	})
}
