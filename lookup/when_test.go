package lookup

import (
	"strings"
	"testing"
	"time"
)

func TestATimeOfASearchIsReadAsAPersonWritesIt(t *testing.T) {
	zone := time.FixedZone("CET", 3600)
	now := time.Date(2026, 7, 5, 12, 0, 0, 0, zone)
	for text, want := range map[string][2]string{
		"2026-07-01":           {"2026-07-01 00:00:00", "2026-07-02 00:00:00"},
		"2026-07-01 09:41":     {"2026-07-01 09:41:00", "2026-07-01 09:41:00"},
		"2026-07-01 09:41:03":  {"2026-07-01 09:41:03", "2026-07-01 09:41:03"},
		"2026-07-01T09:41":     {"2026-07-01 09:41:00", "2026-07-01 09:41:00"},
		"2026-07-01T09:41:00Z": {"2026-07-01 10:41:00", "2026-07-01 10:41:00"},
		"09:41":                {"2026-07-05 09:41:00", "2026-07-05 09:41:00"},
		"today":                {"2026-07-05 00:00:00", "2026-07-06 00:00:00"},
		"Yesterday ":           {"2026-07-04 00:00:00", "2026-07-05 00:00:00"},
		"now":                  {"2026-07-05 12:00:00", "2026-07-05 12:00:00"},
		"2h":                   {"2026-07-05 10:00:00", "2026-07-05 10:00:00"},
		"7d":                   {"2026-06-28 12:00:00", "2026-06-28 12:00:00"},
	} {
		for i, isEnd := range []bool{false, true} {
			got, err := readTime("from", text, now, isEnd)
			if err != nil || got.In(zone).Format(time.DateTime) != want[i] {
				t.Errorf("%q is %v, %v; want %s", text, got, err, want[i])
			}
		}
	}
	for _, text := range []string{"tomorrow", "-2h", "d", "-7d", "7dd", "2026-13-01"} {
		if got, err := readTime("from", text, now, false); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestASpanThatIsLeftOutIsTheLastDay(t *testing.T) {
	now := time.Date(2026, 7, 5, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct{ from, to, wantFrom, wantTo string }{
		{"", "", "07-04 12:00", "07-05 12:00"}, {"today", "", "07-05 00:00", "07-05 12:00"}, {"", "yesterday", "07-04 00:00", "07-05 00:00"},
	} {
		got, err := Search{Number: "88"}.Span(test.from, test.to, now)
		if from, to := got.From.Format("01-02 15:04"), got.To.Format("01-02 15:04"); err != nil || from != test.wantFrom || to != test.wantTo || got.Number != "88" {
			t.Errorf("%q to %q is %s to %s, %v", test.from, test.to, from, to, err)
		}
	}
	_, err := Search{}.Span("x", "y", now)
	for _, field := range []string{"from is not a time: x", "to is not a time: y"} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%q is missing in %v", field, err)
		}
	}
}

// A server with such numbers is asked for them as it wrote them; a person never means one.
func TestANumberThatOnlyLooksPlainIsNotSearchedFor(t *testing.T) {
	now := time.Date(2026, 7, 5, 12, 0, 0, 0, time.UTC)
	for number, want := range map[string]string{
		"８８５６":       "number has a character that only looks like a plain one\nCharacter 1 is a full-width character (U+FF18). Use 8856 instead",
		"88\u201156": "number has a character that only looks like a plain one\nCharacter 3 is a non-breaking hyphen (U+2011). Use 88-56 instead",
		"8856":       "", "+36 1 555": "",
	} {
		search := Search{From: now.Add(-time.Hour), To: now, Number: number, Name: "８８５６ Kő"}
		said := ""
		if err := search.CheckTyped(); err != nil {
			said = err.Error()
		}
		if said != want || search.Check() != nil {
			t.Errorf("%q: %q, want %q; %v", number, said, want, search.Check())
		}
	}
}
