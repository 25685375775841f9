package deletion

import "time"

// ZoneName names a zone with all offsets that its clocks have in the year of a
// moment: times of the summer are read by people in the winter.
func ZoneName(zone *time.Location, at time.Time) string {
	const form = "MST (-07:00)"
	year := at.In(zone).Year()
	january := time.Date(year, time.January, 1, 12, 0, 0, 0, zone).Format(form)
	july := time.Date(year, time.July, 1, 12, 0, 0, 0, zone).Format(form)
	if january == july {
		return january
	}
	return january + ", " + july
}

// Minute is a time as lists show it. A record that can't be read has none.
func Minute(at time.Time, zone *time.Location) string {
	if at.IsZero() {
		return "-"
	}
	return at.In(zone).Format("2006-01-02 15:04")
}
