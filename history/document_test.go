package history

import (
	"strings"
	"testing"

	"deletecall/testkit"
)

func TestThePageOnFormatsNamesEveryPrivateFieldWithItsKind(t *testing.T) {
	const page = "../docs/proof-formats.md"
	section := testkit.Section(t, page, "## 1. The event")
	testkit.Same(t, page, testkit.Named(section), PrivateNames()...)
	for _, field := range privateFields[1:] {
		for row := range strings.Lines(section) {
			cells := strings.Split(row, "|")
			if len(cells) == 4 && strings.Contains(cells[1], "`"+field.name+"`") && strings.TrimSpace(cells[2]) != string(field.kind) {
				t.Errorf("%s says that %s is of the kind %s, not %s", page, field.name, cells[2], field.kind)
			}
		}
	}
}

func TestThePageForAuditorsNamesEveryAct(t *testing.T) {
	const page = "../docs/auditor.md"
	section := testkit.Section(t, page, "## On the day")
	for _, act := range testkit.Constants(t, "acts.go", "") {
		if !strings.Contains(section, "`"+act+"`") {
			t.Errorf("%s lacks %s", page, act)
		}
	}
}

func TestThePageOnFormatsHasTheCodesOfThePrivateFields(t *testing.T) {
	const page = "../docs/proof-formats.md"
	section := strings.Join(strings.Fields(testkit.Section(t, page, "## 6. The history, a backup, an archive")), " ")
	if codes := "The codes are, from 1: `" + strings.Join(PrivateNames(), "`, `") + "`."; !strings.Contains(section, codes) {
		t.Errorf("%s lacks: %s", page, codes)
	}
	for _, field := range privateFields[1:] {
		if after := section[strings.Index(section, "After `"):]; field.ofAttempt != strings.Contains(after[:strings.Index(after, " comes ")], "`"+field.name+"`") {
			t.Errorf("%s is wrong about the attempt of %s", page, field.name)
		}
	}
}
