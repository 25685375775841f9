package simulator

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// Spelling is a way in which servers write a call.
type Spelling string

// The spellings that were published or seen.
const (
	Published  Spelling = ""           // as the vendor's page has it
	Old        Spelling = "old"        // as its older samples have it: id
	Camel      Spelling = "camel"      // ccdrId, startTime
	Attributes Spelling = "attributes" // every field is an attribute
	Data       Spelling = "data"       // the root is VerbaData
	List       Spelling = "list"       // the root is verbacdrlist, without a Response
	Split      Spelling = "split"      // date and clock apart, and a duration
)

// Spellings are all of them.
func Spellings() []Spelling {
	return []Spelling{Published, Old, Camel, Attributes, Data, List, Split}
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

type field struct{ name, value string }

func (l LookUps) fields(c Call, now time.Time) []field {
	id := "ccdr_id"
	if l.Spelling == Old {
		id = "id"
	}
	all := []field{
		{id, c.CallID}, {"native_id", c.NativeID}, {"platform_call_id", c.PlatformCallID}, {"meeting_id", c.MeetingID},
		{"source_caller_id", c.From}, {"source_name", c.FromName}, {"destination_caller_id", c.To}, {"destination_name", c.ToName},
	}
	end := c.End
	if c.State(now) == Ongoing {
		end = time.Time{}
	}
	all = append(all, l.moment("start", c.Begin)...)
	all = append(all, l.moment("end", end)...)
	if l.Spelling == Split && !end.IsZero() {
		length := end.Sub(c.Begin).Round(time.Second)
		all = append(all, field{"duration", fmt.Sprintf("%02d:%02d:%02d", int(length.Hours()), int(length.Minutes())%60, int(length.Seconds())%60)})
	}
	all = append(all, field{"direction_id", direction(c)}, field{"cause_id", "16"}, field{"location", c.Location},
		field{"ondemand", bit(c.OnDemand)}, field{"conference", bit(c.Conference)}, field{"do_not_delete", bit(c.DoNotDelete)},
		field{"secondary", bit(c.Secondary)}, field{"recorded_party", c.To})
	var said []field
	for _, one := range all {
		if one.value == "" {
			continue
		}
		if l.Spelling == Camel {
			one.name = camel(one.name)
		}
		said = append(said, one)
	}
	return said
}

func (l LookUps) moment(name string, at time.Time) []field {
	if at.IsZero() {
		return nil
	}
	at = at.In(l.zone())
	if l.Spelling == Split {
		return []field{{name + "date", at.Format(time.DateOnly)}, {name + "time", at.Format("15:04:05.000")}}
	}
	return []field{{name + "_time", at.Format("2006-01-02 15:04:05.000")}}
}

// direction is 0 for a call within the office, which is published, and the simulator's own 1 and 2 else.
func direction(c Call) string {
	inside := func(number string) bool { return len(number) == 4 && strings.HasPrefix(number, "8") }
	switch {
	case inside(c.From) && inside(c.To):
		return "0"
	case inside(c.To):
		return "1"
	}
	return "2"
}

func bit(yes bool) string {
	if yes {
		return "1"
	}
	return "0"
}

func camel(name string) string {
	parts := strings.Split(name, "_")
	for i := 1; i < len(parts); i++ {
		parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
	}
	return strings.Join(parts, "")
}

func (l LookUps) verbacdr(b *bytes.Buffer, c Call, now time.Time) {
	state := "1"
	if c.State(now) == Ongoing {
		state = "0"
	}
	fmt.Fprintf(b, `<verbacdr state="%s"`, state)
	if l.Spelling == Attributes {
		for _, one := range l.fields(c, now) {
			fmt.Fprintf(b, ` %s="%s"`, one.name, xmlText(one.value))
		}
	}
	b.WriteString(">\n")
	if l.Spelling != Attributes {
		for _, one := range l.fields(c, now) {
			fmt.Fprintf(b, "<%s>%s</%s>\n", one.name, xmlText(one.value), one.name)
		}
	}
	for _, leg := range c.Legs {
		fmt.Fprintf(b, "<section_participant><caller_id>%s</caller_id><name>%s</name>", xmlText(leg.Number), xmlText(leg.Name))
		for _, one := range append(l.moment("start", leg.Begin), l.moment("end", leg.End)...) {
			fmt.Fprintf(b, "<%s>%s</%s>", one.name, one.value, one.name)
		}
		b.WriteString("</section_participant>\n")
	}
	if l.Flawed {
		b.WriteString("<unclosed>")
	}
	b.WriteString("</verbacdr>\n")
}

func (l LookUps) card(c Call, now time.Time) []byte {
	var b bytes.Buffer
	l.verbacdr(&b, c, now)
	inside := b.String()
	const success = `<Response code="0" type="GetCallInformation"`
	switch l.Spelling {
	case Data:
		return []byte(xmlHead + "<VerbaData>\n" + success + "/>\n" + inside + "</VerbaData>\n")
	case List:
		return []byte(xmlHead + `<verbacdrlist rowcount="1">` + "\n" + inside + "</verbacdrlist>\n")
	}
	return []byte(xmlHead + "<VerbaApi>\n" + success + ">\n" + inside + "</Response>\n</VerbaApi>\n")
}

func (l LookUps) list(calls []Call, total int, now time.Time) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s<verbacdrlist rowcount=\"%d\">\n", xmlHead, total)
	for _, c := range calls {
		l.verbacdr(&b, c, now)
	}
	b.WriteString("</verbacdrlist>\n")
	return b.Bytes()
}
