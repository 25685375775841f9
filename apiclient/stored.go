package apiclient

import (
	"fmt"
	"maps"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"deletecall/deletion"
)

// maxClockDifference is by how much the Date of an answer may lie before its
// request: the server's clock and ours are never quite the same. It is short,
// because a cache that keeps to itself that it is one shows by nothing else.
const maxClockDifference = 15 * time.Second

// cachedAdvice is what to do about an answer that a cache had stored.
const cachedAdvice = " Configure whatever is between this machine and the server not to store anything under /verba/api."

// clocksAdvice is what to do about an answer whose date is in the past.
const clocksAdvice = " If both machines agree on the time, a cache stored the answer: have it pass /verba/api through. Otherwise set the clock that is wrong."

// staleness says how an answer shows that it was not made for this request.
type staleness struct {
	clause string // what shows it, safe to show; empty when nothing does
	advice string
}

// stored looks for signs that the answer was stored by a cache before this request
// was sent, or made for somebody else's. Such an answer says nothing about this
// request, which the cache may have kept to itself.
func (ex exchange) stored(v veil) staleness {
	if line := storedHeader(ex.header); line != "" {
		// It may name the URL that the answer is stored under, key and token included.
		return staleness{"a cache had stored it (" + v.quote(line) + ")", cachedAdvice}
	}
	for _, value := range ex.header.Values("Date") {
		made, ok := parseDate(value)
		if before := ex.sent.Sub(made); ok && before > maxClockDifference {
			return staleness{fmt.Sprintf("its date, %s, is %s before the request was sent by this machine's clock",
				deletion.FormatTime(made, ex.zone), before.Round(time.Second)), clocksAdvice}
		}
	}
	return staleness{}
}

// storedHeader returns the header line that shows a stored answer, as it came; ""
// when there is none.
func storedHeader(header http.Header) string {
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			if showsStored(name, value) {
				return name + ": " + value
			}
		}
	}
	return ""
}

// showsStored reads one header line. Age, Warning and Cache-Status are standards
// (RFC 9111, section 5.1; RFC 7234, section 5.5; RFC 9211). Caches call the others as
// they like, so their names and values are read as words.
func showsStored(name, value string) bool {
	switch name {
	case "Age": // also 0: it says that the origin did not make the answer for this request
		return true
	case "Warning":
		return hasCacheWarning(value)
	case "Cache-Status":
		return hasCacheHit(value)
	case "X-Varnish": // the second number is the request that filled the cache
		return len(strings.Fields(value)) > 1
	case "Server-Timing": // of content delivery networks: cdn-cache; desc=HIT
		return strings.Contains(strings.ToLower(value), "cache") && saysStored(value)
	case "X-Age":
		return isMoreThanNone(value)
	}
	named, said := words(name), words(value)
	has := func(test func(word string) bool) bool { return slices.ContainsFunc(named, test) }
	switch {
	case has(isOfRules):
		return false
	case has(isOfCaches) && has(isOfUse):
		return isMoreThanNone(value)
	case has(isOfCaches):
		isYes := named[len(named)-1] == "cache" && slices.Contains([]string{"1", "true", "yes"}, strings.ToLower(value))
		return isYes || saysStored(value)
	case has(isOfOrigin):
		return slices.Contains(said, "cache") || saysStored(value)
	}
	return len(said) == 1 && saysStored(value) // nothing but a word of caches, whatever the name
}

// isOfRules finds headers of what was allowed, looked for or kept, which say nothing
// of what was used: CDN-Cache-Control, X-Cache-Lookup, Cache-Tag.
func isOfRules(word string) bool {
	return slices.Contains([]string{"control", "lookup", "key", "tag", "tags", "max"}, word)
}

// isOfCaches finds headers that caches send: X-Cache, CF-Cache-Status, X-CDN, X-Hits.
func isOfCaches(word string) bool {
	return strings.Contains(word, "cache") || strings.HasSuffix(word, "cdn") || slices.Contains([]string{"varnish", "edge", "hit", "hits"}, word)
}

// isOfUse finds those whose value is a number or a yes: X-Cache-Hits, X-Cached, X-Cache-Age, X-From-Cache.
func isOfUse(word string) bool {
	return strings.HasSuffix(word, "hit") || strings.HasSuffix(word, "hits") || strings.HasPrefix(word, "cached") || word == "age" || word == "from"
}

// isOfOrigin finds headers of where an answer comes from: X-Served-From, X-Source.
func isOfOrigin(word string) bool { return word == "from" || word == "source" }

// isMoreThanNone reads an age, a number of hits, or whether there was one.
func isMoreThanNone(value string) bool {
	if said := words(value); len(said) > 0 {
		return !saysFresh(said[0])
	}
	return strings.ContainsAny(value, "123456789")
}

// saysStored looks for the words of caches in each value of a list: HIT, "Hit from
// cloudfront", TCP_MEM_HIT/200, cached, TCP_REFRESH_UNMODIFIED. What follows a word for
// the opposite is a cache's name.
func saysStored(value string) bool {
	for part := range strings.SplitSeq(value, ",") {
		for _, word := range words(part) {
			if saysFresh(word) {
				break
			}
			if strings.HasSuffix(word, "hit") || slices.Contains([]string{"hits", "cached", "fresh", "stale", "updating", "revalidated", "validated", "unmodified"}, word) {
				return true
			}
		}
	}
	return false
}

// saysFresh knows the words for an answer that the origin made.
func saysFresh(word string) bool {
	return slices.Contains([]string{"miss", "bypass", "pass", "expired", "dynamic", "no", "not", "none", "false", "off"}, word)
}

func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' })
}

// hasCacheWarning looks for the warnings that only a cache gives: 110 to 113.
func hasCacheWarning(value string) bool {
	for _, warning := range splitOutsideQuotes(value, ',') {
		code, err := strconv.Atoi(firstWord(warning))
		if err == nil && code >= 110 && code <= 113 {
			return true
		}
	}
	return false
}

// hasCacheHit reads a Cache-Status (RFC 9211, section 2): a stored answer was used,
// also after the origin confirmed it (fwd-status=304), or the request was joined
// with somebody else's (collapsed).
func hasCacheHit(value string) bool {
	for _, cache := range splitOutsideQuotes(value, ',') {
		for _, parameter := range splitOutsideQuotes(cache, ';')[1:] {
			name, set, isSet := strings.Cut(strings.ToLower(textproto.TrimString(parameter)), "=")
			switch name = textproto.TrimString(name); {
			case (name == "hit" || name == "collapsed") && !(isSet && textproto.TrimString(set) == "?0"),
				name == "fwd-status" && textproto.TrimString(set) == "304":
				return true
			}
		}
	}
	return false
}

func firstWord(text string) string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// splitOutsideQuotes splits a header's list; there is always one part at least.
func splitOutsideQuotes(text string, separator byte) []string {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch {
		case quoted && text[i] == '\\':
			i++
		case text[i] == '"':
			quoted = !quoted
		case text[i] == separator && !quoted:
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[min(start, len(text)):])
}
