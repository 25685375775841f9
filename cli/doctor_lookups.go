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

const lookUpAdvice = "ask the server's administrator; deletions can be sent without look-ups"

// examineLookUps tries the login and each look-up. Only what a deletion needs too is a problem.
func (p Program) examineLookUps(ctx context.Context, client *apiclient.Client, server config.Server, report *doctorReport) {
	check := "server " + safetext.Line(server.Name)
	loggedIn, refused := server.Credentials.User() == "", false
	for _, one := range p.lookUpTrials(client, server.Server) {
		result := one.ask(ctx)
		switch {
		case result.Verdict == lookup.CantSay && result.Reason == lookup.ReasonAuthentication:
			// Said once: each further look-up would fail for the same reason.
			report.problem(check, result.Detail, "check the credentials of this server")
			return
		case result.Verdict == lookup.CantSay && (&lookUpError{result: result}).exitCode() == ExitNotSent:
			report.warning(check, "the look-ups got no answer: "+result.Detail, lookUpAdvice)
			return
		}
		if !loggedIn && result.Code != nil {
			loggedIn = true
			report.ok(check, "the login as "+safetext.Line(server.Credentials.User())+" works")
		}
		if result.Verdict == lookup.CantSay {
			advice := one.advice
			if result.Reason != lookup.ReasonRefused { // no right is missing
				advice = lookUpAdvice
			}
			report.warning(check, one.action+" can't be used: "+result.Detail, advice)
			refused = refused || one.action != "GetCallID"
			continue
		}
		report.ok(check, "this key may use "+one.action)
	}
	if !refused {
		p.examineCall(ctx, client, server.Server, report)
	}
}

// trialSpan is how far back doctor searches for a call to try the look-ups with.
const trialSpan = 24 * time.Hour

// examineCall looks up a call that exists: only that shows whether the server's description of a call can be read.
func (p Program) examineCall(ctx context.Context, client *apiclient.Client, server deletion.Server, report *doctorReport) {
	check := "server " + safetext.Line(server.Name)
	page := client.SearchCalls(ctx, server, lookup.Search{From: p.Now().Add(-trialSpan), To: p.Now()}, lookup.Cursor{})
	if page.Result.Verdict != lookup.Found {
		report.warning(check, "a search of the last 24 hours proves nothing: "+page.Result.Detail, lookUpAdvice)
		return
	}
	for _, call := range page.Calls {
		selector, err := deletion.NewSelector(deletion.CallID, call.ID, "")
		if err != nil {
			continue // it can't be looked up by its ID
		}
		switch result := client.LookUp(ctx, server, selector); result.Verdict {
		case lookup.Found:
			report.ok(check, "a call of the last 24 hours was found and looked up")
		case lookup.NotFound: // it may be deleted by now
			report.warning(check, "a call that was found by a search was not found by its ID: "+result.Detail, "run doctor again\n"+lookUpAdvice)
		default:
			report.warning(check, "the look-up of a call proves nothing: "+result.Detail, lookUpAdvice)
		}
		return
	}
	report.ok(check, "no call of the last 24 hours can be looked up by its ID, so no look-up of a call was tried")
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
		{"GetCallInformation", "calls can't be shown before they are deleted\nask the server's administrator for the right", func(ctx context.Context) lookup.Result {
			return client.LookUp(ctx, server, selector(deletion.CallID))
		}},
		{"GetCallID", "it is needed only where GetCallInformation can't be used", func(ctx context.Context) lookup.Result {
			return client.CallID(ctx, server, selector(deletion.NativeID))
		}},
		{"SearchCalls", "deletecall search can't be used\nask the server's administrator for the right", func(ctx context.Context) lookup.Result {
			search := lookup.Search{From: p.Now().Add(-time.Minute), To: p.Now(), Number: noSuchCall}
			return client.SearchCalls(ctx, server, search, lookup.Cursor{}).Result
		}},
	}
}
