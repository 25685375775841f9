package config

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/palette"
)

// Server is one configured Verba system, complete with defaults, and how it is reached.
type Server struct {
	deletion.Server
	SchemeAssumed bool     // the URL names no scheme
	Shortened     bool     // the URL held more, such as a page, a query or a session
	PrefixAssumed bool     // the URL's path names no /verba, and is assumed to lead to it
	ProxyURL      *url.URL // nil for none; the environment's proxies are never used

	// LoginByParameters sends user and password in the body of the login, and not in a header.
	LoginByParameters bool
	// UserZone is the zone of the user who logs in, in which the server writes times; nil where nobody said.
	UserZone *time.Location

	// UnknownCodes are unpublished result codes after which the server may have deleted the call.
	UnknownCodes []int
	// HoldCodes and RetentionCodes are unpublished result codes with which the server refuses a call
	// under legal hold, or within its retention period.
	HoldCodes, RetentionCodes []int
	// TLSPin is the SHA-256 of the certificate that is trusted, and no authority besides; nil for none.
	TLSPin []byte

	CAFile            string
	ClientCertificate string
	ClientKey         string

	Credentials Credentials
}

func newServer(name string, raw serverFile, p *problems) Server {
	key := "servers." + name
	if !isServerName(name) {
		p.add(key, "can't be the name of a server", "use letters, digits, dots, dashes and underscores")
	}
	endpoint, problem := parseEndpoint(raw.URL)
	switch {
	case raw.URL == "":
		p.add(key, "has no url", `give it one: url = "https://verba.example.com"`)
	case problem != "":
		p.add(key+".url", problem, "expected something like https://verba.example.com")
	}
	server := serverAt(name, endpoint)
	server.Note = raw.Note
	p.short(key+".not_covered", raw.NotCovered, mostOfWhatRemains)
	server.NotCovered = raw.NotCovered
	server.CAFile, server.ClientCertificate, server.ClientKey = raw.CAFile, raw.ClientCertificate, raw.ClientKey
	server.Method = choice(p, key+".method", raw.Method, deletion.Methods()...)
	server.ResponseType = choice(p, key+".response_type", raw.ResponseType, deletion.ResponseTypes()...)
	server.TimeLimit = p.timeLimit(key+".time_limit", raw.TimeLimit)
	server.LookUpLimit = p.lookUpLimit(key+".lookup_limit", raw.LookUpLimit)
	server.NoPin = raw.Pin != nil && !*raw.Pin
	server.LoginByParameters = choice(p, key+".login", raw.Login, "basic", "parameters") == "parameters"
	if raw.UserTimeZone != "" {
		server.UserZone = p.zone(key+".user_time_zone", raw.UserTimeZone)
	}
	if raw.Confirm != "" {
		server.Confirm = choice(p, key+".confirm", raw.Confirm, deletion.ConfirmTyped, deletion.ConfirmAsk)
	}
	server.ReasonRequired = choice(p, key+".reason", raw.Reason, "optional", "required") == "required"
	if raw.Colour != "" && !slices.Contains(palette.Colours(), raw.Colour) {
		p.add(key+".colour", "is an unknown colour", hint.Choose(raw.Colour, palette.Colours()...))
	}
	server.Colour = raw.Colour
	if server.ProxyURL = p.proxy(key+".proxy", raw.Proxy); server.ProxyURL != nil {
		server.Proxy = server.ProxyURL.Host
	}
	if (raw.ClientCertificate == "") != (raw.ClientKey == "") {
		p.add(key, "has only one of client_certificate and client_key", "give both")
	}
	p.privateFile(key+".client_key", raw.ClientKey)
	server.Rules = newRules(key, raw, p)
	server.NoLookUp = p.lookUp(key, raw, server.Rules)
	server.UnknownCodes = p.unpublished(key+".unknown_codes", raw.UnknownCodes)
	server.HoldCodes = p.unpublished(key+".hold_codes", raw.HoldCodes)
	server.RetentionCodes = p.unpublished(key+".retention_codes", raw.RetentionCodes)
	p.eachOnce(key, server)
	server.TLSPin = p.pin(key+".tls_pin", raw.TLSPin)
	if server.TLSPin != nil && raw.CAFile != "" {
		p.add(key, "has both tls_pin and ca_file", "keep one of them")
	}
	server.Credentials = newCredentials(name, raw, p)
	return server
}

// CheckUse returns the *[Error] of a server that can't be used in this process, although its entry is right.
func (s Server) CheckUse() error {
	if !isUngiven(s.ClientKey) {
		return nil
	}
	return NewError("", []Problem{ungiven("servers."+s.Name+".client_key", s.ClientKey)})
}

// serverAt is a server of which nothing but its address is known. On this machine, a
// button is enough to confirm.
func serverAt(name string, at endpoint) Server {
	server := Server{
		Server: deletion.Server{
			Name: name, Endpoint: at.url, Host: at.host, ClearText: at.clearText, Loopback: at.loopback,
			Method: deletion.Methods()[0], ResponseType: deletion.ResponseTypes()[0],
			TimeLimit: deletion.DefaultTimeLimit, LookUpLimit: deletion.DefaultLookUpLimit, Confirm: deletion.ConfirmTyped,
		},
		SchemeAssumed: at.assumed, Shortened: at.leftOut, PrefixAssumed: at.prefixed, Credentials: Credentials{server: name},
	}
	if at.loopback {
		server.Confirm = deletion.ConfirmAsk
	}
	return server
}

func isServerName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return !(r == '.' || r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	})
}

// choice returns the word of the list that value is, the first one when value
// is empty. Letter case does not matter.
func choice[T ~string](p *problems, key, value string, words ...T) T {
	if value == "" {
		return words[0]
	}
	for _, word := range words {
		if strings.EqualFold(value, string(word)) {
			return word
		}
	}
	p.add(key, "has an invalid value", hint.Choose(value, words...))
	return words[0]
}

func (p *problems) timeLimit(key, value string) time.Duration {
	if value == "" {
		return deletion.DefaultTimeLimit
	}
	limit, err := time.ParseDuration(value)
	if err != nil || deletion.CheckTimeLimit(limit) != nil {
		p.add(key, "is an invalid time limit", "expected "+deletion.TimeLimits())
		return deletion.DefaultTimeLimit
	}
	return limit
}

func (p *problems) lookUpLimit(key, value string) time.Duration {
	if value == "" {
		return deletion.DefaultLookUpLimit
	}
	limit, err := time.ParseDuration(value)
	if err != nil || limit < deletion.MinLookUpLimit || limit > deletion.MaxLookUpLimit {
		p.add(key, "is an invalid time limit", fmt.Sprintf("expected %s to %s, such as %s", deletion.MinLookUpLimit, deletion.MaxLookUpLimit, deletion.DefaultLookUpLimit))
		return deletion.DefaultLookUpLimit
	}
	return limit
}

func (p *problems) proxy(key, value string) *url.URL {
	if value == "" {
		return nil
	}
	proxy, err := url.Parse(value)
	if err != nil || proxy.Scheme != "http" && proxy.Scheme != "https" || proxy.Host == "" || proxy.Path != "" && proxy.Path != "/" {
		p.add(key, "is not the URL of a proxy", "expected something like http://proxy.example.com:3128")
		return nil
	}
	if _, ok := portOf(proxy.Host); !ok {
		p.add(key, "has a port that is not a number from 1 to 65535", "expected something like http://proxy.example.com:3128")
		return nil
	}
	return proxy
}
