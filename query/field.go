package query

import (
	"slices"
	"strings"
	"time"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/similar"
)

// FieldInfo is a row of the table of query fields, from which parser, help, completion
// and [Query.Fits] are drawn.
type FieldInfo struct {
	Field   Field
	Meaning string   // as a noun phrase
	Example string   // a value
	Values  []string // all values, when they are few and known

	read    func(word value, now time.Time) ([]Alternative, *Error)
	matches matcher
}

// Fields returns the table, in the order in which help shows it.
func Fields() []FieldInfo { return fields }

var fields = slices.Concat(
	[]FieldInfo{
		few(ByOutcome, "the outcome", "refused", deletion.OutcomeKinds(), func(r *deletion.Record) deletion.OutcomeKind { return r.Outcome.Kind }),
		few(ByType, "the type of the identifier", "extension", deletion.IdentifierTypes(), func(r *deletion.Record) deletion.IdentifierType { return r.Intent.IdentifierType }),
		{ByID, "any part of the identifier or the call's internal ID, or the beginning of the record's UUID", "8856", nil, readWord, matchIdentifier},
		{ByUUID, "the beginning of the record's UUID", "0193f2a1", nil, readUUID, matchUUID},
		{ByParty, "any part of a number or name of the call that was shown", "Ada", nil, readParty, matchParty},
		few(ByStatus, "the status combination; | for either of two", "last,ongoing", deletion.Statuses(), func(r *deletion.Record) deletion.Status { return r.Intent.Status }),
		textField(ByOperator, "the operator's name", "alice", func(r *deletion.Record) string { return r.Intent.Operator.Name }),
	},
	operatorFields(),
	[]FieldInfo{
		textField(ByServer, "the server's name", "production", func(r *deletion.Record) string { return r.Intent.Server }),
		few(ByCause, "why the outcome is what it is", "held", deletion.Causes(), func(r *deletion.Record) deletion.Cause { return r.Outcome.Cause }),
		{ByCode, "the server's code, or a range", "-80..-40", nil, readNumber, matchCode},
		textField(ByReason, "the reason", "GDPR", func(r *deletion.Record) string { return r.Intent.Reason }),
		textField(ByMessage, "the server's message", `"not found"`, func(r *deletion.Record) string { return r.Outcome.Message }),
		{ByNumber, "the record's number, or a range", "100..200", nil, readNumber, matchNumber},
		{BySince, "confirmed then or later", "7d", nil, readSince, matchTime},
		{ByUntil, "confirmed then or earlier", "2026-11-01", nil, readUntil, matchTime},
		{ByDay, "confirmed on that day, month or year, or in a range", "yesterday", nil, readPeriod, matchTime},
		afterField(),
		few(BySettlement, "unknown outcomes, unsettled or settled", unsettledWord, []string{unsettledWord, settledWord}, settlementWord),
	})

// textField is the row of a field that any part of a text matches.
func textField(field Field, meaning, example string, text func(*deletion.Record) string) FieldInfo {
	return FieldInfo{field, "any part of " + meaning, example, nil, readText,
		func(a Alternative, r *deletion.Record) bool { return a.in(text(r)) }}
}

func operatorFields() (rows []FieldInfo) {
	for _, field := range deletion.OperatorFields() {
		rows = append(rows, textField(Field(field.Name), field.Meaning, field.Example,
			func(r *deletion.Record) string { return *field.Of(&r.Intent.Operator) }))
	}
	return rows
}

// Forms are the ways to write a condition, as pairs of an example and what it
// means, for help.
func Forms() [][2]string {
	return [][2]string{
		{"-operator:alice", "all but these"},
		{"operator:=alice", "the whole value, not a part of it"},
		{"code:-50|-51", "either of them; a comma works too, except in status:"},
		{`"user:alice"`, "in quotes: a word, even if it looks like a condition"},
	}
}

// Examples are whole queries, as pairs of a query and what it finds, for help.
func Examples() [][2]string {
	return [][2]string{
		{"8856", "8856 in the identifier, reason, message or any other text"},
		{"operator:alice on:yesterday", "what alice deleted yesterday"},
		{"outcome:refused since:7d", "refused in the last seven days"},
		{"is:unsettled", "unknown outcomes that nobody has settled"},
		{`server:production -reason:GDPR`, "on production, without GDPR in the reason"},
		{"code:-50|-41 on:2026-11", "not found, or an invalid API key, in November 2026"},
	}
}

func queryField(name string) (FieldInfo, bool) {
	for _, info := range fields {
		if string(info.Field) == strings.ToLower(name) {
			return info, true
		}
	}
	return FieldInfo{}, false
}

func few[T ~string](field Field, meaning, example string, values []T, of func(*deletion.Record) T) FieldInfo {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = string(value)
	}
	return FieldInfo{field, meaning, example, names, readName(names),
		func(a Alternative, r *deletion.Record) bool { return a.Text == string(of(r)) }}
}

// afterField is the row of what a look-up found. Its name is also how people begin to write a
// time.
func afterField() FieldInfo {
	row := few(ByAfter, "what a look-up found after the deletion", "marked", deletion.AfterFindings(),
		func(r *deletion.Record) deletion.AfterFinding { return r.AfterFinding() })
	read := row.read
	row.read = func(word value, now time.Time) ([]Alternative, *Error) {
		found, err := read(word, now)
		if err != nil {
			err.Expected += "; since: takes a time"
		}
		return found, err
	}
	return row
}

// readParty reads a text that may also be a phone number.
func readParty(word value, now time.Time) ([]Alternative, *Error) {
	alternatives, err := readText(word, now)
	if !word.whole {
		alternatives[0].Phone = phoneDigits(word.text)
	}
	return alternatives, err
}

// settlementWord is the value of [BySettlement] that a record has; empty where its
// outcome is known.
func settlementWord(r *deletion.Record) string {
	switch {
	case r.Outcome.Kind != deletion.Unknown:
		return ""
	case r.Settlement == nil:
		return unsettledWord
	}
	return settledWord
}

func readText(word value, _ time.Time) ([]Alternative, *Error) {
	return []Alternative{{Text: Fold(word.text), Whole: word.whole}}, nil
}

// readName reads a value out of a few. Its beginning is enough, so that a
// filter works while it is typed; a whole value never means another one that
// begins like it, and after a = it has to be whole.
func readName(names []string) func(value, time.Time) ([]Alternative, *Error) {
	return func(word value, _ time.Time) ([]Alternative, *Error) {
		wanted := plainName(word.text)
		var found []Alternative
		for _, name := range names {
			if plainName(name) == wanted {
				return []Alternative{{Text: name}}, nil
			}
			if !word.whole && strings.HasPrefix(plainName(name), wanted) {
				found = append(found, Alternative{Text: name})
			}
		}
		if len(found) == 0 {
			expected := hint.OneOf(names...)
			if strings.Contains(word.text, ",") { // a status combination keeps its comma
				expected += "; | separates two of them"
			}
			wrong := word.wrong("is not a valid value", expected)
			wrong.Nearest = similar.Value(word.text, names)
			return nil, wrong
		}
		return found, nil
	}
}

// plainName takes "not sent", "not-sent" and "not_sent" for the same.
func plainName(text string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(Fold(text))
}
