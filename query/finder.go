package query

import (
	"context"
	"time"

	"deletecall/deletion"
)

// Finder reads the audit history. Its errors are *[deletion.HistoryError].
type Finder interface {
	// Find returns a page of the records that fit the query, in the order that the
	// request wants, without the bodies of the answers.
	Find(context.Context, Query, PageRequest) (Page, error)
	// Count returns how many records fit the query, and how many there are.
	Count(context.Context, Query) (matching, total int64, err error)
	// Values returns values that records have in a field and that begin with a
	// prefix, letter case folded, sorted, at most limit. Only the fields of
	// operator, server and identifier have some.
	Values(ctx context.Context, field Field, prefix string, limit int) ([]string, error)
	// Record returns the whole record with this number, or a *[deletion.NoRecordError].
	Record(ctx context.Context, number int64) (deletion.Record, error)
	// Changed returns the numbers of those records that do not match the hash tree, or
	// their rows in the list. Where damage is in the way of telling, none matches.
	Changed(ctx context.Context, records []deletion.Record) (numbers []int64, err error)
	// Unsettled returns the records with an unknown outcome that nobody has
	// settled, newest first, at most limit, and how many there are in all.
	Unsettled(ctx context.Context, limit int) ([]deletion.Record, int64, error)
	// Statistics counts the records that match the query, by periods of the zone.
	Statistics(ctx context.Context, query Query, step Step, zone *time.Location) (Statistics, error)
}

// PageRequest asks for a page of a sorted list, by the number of the record
// beside it. Without one it is the first page.
type PageRequest struct {
	Limit  int // records at most
	Order  Order
	After  int64 // only records after this one: the next page
	Before int64 // only records before this one: the previous page
	From   int64 // this record, and those after it
	Last   bool  // the last page of all
}

// Page is a part of the matching records, in their order.
type Page struct {
	Records  []deletion.Record
	Previous bool // there are matching records before the first
	Next     bool // there are matching records after the last
}
