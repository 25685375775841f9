package config

import (
	"regexp"

	"deletecall/deletion"
)

// mostAtMost is the highest limit of deletions an hour: counting them is a part of each.
const mostAtMost = 1000

func newRules(key string, raw serverFile, p *problems) *deletion.Rules {
	rules := &deletion.Rules{ReadOnly: raw.ReadOnly}
	if raw.Hours != "" {
		hours, err := deletion.ParseHours(raw.Hours, nil)
		if err != nil {
			p.add(key+".hours", "are no hours of a week", `expected something like "Mon-Fri 07:00-19:00" or "Mon-Fri 07:00-19:00 Europe/Budapest"`)
		}
		rules.Hours = hours // a zone that they don't name is that of the configuration
	}
	for _, text := range raw.Blocked {
		if deletion.PlainNumber(text) == "" || unprintable(text) != "" {
			p.add(key+".blocked", "has an entry that is no number", `expected numbers such as "+36 1 555*", where * stands for any characters`)
			continue
		}
		rules.Blocked = append(rules.Blocked, deletion.NewNumberPattern(text))
	}
	if raw.AtMost != nil {
		if rules.AtMost = *raw.AtMost; rules.AtMost < 1 || rules.AtMost > mostAtMost {
			p.add(key+".at_most", "is not a number of deletions an hour", "expected 1 to 1000; read_only = true allows none")
		}
	}
	rules.ReasonPattern, rules.ReasonExample = p.reasonPattern(key, raw)
	return rules
}

// lookUp reads whether calls are looked up: by the console, or before every deletion.
func (p *problems) lookUp(key string, raw serverFile, rules *deletion.Rules) (never bool) {
	switch value := raw.LookUp.(type) {
	case nil:
	case bool:
		never = !value
	default:
		if rules.LookUpRequired = value == "required"; !rules.LookUpRequired {
			p.add(key+".look_up", "has an invalid value", `use true, false or "required"`)
		}
	}
	if rules.LookUpRequired && raw.Pin != nil && !*raw.Pin {
		p.add(key, `has look_up = "required" and pin = false`, "keep one of them: what is sent as typed may delete another call than the one that was looked up")
	}
	return never
}

// reasonPattern wants an example, since a person is shown that and not the pattern.
func (p *problems) reasonPattern(key string, raw serverFile) (*regexp.Regexp, string) {
	if raw.ReasonPattern == "" {
		if raw.ReasonExample != "" {
			p.add(key+".reason_example", "has no reason_pattern that it is an example of", "give both, or neither")
		}
		return nil, ""
	}
	pattern, err := regexp.Compile(raw.ReasonPattern)
	if err != nil {
		p.add(key+".reason_pattern", "is not a regular expression", `expected one of RE2, such as '^GDPR-\d+'`)
		return nil, ""
	}
	if raw.ReasonExample == "" || !pattern.MatchString(raw.ReasonExample) || unprintable(raw.ReasonExample) != "" {
		p.add(key+".reason_example", "is not a reason that reason_pattern fits", `give one that is shown to people, such as reason_example = "GDPR-2211 erasure request"`)
	}
	return pattern, raw.ReasonExample
}
