package config

import (
	"net"
	"net/url"
	"strings"
)

// apiPath is where the API lives on a server (spec/delete-call.txt, "Request").
const apiPath = "/verba/api"

// Endpoint is the API's URL on one server.
type Endpoint struct {
	URL       string // normalised: scheme, host, path
	Host      string // host and port
	ClearText bool   // http to another machine
	Loopback  bool   // the server is on this machine
}

// ParseEndpoint reads a server's URL, with or without /verba/api. The second
// result says what is wrong with it, without quoting it: a URL may hold a
// password.
func ParseEndpoint(text string) (Endpoint, string) {
	if problem := unprintable(text); problem != "" {
		return Endpoint{}, problem
	}
	parsed, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil:
		return Endpoint{}, "is not a URL"
	case parsed.User != nil:
		return Endpoint{}, "holds a user name or password; use the keys user and password instead"
	case parsed.Scheme != "http" && parsed.Scheme != "https":
		return Endpoint{}, "does not begin with https:// or http://"
	case parsed.Hostname() == "":
		return Endpoint{}, "names no host"
	case parsed.RawQuery != "" || parsed.ForceQuery || parsed.Fragment != "":
		return Endpoint{}, "has a query or a fragment; give only scheme, host and path"
	}
	path := strings.TrimRight(parsed.Path, "/")
	if !strings.HasSuffix(path, apiPath) {
		path += apiPath
	}
	loopback := isLoopback(parsed.Hostname())
	normalised := url.URL{Scheme: parsed.Scheme, Host: strings.ToLower(parsed.Host), Path: path}
	if read, err := url.Parse(normalised.String()); err != nil || read.Host != normalised.Host || read.Path != path {
		return Endpoint{}, "is not a URL" // such as one with a zone that is no name
	}
	return Endpoint{
		URL: normalised.String(), Host: normalised.Host,
		ClearText: parsed.Scheme == "http" && !loopback, Loopback: loopback,
	}, ""
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address := net.ParseIP(host)
	return address != nil && address.IsLoopback()
}
