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
