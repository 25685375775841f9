package earlier_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"deletecall/deletion"
	"deletecall/ui/earlier"
	"deletecall/ui/theme"
	"deletecall/ui/uitest"
	"deletecall/ui/widget"
)

func listOf(records []deletion.Record) earlier.List {
	return earlier.List{Of: "8856", Records: records, Read: records[0].Intent.Confirmed.Add(time.Hour), Zone: uitest.Zone}
}

func TestTheListKeepsWithinItsPlace(t *testing.T) {
	for count := 1; count <= earlier.Most; count++ {
		list := listOf(uitest.Records()[:count])
		for _, width := range []int{1, 2, 7, 12, 39, 46, 68, 100, 130} {
			for height := -1; height < 12; height++ {
				lines := list.Lines(width, height, theme.Plain())
				if len(lines) > max(0, height) {
					t.Fatalf("%d records take %d lines of %d", count, len(lines), height)
				}
				for _, line := range lines {
					if widget.Width(line) > width {
						t.Fatalf("%q takes more than %d cells", line, width)
					}
				}
			}
		}
	}
}

func TestWhatHasNoRoomIsSaid(t *testing.T) {
	list := listOf(uitest.Records()[:5])
	for height, want := range map[int]string{6: "#10", 5: "Older ones are in the history."} {
		lines := list.Lines(100, height, theme.Plain())
		if last := lines[len(lines)-1]; !strings.Contains(last, want) {
			t.Errorf("the last of %d lines is %q", height, last)
		}
	}
}

func TestUnsettledAndRecentOnesAreMarked(t *testing.T) {
	list := listOf(uitest.Records()[:7]) // an unknown one, and one that was settled
	marked := func() (numbers string) {
		for _, line := range list.Lines(100, 20, theme.Plain()) {
			if rest, ok := strings.CutPrefix(uitest.Plain(line), "! #"); ok {
				number, _, _ := strings.Cut(rest, " ")
				numbers += number + " "
			}
		}
		return numbers
	}
	if got := marked(); got != "11 " {
		t.Errorf("marked are %s", got)
	}
	list.Read = list.Records[0].Intent.Confirmed.Add(deletion.AgainSoon - time.Second)
	if got := marked(); got != "14 11 " {
		t.Errorf("marked are %s", got)
	}
	for _, kind := range []deletion.OutcomeKind{deletion.NotSent, deletion.Refused} { // which deleted nothing
		list.Records[0].Outcome.Kind = kind
		if got := marked(); got != "11 " {
			t.Errorf("after %s, marked are %s", kind, got)
		}
	}
	list.Records[0].Outcome.Kind = deletion.Accepted
	if got := fmt.Sprint(list.Without(11).Lines(100, 20, theme.Plain())); strings.Contains(got, "#11") || !strings.Contains(got, "#14") {
		t.Errorf("without one: %s", got)
	}
	if marked() != "14 11 " {
		t.Error("the list itself has lost a record")
	}
}
