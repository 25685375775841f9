package query

import (
	"cmp"

	"deletecall/deletion"
	"deletecall/hint"
	"deletecall/similar"
)

// Order is how a list of records is sorted. The zero Order is the newest first.
// Records with the same value sort newest first, and oldest first
// where the order is reversed.
type Order struct {
	By       OrderField
	Reversed bool
}

// OrderField is what records are sorted by.
type OrderField string

// The fields. Letter case makes no difference; identifiers are texts, so "10"
// sorts before "9".
const (
	OrderByTime       OrderField = "" // in which they were recorded, the newest first
	OrderByOperator   OrderField = "operator"
	OrderByOutcome    OrderField = "outcome"
	OrderByIdentifier OrderField = "identifier"
	OrderByServer     OrderField = "server"
)

// OrderFields are the fields, in the order in which they are offered.
func OrderFields() []OrderField {
	return []OrderField{OrderByTime, OrderByOperator, OrderByOutcome, OrderByIdentifier, OrderByServer}
}

// OrderNames are the names of the fields on the command line.
func OrderNames() []string {
	var names []string
	for _, field := range OrderFields() {
		names = append(names, field.String())
	}
	return names
}

const timeName = "time"

// String is the field's name on the command line.
func (f OrderField) String() string {
	if f == OrderByTime {
		return timeName
	}
	return string(f)
}

// ParseOrderField reads the name of a field. What is none is a *[deletion.FieldError].
func ParseOrderField(name string) (OrderField, error) {
	for _, field := range OrderFields() {
		if field.String() == name {
			return field, nil
		}
	}
	return "", &deletion.FieldError{Field: "sort", Value: name, Problem: "is not a field to sort by", Advice: meantOrder(name) + "Use " + hint.OneOf(OrderNames()...)}
}

// meantOrder asks whether the field was meant that a mistyped name is like, or that has another name where it is
// shown or filtered by.
func meantOrder(name string) string {
	names := map[string]OrderField{}
	var known []string
	for _, field := range OrderFields() {
		of := Field(field)
		if field == OrderByTime {
			of = ByDay
		} else if field == OrderByIdentifier {
			of = ByID
		}
		for _, one := range append([]string{field.String(), string(of)}, otherNames[of]...) {
			names[one], known = field, append(known, one)
		}
	}
	meant := similar.Value(name, known)
	if meant == "" {
		return ""
	}
	return "Did you mean " + names[meant].String() + "?\n"
}

// String says in words how the records are sorted: "by operator, a to z".
func (o Order) String() string {
	switch {
	case o.By == OrderByTime && o.Reversed:
		return "oldest first"
	case o.By == OrderByTime:
		return "newest first"
	case o.Reversed:
		return "by " + o.By.String() + ", z to a"
	}
	return "by " + o.By.String() + ", a to z"
}

// Compare is negative where record a comes before b, and 0 for a record and itself. It
// defines the order that [Finder.Find] sorts by.
func (o Order) Compare(a, b deletion.Record) int {
	if o.Reversed {
		a, b = b, a
	}
	return cmp.Or(cmp.Compare(o.By.key(a), o.By.key(b)), cmp.Compare(b.Intent.Number, a.Intent.Number))
}

// key is what a record is sorted by, before its number.
func (f OrderField) key(record deletion.Record) string {
	switch f {
	case OrderByOperator:
		return Fold(record.Intent.Operator.Name)
	case OrderByOutcome:
		return string(record.Outcome.Kind)
	case OrderByIdentifier:
		return Fold(record.Intent.Identifier)
	case OrderByServer:
		return Fold(record.Intent.Server)
	}
	return ""
}
