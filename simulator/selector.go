package simulator

import (
	"fmt"
	"net/url"
	"strings"
)

// extension is the parameter that needs a status beside it.
const extension = "extension"

type name struct {
	param string
	of    func(Call) []string // its values in a call; an empty one names nothing
}

// names are all of them, the extension last; exactly one is mandatory.
func names() []name {
	return []name{
		{"callID", func(c Call) []string { return []string{c.CallID} }},
		{"platformCallID", func(c Call) []string { return []string{c.PlatformCallID} }},
		{"nativeID", func(c Call) []string { return []string{c.NativeID} }},
		{"meetingID", func(c Call) []string { return []string{c.MeetingID} }},
		{extension, func(c Call) []string { return []string{c.From, c.To} }},
	}
}

// parameters are their own names.
func parameters() (all []string) {
	for _, name := range names() {
		all = append(all, name.param)
	}
	return all
}

type selector struct {
	key
	steps []string // of an extension: the statuses, in the order in which they are looked for
}

// parseSelector reads the selector of a request, and says what is wrong with it otherwise. An empty parameter counts as
// missing, the way forms send fields that were left alone.
func parseSelector(given url.Values) (selector, error) {
	var s selector
	for _, param := range parameters() {
		value := given.Get(param)
		if value == "" {
			continue
		}
		if s.value != "" {
			return selector{}, fmt.Errorf("%s and %s contradict each other", s.param, param)
		}
		s.key = key{param, value}
	}
	if s.value == "" {
		others := parameters()
		others = others[:len(others)-1]
		return selector{}, fmt.Errorf("either %s or %s is mandatory", strings.Join(others, ", "), extension)
	}
	if s.param != extension {
		return s, nil
	}
	if given.Get("status") == "" {
		return selector{}, fmt.Errorf("status is mandatory if extension is specified")
	}
	var ok bool
	if s.steps, ok = parseStatus(given.Get("status")); !ok {
		return selector{}, fmt.Errorf("status %s is not valid", given.Get("status"))
	}
	return s, nil
}

// parseStatus takes the five combinations of the specification, with or without blanks around the comma.
func parseStatus(status string) (steps []string, ok bool) {
	steps = strings.Split(status, ",")
	for i := range steps {
		steps[i] = strings.Trim(steps[i], " ")
	}
	switch strings.Join(steps, ",") {
	case "last", "ongoing", "next", "ongoing,next", "last,ongoing":
		return steps, true
	}
	return nil, false
}

// String names the call in messages, in the words of the specification's error sample.
func (s selector) String() string {
	if s.param == extension {
		return fmt.Sprintf("extension %s with status %s", s.value, strings.Join(s.steps, ","))
	}
	return s.param + " " + s.value
}

// watches says whether the last step is to wait for the next call.
func (s selector) watches() bool {
	return len(s.steps) > 0 && s.steps[len(s.steps)-1] == "next"
}
