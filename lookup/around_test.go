package lookup

import (
	"strings"
	"testing"
	"time"
)

func TestACallIsRememberedByItsDayAndAboutItsTime(t *testing.T) {
	zone := time.FixedZone("CET", 3600)
	now := time.Date(2026, 7, 5, 12, 0, 0, 0, zone)
	for _, test := range []struct{ day, about, from, to string }{
		{"", "", "07-05 00:00", "07-06 00:00"},
		{"today", "", "07-05 00:00", "07-06 00:00"},
		{" Yesterday ", "", "07-04 00:00", "07-05 00:00"},
		{"2026-07-01", "", "07-01 00:00", "07-02 00:00"},
		{"2026-07-01 to 2026-07-03", "", "07-01 00:00", "07-04 00:00"},
		{"yesterday to today", "", "07-04 00:00", "07-06 00:00"},
		{"7d", "", "06-28 12:00", "07-05 12:00"},
		{"2h", "", "07-05 10:00", "07-05 12:00"},
		{"2026-07-01", "10", "07-01 09:00", "07-01 11:00"},
		{"2026-07-01", "9:30", "07-01 08:30", "07-01 10:30"},
		{"2026-07-01", " 9 - 11:30 ", "07-01 09:00", "07-01 11:30"},
		{"2026-07-01", "22-1", "07-01 22:00", "07-02 01:00"},
		{"2026-07-01", "0", "06-30 23:00", "07-01 01:00"},
		{"", "23:30", "07-05 22:30", "07-06 00:30"},
	} {
		got, err := Search{Name: "Kő"}.Around(test.day, test.about, now)
		if from, to := got.From.Format("01-02 15:04"), got.To.Format("01-02 15:04"); err != nil || from != test.from || to != test.to || got.Name != "Kő" {
			t.Errorf("%q, %q is %s to %s, %v; want %s to %s", test.day, test.about, from, to, err, test.from, test.to)
		}
	}
}

func TestADayOfTwentyThreeHoursHasTheTimesThatClocksShow(t *testing.T) {
	budapest, err := time.LoadLocation("Europe/Budapest")
	if err != nil {
		t.Skip(err)
	}
	now := time.Date(2026, 3, 30, 12, 0, 0, 0, budapest)
	got, err := Search{}.Around("yesterday", "10", now)
	if from, to := got.From.Format(time.DateTime), got.To.Format(time.DateTime); err != nil || from != "2026-03-29 09:00:00" || to != "2026-03-29 11:00:00" {
		t.Errorf("it is %s to %s, %v", from, to, err)
	}
}

func TestWhatIsNoDayAndNoTimeIsSaidAtItsField(t *testing.T) {
	now := time.Date(2026, 7, 5, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct{ day, about, want string }{
		{"Friday", "", "day is not a day: Friday"}, {"-7d", "", "day is not a day"}, {"2026-07-03 to 2026-07-01", "", "day ends before it begins"},
		{"2026-07-01 to x", "", "day is not a day"}, {"2027-01-01T09:00:00Z", "", "day is not a day"},
		{"today", "ten", "about is not a time of day: ten"}, {"today", "24", "about is not a time of day"}, {"today", "9-", "about is not a time of day"},
		{"7d", "10", "about needs one day"}, {"2026-07-01 to 2026-07-03", "10", "about needs one day"},
	} {
		if got, err := (Search{}).Around(test.day, test.about, now); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%q, %q is %v to %v, %v; want %q", test.day, test.about, got.From, got.To, err, test.want)
		}
	}
}
