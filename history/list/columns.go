// Package list says what a row of the list of records holds: what lists are filtered and
// sorted by. It is derived from the events, in every store alike.
package list

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/query"
)

// Column is a column of the list. From the table of them follow the inserting and updating
// of a row, reading it back, comparing it with the events, filters and the text of a search
// index. The schema of a store says the same; a test of the store compares them.
type Column struct {
	Name string
	Kind Kind
	// Of is the value for a record. A text that is looked for has its letter case folded.
	Of func(*deletion.Record) Value

	MayBeNull bool
	Set       history.Kind // the event that sets it, where that is not the intent
	Field     query.Field  // the query field that looks for a part of it
	InAnyText bool         // a word without a field is looked for in it, too
	// IsIndexed says that a search index has its words. A change of it makes one out of date
	// that a process of before has made: see words.Version of package sqlite.
	IsIndexed bool
}

// Columns are all columns, in the order in which a row has its values.
var Columns = slices.Concat(
	[]Column{
		{Name: "number", Kind: Number, Of: func(r *deletion.Record) Value { return number(r.Intent.Number) }},
		{Name: "outcome", Kind: Text, Set: history.OutcomeKind, Of: func(r *deletion.Record) Value { return text(string(r.Outcome.Kind)) }},
		{Name: "cause", Kind: Text, Set: history.OutcomeKind, Of: func(r *deletion.Record) Value { return text(string(r.Outcome.Cause)) }},
		{Name: "settled", Kind: Number, Set: history.SettlementKind, Of: settled},
		{Name: "code", Kind: Number, MayBeNull: true, Set: history.OutcomeKind, Of: code},
		{Name: "type", Kind: Text, Of: func(r *deletion.Record) Value { return text(string(r.Intent.IdentifierType)) }},
		{Name: "status", Kind: Text, Of: func(r *deletion.Record) Value { return text(string(r.Intent.Status)) }},
		{Name: "confirmed", Kind: Number, Of: func(r *deletion.Record) Value { return number(r.Intent.Confirmed.UnixMicro()) }},
		wordColumn("identifier", query.ByID, func(r *deletion.Record) string { return r.Intent.Identifier }),
		wordColumn("operator", query.ByOperator, func(r *deletion.Record) string { return r.Intent.Operator.Name }),
	},
	operatorColumns(),
	[]Column{
		wordColumn("server", query.ByServer, func(r *deletion.Record) string { return r.Intent.Server }),
		wordColumn("reason", query.ByReason, func(r *deletion.Record) string { return r.Intent.Reason }),
		afterOutcome(wordColumn("message", query.ByMessage, func(r *deletion.Record) string { return r.Outcome.Message })),
		{Name: "digits", Kind: Text, IsIndexed: true, Of: func(r *deletion.Record) Value { return text(query.JoinedDigits(r.Intent.Identifier)) }},
		afterCheck(Column{Name: "after", Kind: Text, Of: func(r *deletion.Record) Value { return text(afterWord(r)) }}),
		{Name: "call_id", Kind: Text, Field: query.ByID, IsIndexed: true, InAnyText: true, Of: func(r *deletion.Record) Value { return text(query.Fold(r.Intent.CallID())) }},
		wordColumn("parties", query.ByParty, func(r *deletion.Record) string { return r.Intent.Shown.Parties() }),
		{Name: "operator_spelled", Kind: Text, Of: func(r *deletion.Record) Value { return text(query.Spelling(r.Intent.Operator.Name)) }},
		{Name: "server_spelled", Kind: Text, Of: func(r *deletion.Record) Value { return text(query.Spelling(r.Intent.Server)) }},
		{Name: "uuid", Kind: Blob, MayBeNull: true, Of: func(r *deletion.Record) Value { return blob(uuidBytes(r.Intent.ID)) }},
	})

// wordColumn is a column in which words are looked for.
func wordColumn(name string, field query.Field, of func(*deletion.Record) string) Column {
	c := textColumn(name, field, of)
	c.InAnyText, c.IsIndexed = true, true
	return c
}

func textColumn(name string, field query.Field, of func(*deletion.Record) string) Column {
	return Column{Name: name, Kind: Text, Field: field, Of: func(r *deletion.Record) Value { return text(query.Fold(of(r))) }}
}

func afterOutcome(c Column) Column {
	c.Set = history.OutcomeKind
	return c
}

func afterCheck(c Column) Column {
	c.Set = history.AfterKind
	return c
}

// afterWord is what the newest look-up found; empty where there was none.
func afterWord(r *deletion.Record) string {
	if r.After == nil {
		return ""
	}
	return string(r.After.Finding)
}

// operatorColumns have the names of the fields.
func operatorColumns() (all []Column) {
	for _, field := range deletion.OperatorFields() {
		c := textColumn(field.Name, query.Field(field.Name), func(r *deletion.Record) string { return *field.Of(&r.Intent.Operator) })
		c.IsIndexed = field.Name == "login" || field.Name == "host"
		all = append(all, c)
	}
	return all
}

// For returns the columns in which a query field looks for a part of a text.
func For(field query.Field) (all []Column) {
	for _, c := range Columns {
		if field == query.AnyText && c.InAnyText || field != query.AnyText && c.Field == field {
			all = append(all, c)
		}
	}
	return all
}

func settled(r *deletion.Record) Value {
	if r.Settlement == nil {
		return number(0)
	}
	return number(1)
}

func code(r *deletion.Record) Value {
	if r.Outcome.Code == nil {
		return Value{}
	}
	return number(int64(*r.Outcome.Code))
}

// uuidBytes are the 16 bytes of a UUID; nil, which is NULL, where it is none.
func uuidBytes(id string) []byte {
	const usual = 36 // as this program writes them: reading those takes a fifth of the time
	if whole, err := uuid.Parse(id); len(id) == usual && err == nil {
		return whole[:]
	}
	low, high, ok := query.UUIDRange(id)
	if !ok || low != high {
		return nil
	}
	return low[:]
}

// Names are the names of all columns, for SQL.
var Names = func() string {
	names := make([]string, len(Columns))
	for i, c := range Columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}()
