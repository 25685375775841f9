package cli

import (
	"context"
	"time"

	"deletecall/apiclient"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/lookup"
	"deletecall/safetext"
)

// noSuchCall is an identifier that no call has. Who looks it up sees whether they may, and nothing else.
const noSuchCall = "deletecall-doctor"

// examineLookUps tries the login and each look-up. Only what a deletion needs too is a problem.
func (p Program) examineLookUps(ctx context.Context, client *apiclient.Client, server config.Server, report *doctorReport) {
	check := "server " + safetext.Line(server.Name)
	loggedIn := server.Credentials.User() == ""
	for _, one := range p.lookUpTrials(client, server.Server) {
		result := one.ask(ctx)
		switch {
		case result.Verdict == lookup.CantSay && result.Reason == lookup.ReasonAuthentication:
			// Said once: each further look-up would fail for the same reason.
			report.problem(check, result.Detail, "check the credentials of this server")
			return
		case result.Verdict == lookup.CantSay && (&lookUpError{result}).exitCode() == ExitNotSent:
			report.warning(check, "the look-ups got no answer: "+result.Detail, "ask the server's administrator; deletions can be sent without look-ups")
			return
		}
		if !loggedIn && result.Code != nil {
			loggedIn = true
			report.ok(check, "the login as "+safetext.Line(server.Credentials.User())+" works")
		}
		if result.Verdict == lookup.CantSay {
			advice := one.advice
			if result.Reason != lookup.ReasonRefused { // no right is missing
				advice = "ask the server's administrator; deletions can be sent without look-ups"
			}
			report.warning(check, one.action+" can't be used: "+result.Detail, advice)
			continue
		}
		report.ok(check, "this key may use "+one.action)
	}
}

// examineKey says whether a server that is not configured yet answers as the API does, and takes the
// key. Nothing is known of it yet, so that no answer at all is a problem too.
func (p Program) examineKey(ctx context.Context, client *apiclient.Client, server config.Server, report *doctorReport) {
	check := "server " + safetext.Line(server.Name)
	result := p.lookUpTrials(client, server.Server)[0].ask(ctx)
	switch {
	case result.Verdict != lookup.CantSay:
		accepted := "the server accepts the API key"
		if server.Credentials.User() != "" {
			accepted += " and the login"
		}
		report.ok(check, accepted)
	case result.Reason == lookup.ReasonAuthentication:
		report.problem(check, result.Detail, credentialsAdvice(result.Code, server))
	case result.Code != nil: // the API answered: this key may not look up, or the server can't
		report.warning(check, result.Detail, "deletions can be sent; calls can't be shown before they are deleted")
	default:
		report.problem(check, "no Verba API answered: "+result.Detail, "check the server's URL")
	}
}

// credentialsAdvice is what to do where a server refuses the credentials with this result code; nil
// where it gave none (spec/verba-api.md, "Result codes").
func credentialsAdvice(code *int, server config.Server) string {
	const badLogin, loginRequired = -40, -42
	switch {
	case code != nil && *code == badLogin:
		return "check user and password"
	case code != nil && *code == loginRequired && server.Credentials.User() == "":
		return "give this server the user and the password that this key needs"
	}
	return "check the API key"
}

// lookUpTrial is one look-up that doctor tries.
type lookUpTrial struct {
	action string
	advice string
	ask    func(context.Context) lookup.Result
}

func (p Program) lookUpTrials(client *apiclient.Client, server deletion.Server) []lookUpTrial {
	selector := func(kind deletion.IdentifierType) deletion.Selector {
		made, err := deletion.NewSelector(kind, noSuchCall, "")
		if err != nil {
			panic(err) // a constant keeps the rules
		}
		return made
	}
	// The one that a confirmation needs comes first, since examineKey asks it alone.
	return []lookUpTrial{
		{"GetCallInformation", "calls can't be shown before they are deleted; ask the server's administrator for the right", func(ctx context.Context) lookup.Result {
			return client.LookUp(ctx, server, selector(deletion.CallID))
		}},
		{"GetCallID", "it is needed only where GetCallInformation can't be used", func(ctx context.Context) lookup.Result {
			return client.CallID(ctx, server, selector(deletion.NativeID))
		}},
		{"SearchCalls", "deletecall search can't be used; ask the server's administrator for the right", func(ctx context.Context) lookup.Result {
			search := lookup.Search{From: p.Now().Add(-time.Minute), To: p.Now(), Number: noSuchCall}
			return client.SearchCalls(ctx, server, search, lookup.Cursor{}).Result
		}},
	}
}
