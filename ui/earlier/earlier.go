// Package earlier is the list of the newest records of an identifier, or of all of them, that
// is shown beside a screen that has room: whoever deletes sees what was deleted before.
package earlier

import (
	"slices"
	"strconv"
	"time"

	"deletecall/deletion"
	"deletecall/ui/theme"
	"deletecall/ui/widget"
)

// Most is how many records are listed.
const Most = 8

const (
	// An identifier takes what the other columns leave, these cells at least: a longer one is
	// cut, in the list only.
	leastBrief, besides = 12, 56
)

// List is what was found.
type List struct {
	Of      string            // the identifier, foreign; empty for all records
	Records []deletion.Record // the newest first, at most [Most]
	More    bool              // there are older ones
	Failed  bool              // the history can't be read
	Read    time.Time         // zero before anything was read
	Zone    *time.Location
}

// Without is the list without the record of this number.
func (l List) Without(number int64) List {
	l.Records = slices.DeleteFunc(slices.Clone(l.Records), func(r deletion.Record) bool { return r.Intent.Number == number })
	return l
}

// Lines draws the list in a place of so many cells. Before something was read there are none.
func (l List) Lines(width, height int, styles theme.Styles) []string {
	const title = 1
	of := widget.Cut(widget.Clean(l.Of), max(1, width/2))
	switch {
	case l.Read.IsZero() || height < 1:
		return nil
	case l.Failed: // the console says elsewhere what is wrong with it
		return []string{styles.Subtle.Render(widget.Cut("The history can't be read.", width))}
	case len(l.Records) == 0 && l.Of == "":
		return []string{styles.Subtle.Render(widget.Cut("No deletion is recorded yet.", width))}
	case len(l.Records) == 0:
		return []string{styles.Subtle.Render(widget.Cut("No deletion of "+of+" is recorded.", width))}
	case height < title+2:
		return nil
	}
	heading := "Newest deletions"
	if l.Of != "" {
		heading = "Deletions of " + of
	}
	zone := " · times in " + deletion.ZoneName(l.Zone, l.Records[0].Intent.Confirmed)
	lines := []string{styles.Strong.Render(widget.Cut(heading, width)) + styles.Subtle.Render(widget.Cut(zone, max(0, width-widget.Width(heading))))}
	room := height - title
	more := l.More || len(l.Records) > room
	if more {
		room--
	}
	seen, cells := l.Records[:min(len(l.Records), room)], columns{}
	for _, record := range seen {
		cells.outcome = max(cells.outcome, widget.Width(outcome(record)))
		cells.brief = max(cells.brief, min(max(leastBrief, width-besides), widget.Width(widget.Clean(record.Intent.Brief()))))
	}
	for _, record := range seen {
		lines = append(lines, widget.Cut(l.row(record, cells, styles), width))
	}
	if more {
		lines = append(lines, styles.Subtle.Render(widget.Cut("  Older ones are in the history.", width)))
	}
	return lines
}

type columns struct{ outcome, brief int }

// outcome is clean, since a record may have been written by others.
func outcome(record deletion.Record) string {
	return theme.Sign(record.Outcome.Kind) + " " + widget.Clean(record.Label())
}

// row is a record in a line. What a person must not overlook before deleting once more is marked.
func (l List) row(record deletion.Record, cells columns, styles theme.Styles) string {
	i := record.Intent
	digits := len(strconv.FormatInt(l.Records[0].Intent.Number, 10))
	number := widget.Fit("#"+strconv.FormatInt(i.Number, 10), digits+1)
	when, mark := deletion.Minute(i.Confirmed, l.Zone), "  "
	kind := record.Outcome.Kind
	deletedNothing := kind == deletion.NotSent || kind == deletion.Refused
	if record.Unsettled() || l.Read.Sub(i.Confirmed) < deletion.AgainSoon && !deletedNothing {
		mark = styles.Warning.Render("! ")
		when = styles.Warning.Render(when)
	}
	known := styles.Outcome(record.Outcome.Kind).Render(widget.Fit(outcome(record), cells.outcome))
	return mark + number + "  " + when + "  " + known + "  " + widget.Fit(widget.Clean(i.Brief()), cells.brief) + "  " + styles.Subtle.Render(widget.Clean(i.Server))
}
