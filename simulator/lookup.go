package simulator

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// LookUps is how a system answers look-ups. The zero value answers as the published samples do.
type LookUps struct {
	Spelling Spelling
	// Flawed writes answers that are not well-formed, as some of the published samples are.
	Flawed bool
	// Missing says that the system has no look-ups: their actions are invalid.
	Missing bool
	// Zone is that of the times in answers and searches; UTC when nil.
	Zone *time.Location
}

// pageLength is how many calls a search answers when nothing is said, and mostOfAPage how many at most.
const (
	pageLength  = 100
	mostOfAPage = 1000
)

func isLookUp(action string) bool {
	return action == "GetCallID" || action == "GetCallInformation" || action == "SearchCalls"
}

func (s *Simulator) lookUp(ctx context.Context, action string, params url.Values, asked time.Time, fault Fault) (answer, error) {
	if s.keys[params.Get("apiKey")].NoLookUps {
		return refusal(codeNoRight, "Access denied."), nil
	}
	if action == "SearchCalls" {
		return s.searchCalls(params), nil
	}
	if fault.Another {
		return s.describe(action, s.another()), nil
	}
	sel, err := parseSelector(params)
	if err != nil {
		return refusal(codeInvalidParameters, "Invalid parameters: %v.", err), nil
	}
	for try := 1; ; try++ {
		switch found := s.look(sel, asked); {
		case len(found) > 1:
			return refusal(codeMoreThanOne, "More than 1 record found for %v.", sel), nil
		case len(found) == 1:
			return s.describe(action, found[0]), nil
		}
		if try == s.config.Tries {
			result := s.notFound(sel)
			result.code = codeCallNotFound
			return result, nil
		}
		if err := sleep(ctx, s.config.Sleep); err != nil {
			return answer{}, err
		}
	}
}

// look finds what a DeleteCall at this moment would act on, and changes nothing.
func (s *Simulator) look(sel selector, asked time.Time) (calls []Call) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.find(sel, asked, s.advance()) {
		calls = append(calls, r.Call)
	}
	return calls
}

func (s *Simulator) another() Call {
	return Call{CallID: newGUID(), NativeID: "TRS00000000", PlatformCallID: "1", From: "1", To: "2", Begin: s.now().Add(-time.Hour), End: s.now()}
}

func (s *Simulator) describe(action string, c Call) answer {
	if action == "GetCallID" {
		return answer{code: codeSuccess, document: []byte(xmlHead + `<VerbaApi><Response code="0" type="GetCallID"/><CallID>` + xmlText(c.CallID) + "</CallID></VerbaApi>\n")}
	}
	return answer{code: codeSuccess, document: s.config.LookUps.card(c, s.now())}
}

// searchCalls answers the calls of a span of time, page by page.
func (s *Simulator) searchCalls(params url.Values) answer {
	from, fromOK := s.config.LookUps.parse(params.Get("start"))
	to, toOK := s.config.LookUps.parse(params.Get("end"))
	if !fromOK || !toOK {
		return refusal(codeInvalidParameters, "Invalid parameters: start and end are mandatory.")
	}
	var found []Call
	now := s.now()
	calls := s.Calls()
	if params.Get("order") != "asc" {
		slices.Reverse(calls)
	}
	for _, c := range calls {
		ongoing := params.Get("status") == "ongoing"
		if !c.Begin.Before(from) && !c.Begin.After(to) && (c.State(now) == Ongoing) == ongoing &&
			c.Secondary == (params.Get("secondary") == "1") &&
			hasParts(params["anynum"], c.From, c.To) && hasParts(params["anyname"], c.FromName, c.ToName) {
			found = append(found, c)
		}
	}
	first, _ := strconv.Atoi(params.Get("pagefirst"))
	length, err := strconv.Atoi(params.Get("pagelen"))
	if err != nil || length < 1 {
		length = pageLength
	}
	total := len(found)
	found = found[min(max(first, 0), total):]
	found = found[:min(length, mostOfAPage, len(found))]
	return answer{code: codeSuccess, document: s.config.LookUps.list(found, total, now)}
}

// hasParts reports whether each of the parts is in one of the texts, in whatever letter case.
func hasParts(parts []string, texts ...string) bool {
	all := strings.ToLower(strings.Join(texts, "\n"))
	for _, part := range parts {
		if !strings.Contains(all, strings.ToLower(part)) {
			return false
		}
	}
	return true
}

func (l LookUps) parse(text string) (at time.Time, ok bool) {
	for _, form := range []string{"2006-01-02 15:04", time.DateTime} { // which takes fractions of a second too
		if at, err := time.ParseInLocation(form, text, l.zone()); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

func (l LookUps) zone() *time.Location {
	if l.Zone == nil {
		return time.UTC
	}
	return l.Zone
}
