package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"deletecall/apiclient"
	"deletecall/app"
	"deletecall/config"
	"deletecall/deletion"
	"deletecall/safetext"
)

const (
	probeTime = 10 * time.Second
	// expiryWarned is how long before its end a certificate is warned about.
	expiryWarned = 30 * 24 * time.Hour
)

// trial says what a server answers. Without one, doctor connects and sends no request.
type trial func(context.Context, *apiclient.Client, config.Server, *doctorReport)

// examineServers warns where none is configured, and finds no problem in that: --url alone is
// enough for send.
func (p Program) examineServers(ctx context.Context, session *app.Session, ask trial, report *doctorReport) {
	if len(session.Servers) == 0 {
		report.warning("server", "none is configured", "add one to "+session.Paths.Config+", or use --url")
	}
	for _, server := range session.Servers {
		p.examineServer(ctx, session, server, ask, report)
	}
}

func (p Program) examineServer(ctx context.Context, session *app.Session, server config.Server, ask trial, report *doctorReport) {
	check := "server " + safetext.Line(server.Name)
	report.ok(check, addressOf(server))
	if rules := server.RulesInWords(); len(rules) > 0 {
		report.ok(check, "rules of this server: "+strings.Join(rules, "; "))
	}
	if server.PrefixAssumed {
		report.warning(check, "this address is a guess: the configured URL does not name /verba, and doctor sends no DeleteCall to try it",
			"if it is right, write the whole address as url; otherwise leave out the path of the other application")
	}
	// The very client that sends deletions, so that certificates, proxy and address are tried
	// as they will be used.
	client, err := session.Client(server)
	if err != nil {
		report.failure(check, err)
		return
	}
	hasCredentials := p.examineCredentials(ctx, session, client, server, ask, report)
	// Begun after the credentials, since typing them takes a person's time.
	probing, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	// Connects and says nothing, so that a problem of the way is not taken for one of a request.
	found, err := client.Probe(probing)
	if err != nil {
		report.connectFailure(check, err)
		return
	}
	way := ""
	if found.TLS != "" {
		way = " with " + found.TLS
	}
	report.ok(check, "the server can be reached"+way)
	if found.WantsCertificate {
		report.warning(check, "it asks for a client certificate but does not require one",
			"if it refuses requests, name one as client_certificate and client_key of this server")
	}
	p.examineExpiry(check, "the server's certificate, or that of an authority above it,", found.Until, session.Zone, report)
	p.examineExpiry(check, "the client certificate", found.ClientUntil, session.Zone, report)
	if ask != nil && hasCredentials {
		ask(ctx, client, server, report)
	}
}

// examineCredentials gets the credentials as a deletion would, once: a command may ask a person. Each
// that can't be had is a problem of its own.
func (p Program) examineCredentials(ctx context.Context, session *app.Session, client *apiclient.Client, server config.Server, ask trial,
	report *doctorReport,
) (had bool) {
	check := "server " + safetext.Line(server.Name)
	if prompted := server.Credentials.Prompted(); len(prompted) > 0 {
		if ask == nil {
			report.ok(check, inWords(prompted)+" typed, hidden, when needed")
			return false
		}
		err := p.typeCredentials(ctx, session.Workflow(nil, nil), server.Server)
		if nobody, ok := errors.AsType[*deletion.CredentialsError](err); ok {
			report.warning(check, "login and look-ups were not tried: "+nobody.Problem, nobody.Advice)
			return false
		}
		if err != nil {
			report.warning(check, "login and look-ups were not tried: nothing was typed", "run doctor again and type it")
			return false
		}
	}
	problems := client.Obtain(ctx, server.Name)
	for _, err := range problems {
		report.failure(check, err)
	}
	if len(problems) > 0 {
		return false
	}
	report.ok(check, session.Credentials(server).Origins().String())
	return true
}

// inWords is "the API key and the password are".
func inWords(credentials []deletion.Credential) string {
	words, verb := "the "+string(credentials[0]), " is"
	for _, other := range credentials[1:] {
		words, verb = words+" and the "+string(other), " are"
	}
	return words + verb
}

// addressOf says what was made of a server's URL, and never repeats what was left
// out, which may be a secret.
func addressOf(server config.Server) string {
	text := "the address of the API is " + server.Endpoint
	if server.SchemeAssumed {
		text += "; https is assumed, since the configured URL names no scheme"
	}
	if server.Shortened {
		text += "; the rest of the configured URL, such as a page, is left out"
	}
	return text
}

// examineExpiry warns before a certificate ends. One that has ended is reported by the
// connection, apart from our own, which a server may still accept.
func (p Program) examineExpiry(check, what string, until time.Time, zone *time.Location, report *doctorReport) {
	if until.IsZero() {
		return
	}
	day := deletion.FormatTime(until, zone)
	switch left := until.Sub(p.Now()); {
	case left <= 0:
		report.problem(check, what+" ended on "+day, "have it renewed")
	case left < expiryWarned:
		report.warning(check, fmt.Sprintf("%s ends in %s, on %s", what, safetext.Count(int(left/(24*time.Hour)), "day", "days"), day), "have it renewed")
	}
}

// connectFailure is failure for a connection, which has advice of its own for what
// only the machine's administrator can find out.
func (r *doctorReport) connectFailure(check string, err error) {
	var failed *apiclient.ConnectError
	if !errors.As(err, &failed) {
		r.failure(check, err)
		return
	}
	advice := failed.Advice
	if advice == "" {
		advice = connectAdvice(failed.Cause)
	}
	if failed.Fingerprint != "" && r.found == nil { // else a button pins it
		advice += "\nor, once the server's administrator has confirmed this fingerprint, pin it: tls_pin = \"" + failed.Fingerprint + "\""
	}
	r.add(finding{Check: check, State: stateProblem, Detail: failed.Problem, Advice: advice, pin: failed.Fingerprint})
}

// connectAdvice is what to look at first, by where the connection ended.
func connectAdvice(cause deletion.Cause) string {
	switch cause {
	case deletion.CauseTLS:
		return "ask the server's administrator how to reach it"
	case deletion.CauseProxy:
		return "check the proxy of this server, and that it lets this machine through"
	case deletion.CauseTimeToConnect:
		return "check the network and the firewalls between here and the server"
	case deletion.CauseLocal:
		return "check this machine's limits and rules for connections"
	}
	return "check the server's URL, the network, and that the server is running"
}
