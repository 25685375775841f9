package store

import (
	"fmt"
	"slices"

	"deletecall/deletion"
	"deletecall/query"
	"deletecall/safetext"
)

// Page puts a page together: numbers are those that a store finds, one more where there is one, in
// the order in which it reads, which is backwards for the page before a record and for the last
// one; and records are those with these numbers. Where all records are listed and one is missing,
// it is a *[ListError].
func Page(filter query.Query, request query.PageRequest, numbers func(backwards bool) ([]int64, error),
	records func([]int64) ([]deletion.Record, error)) (query.Page, error) {
	backwards := request.Before > 0 || request.Last
	found, err := numbers(backwards)
	if err != nil {
		return query.Page{}, err
	}
	more := len(found) > request.Limit
	found = found[:min(len(found), request.Limit)]
	page := query.Page{Previous: request.After > 0 || request.From > 0, Next: more}
	if backwards {
		slices.Reverse(found)
		page = query.Page{Previous: more, Next: request.Before > 0}
	}
	if filter.IsZero() && request.Order.By == query.OrderByTime {
		if err := checkWhole(found, page, request.Order.Reversed); err != nil {
			return query.Page{}, err
		}
	}
	page.Records, err = records(found)
	return page, err
}

// checkWhole makes sure that no record is missing from a page of all of them, and that the
// page at the old end goes back to the first record.
func checkWhole(numbers []int64, page query.Page, oldestFirst bool) error {
	if len(numbers) == 0 {
		return nil
	}
	last, more := numbers[len(numbers)-1], page.Next
	if oldestFirst {
		last, more = numbers[0], page.Previous
	}
	for i, number := range slices.Sorted(slices.Values(numbers)) {
		if number != last+int64(i) {
			return missingFromList(last + int64(i))
		}
	}
	if !more && last != 1 {
		return missingFromList(1)
	}
	return nil
}

func missingFromList(number int64) error {
	return &ListError{Problem: fmt.Sprintf("record %d is missing from the list", number)}
}

// CheckListEnds returns a *[ListError] where the first or the last number of a list is none of the records that there
// are by the events, from 1 to recorded.
func CheckListEnds(first, last, recorded int64) error {
	stray := last
	switch {
	case last > recorded:
	case first < 1:
		stray = first
	default:
		return nil
	}
	return &ListError{Problem: fmt.Sprintf("the list has a record %d that has no event", stray)}
}

// IncompleteList is a *[ListError]: of all recorded records a list has some, and missing is the first that it lacks.
func IncompleteList(has, recorded, missing int64) error {
	return &ListError{Problem: fmt.Sprintf("the list has %s, record %d is missing from it", safetext.OfAll(has, recorded, "record", "records"), missing)}
}
