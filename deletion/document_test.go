package deletion

import (
	"os"
	"strings"
	"testing"

	"deletecall/testkit"
)

func TestTheDocumentsListWhatThereIs(t *testing.T) {
	var refusing []Cause
	for _, guard := range guards {
		refusing = append(refusing, guard.cause)
	}
	for _, test := range []struct {
		page, heading string
		known         []string
	}{
		{"../docs/guards.md", "## Guards", words(refusing)},
		{"../docs/data-protection.md", "## What is kept", words(AllData())},
		{"../docs/look-ups.md", "## Afterwards", words(AfterFindings())},
	} {
		testkit.Same(t, test.page+", "+test.heading, testkit.Named(testkit.Section(t, test.page, test.heading)), test.known...)
	}
}

func TestTheREADMEListsTheOutcomes(t *testing.T) {
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if outcomes := "`outcome` (`" + strings.Join(words(OutcomeKinds()), "`, `") + "`)"; !strings.Contains(string(page), outcomes) {
		t.Errorf("the README lacks %s", outcomes)
	}
}

func words[T ~string](all []T) []string {
	var words []string
	for _, one := range all {
		words = append(words, string(one))
	}
	return words
}
