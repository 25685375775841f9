package query

import "time"

// moments are the first and the last moment at which a clock in the zone shows
// what wall shows in UTC. They differ where the clocks are put back; where they
// are put forward over it, both are the moment of the change.
func moments(wall time.Time, zone *time.Location) (first, last time.Time) {
	const day = 24 * time.Hour
	before, after := offsetAt(wall.Add(-day), zone), offsetAt(wall.Add(day), zone)
	first, last = wall.Add(-before).In(zone), wall.Add(-after).In(zone)
	switch isFirst, isLast := offsetAt(first, zone) == before, offsetAt(last, zone) == after; {
	case isFirst && isLast:
		return first, last
	case isFirst:
		return first, first
	case isLast:
		return last, last
	}
	change, _ := first.ZoneBounds()
	return change, change
}

func offsetAt(at time.Time, zone *time.Location) time.Duration {
	_, seconds := at.In(zone).Zone()
	return time.Duration(seconds) * time.Second
}

// dayBegin is the first moment of a day, which is not everywhere at midnight. Day
// and month may lie outside of their ranges, as for [time.Date].
func dayBegin(year int, month time.Month, day int, zone *time.Location) time.Time {
	first, _ := moments(time.Date(year, month, day, 0, 0, 0, 0, time.UTC), zone)
	return first
}
