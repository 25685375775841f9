package postgres

import (
	"strings"
	"testing"

	"deletecall/deletion"
)

// The words of a row are compared with its columns, not made again.
func TestWordsThatAreNotThoseOfTheirRowDiffer(t *testing.T) {
	record := deletion.Record{Intent: intentOn("4711"), Outcome: acceptedOutcome()}
	record.Intent.Number = 12
	row := rowOf(record, false)
	whole := row.words
	if !row.Shows(&record, false) {
		t.Fatalf("%q are not the words of their own row", whole)
	}
	for _, other := range []string{"", "12", "12\n", whole[1:], whole + "\n", whole + "x", strings.TrimSuffix(whole, "\n"),
		strings.Replace(whole, "4711", "4712", 1), strings.Replace(whole, "alice", "alice\n", 1), strings.Replace(whole, "\n", "", 1)} {
		row.words = other
		if row.Shows(&record, false) {
			t.Errorf("%q", other)
		}
	}
}
