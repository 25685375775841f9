package config

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// The API lives at /verba/api on a server, beside the web application at /verba
// (spec/delete-call.txt, "Request"; spec/verba-api.md, "The web server").
const (
	webApplication = "verba"
	apiPath        = "/" + webApplication + "/api"
)

// endpoint is the API's URL on one server.
type endpoint struct {
	url       string // normalised: scheme, host, path
	host      string // host and port
	clearText bool   // http to another machine
	loopback  bool   // the server is on this machine
	assumed   bool   // https was assumed, since no scheme was given
	leftOut   bool   // there was more, such as a page, a query or a session, which was left out
	prefixed  bool   // the path names no /verba, and is assumed to be what a reverse proxy puts before it
}

// parseEndpoint reads a server's URL as it is typed or pasted from a browser: with
// or without scheme, /verba and /verba/api, in any letter case, with any page of the
// web application. The second result says what is wrong with it, without quoting it:
// a URL may hold a password.
func parseEndpoint(text string) (endpoint, string) {
	// What comes after the path is never needed, and may be a secret.
	given, rest := cutAny(strings.TrimSpace(text), "?#")
	given, scheme, assumed := withScheme(given)
	if problem := unprintable(given); problem != "" {
		return endpoint{}, problem
	}
	authority, _ := cutAny(strings.TrimPrefix(given, scheme+"://"), "/\\")
	switch {
	case scheme != "http" && scheme != "https":
		return endpoint{}, "does not begin with https:// or http://"
	case strings.Contains(authority, "@"):
		return endpoint{}, "has a user name or password in it, which belong in the keys user and password"
	}
	port, ok := portOf(authority)
	if !ok {
		return endpoint{}, "has a port that is not a number from 1 to 65535"
	}
	parsed, err := url.Parse(given)
	if err != nil {
		return endpoint{}, "is not a URL"
	}
	host, ok := asciiHost(parsed.Hostname())
	switch {
	case parsed.Hostname() == "":
		return endpoint{}, "has no host name"
	case !ok:
		return endpoint{}, "has an invalid host name"
	}
	path, whole, prefixed, ok := locateAPI(parsed.EscapedPath())
	normalised := url.URL{Scheme: scheme, Host: joinPort(host, port, scheme), Path: path}
	if read, err := url.Parse(normalised.String()); !ok || err != nil || read.Host != normalised.Host || read.Path != path {
		return endpoint{}, "is not a URL" // such as one with a zone that is no name
	}
	loopback := isLoopback(host)
	return endpoint{
		url: normalised.String(), host: normalised.Host,
		clearText: scheme == "http" && !loopback, loopback: loopback,
		assumed: assumed, leftOut: !whole || rest != "", prefixed: prefixed,
	}, ""
}

// cutAny is [strings.Cut] at the first of several characters.
func cutAny(text, separators string) (before, after string) {
	if i := strings.IndexAny(text, separators); i >= 0 {
		return text[:i], text[i+1:]
	}
	return text, ""
}

// withScheme returns a URL with its scheme in small letters. Browsers hide https, and
// what is assumed must not be less safe than what was meant.
func withScheme(given string) (url, scheme string, assumed bool) {
	scheme, rest, found := strings.Cut(given, "://")
	lower := strings.ToLower(given)
	switch {
	case found:
		scheme = strings.ToLower(scheme)
		return scheme + "://" + rest, scheme, false
	case hasAnyPrefix(lower, "http:", "https:", "http/", "https/"), given == "":
		return given, "", false // a character is missing, and the rest could be anything
	}
	return "https://" + strings.TrimPrefix(given, "//"), "https", true
}

func hasAnyPrefix(text string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(text, prefix) })
}

// portOf returns the port of a host with or without one; ok is false for one that
// can't exist.
func portOf(authority string) (port string, ok bool) {
	host := authority[strings.LastIndexByte(authority, ']')+1:] // after an IPv6 address
	_, port, found := strings.Cut(host, ":")
	if !found || port == "" {
		return "", true
	}
	number, err := strconv.ParseUint(port, 10, 16)
	return strconv.FormatUint(number, 10), err == nil && number > 0
}

// joinPort leaves out the port that the scheme stands for (RFC 3986, section 6.2.3).
func joinPort(host, port, scheme string) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == "" || scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		return host
	}
	return host + ":" + port
}

// asciiHost returns a host in small letters, an internationalised one as it is looked
// up (RFC 5891), and an address in its one way of writing (RFC 5952).
func asciiHost(host string) (string, bool) {
	if address, err := netip.ParseAddr(host); err == nil {
		return address.Unmap().String(), true
	}
	if !strings.ContainsFunc(host, func(r rune) bool { return r > '~' }) {
		return strings.ToLower(host), true
	}
	ascii, err := idna.Lookup.ToASCII(host)
	return ascii, err == nil
}

// locateAPI finds the path of the API from any path of the web application, however
// it is written, with what a reverse proxy may have put before it. A path without
// /verba is taken for such a prefix, apart from a page at its end, and prefixed then.
// whole is false where something was left out.
func locateAPI(escaped string) (path string, whole, prefixed, ok bool) {
	whole = true
	var names []string
	for segment := range strings.SplitSeq(escaped, "/") {
		name, err := url.PathUnescape(segment)
		name, _, found := strings.Cut(name, ";") // ;jsessionid=…
		if err != nil || strings.ContainsAny(name, "/\\") || name == ".." {
			return "", false, false, false
		}
		whole = whole && !found
		if name != "" && name != "." {
			names = append(names, name)
		}
	}
	isName := func(i int, name string) bool { return i < len(names) && strings.EqualFold(names[i], name) }
	at := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, webApplication) })
	for i := range names { // a prefix may have the same name
		if isName(i, webApplication) && isName(i+1, "api") {
			at = i
			break
		}
	}
	prefix := names
	switch {
	case at >= 0:
		after := len(names) - at - 1
		whole = whole && (after == 0 || after == 1 && isName(at+1, "api"))
		prefix = names[:at]
	case len(names) > 0 && strings.Contains(names[len(names)-1], ".") && !strings.HasSuffix(escaped, "/"):
		prefix, whole = names[:len(names)-1], false
	}
	return strings.Join(append([]string{""}, prefix...), "/") + apiPath, whole, at < 0 && len(prefix) > 0, true
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address := net.ParseIP(host)
	return address != nil && address.IsLoopback()
}
