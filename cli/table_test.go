package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/safetext"
)

func shown(look look) string {
	var out bytes.Buffer
	table := newTable(&out, look, []column{{heading: "NUMBER"}, {heading: "OUTCOME", state: true}, {heading: "REASON", least: 6}, {heading: "CODE"}}...)
	table.row("1", "accepted", "GDPR-2211, as the data subject wished", "0")
	table.row("12", "settled: deleted", "漢字の理由がここにあります and\x1b[2J more", "-")
	table.row("13", "refused", "", "-50")
	if err := table.flush(); err != nil {
		panic(err)
	}
	return out.String()
}

func TestATableForAPipeIsWholeAndPlain(t *testing.T) {
	text := shown(look{})
	if strings.Contains(text, "\x1b") || !strings.Contains(text, "as the data subject wished") || !strings.Contains(text, `and\x1b[2J more`) {
		t.Errorf("%q", text)
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for _, line := range lines[1:] {
		before, _, _ := strings.Cut(line, strings.Fields(line)[len(strings.Fields(line))-1])
		if safetext.Width(lines[0][:strings.Index(lines[0], "CODE")]) > safetext.Width(line) {
			t.Errorf("%q is too short, after %q", line, before)
		}
	}
}

func TestASpareColumnGivesWayBeforeAnythingIsCut(t *testing.T) {
	for width, want := range map[int]string{0: "NUMBER AFTER REASON 12 gone GDPR-2211", 24: "NUMBER AFTER REASON 12 gone GDPR-2211", 23: "NUMBER REASON 12 GDPR-2211", 15: "NUMBER REASON 12 GDPR-2…"} {
		var out bytes.Buffer
		table := newTable(&out, look{width: width}, []column{{heading: "NUMBER"}, {heading: "AFTER", spare: true}, {heading: "REASON", least: 6}}...)
		table.either([]string{"12", "gone", "GDPR-2211"}, []string{"12", "gone", "GDPR-2211"})
		if err := table.flush(); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(strings.Fields(out.String()), " "); got != want {
			t.Errorf("at %d cells: %q, want %q", width, got, want)
		}
	}
}

func TestATableFitsTheTerminalAndHasColours(t *testing.T) {
	for _, width := range []int{45, 60, 80} {
		text := shown(look{width: width, colours: true})
		for _, colour := range []string{"\x1b[1mNUMBER", "\x1b[32maccepted\x1b[m", "\x1b[1;31msettled: deleted\x1b[m", "\x1b[33mrefused\x1b[m"} {
			if !strings.Contains(text, colour) {
				t.Errorf("%q is missing in %q", colour, text)
			}
		}
		plain := shown(look{width: width})
		if uncoloured := strings.NewReplacer("\x1b[1m", "", "\x1b[32m", "", "\x1b[33m", "", "\x1b[1;31m", "", "\x1b[m", "").Replace(text); uncoloured != plain {
			t.Errorf("the colours change the text:\n%s\n%s", uncoloured, plain)
		}
		for line := range strings.Lines(plain) {
			if cells := safetext.Width(strings.TrimSuffix(line, "\n")); cells > width {
				t.Errorf("%d cells of %d: %q", cells, width, line)
			}
		}
		if cut := strings.Contains(plain, "…"); cut != (width < 80) {
			t.Errorf("at %d cells, cut %v:\n%s", width, cut, plain)
		}
	}
}

func TestTheListOfAHistoryFitsATerminalOf80Cells(t *testing.T) {
	var out bytes.Buffer
	table := newTable(&out, look{width: 80}, recordColumns()...)
	number := int64(1_999_990)
	for _, found := range []deletion.Finding{deletion.FoundDeleted, deletion.FoundNotDeleted, ""} {
		for _, selector := range []deletion.Record{
			{Intent: deletion.Intent{IdentifierType: deletion.Extension, Identifier: "8856", Status: deletion.LastOngoing}},
			{Intent: deletion.Intent{IdentifierType: deletion.CallID, Identifier: "27995227-e853-4098-9adb-13126dce2a9b"}},
		} {
			number++
			record := selector
			record.Intent.Number, record.Intent.Confirmed, record.Intent.Server = number, time.Unix(1_796_000_000, 0), "production-in-budapest"
			record.Intent.Operator.Name, record.Intent.Reason = "hildegard", "GDPR-2211, as the data subject wished"
			record.Outcome.Kind = deletion.Unknown
			if found != "" {
				record.Settlement = &deletion.Settlement{Finding: found}
			}
			table.either(recordCells(record, time.UTC))
		}
	}
	if err := table.flush(); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if cells := safetext.Width(strings.TrimSuffix(line, "\n")); cells > 80 {
			t.Errorf("%d cells: %s", cells, line)
		}
	}
	if !strings.Contains(out.String(), settledSign+" not deleted") {
		t.Errorf("nothing is as wide as it can be:\n%s", out.String())
	}
}
