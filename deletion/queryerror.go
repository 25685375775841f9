package deletion

import (
	"fmt"

	"deletecall/safetext"
)

// QueryError says what is wrong with a query, and where.
type QueryError struct {
	Query    string
	Position int    // of the first wrong character, from 1, in characters
	Word     string // what is wrong; foreign text
	Problem  string // a verb phrase: "is not a field"
	Expected string // a noun phrase
	Nearest  string // the known name that was probably meant; may be empty
	// Incomplete is true when more typing may mend it.
	Incomplete bool
}

// Error names position, word, problem and what was expected.
func (e *QueryError) Error() string {
	text := fmt.Sprintf("query, position %d: %s %s", e.Position, quote(e.Word), e.Problem)
	if e.Nearest != "" {
		return text + "; did you mean " + e.Nearest + "?"
	}
	return text + "; expected " + e.Expected
}

// Hint is the error without its place, for a line below the query.
func (e *QueryError) Hint() string {
	text := safetext.Bounded(e.Word, 40) + " " + e.Problem
	if e.Nearest != "" {
		return text + "; did you mean " + e.Nearest + "?"
	}
	return text + "; expected " + e.Expected
}

// nearestField returns the field whose name is most like the given one; empty
// when none is like it.
func nearestField(name string) string {
	best, distance := "", len(name)/2+2
	for _, candidate := range fieldNames() {
		if d := editDistance(Fold(name), candidate); d < distance {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return best + ":"
}

// editDistance counts the letters to insert, remove or replace (Levenshtein).
func editDistance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			cost := 1
			if r == s {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, diagonal+cost)
		}
	}
	return row[len(to)]
}
