package apiclient

import (
	"strings"

	"deletecall/deletion"
	"deletecall/lookup"
)

// contradiction says why a call can't be the one of an extension that was asked for: it goes
// on where the last finished one was meant, or none of its numbers is the extension's. It is
// empty where nothing speaks against it; what a server leaves out does not.
func contradiction(selector deletion.Selector, call lookup.Call) string {
	if selector.Type() != deletion.Extension {
		return ""
	}
	switch status := selector.Status(); {
	case status == deletion.Last && call.State == lookup.Ongoing:
		return "it is ongoing, and the last finished one was asked for."
	case (status == deletion.Ongoing || status == deletion.OngoingNext) && call.State == lookup.Finished:
		return "it is finished, and an ongoing one was asked for."
	case !mayBeOf(call, selector.Identifier()):
		return "none of its numbers is " + selector.Identifier() + "."
	}
	return ""
}

// mostCompared is how many digits at the end of two numbers are compared: what
// precedes them, a country or an area, is written in one place and left out in another.
// Two digits at the end are alike too often.
const mostCompared, leastCompared = 7, 3

// mayBeOf reports whether one of the numbers of a call may be that of an extension. Names that
// are no numbers can be written in too many ways to conclude anything.
func mayBeOf(call lookup.Call, extension string) bool {
	wanted, isNumber := digitsOf(extension)
	if !isNumber {
		return true
	}
	numbers := []string{call.From.Number, call.To.Number, call.RecordedParty}
	for _, leg := range call.Legs {
		numbers = append(numbers, leg.Number)
	}
	compared := false
	for _, number := range numbers {
		digits, isNumber := digitsOf(number)
		if number != "" && !isNumber {
			return true
		}
		compared = compared || digits != ""
		length := min(len(digits), len(wanted), mostCompared)
		if digits == wanted && digits != "" || length >= leastCompared && digits[len(digits)-length:] == wanted[len(wanted)-length:] {
			return true
		}
	}
	return !compared || call.MoreLegs
}

// digitsOf are the digits of a phone number, and whether the text is one: digits, what groups
// them, and a + before them.
func digitsOf(text string) (digits string, isNumber bool) {
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9':
			digits += string(r)
		case !strings.ContainsRune("+-./() ", r):
			return "", false
		}
	}
	return digits, digits != ""
}
