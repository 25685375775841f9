package deletion

import (
	"strings"

	"deletecall/hint"
)

// Status is a status combination: it tells the server which of an extension's
// calls is meant. Its value is what the status parameter carries.
type Status string

// The five status combinations of the specification, and no other.
const (
	NoStatus    Status = ""
	Last        Status = "last"
	Ongoing     Status = "ongoing"
	Next        Status = "next"
	OngoingNext Status = "ongoing,next"
	LastOngoing Status = "last,ongoing"
)

// StatusCombination is a row of the table of status combinations.
type StatusCombination struct {
	Status Status
	Label  string // as the specification writes it: "ongoing, next"
	// Finds says which call is meant; "%s" stands for the number.
	Finds string
	// Effect says what happens to the call that is found.
	Effect string
	// Watches is true where the server may wait up to a minute for a call to begin.
	Watches bool
}

// StatusCombinations returns the table, in the order in which a form offers it.
func StatusCombinations() []StatusCombination {
	return []StatusCombination{
		{Last, "last",
			"The last finished call in which %s is the calling or the called party", "is deleted", false},
		{Ongoing, "ongoing",
			"The ongoing call in which %s is the calling or the called party", "is marked for deletion", false},
		{Next, "next",
			"The next call to begin within a minute in which %s is the calling or the called party", "is marked for deletion", true},
		{LastOngoing, "last, ongoing",
			"The last finished call in which %s is the calling or the called party, or, if there is none, the ongoing one,",
			"is deleted (an ongoing one is marked for deletion)", false},
		{OngoingNext, "ongoing, next",
			"The ongoing call in which %s is the calling or the called party, or, if there is none, the next one to begin within a minute,",
			"is marked for deletion", true},
	}
}

// Statuses are the status combinations themselves, in the table's order.
func Statuses() []Status {
	var all []Status
	for _, row := range StatusCombinations() {
		all = append(all, row.Status)
	}
	return all
}

// Combination returns the table's row for s, and whether there is one.
func (s Status) Combination() (StatusCombination, bool) {
	for _, row := range StatusCombinations() {
		if row.Status == s {
			return row, true
		}
	}
	return StatusCombination{}, false
}

// Watches reports whether a server may hold a request with this status for a
// minute, waiting for a call to begin.
func (s Status) Watches() bool {
	row, _ := s.Combination()
	return row.Watches
}

// ParseStatus reads a status combination as a person writes it: blanks around
// the words and letter case do not matter, the order does, since it is the
// order in which the server looks. It returns a *[FieldError] for anything that
// is not one of the five combinations.
func ParseStatus(text string) (Status, error) {
	words := strings.Split(text, ",")
	for i, word := range words {
		words[i] = strings.ToLower(strings.TrimSpace(word))
	}
	status := Status(strings.Join(words, ","))
	if _, ok := status.Combination(); ok {
		return status, nil
	}
	if strings.TrimSpace(text) == "" {
		return NoStatus, &FieldError{Field: FieldStatus, Problem: "is missing", Advice: "Give the status of the call: " + expectedStatus()}
	}
	return NoStatus, &FieldError{Field: FieldStatus, Value: text, Problem: "is not a status combination",
		Advice: hint.Meant(string(status), Statuses()...) + "Use " + expectedStatus()}
}

func expectedStatus() string {
	var labels []string
	for _, row := range StatusCombinations() {
		labels = append(labels, `"`+row.Label+`"`)
	}
	return hint.OneOf(labels...)
}
