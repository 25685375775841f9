package apiclient

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"deletecall/lookup"
)

// failures are the ways in which a look-up or a search can fail, with the reason that a script is given for each.
func failures(action string) map[string]struct {
	does func(*peer)
	want lookup.Reason
} {
	refused := func(code int) func(*peer) {
		return answers(200, strings.Replace(response(code, "no"), "DeleteCall", action, 1))
	}
	const begun = "<VerbaApi><Resp"
	return map[string]struct {
		does func(*peer)
		want lookup.Reason
	}{
		"reset":                  {func(p *peer) { p.request(); p.reset() }, lookup.ReasonDropped},
		"closed":                 {afterRequest(""), lookup.ReasonDropped},
		"cut in the header":      {afterRequest("HTTP/1.1 200 OK\r\nContent-Le"), lookup.ReasonDropped},
		"cut in the body":        {afterRequest(head200 + "Content-Length: 999\r\n\r\n" + begun), lookup.ReasonDropped},
		"cut in a chunk":         {afterRequest(head200 + "Transfer-Encoding: chunked\r\n\r\nff\r\n" + begun), lookup.ReasonDropped},
		"cut between chunks":     {afterRequest(head200 + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"), lookup.ReasonDropped},
		"wrong chunk":            {afterRequest(head200 + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + begun), lookup.ReasonUnreadable},
		"another protocol":       {afterRequest("SSH-2.0-OpenSSH_9.2\r\n"), lookup.ReasonUnreadable},
		"half a document":        {answers(200, begun), lookup.ReasonUnreadable},
		"empty":                  {answers(200, ""), lookup.ReasonUnreadable},
		"page":                   {answers(200, "<html>Please <b>sign in", "Content-Type: text/html"), lookup.ReasonUnreadable},
		"redirect":               {answers(302, "", "Location: /login"), lookup.ReasonUnreadable},
		"nothing at this path":   {answers(404, "<html>no"), lookup.ReasonUnreadable},
		"failure of a proxy":     {answers(502, "<html>Bad gateway"), lookup.ReasonServerError},
		"failure of the server":  {refused(-1), lookup.ReasonServerError},
		"refused credentials":    {refused(-40), lookup.ReasonAuthentication},
		"no answer within limit": {thenHangs(""), lookup.ReasonTime},
	}
}

func TestEachFailureOfALookUpIsToldByItsKind(t *testing.T) {
	for _, action := range []string{getCallInformation, searchCalls, requestToken} {
		for name, test := range failures(action) {
			for _, scheme := range []string{"http", "https"} {
				t.Run(fmt.Sprintf("%s: %s over %s", action, name, scheme), func(t *testing.T) {
					t.Parallel()
					tr := against(serveScheme(t, scheme, test.does), scheme)
					if action == requestToken {
						tr.config.Credentials = held{key: sampleKey, user: "alice", password: samplePassword}
					}
					tr.server.LookUpLimit = time.Minute // a busy machine is no failure
					if test.want == lookup.ReasonTime {
						tr.server.LookUpLimit = shortLimit
					}
					wantVerdict(t, tr.asks(t, action), lookup.CantSay, test.want)
				})
			}
		}
	}
}

// asks sends a look-up, or a search.
func (tr *trial) asks(t *testing.T, action string) lookup.Result {
	t.Helper()
	if action == searchCalls {
		return tr.client(t).SearchCalls(t.Context(), tr.server, aDay(), lookup.Cursor{}).Result
	}
	return tr.lookUp(t)
}

func TestWithoutAConnectionTheKindOfTheFailureIsTold(t *testing.T) {
	s := serve(t, func(*peer) {})
	plain := s.addr()
	gone := serve(t, func(*peer) {})
	gone.listener.Close()
	for endpoint, want := range map[string]lookup.Reason{
		"https://" + plain + "/verba/api":      lookup.ReasonTLS, // it does not speak TLS
		"http://" + gone.addr() + "/verba/api": lookup.ReasonNoConnection,
	} {
		for _, action := range []string{getCallInformation, searchCalls, requestToken} {
			tr := atEndpoint(endpoint)
			if action == requestToken {
				tr.config.Credentials = held{key: sampleKey, user: "alice", password: samplePassword}
			}
			tr.server.LookUpLimit = time.Minute
			wantVerdict(t, tr.asks(t, action), lookup.CantSay, want)
		}
	}
}
