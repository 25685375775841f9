package store

import (
	"testing"

	"deletecall/deletion"
)

// The newest with the identifier may be those of other servers.
func TestTheNewestDeletionOfATargetIsLookedForBelowOthers(t *testing.T) {
	wanted := deletion.Intent{IdentifierType: deletion.CallID, Identifier: "8856", Endpoint: "https://verba.example.com/verba/api"}
	below := func(number int64) (numbers []int64, err error) {
		for number = min(number, 401) - 1; number > 0 && len(numbers) < 8; number-- {
			numbers = append(numbers, number)
		}
		return numbers, nil
	}
	for newest, isFound := range map[int64]bool{400: true, 393: true, 392: true, 145: true, 144: false} { // 256 are looked at
		found, err := DeletedOn(wanted, below, func(numbers []int64) (records []deletion.Record, err error) {
			for _, number := range numbers {
				record := deletion.Record{Intent: wanted, Outcome: deletion.Outcome{Kind: deletion.Accepted}}
				record.Intent.Number = number
				switch {
				case number == newest+1:
					record.Outcome.Kind = deletion.Refused
				case number > newest:
					record.Intent.Endpoint = "https://other.example.com/verba/api"
				}
				records = append(records, record)
			}
			return records, nil
		})
		if err != nil || (found != nil) != isFound || isFound && found.Intent.Number != newest {
			t.Errorf("%d: %+v, %v", newest, found, err)
		}
	}
}
