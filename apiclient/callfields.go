package apiclient

import (
	"strconv"
	"strings"
	"time"

	"deletecall/lookup"
	"deletecall/safetext"
)

type callFields struct {
	veil veil
	zone lookup.Zone
}

// call reads one verbacdr (spec/verba-api.md, "Look-ups that take the same selectors").
// contradicts is true where it says two things of what it is.
func (f callFields) call(of *node) (call lookup.Call, contradicts bool) {
	call = lookup.Call{
		ID:       f.identifier(of.first("ccdrid", "callid", "id")),
		NativeID: f.text(of.first("nativeid")), PlatformCallID: f.text(of.first("platformcallid")), MeetingID: f.text(of.first("meetingid")),
		From:          lookup.Party{Number: f.text(of.first("sourcecallerid")), Name: f.text(of.first("sourcename"))},
		To:            lookup.Party{Number: f.text(of.first("destinationcallerid")), Name: f.text(of.first("destinationname"))},
		RecordedParty: f.text(of.first("recordedparty", "verbausername")),
		Begin:         f.time(of.first("startdate"), of.first("starttime")),
		End:           f.time(of.first("enddate"), of.first("endtime")),
		Zone:          f.zone,
		Direction:     f.text(of.first("directionid", "direction")),
		Location:      f.text(of.first("location")),
		DoNotDelete:   mark(of.first("donotdelete")),
		Secondary:     mark(of.first("secondary")),
		OnDemand:      mark(of.first("ondemand")),
		Conference:    mark(of.first("conference")),
	}
	call.Length = length(of.first("duration"))
	if call.Length == 0 && !call.Begin.IsZero() && call.End.After(call.Begin) {
		call.Length = call.End.Sub(call.Begin)
	}
	call.State = stateOf(of.first("state"), call.End)
	call.Legs, call.MoreLegs = f.legs(of)
	for _, name := range []string{"ccdrid", "callid", "nativeid", "platformcallid", "meetingid", "state", "donotdelete"} {
		contradicts = contradicts || of.differs(name)
	}
	return call, contradicts
}

// legs are the sections of a complex call: each one a section_participant, or all of them in one.
func (f callFields) legs(of *node) (legs []lookup.Leg, more bool) {
	for _, section := range of.all("sectionparticipant") {
		parts := []*node{section}
		if len(section.children) > 0 && len(section.children[0].children) > 0 {
			parts = section.children
		}
		for _, part := range parts {
			leg := lookup.Leg{
				Party: lookup.Party{
					Number: f.text(part.first("callerid", "sourcecallerid", "number", "phonenumber", "extension")),
					Name:   f.text(part.first("name", "sourcename", "verbausername")),
				},
				Begin: f.time(part.first("startdate"), part.first("starttime")),
				End:   f.time(part.first("enddate"), part.first("endtime")),
			}
			if leg == (lookup.Leg{}) {
				continue
			}
			if len(legs) == lookup.MaxLegs {
				return legs, true
			}
			legs = append(legs, leg)
		}
	}
	return legs, false
}

// text is foreign text made safe to show: secrets out, one line, bounded.
func (f callFields) text(foreign string) string {
	clean, _ := f.veil.keep(foreign, maxNodeText)
	return safetext.Bounded(clean, lookup.MaxText)
}

// identifier is an internal ID, which is sent back: it is as it came, or not at all.
func (f callFields) identifier(foreign string) string {
	if f.text(foreign) != foreign {
		return ""
	}
	return foreign
}

// timeForms are the ways of writing a time that were seen or are likely. Fractions of a second
// need no form of their own.
var timeForms = []string{time.DateTime, "2006-01-02T15:04:05", "2006-01-02 15:04", "2006.01.02 15:04:05", "2006/01/02 15:04:05", time.DateOnly}

// time reads a time that may be split into date and clock. Where it names an offset, that counts.
func (f callFields) time(date, clock string) time.Time {
	text := clock
	switch {
	case date != "" && strings.ContainsAny(date, " T"):
		text = date
	case date != "" && clock != "" && !strings.Contains(clock, "-"):
		text = date + " " + clock
	case clock == "":
		text = date
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.In(f.zone.In())
	}
	for _, form := range timeForms {
		if at, err := time.ParseInLocation(form, text, f.zone.In()); err == nil {
			return at
		}
	}
	return time.Time{}
}

// length reads a duration as hh:mm:ss; 0 when it is none.
func length(text string) time.Duration {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return 0
	}
	hours, err1 := strconv.Atoi(parts[0])
	minutes, err2 := strconv.Atoi(parts[1])
	seconds, err3 := strconv.ParseFloat(parts[2], 64)
	if err1 != nil || err2 != nil || err3 != nil || hours < 0 || hours > 10_000 || minutes < 0 || minutes > 59 || !(seconds >= 0 && seconds < 60) {
		return 0
	}
	return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute + time.Duration(seconds*float64(time.Second))
}

// stateOf reads the attribute state, of which only 1, finished, is published. Any other
// is taken for ongoing only where no end is named.
func stateOf(state string, end time.Time) lookup.State {
	switch {
	case state == "1", state == "" && !end.IsZero():
		return lookup.Finished
	case state != "" && end.IsZero():
		return lookup.Ongoing
	}
	return lookup.StateUnstated
}

// mark reads a yes or no. What is neither, such as a code of its own, is a yes: it stands out.
func mark(text string) lookup.Mark {
	switch strings.ToLower(text) {
	case "":
		return lookup.Unstated
	case "0", "false", "no":
		return lookup.No
	}
	return lookup.Yes
}
