package cli

import (
	"bytes"
	"testing"

	"deletecall/deletion"
)

// "No longer found" alone would be read as if nothing were left.
func TestALookUpAfterwardsNamesTheCopiesThatAreLeft(t *testing.T) {
	var out bytes.Buffer
	after := deletion.After{Finding: deletion.Gone, Detail: "The server finds no such call.", Copies: "b c"}
	const want = "Record 7: no longer found. The server finds no such call. Secondary copies are still found: b, c.\n"
	if err := (Program{Out: &out}).printAfter(7, after, false); err != nil || out.String() != want {
		t.Errorf("%q, %v", out.String(), err)
	}
}
