package query

import (
	"fmt"
	"strings"

	"deletecall/safetext"
)

// Error says what is wrong with a query, and where.
type Error struct {
	Position int    // of the first wrong character, from 1, in characters
	Word     string // what is wrong; foreign text
	Problem  string // a verb phrase: "is not a field"
	Expected string // a noun phrase; empty where the problem says it
	Nearest  string // the known name or value that was probably meant; may be empty
	Quoted   string // the word as it is searched for in spite of its colon; may be empty; foreign text
}

func (e *Error) Error() string {
	lines := []string{fmt.Sprintf("query, position %d: %s %s", e.Position, `"`+safetext.Bounded(e.Word, mostOfAWord)+`"`, e.Problem)}
	if e.Nearest != "" {
		lines = append(lines, "Did you mean "+e.Nearest+"?")
	}
	if e.Expected != "" {
		lines = append(lines, "Use "+e.Expected)
	}
	if e.Quoted != "" {
		quoted := safetext.Bounded(e.Quoted, mostOfAWord)
		lines = append(lines, "To search for the word as it is, put it in quotes: "+quoted+" (in a shell: '"+quoted+"')")
	}
	return strings.Join(lines, "\n")
}

// mostOfAWord is how much of a word an error repeats, in cells.
const mostOfAWord = 40

// Hint is the error without its place, in one line, for a place below the query.
func (e *Error) Hint() string {
	text := safetext.Bounded(e.Word, mostOfAWord) + " " + e.Problem
	switch {
	case e.Nearest != "" && e.Quoted != "":
		return text + "; did you mean " + e.Nearest + ", or the word in quotes?"
	case e.Nearest != "":
		return text + "; did you mean " + e.Nearest + "?"
	case e.Quoted != "":
		return text + "; quote the word, or use " + e.Expected
	case e.Expected == "":
		return text
	}
	return text + ". Use " + e.Expected
}
