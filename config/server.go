package config

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// The range and the default of a request's time limit.
const (
	MinTimeLimit     = time.Second
	MaxTimeLimit     = 10 * time.Minute
	DefaultTimeLimit = 90 * time.Second
)

// Server is one configured Verba system, complete with defaults.
type Server struct {
	Name           string
	Endpoint       Endpoint
	Method         string // POST or GET
	ResponseType   string // XML, HTML or TEXT
	TimeLimit      time.Duration
	TypedConfirm   bool // the end of the identifier is typed to confirm
	ReasonRequired bool
	Note           string
	Colour         string   // a role of the palette; empty for none
	Proxy          *url.URL // nil for none; the environment's proxies are never used

	CAFile            string
	ClientCertificate string
	ClientKey         string

	Credentials Credentials
}

// Colours are the roles that tell servers apart.
var colours = []string{"", "red", "amber", "green", "blue", "grey"}

// newServer checks one server of the file and fills in its defaults.
func newServer(name string, raw serverFile, p *problems) Server {
	key := "servers." + name
	server := Server{
		Name: name, Note: raw.Note,
		CAFile: raw.CAFile, ClientCertificate: raw.ClientCertificate, ClientKey: raw.ClientKey,
	}
	if !isServerName(name) {
		p.add(key, "is not a possible name", "use letters, digits, dots, dashes and underscores")
	}
	endpoint, problem := ParseEndpoint(raw.URL)
	switch {
	case raw.URL == "":
		p.add(key, "has no url", `give it one: url = "https://verba.example.com"`)
	case problem != "":
		p.add(key+".url", problem, "expected something like https://verba.example.com")
	}
	server.Endpoint = endpoint
	server.Method = p.choice(key+".method", raw.Method, "POST", "GET")
	server.ResponseType = p.choice(key+".response_type", raw.ResponseType, "XML", "HTML", "TEXT")
	server.TimeLimit = p.timeLimit(key+".time_limit", raw.TimeLimit)

	confirm := "typed"
	if endpoint.Loopback {
		confirm = "ask"
	}
	if raw.Confirm != "" {
		confirm = p.choice(key+".confirm", raw.Confirm, "typed", "ask")
	}
	server.TypedConfirm = confirm == "typed"
	server.ReasonRequired = p.choice(key+".reason", raw.Reason, "optional", "required") == "required"
	if !slices.Contains(colours, raw.Colour) {
		p.add(key+".colour", "is not a colour of the palette", "expected one of "+strings.Join(colours[1:], ", "))
	}
	server.Colour = raw.Colour
	server.Proxy = p.proxy(key+".proxy", raw.Proxy)
	if (raw.ClientCertificate == "") != (raw.ClientKey == "") {
		p.add(key, "has only one of client_certificate and client_key", "give both")
	}
	p.privateFile(key+".client_key", raw.ClientKey)
	server.Credentials = newCredentials(name, raw, p)
	return server
}

func isServerName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return !(r == '.' || r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z')
	})
}

// choice returns the word of the list that value is, the first one when value
// is empty. Letter case does not matter.
func (p *problems) choice(key, value string, words ...string) string {
	if value == "" {
		return words[0]
	}
	for _, word := range words {
		if strings.EqualFold(value, word) {
			return word
		}
	}
	p.add(key, "has a value that is not possible", "expected "+strings.Join(words, " or "))
	return words[0]
}

func (p *problems) timeLimit(key, value string) time.Duration {
	if value == "" {
		return DefaultTimeLimit
	}
	limit, err := time.ParseDuration(value)
	if err != nil || limit < MinTimeLimit || limit > MaxTimeLimit {
		p.add(key, "is not a possible time limit", `expected "1s" to "10m", such as "90s"`)
		return DefaultTimeLimit
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
