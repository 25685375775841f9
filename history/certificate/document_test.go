package certificate

import (
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/history/proof"
	"deletecall/testkit"
)

// Whoever checks a certificate by that page takes every other fact for the word of the issuer.
func TestThePageOnFormatsNamesEveryFactThatIsComparedWithTheEvents(t *testing.T) {
	const page = "../../docs/proof-formats.md"
	section := testkit.Section(t, page, "## 5. The certificate")
	for _, row := range append(recordRows(&deletion.Record{}, masker{}, time.UTC), proofRows(proof.Proved{}, "", nil)...) {
		if !strings.Contains(section, "`"+row.Name+"`") {
			t.Errorf("%s lacks %s", page, row.Name)
		}
	}
}

func TestThePageOnFormatsHasTheWordsOfTheFacts(t *testing.T) {
	const page = "../../docs/proof-formats.md"
	section := testkit.Section(t, page, "## 5. The certificate")
	expect := func(word, value string) {
		t.Helper()
		if !strings.Contains(section, "`"+word+"` (`"+value+"`)") {
			t.Errorf("%s lacks %q for %q", page, word, value)
		}
	}
	for _, row := range deletion.Identifiers() {
		expect(row.Label, string(row.Type))
	}
	for _, finding := range deletion.Findings() {
		expect(finding.Label(), string(finding))
	}
	for _, finding := range []deletion.AfterFinding{deletion.Gone, deletion.StillThere, deletion.StillMarked, deletion.NotChecked} {
		if finding.Label() != strings.ReplaceAll(string(finding), "_", " ") {
			t.Errorf("%s is %q in words", finding, finding.Label())
		}
	}
	for _, heading := range headings {
		if !strings.Contains(section, "`"+heading+"`") {
			t.Errorf("%s lacks the heading %s", page, heading)
		}
	}
}
