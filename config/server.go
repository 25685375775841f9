package config

import (
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

	NotCovered string // what remains after a deletion, as a certificate says it; empty where nothing is known

	CAFile            string
	ClientCertificate string
	ClientKey         string

	Credentials Credentials
}

// newServer checks one server of the file and fills in its defaults.
func newServer(name string, raw serverFile, p *problems) Server {
	key := "servers." + name
	if !isServerName(name) {
		p.add(key, "is an invalid name", "use letters, digits, dots, dashes and underscores")
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
	if raw.Confirm != "" {
		server.Confirm = choice(p, key+".confirm", raw.Confirm, deletion.ConfirmTyped, deletion.ConfirmAsk)
	}
	server.ReasonRequired = choice(p, key+".reason", raw.Reason, "optional", "required") == "required"
	if raw.Colour != "" && !slices.Contains(palette.Colours(), raw.Colour) {
		p.add(key+".colour", "is an unknown colour", "expected "+hint.OneOf(palette.Colours()...))
	}
	server.Colour = raw.Colour
	if server.ProxyURL = p.proxy(key+".proxy", raw.Proxy); server.ProxyURL != nil {
		server.Proxy = server.ProxyURL.Host
	}
	if (raw.ClientCertificate == "") != (raw.ClientKey == "") {
		p.add(key, "has only one of client_certificate and client_key", "give both")
	}
	p.privateFile(key+".client_key", raw.ClientKey)
	server.Credentials = newCredentials(name, raw, p)
	return server
}

// serverAt is a server of which nothing but its address is known. On this machine, a
// button is enough to confirm.
func serverAt(name string, at endpoint) Server {
	server := Server{
		Server: deletion.Server{
			Name: name, Endpoint: at.url, Host: at.host, ClearText: at.clearText, Loopback: at.loopback,
			Method: deletion.Methods()[0], ResponseType: deletion.ResponseTypes()[0],
			TimeLimit: deletion.DefaultTimeLimit, Confirm: deletion.ConfirmTyped,
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
	p.add(key, "has an invalid value", "use "+hint.OneOf(words...))
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
