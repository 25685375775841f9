package config

import (
	"strconv"
	"time"

	"deletecall/deletion"
)

// Period is how long something is kept: years, months and days of the calendar.
type Period struct {
	Years, Months, Days int
	text                string
}

// Before is the moment before which everything has been kept for longer.
func (p Period) Before(now time.Time) time.Time { return now.AddDate(-p.Years, -p.Months, -p.Days) }

// String is the period as it was written.
func (p Period) String() string { return p.text }

func newExpiry(raw expiryFile, p *problems) map[deletion.DataKind]Period {
	periods := map[deletion.DataKind]Period{}
	for kind, text := range map[deletion.DataKind]string{
		deletion.IdentifierData: raw.Identifier, deletion.CallData: raw.Call, deletion.ReasonData: raw.Reason, deletion.AnswerData: raw.Answer,
		deletion.OperatorData: raw.Operator, deletion.PlaceData: raw.Place,
	} {
		if text == "" {
			continue
		}
		period, ok := parsePeriod(text)
		if !ok {
			p.add("expiry."+string(kind), "is not a period", `expected something like "90d", "18m" or "2y"`)
			continue
		}
		periods[kind] = period
	}
	return periods
}

// parsePeriod reads a number of days, months or years. A hundred years are for ever.
func parsePeriod(text string) (period Period, ok bool) {
	const mostYears = 100
	unit := text[len(text)-1]
	n, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || n < 1 || text[0] == '+' {
		return Period{}, false
	}
	period.text = text
	switch unit {
	case 'd':
		period.Days = n
		return period, n <= mostYears*366
	case 'm':
		period.Months = n
		return period, n <= mostYears*12
	case 'y':
		period.Years = n
		return period, n <= mostYears
	}
	return Period{}, false
}
