package query

import (
	"strings"
	"time"
	"unicode"
)

// Field names what a term of a query looks at.
type Field string

// The fields of the query language, to which come those of what is known of the
// operator, see [deletion.OperatorFields]. AnyText is a term without a field: any
// part of identifier, operator, reason, message, server or number, or the
// beginning of the record's UUID.
const (
	AnyText       Field = ""
	ByOutcome     Field = "outcome"
	ByType        Field = "type"
	ByID          Field = "id"
	ByUUID        Field = "uuid"
	ByParty       Field = "party"
	ByStatus      Field = "status"
	ByOperator    Field = "operator"
	ByServer      Field = "server"
	ByCode        Field = "code"
	ByCause       Field = "cause"
	ByReason      Field = "reason"
	ByMessage     Field = "message"
	ByNumber      Field = "number"
	BySince       Field = "since"
	ByUntil       Field = "until"
	ByDay         Field = "on"
	ByAfter       Field = "after"
	BySettlement  Field = "is"
	unsettledWord       = "unsettled"
	settledWord         = "settled"
)

// Query is a filter over the records of the history: every term has to fit.
// The zero Query fits every record.
type Query struct {
	text  string
	terms []Term
}

// Term is one condition of a query. It fits a record when one of its
// alternatives does; a negated one when none does.
type Term struct {
	Negated      bool
	Field        Field
	Alternatives []Alternative

	matches    matcher
	start, end int // in the query's text, in bytes
}

// Alternative is one value of a term. Text is set for fields that hold text,
// folded by [Fold] where any part of it may fit; the range, with both ends
// included, for numbers, codes and times. Where UUID is set, a record whose UUID
// begins with it fits too; where Phone is set, one whose identifier has these digits,
// however they are grouped.
type Alternative struct {
	Text     string
	Whole    bool   // the record's text is this one, and no longer
	From, To int64  // times in microseconds of Unix time
	UUID     string // hexadecimal digits in small letters, without dashes; see [UUIDRange]
	Phone    string // digits only; see [JoinedDigits]
}

// String is the query as it was written.
func (q Query) String() string { return q.text }

// Terms returns the conditions, in the order in which they were written.
func (q Query) Terms() []Term { return q.terms }

// IsZero reports whether the query fits every record.
func (q Query) IsZero() bool { return len(q.terms) == 0 }

// Value is the text of the first condition that is not negated and looks at the
// field; empty when there is none.
func (q Query) Value(field Field) string {
	for _, term := range q.terms {
		if term.Field == field && !term.Negated {
			_, value, _ := strings.Cut(q.text[term.start:term.end], ":")
			return value
		}
	}
	return ""
}

// With returns the query's text with its conditions on the field replaced by one
// value, or removed when the value is empty. A negated condition stays.
func (q Query) With(field Field, value string) string {
	return q.with(field, field.Quote(value))
}

// WithWhole is [Query.With] for a value that fits only a text that is no longer.
func (q Query) WithWhole(field Field, value string) string {
	return q.with(field, "="+field.Quote(value))
}

func (q Query) with(field Field, written string) string {
	var parts []string
	for _, term := range q.terms {
		if term.Field != field || term.Negated {
			parts = append(parts, q.text[term.start:term.end])
		}
	}
	if written != "" {
		parts = append(parts, string(field)+":"+written)
	}
	return strings.Join(parts, " ")
}

// Quote writes a value of the field so that the query language reads it as it is.
func (f Field) Quote(value string) string {
	special := func(r rune) bool { return r == '"' || unicode.IsSpace(r) || strings.ContainsRune(f.Separators(), r) }
	if !strings.HasPrefix(value, "=") && !strings.ContainsFunc(value, special) {
		return value
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`
}

// Separators are the characters that separate the alternatives of a field. A status
// combination holds a comma itself, so only | separates two of them.
func (f Field) Separators() string {
	switch f {
	case AnyText:
		return ""
	case ByStatus:
		return "|"
	}
	return ",|"
}

// Begun is what is typed of the last of a condition's values: "un" of outcome:refused,un and of
// outcome:=un, where the equals sign wants the whole value.
func (f Field) Begun(values string) string {
	last := values[strings.LastIndexAny(values, f.Separators())+1:]
	return strings.TrimPrefix(last, "=")
}

// Parse reads the query language of console and commands:
//
//	8856 outcome:refused,unknown operator:"alice b" since:7d -status:last code:-80..-40
//
// A value of a text is any part of it; with = before it, the whole. Commas or |
// separate alternatives; since a status combination holds a comma, only | separates
// two of them: status:last,ongoing is the combination, status:last|ongoing either.
//
// A word with a colon is a condition when a field precedes the colon. An address
// or a path, such as sip:alice@example.com or localhost:8080, is a word; what looks like
// a field and is none is refused; and what is quoted is always a word. What encloses an
// address or a UUID where they are copied from is left out: <sip:alice@example.com>.
//
// Times without a zone, and words such as yesterday, are read in the zone of
// now. What is wrong with a query is a *[Error].
func Parse(text string, now time.Time) (Query, error) {
	query := Query{text: text}
	tokens, err := splitQuery(text)
	if err != nil {
		return Query{}, err
	}
	for _, token := range tokens {
		term, err := token.term(now)
		if err != nil {
			return Query{}, err
		}
		query.terms = append(query.terms, term)
	}
	return query, nil
}
