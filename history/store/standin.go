package store

import (
	"errors"

	"deletecall/deletion"
)

// CantBeRead stands for the identifier of a record that can't be read.
const CantBeRead = "(this record can't be read)"

// UnreadableRecord takes the place in a list of a record that can't be read, so that one of them
// does not hide all the others.
func UnreadableRecord(number int64, err error) deletion.Record {
	return deletion.Record{
		Intent:  deletion.Intent{Number: number, Identifier: CantBeRead},
		Outcome: deletion.Outcome{Kind: deletion.Unknown, Detail: err.Error()},
	}
}

// ChangedRecord takes the place in a list of a record that was changed by another program.
func ChangedRecord(number int64) deletion.Record {
	record := UnreadableRecord(number, errChanged)
	record.Intent.Identifier = "(this record was changed)"
	return record
}

var errChanged = errors.New("it does not match the hash tree or the list of the history")
