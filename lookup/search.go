package lookup

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"deletecall/hint"
	"deletecall/safetext"
)

// Search asks for calls of a span of time.
type Search struct {
	From, To time.Time // both needed; From before To
	Number   string    // a part of a number on either side; empty for any
	Name     string    // a part of a name on either side; empty for any
	Ongoing  bool      // calls that go on, instead of finished ones
	// Secondary asks for the second recordings of calls that are recorded twice.
	Secondary bool
}

// MaxPart bounds the part of a number or a name, in characters.
const MaxPart = 255

// SearchError says what is wrong with a [Search].
type SearchError struct {
	Field   string // "from", "to", "number" or "name"
	Problem string
	Advice  string
}

func (e *SearchError) Error() string { return hint.Below(e.Field+" "+e.Problem, e.Advice) }

// Check returns the *[SearchError]s of a search that can't be made, joined.
func (s Search) Check() error {
	var problems []error
	switch {
	case s.From.IsZero():
		problems = append(problems, &SearchError{"from", "is missing", "Give the begin of the span"})
	case s.To.IsZero():
		problems = append(problems, &SearchError{"to", "is missing", "Give the end of the span"})
	case !s.From.Before(s.To):
		problems = append(problems, &SearchError{"from", "is not before to", "Give the earlier time first"})
	}
	for _, part := range []struct{ field, text string }{{"number", s.Number}, {"name", s.Name}} {
		if length := utf8.RuneCountInString(part.text); length > MaxPart {
			problems = append(problems, &SearchError{part.field, "is " + safetext.Number(int64(length)) + " characters long", fmt.Sprintf("Use at most %d", MaxPart)})
		} else if safetext.Check(part.field, part.text) != nil {
			problems = append(problems, &SearchError{part.field, "has characters that can't be printed", "Remove them"})
		} else if part.text != "" && strings.TrimSpace(part.text) == "" {
			problems = append(problems, &SearchError{part.field, "is blank", "Leave it out, or give a part of it"})
		}
	}
	return errors.Join(problems...)
}

// CheckTyped is [Search.Check] for what a person wrote: a number as a spreadsheet or a word processor spells it is found nowhere.
func (s Search) CheckTyped() error {
	if plain, first, found := safetext.Plain(s.Number); found && plain != "" {
		return errors.Join(s.Check(), &SearchError{"number", "has a character that only looks like a plain one",
			hint.Capital(first.String()) + ". Use " + plain + " instead"})
	}
	return s.Check()
}

// PageLength is how many calls a server is asked for at a time.
const PageLength = 100

// Page is one answer to a [Search].
type Page struct {
	Calls []Call
	Total int // as the server counts, of all pages; -1 when it did not say
	// Next continues the search after this page; it is zero on the last one.
	Next Cursor
	// Gap says that the server's list has changed so much that calls may be missing between this page and the one before.
	Gap  bool
	Zone Zone // in which the server was asked, and its times are read
	// Result says what the answer proves: [Found] for a whole page, an empty one included. Beside
	// [CantSay] the calls are what could be read.
	Result Result
}

// Cursor is where a page of a search begins; zero is the first one.
type Cursor struct {
	Skip int      // how many calls came before
	Seen []string // the internal IDs of the page before, in its order; empty ones where the server said none
}

// MayMiss says what a [Page.Gap] means.
const MayMiss = "The list has changed on the server: calls may be missing here."

// IsZero reports the first page, and that there is no next one.
func (c Cursor) IsZero() bool { return c.Skip == 0 }
