package store

import (
	"slices"

	"deletecall/deletion"
)

// sortedPage is how many records are in memory while they are put in order.
const sortedPage = 100

// InOrder hands over the records with these numbers in their order. read reads some of them in
// any order.
func InOrder(numbers []int64, read func(numbers []int64, use func(deletion.Record) bool) error, use func(deletion.Record) bool) error {
	for wanted := range slices.Chunk(numbers, sortedPage) {
		found := make(map[int64]deletion.Record, len(wanted))
		err := read(wanted, func(record deletion.Record) bool {
			found[record.Intent.Number] = record
			return true
		})
		if err != nil {
			return err
		}
		for _, number := range wanted {
			if record, ok := found[number]; ok && !use(record) {
				return nil
			}
		}
	}
	return nil
}
