package deletion

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"deletecall/safetext"
)

// timeLayout shows a time to a person: to the second, with the name of its zone.
const timeLayout = "2006-01-02 15:04:05 MST"

// FormatTime shows a time to a person: in the zone, which it names. One that is not known,
// as of a record that can't be read, is a dash.
func FormatTime(at time.Time, zone *time.Location) string {
	if at.IsZero() {
		return "-"
	}
	return at.In(zone).Format(timeLayout)
}

// TargetBusyError says that the same target is being deleted at this moment.
// Nothing was sent because of it.
type TargetBusyError struct {
	Number int64 // of the open record
	By     string
	On     string    // the machine; empty where it is not known
	Since  time.Time // shown in its own zone
}

// Error says who is deleting it, where, and since when. A name does not begin it: the console
// begins sentences with a capital letter.
func (e *TargetBusyError) Error() string {
	on := ""
	if e.On != "" {
		on = " on " + safetext.Bounded(e.On, 80)
	}
	return fmt.Sprintf("in progress: %s has been deleting this since %s%s (record %d)\nWait for its outcome: deletecall history show %d",
		safetext.Line(e.By), e.Since.Format(timeLayout), on, e.Number, e.Number)
}

// UnsettledRecord is an earlier deletion whose outcome is unknown.
type UnsettledRecord struct {
	Number    int64
	By        string
	Confirmed time.Time // shown in its own zone
	CanCheck  bool      // see [Workflow.CanCheck]

	record Record
}

// UnsettledTargetError says that the outcome of earlier deletions of the same target
// is unknown and that nobody settled them. Nothing was sent because of it.
type UnsettledTargetError struct {
	Target  string            // such as "extension 8856"
	Records []UnsettledRecord // the newest first, at least one
	Named   int64             // the record that was named instead of the newest; 0 for none
}

func newUnsettledTargetError(unsettled []Record, named int64) *UnsettledTargetError {
	newest := unsettled[0].Intent
	e := &UnsettledTargetError{Target: describeSelector(newest.IdentifierType, newest.Identifier, NoStatus), Named: named}
	for _, record := range unsettled {
		e.Records = append(e.Records, UnsettledRecord{
			Number: record.Intent.Number, By: record.Intent.Operator.Name, Confirmed: record.Intent.Confirmed, record: record,
		})
	}
	return e
}

// Error names the records, and on lines of their own what can be done.
func (e *UnsettledTargetError) Error() string {
	newest := e.Records[0].Number
	var text strings.Builder
	if e.Named != 0 {
		fmt.Fprintf(&text, "record %d is not the newest unknown outcome: ", e.Named)
	}
	text.WriteString(e.what())
	if len(e.Records) == 1 {
		if e.Records[0].CanCheck {
			text.WriteString("\n" + WayToCheck(newest))
		}
		text.WriteString("\n" + WayToSettle(newest))
		fmt.Fprintf(&text, "\nOr knowingly send it again: deletecall send … --again %d", newest)
		return text.String()
	}
	if slices.ContainsFunc(e.Records, func(record UnsettledRecord) bool { return record.CanCheck }) {
		text.WriteString("\nLook their calls up: deletecall history settle NUMBER --check")
	}
	text.WriteString("\nSettle each of them first: deletecall history settle NUMBER --found deleted|not-deleted --note TEXT")
	fmt.Fprintf(&text, "\nOr knowingly send it again: deletecall send … --again %d (the newest stands for all of them)", newest)
	return text.String()
}

// mostNamed is how many records an error or a warning names.
const mostNamed = 5

func (e *UnsettledTargetError) what() string {
	target := safetext.Line(e.Target)
	if len(e.Records) == 1 {
		only := e.Records[0]
		return fmt.Sprintf("the outcome of record %d is unknown: %s sent a request to delete %s at %s",
			only.Number, safetext.Line(only.By), target, only.Confirmed.Format(timeLayout))
	}
	return fmt.Sprintf("the outcomes of %s earlier deletions of %s are unknown: %s", safetext.Number(int64(len(e.Records))), target, e.list())
}

func (e *UnsettledTargetError) list() string {
	var names []string
	for _, record := range e.Records[:min(mostNamed, len(e.Records))] {
		names = append(names, fmt.Sprintf("record %d (%s at %s)", record.Number, safetext.Line(record.By), record.Confirmed.Format(timeLayout)))
	}
	if more := len(e.Records) - len(names); more > 0 {
		names = append(names, "and "+safetext.Number(int64(more))+" more")
	}
	return strings.Join(names, ", ")
}

// WayToCheck is the hint that leads from an unknown outcome to a look-up of its call, which settles nothing.
func WayToCheck(number int64) string {
	return fmt.Sprintf("Look its call up: deletecall history settle %d --check", number)
}

// WayToSettle is the hint that leads from an unknown outcome to its settlement.
func WayToSettle(number int64) string {
	return fmt.Sprintf("Settle it first: deletecall history settle %d --found deleted|not-deleted --note TEXT", number)
}

// NotRepeatableError says that a request names a record as knowingly repeated that is
// no deletion of its target with an unknown outcome. Nothing was sent because of it.
type NotRepeatableError struct{ Number int64 }

func (e *NotRepeatableError) Error() string {
	return fmt.Sprintf("record %d is not an unsettled unknown outcome of this identifier\nLook at it: deletecall history show %d\nThen leave out --again, or give the number of the right record",
		e.Number, e.Number)
}
