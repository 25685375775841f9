package compact

import (
	"strings"
	"testing"

	"deletecall/testkit"
)

func TestThePageOnFormatsHasThePhrases(t *testing.T) {
	const page = "../../../docs/proof-formats.md"
	section := testkit.Section(t, page, "## 6. The history, a backup, an archive")
	if list := "```\n" + strings.Join(phrases[:], "\n") + "\n```\n"; !strings.Contains(section, list) {
		t.Errorf("%s lacks:\n%s", page, list)
	}
}
