package lookup

import (
	"slices"
	"testing"

	"deletecall/testkit"
)

func TestThePageOnLookUpsNamesEveryVerdictAndReason(t *testing.T) {
	const page, heading = "../docs/look-ups.md", "## What an answer proves"
	known := slices.Concat(testkit.Constants(t, "result.go", "Verdict"), testkit.Constants(t, "result.go", "Reason"))
	known = slices.DeleteFunc(known, func(word string) bool { return word == string(ReasonNone) })
	testkit.Same(t, page, testkit.Named(testkit.Section(t, page, heading)), known...)
}
