package deletion

import (
	"regexp"
	"strings"
	"time"

	"deletecall/safetext"
)

// Rules are what the configuration allows on a server, besides how it is confirmed. The zero
// value allows everything. [Guards] enforce them. Nobody changes them once they are a server's.
type Rules struct {
	ReadOnly bool
	Hours    Hours // when something may be deleted; always when empty
	// Blocked are the numbers whose calls are not deleted; * stands for any characters. See
	// [NewNumberPattern].
	Blocked []NumberPattern
	// LookUpRequired says that a call is deleted only if a look-up has shown it, and by its internal ID.
	LookUpRequired bool
	// AtMost is how many deletions one operator may confirm within [RateWindow]; 0 for any number.
	AtMost int
	// ReasonPattern is what a reason has to contain, and ReasonExample one that does; nil for anything.
	ReasonPattern *regexp.Regexp
	ReasonExample string
}

// RateWindow is the time within which [Rules.AtMost] counts.
const RateWindow = time.Hour

// allows are the server's rules, also where it has none.
func (s Server) allows() Rules {
	if s.Rules == nil {
		return Rules{}
	}
	return *s.Rules
}

// RulesInWords are the server's rules as clauses, for a person who chooses it or checks the
// configuration.
func (s Server) RulesInWords() (all []string) {
	rules := s.allows()
	if rules.ReadOnly {
		all = append(all, "read-only: nothing is deleted")
	}
	if !rules.Hours.IsZero() {
		all = append(all, "calls are deleted only "+rules.Hours.String())
	}
	if len(rules.Blocked) > 0 {
		var texts []string
		for _, pattern := range rules.Blocked {
			texts = append(texts, safetext.Line(pattern.Text))
		}
		all = append(all, "blocked: "+strings.Join(texts, ", "))
	}
	if rules.LookUpRequired {
		all = append(all, "only calls that were looked up are deleted")
	}
	if rules.AtMost > 0 {
		all = append(all, "at most "+safetext.Count(rules.AtMost, "deletion", "deletions")+" an hour for each operator")
	}
	if rules.ReasonPattern != nil {
		all = append(all, "reasons like: "+safetext.Line(rules.ReasonExample))
	}
	return all
}

// RequiresLookUp reports whether a call is deleted only if a look-up has shown it.
func (s Server) RequiresLookUp() bool { return s.allows().LookUpRequired }

// ReasonExample is an example of the reasons that the server takes; empty where it takes any.
func (s Server) ReasonExample() string { return s.allows().ReasonExample }

// WantsReason reports whether nothing is deleted without a reason.
func (s Server) WantsReason() bool {
	pattern := s.allows().ReasonPattern
	return s.ReasonRequired || pattern != nil && !pattern.MatchString("")
}

// NumberPattern fits phone numbers however they are grouped.
type NumberPattern struct {
	Text  string   // as it was written
	parts []string // between the stars
}

// NewNumberPattern reads a pattern such as "+36 1 555*", where * stands for any characters, or
// for none.
func NewNumberPattern(text string) NumberPattern {
	parts := strings.Split(text, "*")
	for i := range parts {
		parts[i] = PlainNumber(parts[i])
	}
	return NumberPattern{text, parts}
}

// Fits reports whether a number is one of the pattern's.
func (p NumberPattern) Fits(number string) bool {
	last := len(p.parts) - 1
	rest, begins := strings.CutPrefix(PlainNumber(number), p.parts[0])
	if last == 0 || !begins {
		return begins && rest == ""
	}
	for _, part := range p.parts[1:last] {
		_, after, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, p.parts[last])
}

// PlainNumber is a phone number in one spelling: lower case, without blanks and the signs that
// group digits, and with + for a leading 00. Two numbers that are alike so are taken for one.
func PlainNumber(number string) string {
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \u00a0\u202f-\u2010\u2011\u2012\u2013./()", r) {
			return -1
		}
		return r
	}, strings.ToLower(number))
	if rest, found := strings.CutPrefix(plain, "00"); found {
		return "+" + rest
	}
	return plain
}
