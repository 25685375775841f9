package export

import "time"

const (
	stampLayout  = "2006-01-02T15:04:05.000Z07:00" // RFC 3339
	offsetLayout = "-07:00"
)

// inZone returns t in the zone, or in UTC where the zone's offset then was not of
// whole minutes: RFC 3339 could not tell that moment otherwise.
func inZone(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	if _, offset := t.Zone(); offset%60 != 0 {
		return t.UTC()
	}
	return t
}

// fourDigits reports whether RFC 3339 can write the year.
func fourDigits(t time.Time) bool { return t.Year() >= 0 && t.Year() <= 9999 }

// zoneName names the zone for a reader elsewhere, to whom "Local" says nothing.
func zoneName(zone *time.Location, at time.Time) string {
	if zone == time.Local {
		return at.In(zone).Format("MST (UTC-07:00)")
	}
	return zone.String()
}
