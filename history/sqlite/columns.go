package sqlite

import (
	"slices"
	"strings"

	"deletecall/deletion"
	"deletecall/history"
	"deletecall/query"
)

// column is a column of the table record. From the table of them follow the inserting and
// updating of a row, reading it back, comparing it with the events, filters and the text of
// the search index. The migrations tell SQLite the same; a test compares them.
type column struct {
	name string
	kind kind
	// of is the value for a record. A text that is looked for has its letter case folded.
	of func(*deletion.Record) value

	mayBeNull bool
	set       history.Kind // the event that sets it, where that is not the intent
	field     query.Field  // the query field that looks for a part of it
	inAnyText bool         // a word without a field is looked for in it, too
	isIndexed bool         // the search index has its words; a change of it is a new [words.Version]
}

var columns = slices.Concat(
	[]column{
		{name: "number", kind: aNumber, of: func(r *deletion.Record) value { return number(r.Intent.Number) }},
		{name: "outcome", kind: aText, set: history.OutcomeKind, of: func(r *deletion.Record) value { return text(string(r.Outcome.Kind)) }},
		{name: "settled", kind: aNumber, set: history.SettlementKind, of: settled},
		{name: "code", kind: aNumber, mayBeNull: true, set: history.OutcomeKind, of: code},
		{name: "type", kind: aText, of: func(r *deletion.Record) value { return text(string(r.Intent.IdentifierType)) }},
		{name: "status", kind: aText, of: func(r *deletion.Record) value { return text(string(r.Intent.Status)) }},
		{name: "confirmed", kind: aNumber, of: func(r *deletion.Record) value { return number(r.Intent.Confirmed.UnixMicro()) }},
		wordColumn("identifier", query.ByID, func(r *deletion.Record) string { return r.Intent.Identifier }),
		wordColumn("operator", query.ByOperator, func(r *deletion.Record) string { return r.Intent.Operator.Name }),
	},
	operatorColumns(),
	[]column{
		wordColumn("server", query.ByServer, func(r *deletion.Record) string { return r.Intent.Server }),
		wordColumn("reason", query.ByReason, func(r *deletion.Record) string { return r.Intent.Reason }),
		afterOutcome(wordColumn("message", query.ByMessage, func(r *deletion.Record) string { return r.Outcome.Message })),
		{name: "digits", kind: aText, isIndexed: true, of: func(r *deletion.Record) value { return text(query.JoinedDigits(r.Intent.Identifier)) }},
		{name: "operator_spelled", kind: aText, of: func(r *deletion.Record) value { return text(query.Spelling(r.Intent.Operator.Name)) }},
		{name: "server_spelled", kind: aText, of: func(r *deletion.Record) value { return text(query.Spelling(r.Intent.Server)) }},
		{name: "uuid", kind: aBlob, mayBeNull: true, of: func(r *deletion.Record) value { return blob(uuidBytes(r.Intent.ID)) }},
	})

// wordColumn is a column in which words are looked for.
func wordColumn(name string, field query.Field, of func(*deletion.Record) string) column {
	c := textColumn(name, field, of)
	c.inAnyText, c.isIndexed = true, true
	return c
}

func textColumn(name string, field query.Field, of func(*deletion.Record) string) column {
	return column{name: name, kind: aText, field: field, of: func(r *deletion.Record) value { return text(query.Fold(of(r))) }}
}

func afterOutcome(c column) column {
	c.set = history.OutcomeKind
	return c
}

// operatorColumns have the names of the fields.
func operatorColumns() (all []column) {
	for _, field := range deletion.OperatorFields() {
		c := textColumn(field.Name, query.Field(field.Name), func(r *deletion.Record) string { return *field.Of(&r.Intent.Operator) })
		c.isIndexed = field.Name == "login" || field.Name == "host"
		all = append(all, c)
	}
	return all
}

// columnsFor are the columns in which a query field looks for a part of a text.
func columnsFor(field query.Field) (all []column) {
	for _, c := range columns {
		if field == query.AnyText && c.inAnyText || field != query.AnyText && c.field == field {
			all = append(all, c)
		}
	}
	return all
}

func settled(r *deletion.Record) value {
	if r.Settlement == nil {
		return number(0)
	}
	return number(1)
}

func code(r *deletion.Record) value {
	if r.Outcome.Code == nil {
		return value{}
	}
	return number(int64(*r.Outcome.Code))
}

// uuidBytes are the 16 bytes of a UUID; nil, which is NULL, where it is none.
func uuidBytes(id string) []byte {
	low, high, ok := query.UUIDRange(id)
	if !ok || low != high {
		return nil
	}
	return low[:]
}

// columnNames are the names of all columns, for SQL.
var columnNames = func() string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}()
